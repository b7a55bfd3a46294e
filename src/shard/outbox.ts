// What one connection may send and when: every send is counted, and commands leave room for the
// heartbeats to come.
// https://discord.com/developers/docs/events/gateway#rate-limiting

import { SEND_LIMIT, SEND_WINDOW_MS } from "../discord/limits.js";
import { SendWindow } from "./send-window.js";

/** What is sent: `first` is the identify or resume. */
export type SendKind = "first" | "beat" | "presence" | "command";

/** Gives a text to the socket; `done` is called when it is out, or cannot be written. */
export type Write = (text: string, done: (error?: Error | null) => void) => void;

/** Is called once: with null when a text is out, else with what became of it. */
export type Sent = (error: Error | null) => void;

/** https://discord.com/developers/docs/events/gateway-events#update-presence */
const PRESENCE_LIMIT = 5;
const PRESENCE_WINDOW_MS = 20_000;
/** Room for heartbeats that Discord asks for, and for a late one. */
const SPARE_BEATS = 3;
/** Heartbeats far more frequent than Discord's would use up the window, and are not counted. */
const MIN_COUNTED_INTERVAL_MS = 1_000;

/** The sending side of one connection. */
export class Outbox {
  readonly #write: Write;
  readonly #window: SendWindow;
  readonly #presences: SendWindow;
  readonly #countsBeats: boolean;
  /** What commands leave of the window for heartbeats. */
  readonly #spareBeats: number;
  /** What heartbeats leave of it for the identify or resume, until that is sent. */
  #spareFirst = 1;
  readonly #leaving = new Set<Sent>();

  /**
   * @param intervalMs - between the connection's heartbeats
   * @param now - a monotonic clock, in ms
   */
  constructor(intervalMs: number, write: Write, now: () => number) {
    this.#write = write;
    this.#window = new SendWindow(SEND_LIMIT, SEND_WINDOW_MS, now);
    this.#presences = new SendWindow(PRESENCE_LIMIT, PRESENCE_WINDOW_MS, now);
    this.#countsBeats = intervalMs >= MIN_COUNTED_INTERVAL_MS;
    const beats = this.#countsBeats ? Math.ceil(SEND_WINDOW_MS / intervalMs) : 0;
    this.#spareBeats = beats + SPARE_BEATS;
  }

  /** How long it takes until one of a kind may be sent, in ms; Infinity until others are out. */
  wait(kind: SendKind): number {
    switch (kind) {
      case "first":
        return this.#window.wait();
      case "beat":
        return this.#countsBeats ? this.#window.wait(this.#spareFirst) : 0;
      case "command":
        return this.#window.wait(this.#spareBeats);
      case "presence":
        return Math.max(this.#window.wait(this.#spareBeats), this.#presences.wait());
    }
  }

  /** Sends a text, whose time it has to be. */
  send(kind: SendKind, text: string, sent: Sent): void {
    const windows = this.#windowsOf(kind);
    for (const window of windows) window.take();
    if (kind === "first") this.#spareFirst = 0;
    this.#leaving.add(sent);
    this.#write(text, (error) => {
      for (const window of windows) window.left();
      if (this.#leaving.delete(sent)) sent(error ?? null);
    });
  }

  /** The connection is gone, and with it whatever has not left. */
  discard(): void {
    const lost = [...this.#leaving];
    this.#leaving.clear();
    for (const sent of lost) sent(new Error("Connection ended before the message was written"));
  }

  #windowsOf(kind: SendKind): readonly SendWindow[] {
    if (kind === "beat" && !this.#countsBeats) return [];
    return kind === "presence" ? [this.#window, this.#presences] : [this.#window];
  }
}
