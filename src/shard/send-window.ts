// How much may still be sent in a sliding window: a log of what was sent. A fixed window would let
// twice the limit pass around its edge, and Discord does not say which kind it counts by.
// https://discord.com/developers/docs/events/gateway#rate-limiting

/**
 * Discord counts when a message arrives. What arrived late at the window's begin and what arrives
 * early after its end are this much further apart here, in ms.
 */
const MARGIN_MS = 150;

/** A limit of one connection. */
export class SendWindow {
  readonly limit: number;
  readonly #spanMs: number;
  readonly #now: () => number;
  /** When each send that still counts had left, in order. */
  readonly #sent: number[] = [];
  /** Handed to the socket and not out yet: these count from when they are. */
  #leaving = 0;

  /** @param now - a monotonic clock, in ms */
  constructor(limit: number, spanMs: number, now: () => number) {
    this.limit = limit;
    this.#spanMs = spanMs + MARGIN_MS;
    this.#now = now;
  }

  /** Counts a send that is handed to the socket. */
  take(): void {
    this.#leaving++;
  }

  /** The socket has written the oldest send that was handed to it. */
  left(): void {
    this.#leaving--;
    this.#sent.push(this.#now());
  }

  /**
   * How long it takes until one more may be sent.
   *
   * @param spared - how many of the limit to leave for others
   * @returns ms, 0 when it may be sent now; Infinity when a send has to leave first
   */
  wait(spared = 0): number {
    const now = this.#now();
    while ((this.#sent[0] ?? Infinity) + this.#spanMs <= now) this.#sent.shift();
    const excess = this.#sent.length + this.#leaving - Math.max(this.limit - spared, 1);
    if (excess < 0) return 0;
    return (this.#sent[excess] ?? Infinity) + this.#spanMs - now;
  }
}
