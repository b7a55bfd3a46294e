// The events of a coordinator and what their listeners get.

import type { GatewayDispatchPayload } from "discord-api-types/v10";
import type { GatewayError } from "../discord/gateway-error.js";
import type { Dispatch } from "../transport/dispatch.js";
import type { Plan } from "./plan.js";
import type { SessionLostEvent } from "./run-owner.js";
import type { ShardEvent } from "./shard-board.js";

/** Discord's dispatches by name: the data, typed, and the dispatch that brought it. */
export type DispatchEvents = {
  [Payload in GatewayDispatchPayload as `${Payload["t"]}`]: [
    data: Payload["d"],
    dispatch: Dispatch,
  ];
};

/** Dispatches that Discord sends and does not document: nobody knows what is in them. */
interface UndocumentedEvents {
  [name: Uppercase<string>]: [data: unknown, dispatch: Dispatch];
}

/** All events of a coordinator. */
export interface CoordinatorEvents extends DispatchEvents, UndocumentedEvents {
  dispatch: [dispatch: Dispatch];
  plan: [plan: Plan];
  shard: [event: ShardEvent];
  ready: [];
  sessionLost: [event: SessionLostEvent];
  error: [error: GatewayError];
  warning: [error: GatewayError];
}
