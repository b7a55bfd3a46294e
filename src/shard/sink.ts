// What a shard tells its owner, and the words it uses: the seam between one connection and the
// thread that it lives in.

import type { GatewayError } from "../discord/gateway-error.js";

/** What it takes to resume, as Discord gave it in READY. */
export interface Session {
  readonly id: string;
  /** `resume_gateway_url`, without the query. */
  readonly url: string;
  /** The last seq that whoever holds this has; a resume asks for what comes after it. */
  readonly seq: number;
}

/** Where a shard stands, for whoever looks on. */
export type ShardStateName =
  | "idle" // not started
  | "connecting" // until the socket is open and Hello is in
  | "waiting" // for a permit to identify
  | "identifying" // until READY
  | "resuming" // until RESUMED
  | "ready"
  | "closing" // our close frame is out
  | "backoff" // until the next connection
  | "stopped"; // for good

/** Who ended a connection. */
export type ClosedBy = "discord" | "us" | "network";

/** A change of state. */
export interface ShardChange {
  readonly state: ShardStateName;
  /** Close code, where a connection ended. */
  readonly code?: number;
  readonly reason?: string;
  readonly by?: ClosedBy;
}

/** A session that is gone, with what it may have held. */
export interface LostSession {
  readonly session: string;
  /** The last seq received in it. */
  readonly seq: number;
  readonly reason: string;
}

/** The header of a message: everything but `d`, and where `d` begins in its bytes. */
export interface Header {
  readonly op: number;
  /** null where there is none. */
  readonly s: number | null;
  readonly t: string | null;
  /** Where the value of `d` begins; null where it does not stand where Discord puts it, at the end. */
  readonly d: number | null;
}

/** Who owns a shard. Every call is synchronous and must not throw. */
export interface Sink {
  /**
   * A dispatch with `s` and `t`, in `s` order and once. `message` holds the whole message's JSON; it is only good
   * until the call returns.
   *
   * @returns whether it could be read; the shard asks Discord again for one that could not.
   */
  dispatch(shard: number, header: Header, message: Buffer, replayed: boolean): boolean;
  /** A new session (READY), before its first dispatch; or null, when it is given up. */
  session(shard: number, session: Session | null, lost: LostSession | null): void;
  change(shard: number, change: ShardChange): void;
  /** The shard waits for a permit to identify; `ticket` names this wait. */
  lease(shard: number, ticket: number): void;
  /** It waits no longer: its connection is gone. */
  unlease(shard: number, ticket: number): void;
  /** Something that the user should know and that the shard lives with. */
  warning(error: GatewayError): void;
  /** Trying again cannot help: the whole bot stops. */
  fatal(error: GatewayError): void;
}
