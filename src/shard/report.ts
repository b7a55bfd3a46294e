// What a change of a shard's lifecycle means to its owner: the change itself, a session that is
// gone, and an end that nothing can mend.

import { closeCode } from "../discord/close-codes.js";
import { GatewayError } from "../discord/gateway-error.js";
import { gaveUp, reasonOf } from "./lifecycle.js";
import type { LostSession, ShardChange, ShardStateName, Sink } from "./sink.js";
import type { Input, Memory, State } from "./state.js";

/** One step of a lifecycle. */
export interface Step {
  readonly before: State;
  readonly after: State;
  readonly input: Input;
}

/** Tells the sink of a step. @param seq - the last seq received. */
export function announce(sink: Sink, shard: number, seq: number, step: Step): void {
  const { before, after, input } = step;
  const { session } = before.memory;
  if (session !== null && after.memory.session === null) {
    sink.session(shard, null, input.kind === "stop" ? null : lost(before.memory, seq, input));
  }
  if (publicName(before) !== publicName(after)) sink.change(shard, change(step));
  if (after.kind === "stopped" && after.fatal !== null) sink.fatal(fatal(shard, after.fatal));
}

function publicName(state: State): ShardStateName {
  return state.kind === "hello" ? "connecting" : state.kind;
}

function lost(memory: Memory, seq: number, input: Input): LostSession {
  const reason =
    input.kind === "closed" && gaveUp(memory, input.at)
      ? `${memory.resumes.count} RESUMEs brought no dispatch`
      : reasonOf(input);
  return { session: memory.session?.id ?? "", seq, reason };
}

function change({ before, after, input }: Step): ShardChange {
  const state = publicName(after);
  if (after.kind === "closing") return { state, reason: after.reason };
  if (input.kind !== "closed") return { state };
  const reason = before.kind === "closing" ? before.reason : input.reason;
  return { state, code: input.code, reason, by: input.by };
}

function fatal(shard: number, code: number): GatewayError {
  const { name, hint } = closeCode(code);
  return new GatewayError(
    code === 4004 ? "TOKEN_REFUSED" : "SETTINGS_REFUSED",
    `Discord closed shard ${shard} with ${code} (${name}): ${hint}`,
    { shard, closeCode: code },
  );
}
