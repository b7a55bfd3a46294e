// Which state each shard is in, since when, and how its last connection ended.

import type { ShardChange, ShardStateName } from "../shard/sink.js";
import type { CloseStatus } from "./status.js";

/** A shard's change of state, as the `shard` event tells it. */
export interface ShardEvent extends ShardChange {
  readonly id: number;
}

/** A shard that stayed ready for so long proves its thread, in ms. */
const PROVEN_MS = 30_000;

/** What is known of a shard. */
interface Row {
  state: ShardStateName;
  /** In ms since 1970. */
  since: number;
  lastClose: CloseStatus | null;
  /** By the board's clock. */
  readySince: number | null;
  proven: boolean;
}

/** What the board shows of a shard. */
export type ShardRow = Readonly<Pick<Row, "state" | "since" | "lastClose">>;

/** The states of all shards. */
export class ShardBoard {
  readonly #rows: ReadonlyMap<number, Row>;
  readonly #now: () => number;

  /** @param now - a steady clock in ms. */
  constructor(ids: readonly number[], now: () => number) {
    this.#now = now;
    this.#rows = new Map(ids.map((id) => [id, { ...begin(), lastClose: null }]));
  }

  /** Whether every shard is ready. */
  get ready(): boolean {
    for (const { state } of this.#rows.values()) if (state !== "ready") return false;
    return true;
  }

  /** @throws RangeError where it is not one of the board's shards. */
  row(id: number): ShardRow {
    const row = this.#rows.get(id);
    if (row === undefined) throw new RangeError(`shard ${id} is not on the board`);
    return row;
  }

  change(event: ShardEvent): void {
    const { id, state } = event;
    const row = this.#rows.get(id);
    if (row === undefined) return;
    row.proven ||= this.#lasted(row);
    row.lastClose = closeOf(event) ?? row.lastClose;
    if (row.state !== state) row.since = Date.now();
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
      if (row !== undefined) Object.assign(row, begin());
    }
  }

  #lasted({ readySince }: Row): boolean {
    return readySince !== null && this.#now() - readySince >= PROVEN_MS;
  }
}

function begin(): Omit<Row, "lastClose"> {
  return { state: "idle", since: Date.now(), readySince: null, proven: false };
}

/** How the connection ended, where this change is the end of one. */
function closeOf({ state, code, reason = "", by }: ShardEvent): CloseStatus | null {
  if (by === undefined || state === "closing") return null;
  return { at: Date.now(), code: code ?? null, reason, by };
}
