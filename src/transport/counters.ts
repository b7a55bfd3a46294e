// What a worker thread counts, in memory that it shares with the main thread: nothing is posted
// for it, and every number has one writer. It outlives the thread; the next one counts on.

import { EVENT_NAMES } from "../discord/event-names.js";
import { SHARD_FIELDS, ShardCounters } from "../shard/shard-counters.js";

/** How a thread is doing. */
export interface Beat {
  /** In ms since 1970; null before the first sign of life. */
  readonly seenAt: number | null;
  /** The part of the time in which its event loop was busy, from 0 to 1. */
  readonly load: number;
  /** By how much its timer was late, in ms. */
  readonly lagMs: number;
  /** Its V8 heap in use. */
  readonly heapBytes: number;
}

const BEAT_FIELDS = 4;
/** Names that Discord does not document share one number, behind all others. */
const NAME_FIELDS = EVENT_NAMES.length + 1;

/** What names that Discord does not document are counted as. */
export const OTHER = "OTHER";

const NAMES: readonly string[] = [...EVENT_NAMES, OTHER];

const numbers: ReadonlyMap<string, number> = new Map(NAMES.map((name, at) => [name, at]));

/** The counters of one thread. */
export class Counters {
  readonly memory: SharedArrayBuffer;
  readonly #beat: Float64Array;
  readonly #names: Float64Array;
  readonly #shards: ReadonlyMap<number, ShardCounters>;

  /**
   * @param ids - the thread's shards, in any order.
   * @param memory - of a `Counters` with the same shards. Default: new memory.
   */
  constructor(ids: readonly number[], memory?: SharedArrayBuffer) {
    const count = BEAT_FIELDS + NAME_FIELDS + ids.length * SHARD_FIELDS;
    this.memory = memory ?? new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT);
    const all = new Float64Array(this.memory);
    this.#beat = all.subarray(0, BEAT_FIELDS);
    this.#names = all.subarray(BEAT_FIELDS, BEAT_FIELDS + NAME_FIELDS);
    const rows = all.subarray(BEAT_FIELDS + NAME_FIELDS);
    const sorted = ids.toSorted((a, b) => a - b);
    this.#shards = new Map(
      sorted.map((id, at) => {
        const row = rows.subarray(at * SHARD_FIELDS, (at + 1) * SHARD_FIELDS);
        return [id, new ShardCounters(row, (name) => this.#count(name))];
      }),
    );
  }

  /** @throws RangeError where it is not one of the thread's shards. */
  shard(id: number): ShardCounters {
    const counters = this.#shards.get(id);
    if (counters === undefined) throw new RangeError(`no counters of shard ${id}`);
    return counters;
  }

  /** How many of each name were received; only names that were. */
  events(): (readonly [name: string, count: number])[] {
    return NAMES.map((name, at) => [name, this.#names[at] ?? 0] as const).filter(
      ([, count]) => count > 0,
    );
  }

  /** How the thread is doing: written by it twice a second. */
  get beat(): Beat {
    const [seenAt = 0, load = 0, lagMs = 0, heapBytes = 0] = this.#beat;
    return { seenAt: seenAt === 0 ? null : seenAt, load, lagMs, heapBytes };
  }

  set beat({ seenAt, load, lagMs, heapBytes }: Beat) {
    this.#beat.set([seenAt ?? 0, load, lagMs, heapBytes]);
  }

  /** A dispatch of this name was received. */
  #count(name: string): void {
    const at = numbers.get(name) ?? EVENT_NAMES.length;
    this.#names[at] = (this.#names[at] ?? 0) + 1;
  }
}
