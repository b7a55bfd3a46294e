// What can be made to go wrong: one line of data each.

import type { Standing } from "./weather.js";

/** Whom a fault hits: a shard, or all, and of those a share. */
export interface Target {
  readonly shard?: number;
  /** From 0 to 1; 1 by default. */
  readonly fraction?: number;
}

/** What happens to open connections. */
export type ConnectionFault = Target &
  (
    | { readonly kind: "close"; readonly code: number; readonly reason?: string }
    | { readonly kind: "closeWithoutFrame" } // FIN, and no close frame before it
    | { readonly kind: "reset" } // a TCP reset
    | { readonly kind: "halfOpen" } // the server neither reads nor writes any more
    | { readonly kind: "reconnect" } // op 7
    | { readonly kind: "invalidSession"; readonly resumable: boolean } // op 9
    | { readonly kind: "heartbeatRequest" } // op 1
    | { readonly kind: "slow"; readonly bytesPerSecond: number }
    | { readonly kind: "corrupt" } // a message whose compressed bytes are damaged
    | { readonly kind: "raw"; readonly text: string } // this text as a message
    | { readonly kind: "invalidJson" }
    | { readonly kind: "unknownOp" }
  );

/** What happens to sessions, whether or not they have a connection. */
export type SessionFault = Target &
  (
    | { readonly kind: "expire" } // the session is gone, its connection is not told
    | { readonly kind: "trimRing" } // nothing of it can be replayed
    | { readonly kind: "seqJump"; readonly by: number }
    | { readonly kind: "dispatch"; readonly name: string; readonly data: unknown }
    | { readonly kind: "burst"; readonly count: number } // generated events, at once
    | { readonly kind: "unknownEvent" }
    | { readonly kind: "oversize"; readonly bytes: number } // a dispatch that hardly compresses
    | { readonly kind: "bomb"; readonly bytes: number } // one that compresses a thousandfold
    | { readonly kind: "guild"; readonly bytes: number } // a GUILD_CREATE of that size
    | { readonly kind: "guildsDown"; readonly share: number } // an outage of guilds
    | { readonly kind: "guildsUp" } // and its end
  );

/** What happens to the bot as a whole. */
export type BotFault =
  | { readonly kind: "rate"; readonly rate: number } // events a second, from now on
  | { readonly kind: "budget"; readonly remaining: number }
  | { readonly kind: "clear"; readonly of?: Standing["kind"] }; // ends standing faults

/** Anything that can be made to go wrong, at once or for a while. */
export type Fault = ConnectionFault | SessionFault | BotFault | Standing;
