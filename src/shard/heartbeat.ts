// Keeps a connection alive and finds out when it is dead. Discord says that a connection without an
// ack may be one; under load the ack stands far back in the socket's buffer, so here any message is
// a sign of life, only time in which the socket was read counts, and what is buffered is read first.
// https://discord.com/developers/docs/events/gateway#sending-heartbeats

import { Latency, type LatencyReport } from "./latency.js";
import { ReadClock } from "./read-clock.js";

/** What a heartbeat needs from its connection. */
export interface HeartbeatOptions {
  /** Between two heartbeats, in ms, as `heartbeatInterval` gives it. */
  readonly interval: number;
  /** Sends a heartbeat; `sent()` is due when the socket has it. */
  readonly beat: () => void;
  /** The connection is dead. No heartbeat follows. */
  readonly zombie: () => void;
  /** How many bytes the socket has brought so far: a large message is a sign of life in itself. */
  readonly bytesRead: () => number;
  /** A monotonic clock, in ms. */
  readonly now: () => number;
  /** Spreads first heartbeats; gives numbers in [0, 1). */
  readonly random: () => number;
}

/** So much in one interval is part of a message, not the remains of one. */
const LIVE_BYTES = 16_384;
/** Timers go off up to one ms early. */
const EARLY_MS = 2;

/** The heartbeat of one connection. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #clock: ReadClock;
  readonly #latency = new Latency();
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  /** Whether a message came since the last regular heartbeat. */
  #heard = false;
  /** On the read clock: since when no message has come, as far as is known. */
  #quietSince: number;
  /** On the read clock: when the first heartbeat left that has no ack. */
  #unansweredSince = Infinity;
  #bytes: number;

  /** The first heartbeat follows within an interval. */
  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#clock = new ReadClock(options.now);
    this.#quietSince = this.#clock.time;
    this.#bytes = options.bytesRead();
    this.#arm(options.interval * options.random());
  }

  get latency(): LatencyReport {
    return this.#latency.report;
  }

  /** Any message has come. */
  received(): void {
    this.#heard = true;
  }

  /** An ack has come. */
  acked(): void {
    this.#heard = true;
    this.#latency.acked(this.#options.now());
    if (this.#latency.isSettled) this.#unansweredSince = Infinity;
  }

  /** The socket has a heartbeat, a regular one or one that Discord asked for. */
  sent(): void {
    this.#latency.sent(this.#options.now(), !this.#clock.isPaused);
    this.#unansweredSince = Math.min(this.#unansweredSince, this.#clock.time);
  }

  /** The socket is not read from now on. Heartbeats go on, verdicts do not. */
  pause(): void {
    this.#clock.pause();
    this.#latency.unwatch();
  }

  /** The socket is read again. */
  resume(): void {
    this.#clock.resume();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #arm(wait: number): void {
    const due = this.#options.now() + wait;
    this.#timer = setTimeout(() => this.#tick(due), wait).unref();
  }

  #tick(due: number): void {
    // After such a stall the input of most of the interval is unread as well.
    const hasStalled = this.#options.now() - due > this.#options.interval / 2;
    if (this.#latency.isSettled) this.#settle(hasStalled);
    else this.#afterInput(() => this.#settle(hasStalled));
  }

  /** Lets the event loop read what has come: a poll phase lies between two immediates. */
  #afterInput(then: () => void): void {
    this.#immediate = setImmediate(() => {
      this.#immediate = setImmediate(then);
    });
  }

  #settle(hasStalled: boolean): void {
    const hasProgressed = this.#hasProgressed();
    if (this.#heard || hasProgressed || hasStalled) this.#quietSince = this.#clock.time;
    this.#heard = false;
    if (this.#isZombie()) {
      this.#options.zombie();
      return;
    }
    this.#latency.giveUp();
    this.#arm(this.#options.interval);
    this.#options.beat();
  }

  #hasProgressed(): boolean {
    const bytes = this.#options.bytesRead();
    const progress = bytes - this.#bytes;
    this.#bytes = bytes;
    return progress > LIVE_BYTES;
  }

  #isZombie(): boolean {
    if (this.#clock.isPaused) return false;
    const { interval } = this.#options;
    const quiet = this.#clock.time - Math.max(this.#quietSince, this.#unansweredSince);
    return quiet >= interval - Math.min(EARLY_MS, interval / 10);
  }
}
