// What the handlers of a client's messages know of its connection.

import type { Rule } from "./rules.js";
import type { Outlet, Session } from "./session.js";
import type { Passer } from "./weather.js";
import type { World } from "./world.js";

export interface Client extends Passer, Outlet {
  readonly world: World;
  readonly session: Session | null;
  /** Version, encoding and compression that the client asked for. */
  readonly query: string;
  /** Whether Hello has been sent. */
  readonly greeted: boolean;
  /** Whether messages still come and go. */
  readonly open: boolean;
  readonly heartbeats: { settle(session: Session): void };
  shard: number | null;
  /** Sends a message that is no dispatch. */
  send(op: number, d: unknown): void;
  violate(rule: Rule, detail: string): void;
  /** Puts a violation on record and closes for it. */
  refuse(code: number, rule: Rule, detail: string): void;
  /** Sends what a session has missed. */
  replay(messages: readonly Buffer[]): void;
  /** Takes a session: its dispatches come here from now on. */
  serve(session: Session): void;
  /** Op 9; the connection is then as if it had just been opened. */
  invalidate(resumable: boolean): void;
  close(code: number, reason?: string): void;
  reset(): void;
}
