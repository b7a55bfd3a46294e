// What a question works with: its options, the processes it needs, and rounds.

import { Child } from "./ask.js";
import type { Address } from "./gateway.js";
import type { Options } from "./options.js";
import type { SenderHandlers } from "./sender.js";
import type { SubjectHandlers, SubjectStart } from "./subject.js";
import type { Table } from "./table.js";

/** One question: what is measured, and its answer. */
export interface Question {
  readonly name: string;
  readonly about: string;
  run(bench: Bench): Promise<readonly Table[]>;
}

/** A sender and where it is. */
export interface Sender extends AsyncDisposable {
  readonly process: Child<SenderHandlers>;
  readonly address: Address;
}

/** Something to be measured that has a row of its own. */
export interface Named {
  readonly title: string;
}

/** How long a client may take to have its shards ready, in ms, where identifies need not wait. */
const START_MS = 60_000;

export class Bench {
  readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  /** Says on stderr what is going on. */
  progress(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  async sender(): Promise<Sender> {
    const child = new Child<SenderHandlers>("sender", [this.options.corpus ?? ""]);
    const address = await child.ask("start");
    return {
      process: child,
      address,
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  }

  /** Starts a client in a process of its own; settles when its shards are ready. */
  async subject(start: SubjectStart): Promise<Child<SubjectHandlers>> {
    return (await this.timedSubject(start, START_MS)).child;
  }

  /** The same, and in how many ms, which may be at most so many. */
  async timedSubject(
    start: SubjectStart,
    patience: number,
  ): Promise<{ readonly child: Child<SubjectHandlers>; readonly took: number }> {
    const { profile } = this.options;
    const flags = profile === null ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
    const child = new Child<SubjectHandlers>("subject", [JSON.stringify(start)], flags);
    try {
      return { child, took: await child.ask("start", patience) };
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Those whose rows are asked for. */
  wanted<T extends Named>(all: readonly T[]): readonly T[] {
    const { only } = this.options;
    if (only.length === 0) return all;
    return all.filter(({ title }) => only.some((word) => title.toLowerCase().includes(word)));
  }

  /**
   * Measures each of them once a round, in turn, and begins each round with another one: what
   * drifts, such as a machine's heat, then hits all of them.
   *
   * @returns the measurements of each, by its title.
   */
  async rounds<T extends Named, M>(
    all: readonly T[],
    measure: (one: T, round: number) => Promise<M>,
  ): Promise<ReadonlyMap<string, readonly M[]>> {
    const found = new Map<string, M[]>(all.map(({ title }) => [title, []]));
    for (let round = 0; round < this.options.rounds; round++) {
      const first = round % Math.max(1, all.length);
      for (const one of [...all.slice(first), ...all.slice(0, first)]) {
        this.progress(`round ${round + 1} of ${this.options.rounds}: ${one.title}`);
        found.get(one.title)?.push(await measure(one, round));
      }
    }
    return found;
  }
}
