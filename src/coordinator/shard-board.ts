// Which state each shard is in, and for how long it has been ready.

import type { ShardChange, ShardStateName } from "../shard/sink.js";

/** A shard's change of state, as the `shard` event tells it. */
export interface ShardEvent extends ShardChange {
  readonly id: number;
}

/** A shard that stayed ready for so long proves its thread, in ms. */
const PROVEN_MS = 30_000;

interface Row {
  state: ShardStateName;
  readySince: number | null;
  proven: boolean;
}

/** The states of all shards. */
export class ShardBoard {
  readonly #rows: ReadonlyMap<number, Row>;
  readonly #now: () => number;

  constructor(ids: readonly number[], now: () => number) {
    this.#now = now;
    this.#rows = new Map(ids.map((id) => [id, { state: "idle", readySince: null, proven: false }]));
  }

  /** Whether every shard is ready. */
  get ready(): boolean {
    for (const { state } of this.#rows.values()) if (state !== "ready") return false;
    return true;
  }

  change(id: number, state: ShardStateName): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    row.proven ||= this.#lasted(row);
    row.state = state;
    row.readySince = state === "ready" ? this.#now() : null;
  }

  /** Whether one of them has been ready for 30 s since `restart`. */
  proven(ids: readonly number[]): boolean {
    return ids.some((id) => {
      const row = this.#rows.get(id);
      return row !== undefined && (row.proven || this.#lasted(row));
    });
  }

  /** These shards begin anew. */
  restart(ids: readonly number[]): void {
    for (const id of ids) {
      const row = this.#rows.get(id);
      if (row !== undefined) Object.assign(row, { state: "idle", readySince: null, proven: false });
    }
  }

  #lasted({ readySince }: Row): boolean {
    return readySince !== null && this.#now() - readySince >= PROVEN_MS;
  }
}
