// A command queue with a socket at its other end that a test reads and steers.

import { performance } from "node:perf_hooks";
import type { GatewayError } from "../../src/discord/gateway-error.js";
import { CommandQueue, type Command } from "../../src/shard/command-queue.js";

/** What a socket was given. */
export interface Written {
  readonly text: string;
  readonly at: number;
  /** When it was out, or could not be written; null before. */
  left: number | null;
  readonly done: (error?: Error | null) => void;
}

/** A queue, its socket and the outcomes of its commands. */
export class QueuedShard {
  readonly written: Written[] = [];
  readonly outcomes: Map<number, string> = new Map();
  readonly errors: GatewayError[] = [];
  readonly queue: CommandQueue;
  /** Whether the socket says at once that a text is out. */
  flows: boolean = true;
  #id = 0;

  constructor(now: () => number = () => performance.now()) {
    this.queue = new CommandQueue({
      shard: 7,
      now,
      write: (text, done) => {
        const left = (error?: Error | null): void => {
          one.left ??= now();
          done(error);
        };
        const one: Written = { text, at: now(), left: null, done: left };
        this.written.push(one);
        if (this.flows) one.done();
      },
      settled: (id, error) => {
        if (this.outcomes.has(id)) throw new Error(`Command ${id} is settled twice`);
        this.outcomes.set(id, error?.code ?? "sent");
        if (error !== null) this.errors.push(error);
      },
    });
  }

  get texts(): string[] {
    return this.written.map(({ text }) => text);
  }

  /** A connection that is as far as to take commands. */
  up(intervalMs = 41_250): void {
    this.queue.connect(intervalMs);
    this.queue.first("first", () => undefined);
    this.queue.open();
  }

  push(command: Partial<Command> = {}): number {
    const id = this.#id++;
    const text = `{"op":4,"d":${id}}`;
    this.queue.push({ id, text, priority: "normal", timeout: null, ...command });
    return id;
  }

  pushMany(count: number): number[] {
    return Array.from({ length: count }, () => this.push());
  }

  beat(text = "beat"): void {
    this.queue.beat({ text: () => text, sent: () => undefined });
  }
}
