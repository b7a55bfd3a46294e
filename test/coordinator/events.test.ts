import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import test from "node:test";
import type {
  GatewayDispatchEvents,
  GatewayGuildMembersChunkDispatchData,
  GatewayMessageCreateDispatchData,
  GatewayReadyDispatchData,
} from "discord-api-types/v10";
import type { CoordinatorEvents, DispatchEvents } from "../../src/coordinator/events.js";
import type { ShardEvent } from "../../src/coordinator/shard-board.js";
import type { GatewayError } from "../../src/discord/gateway-error.js";
import type { Dispatch } from "../../src/transport/dispatch.js";

/** True where two types are the same; the compiler refuses `sure<Same<A, B>>()` where not. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

function sure<_Claim extends true>(): void {
  // the claim is for the compiler
}

test("every documented dispatch has its name and its type, and only those", () => {
  sure<Same<keyof DispatchEvents, `${GatewayDispatchEvents}`>>();
  sure<Same<DispatchEvents["MESSAGE_CREATE"][0], GatewayMessageCreateDispatchData>>();
  sure<Same<DispatchEvents["READY"][0], GatewayReadyDispatchData>>();
  sure<Same<DispatchEvents["GUILD_MEMBERS_CHUNK"][0], GatewayGuildMembersChunkDispatchData>>();
  sure<Same<DispatchEvents[keyof DispatchEvents][1], Dispatch>>();
});

test("the coordinator's own events have theirs", () => {
  sure<Same<CoordinatorEvents["dispatch"], [dispatch: Dispatch]>>();
  sure<Same<CoordinatorEvents["shard"], [event: ShardEvent]>>();
  sure<Same<CoordinatorEvents["ready"], []>>();
  sure<Same<CoordinatorEvents["error"], [error: GatewayError]>>();
  sure<Same<CoordinatorEvents["warning"], [error: GatewayError]>>();
});

test("a listener gets its types from the name of the event", () => {
  const emitter = new EventEmitter<CoordinatorEvents>();
  emitter.on("MESSAGE_CREATE", (message, dispatch) => {
    sure<Same<typeof message, GatewayMessageCreateDispatchData>>();
    sure<Same<typeof dispatch, Dispatch>>();
  });
  emitter.on("shard", ({ id, state }) => {
    sure<Same<typeof id, number>>();
    assert.ok(state !== "idle");
  });
  // @ts-expect-error: the data of an event are not a string
  emitter.on("TYPING_START", (typing: string) => typing);
  assert.deepEqual(emitter.eventNames(), ["MESSAGE_CREATE", "shard", "TYPING_START"]);
});
