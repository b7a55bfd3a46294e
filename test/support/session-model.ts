// A session store as its interface says it, in memory and without regard for speed: what real
// ones are compared with.

import type { SessionStore, StoredSession } from "../../src/index.js";

/** One thing that is done to a store. */
export type Step =
  | { readonly kind: "put"; readonly session: StoredSession }
  | { readonly kind: "end" | "identify" | "unused"; readonly shard: number }
  | { readonly kind: "seqs"; readonly seqs: readonly (readonly [number, number])[] };

/** What is stored at one moment. */
export interface Snapshot {
  /** By shard, ascending. */
  readonly sessions: readonly StoredSession[];
  /** Shards, ascending. */
  readonly identifies: readonly number[];
}

/** Does it to the model. */
export function after({ sessions, identifies }: Snapshot, step: Step): Snapshot {
  switch (step.kind) {
    case "put":
      return {
        sessions: sorted([...without(sessions, step.session.shard), step.session]),
        identifies,
      };
    case "end":
      return { sessions: without(sessions, step.shard), identifies };
    case "seqs": {
      const seqs = new Map(step.seqs);
      return {
        sessions: sessions.map((one) => ({ ...one, seq: seqs.get(one.shard) ?? one.seq })),
        identifies,
      };
    }
    case "identify":
      return { sessions, identifies: [...identifies, step.shard].toSorted((a, b) => a - b) };
    case "unused":
      return { sessions, identifies: identifies.toSpliced(...lastOf(identifies, step.shard)) };
  }
}

/** Does it to a store. */
export function act(store: SessionStore, step: Step): Promise<void> {
  switch (step.kind) {
    case "put":
      return store.put(step.session);
    case "end":
      return store.end(step.shard);
    case "seqs":
      return store.seqs(step.seqs);
    case "identify":
      return store.identify({ shard: step.shard, at: Date.now(), until: Date.now() + 1e7 });
    case "unused":
      return store.unused(step.shard);
  }
}

function without(sessions: readonly StoredSession[], shard: number): StoredSession[] {
  return sessions.filter((one) => one.shard !== shard);
}

function sorted(sessions: readonly StoredSession[]): StoredSession[] {
  return sessions.toSorted((a, b) => a.shard - b.shard);
}

function lastOf(shards: readonly number[], shard: number): [number, number] {
  const index = shards.lastIndexOf(shard);
  return index === -1 ? [0, 0] : [index, 1];
}
