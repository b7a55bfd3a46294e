// A heartbeat on a fake clock, with everything that it did.

import { setImmediate } from "node:timers/promises";
import type { TestContext } from "node:test";
import { Heartbeat } from "../../src/shard/heartbeat.js";

/** A heartbeat whose connection is the test. */
export class Beating {
  readonly heartbeat: Heartbeat;
  /** When the heartbeats were sent. */
  readonly beats: number[] = [];
  zombies: number = 0;
  bytes: number = 0;
  #stalled = 0;
  readonly #t: TestContext;

  /** The first heartbeat is due after half an interval. */
  constructor(t: TestContext, interval: number) {
    this.#t = t;
    t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
    this.heartbeat = new Heartbeat({
      interval,
      beat: () => {
        this.beats.push(this.#now());
        this.heartbeat.sent();
      },
      zombie: () => this.zombies++,
      bytesRead: () => this.bytes,
      now: () => this.#now(),
      random: () => 0.5,
    });
  }

  /** Lets time pass, and then the event loop read. */
  async pass(ms: number): Promise<void> {
    this.#t.mock.timers.tick(ms);
    await this.read();
  }

  /** Lets time pass in which the event loop stands still. */
  stall(ms: number): void {
    this.#stalled += ms;
  }

  /** Lets the event loop turn until a verdict is given. */
  async read(): Promise<void> {
    for (let i = 0; i < 4; i++) await setImmediate();
  }

  ack(): void {
    this.heartbeat.received();
    this.heartbeat.acked();
  }

  #now(): number {
    return Date.now() + this.#stalled;
  }
}
