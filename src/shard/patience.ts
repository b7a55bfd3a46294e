// How long a shard waits for each part of a connection's life, one wait at a time.

import { Deadline } from "./deadline.js";
import { ReadClock } from "./read-clock.js";

/** In ms. */
const LIMITS = {
  hello: 20_000,
  /** READY, while acks come … */
  ready: 300_000,
  /** … and without. */
  unacked: 60_000,
  /** RESUMED, since the last dispatch of the replay; reading time. */
  resumed: 60_000,
  /** Ready for so long counts as healthy. */
  healthy: 60_000,
} as const;

/** Who waits. */
export interface PatienceOwner {
  /** What was waited for did not come. */
  late(reason: string): void;
  /** Ready for a minute. */
  healthy(): void;
  /** The wait before the next connection is over. */
  elapsed(): void;
}

/** The waits of one shard. */
export class Patience {
  readonly #owner: PatienceOwner;
  readonly #now: () => number;
  readonly #deadline = new Deadline();
  readonly #clock: ReadClock;
  #acked = 0;

  constructor(owner: PatienceOwner, now: () => number) {
    this.#owner = owner;
    this.#now = now;
    this.#clock = new ReadClock(now);
  }

  /** A heartbeat was acknowledged, or the first one is yet to come. */
  acked(): void {
    this.#acked = this.#now();
  }

  /** The socket is not read: what is waited for there cannot be late. */
  pause(): void {
    this.#clock.pause();
  }

  resume(): void {
    this.#clock.resume();
  }

  /** The time in which the socket was read, in ms. */
  get readTime(): number {
    return this.#clock.time;
  }

  hello(): void {
    this.#until(LIMITS.hello, () => {
      this.#owner.late(`no Hello within ${LIMITS.hello / 1_000} s`);
    });
  }

  ready(): void {
    const until = this.#now() + LIMITS.ready;
    this.#deadline.arm(
      () => Math.min(until, this.#acked + LIMITS.unacked) - this.#now(),
      () => this.#owner.late("no READY in time"),
    );
  }

  /** @param received - the last seq received: as long as it moves, the replay goes on. */
  resumed(received: () => number): void {
    let seen = received();
    let since = this.#clock.time;
    const left = (): number => {
      if (seen !== received()) since = this.#clock.time;
      seen = received();
      return since + LIMITS.resumed - this.#clock.time;
    };
    this.#deadline.arm(left, () => this.#owner.late("no RESUMED in time"));
  }

  healthy(): void {
    this.#until(LIMITS.healthy, () => this.#owner.healthy());
  }

  /** The wait before the next connection, in ms. */
  backoff(ms: number): void {
    this.#until(ms, () => this.#owner.elapsed());
  }

  /** Waits for nothing any more. */
  clear(): void {
    this.#deadline.clear();
  }

  #until(ms: number, late: () => void): void {
    const until = this.#now() + ms;
    this.#deadline.arm(() => until - this.#now(), late);
  }
}
