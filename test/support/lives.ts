// The command over several lives, each of which is ended by a signal; what it printed in all of
// them is compared with what the simulator sent.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Simulator } from "../../src/simulator/index.js";
import { start, type Environment, type Running } from "./command.js";
import type { Line } from "./lines.js";

/** A line, and when it was read. */
interface Read {
  readonly session: string;
  readonly seq: number;
  readonly at: number;
}

/** One life of the command. */
export class Life {
  readonly command: Running;
  readonly reads: Read[] = [];
  /** When the signal was sent. */
  endedAt: number = Infinity;
  readonly #done: Promise<void>;
  #held: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;
  #wake: () => void = () => undefined;

  constructor(args: readonly string[], env: Environment) {
    this.command = start(args, env);
    this.#done = this.#read();
  }

  /** Settles when so many lines have come; rejects where the life ends before. */
  async lines(count: number): Promise<void> {
    let over = false;
    void this.#done.then(() => {
      over = true;
      this.#wake();
    });
    while (this.reads.length < count) {
      assert.ok(!over, `ended after ${this.reads.length} lines: ${this.command.stderr()}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Reads no more lines, so that its stdout fills up. */
  hold(): void {
    this.#held = new Promise((resolve) => (this.#release = resolve));
  }

  /** Ends it by two signals, of which the second finds it busy, and takes what it still wrote. */
  async interrupt(): Promise<number | null> {
    const { child } = this.command;
    const exit = once(child, "exit");
    child.kill("SIGINT");
    await this.command.until("stderr", "SIGINT: draining");
    this.endedAt = performance.now();
    child.kill("SIGINT");
    const [code] = await exit;
    this.#release();
    await this.#done;
    return code;
  }

  /** Ends it, and takes what it still wrote. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    this.endedAt = performance.now();
    this.command.child.kill(signal);
    const { code } = await this.command.ended;
    await this.#done;
    return code;
  }

  async #read(): Promise<void> {
    let cut: string | null = null;
    for await (const text of createInterface({ input: this.command.child.stdout })) {
      await this.#held;
      assert.equal(cut, null, "only the last line may be cut");
      const line = parse(text);
      if (line === null) cut = text;
      else this.reads.push({ session: line.session, seq: line.s, at: performance.now() });
      this.#wake();
    }
  }
}

function parse(text: string): Line | null {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return null; // a killed process leaves its last line as it is
  }
}

/** What came twice, of all lives one after the other. */
export interface Twice {
  readonly count: number;
  /** How long before its life's end the oldest of it had come, in ms. */
  readonly oldest: number;
}

/** Fails unless each session's seqs came in order in each life, and none is missing over all. */
export function assertLives(simulator: Simulator, lives: readonly Life[]): Twice {
  const last = new Map<string, number>();
  /** How long before the end of the life it came in each event came last. */
  const came = new Map<string, number>();
  let count = 0;
  let oldest = 0;
  lives.forEach((life, index) => {
    const began = new Map(last);
    const expected = new Map<string, number>();
    for (const { session, seq, at } of life.reads) {
      const want = expected.get(session);
      if (want !== undefined) assert.equal(seq, want, `${session} in life ${index}`);
      const reached = began.get(session) ?? 0;
      assert.ok(seq <= (want ?? reached + 1), `${session} lacks ${reached + 1} in life ${index}`);
      expected.set(session, seq + 1);
      last.set(session, Math.max(seq, last.get(session) ?? 0));
      const key = `${session}/${seq}`;
      const before = came.get(key);
      came.set(key, life.endedAt - at);
      if (before === undefined) continue;
      count++;
      oldest = Math.max(oldest, before);
    }
  });
  for (const { id, seq } of simulator.sessions) assert.equal(last.get(id), seq, `end of ${id}`);
  return { count, oldest };
}
