// Counts what one connection sends in a window of time.
// https://discord.com/developers/docs/events/gateway#rate-limiting

export class SendLog {
  readonly #limit: number;
  readonly #window: number;
  readonly #kind: "sliding" | "fixed";
  readonly #now: () => number;
  #times: number[] = [];

  constructor(limit: number, window: number, kind: "sliding" | "fixed", now: () => number) {
    this.#limit = limit;
    this.#window = window;
    this.#kind = kind;
    this.#now = now;
  }

  /** Counts one; false when it is one too many. */
  count(): boolean {
    const now = this.#now();
    const [oldest] = this.#times;
    const past = oldest !== undefined && now - oldest >= this.#window;
    if (past && this.#kind === "fixed") this.#times = [];
    if (past && this.#kind === "sliding") {
      this.#times = this.#times.filter((time) => now - time < this.#window);
    }
    this.#times.push(now);
    return this.#times.length <= this.#limit;
  }
}
