// Where a shard stands, and what can happen to it, as types: data only.

import type { ClosedBy } from "./sink.js";

/** A wait of `floor` and a random share of `spread`, in ms. */
export interface Wait {
  readonly floor: number;
  readonly spread: number;
}

/** What outlives a connection. */
export interface Memory {
  /** The session to resume, or null. */
  readonly session: { readonly id: string; readonly url: string } | null;
  /** Connects to the resume URL in a row that failed or died before Hello. */
  readonly urlFailures: number;
  /** RESUMEs sent since the last dispatch, and when the first of them was, in ms. */
  readonly resumes: { readonly count: number; readonly since: number };
  /** Connections in a row that did not stay up for 60 s. */
  readonly failures: number;
  /** Whether one of these cost an identify. */
  readonly spent: boolean;
  /** The seq behind which a message was refused, or null. */
  readonly refusedAt: number | null;
}

/** Which address a connection uses. */
export type Via = "resume" | "main";

/** Where a shard stands. */
export type State =
  | { readonly kind: "idle"; readonly memory: Memory }
  | { readonly kind: "connecting"; readonly memory: Memory; readonly via: Via }
  | { readonly kind: "hello"; readonly memory: Memory; readonly via: Via }
  | { readonly kind: "waiting"; readonly memory: Memory }
  | { readonly kind: "identifying"; readonly memory: Memory }
  | { readonly kind: "resuming"; readonly memory: Memory }
  | { readonly kind: "ready"; readonly memory: Memory; readonly healthy: boolean }
  | {
      readonly kind: "closing";
      readonly memory: Memory;
      /** The code of our close frame. */
      readonly code: number;
      readonly reason: string;
      /** Whether dispatches that are still under way are good. */
      readonly flow: "keep" | "discard";
      readonly wait: Wait;
      readonly aim: "reconnect" | "stop";
    }
  | { readonly kind: "backoff"; readonly memory: Memory; readonly wait: Wait }
  | {
      readonly kind: "stopped";
      readonly memory: Memory;
      /** The close code that made it useless to go on, or null. */
      readonly fatal: number | null;
    };

/** What happens to a shard. Times are of a steady clock, in ms. */
export type Input =
  | { readonly kind: "start" }
  | { readonly kind: "opened" }
  | { readonly kind: "hello"; readonly at: number }
  | { readonly kind: "permit" }
  | { readonly kind: "ready"; readonly session: { readonly id: string; readonly url: string } }
  /** A dispatch came while resuming, or behind an op 7. */
  | { readonly kind: "progress" }
  | { readonly kind: "resumed" }
  /** Ready for 60 s. */
  | { readonly kind: "healthy" }
  /** Op 7. */
  | { readonly kind: "reconnect" }
  /** Op 9. */
  | { readonly kind: "invalid"; readonly resumable: boolean }
  /** Something took too long, or came out wrong: this connection is of no more use. */
  | { readonly kind: "broken"; readonly reason: string }
  /** A message that cannot be used, behind this seq. */
  | { readonly kind: "refused"; readonly seq: number; readonly reason: string }
  /** The connection is gone. */
  | {
      readonly kind: "closed";
      readonly code: number;
      readonly reason: string;
      readonly by: ClosedBy;
      readonly at: number;
    }
  /** The wait is over. */
  | { readonly kind: "elapsed" }
  | { readonly kind: "stop"; readonly code: number };

/** The state of a shard that nobody has started. */
export function initial(session: Memory["session"]): State {
  const memory: Memory = {
    session,
    urlFailures: 0,
    resumes: { count: 0, since: 0 },
    failures: 0,
    spent: false,
    refusedAt: null,
  };
  return { kind: "idle", memory };
}
