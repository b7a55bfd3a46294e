// What the simulator shows of its sessions.

import type { Session } from "./session.js";

/** A session as it stands. */
export interface SessionView {
  readonly id: string;
  readonly shard: number;
  readonly total: number;
  readonly intents: number;
  /** Of the last dispatch. */
  readonly seq: number;
  readonly connected: boolean;
  /** The highest `d` of its heartbeats. */
  readonly heartbeatSeq: number | null;
  /** A resume may ask for what comes after this seq. */
  readonly reach: number;
  /** How often each event was sent. */
  readonly counts: { readonly [event: string]: number };
  /** Every dispatch, where `keepSent` is set; else empty. */
  readonly sent: readonly { readonly s: number; readonly t: string }[];
  /** How it ended; null while it lives. */
  readonly end: "closed" | "refused" | "invalid" | "expired" | null;
}

export function viewOf(session: Session): SessionView {
  const { id, shard, total, intents, seq, connected, heartbeatSeq, ring, sent, end } = session;
  const counts = Object.fromEntries(session.counts);
  const reach = ring.reach;
  return { id, shard, total, intents, seq, connected, heartbeatSeq, reach, counts, sent, end };
}
