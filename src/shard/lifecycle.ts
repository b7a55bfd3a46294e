// Where a shard stands, as one value, and the one pure function that changes it. Entering a state
// is what makes a shard act (see shard.ts); nothing here knows a socket, a timer or a thread.

import { closeCode, type AfterClose } from "../discord/close-codes.js";
import { FINAL_CLOSE, RESUMABLE_CLOSE } from "../discord/limits.js";
import { ceiling } from "./backoff.js";
import type { Input, Memory, State, Wait } from "./state.js";

/** After so many connects to the resume URL that failed, RESUME goes over the main URL. */
const RESUME_URL_TRIES = 2;

/** A session is given up after so many RESUMEs that brought no dispatch … */
const RESUME_TRIES = 5;

/** … over at least this time, in ms. */
const RESUME_PATIENCE_MS = 60_000;

/** After op 9 a shard waits 1 to 5 s, in ms. */
const INVALID_WAIT = { floor: 1_000, spread: 4_000 } as const;

const NO_WAIT: Wait = { floor: 0, spread: 0 };

/** The state after an input. An input that a state has no use for leaves it as it is. */
export function next(state: State, input: Input): State {
  if (state.kind === "stopped") return state;
  switch (input.kind) {
    case "start":
      return state.kind === "idle" ? connect(state.memory) : state;
    case "elapsed":
      return state.kind === "backoff" ? connect(state.memory) : state;
    case "opened":
      return state.kind === "connecting" ? { ...state, kind: "hello" } : state;
    case "closed":
      return closed(state, input);
    case "stop":
      return stop(state, input.code);
    case "hello":
    case "permit":
    case "ready":
    case "progress":
    case "resumed":
    case "healthy":
      return advance(state, input);
    case "reconnect":
    case "invalid":
    case "broken":
    case "refused":
      return abandon(state, input);
  }
}

function connect(memory: Memory): State {
  const via = memory.session !== null && memory.urlFailures < RESUME_URL_TRIES ? "resume" : "main";
  return { kind: "connecting", memory, via };
}

type Advance = Extract<
  Input,
  { kind: "hello" | "permit" | "ready" | "progress" | "resumed" | "healthy" }
>;

/** The way from Hello to a shard that has been ready for a minute. */
function advance(state: State, input: Advance): State {
  const { memory } = state;
  switch (input.kind) {
    case "hello":
      return state.kind === "hello" ? greeted(state, input.at) : state;
    case "permit":
      if (state.kind !== "waiting") return state;
      return { kind: "identifying", memory: { ...memory, spent: true } };
    case "ready":
      if (state.kind !== "identifying") return state;
      return {
        kind: "ready",
        healthy: false,
        memory: { ...memory, session: input.session, urlFailures: 0, refusedAt: null },
      };
    case "progress":
      if (state.kind !== "resuming" && state.kind !== "closing") return state;
      if (memory.resumes.count === 0) return state;
      return { ...state, memory: { ...memory, resumes: { count: 0, since: 0 } } };
    case "resumed":
      if (state.kind !== "resuming") return state;
      return {
        kind: "ready",
        healthy: false,
        memory: { ...memory, resumes: { count: 0, since: 0 } },
      };
    case "healthy":
      if (state.kind !== "ready") return state;
      return {
        kind: "ready",
        healthy: true,
        memory: { ...memory, failures: 0, spent: false, urlFailures: 0 },
      };
  }
}

/** Hello is in: resume what there is, else ask for a permit. */
function greeted({ memory, via }: Extract<State, { kind: "hello" }>, at: number): State {
  if (memory.session === null) return { kind: "waiting", memory };
  const { count, since } = memory.resumes;
  const resumes = { count: count + 1, since: count === 0 ? at : since };
  const urlFailures = via === "resume" ? 0 : memory.urlFailures;
  return { kind: "resuming", memory: { ...memory, resumes, urlFailures } };
}

type Abandon = Extract<Input, { kind: "reconnect" | "invalid" | "broken" | "refused" }>;

type Refused = Extract<Input, { kind: "refused" }>;

/** The connection is to be closed by us. */
function abandon(state: State, input: Abandon): State {
  if (state.kind === "idle" || state.kind === "backoff") return state;
  if (state.kind === "closing") return input.kind === "refused" ? spoil(state, input) : state;
  return {
    kind: "closing",
    memory: afterAbandon(state, input),
    code: RESUMABLE_CLOSE,
    reason: reasonOf(input),
    flow: input.kind === "reconnect" && hasSession(state) ? "keep" : "discard",
    wait: input.kind === "invalid" ? INVALID_WAIT : NO_WAIT,
    aim: "reconnect",
  };
}

/** A message under way is refused: what comes behind it would leave a gap. */
function spoil(state: Extract<State, { kind: "closing" }>, input: Refused): State {
  if (state.flow === "discard") return state;
  return { ...state, flow: "discard", memory: afterRefusal(state.memory, input) };
}

function hasSession(state: State): boolean {
  return state.kind === "ready" || state.kind === "resuming";
}

function afterAbandon(state: State, input: Abandon): Memory {
  const memory = tally(state);
  switch (input.kind) {
    case "invalid":
      return input.resumable ? memory : withoutSession(memory);
    case "refused":
      return afterRefusal(memory, input);
    case "reconnect":
    case "broken":
      return memory;
  }
}

/** Refused again behind the same seq, a message would be so for ever. */
function afterRefusal(memory: Memory, { seq }: Refused): Memory {
  return memory.refusedAt === seq ? withoutSession(memory) : { ...memory, refusedAt: seq };
}

/** The memory of a connection that ends: what it counts for. */
function tally(state: State): Memory {
  const { memory } = state;
  const early = state.kind === "connecting" || state.kind === "hello";
  const urlFailures = early && state.via === "resume" ? memory.urlFailures + 1 : memory.urlFailures;
  const failures = state.kind === "ready" && state.healthy ? 0 : memory.failures + 1;
  return { ...memory, urlFailures, failures };
}

function withoutSession(memory: Memory): Memory {
  return {
    ...memory,
    session: null,
    urlFailures: 0,
    resumes: { count: 0, since: 0 },
    refusedAt: null,
  };
}

type Closed = Extract<Input, { kind: "closed" }>;

function closed(state: State, input: Closed): State {
  if (state.kind === "idle" || state.kind === "backoff") return state;
  const after: AfterClose = input.by === "discord" ? closeCode(input.code).after : "resume";
  if (state.kind === "closing") {
    if (state.aim === "stop") return { kind: "stopped", memory: state.memory, fatal: null };
    return settle(state.memory, after, input, state.wait);
  }
  return settle(tally(state), after, input, NO_WAIT);
}

/** What comes after a connection, once it is gone. */
function settle(memory: Memory, after: AfterClose, input: Closed, wait: Wait): State {
  if (after === "stop") {
    return { kind: "stopped", memory: withoutSession(memory), fatal: input.code };
  }
  const kept = after === "identify" || gaveUp(memory, input.at) ? withoutSession(memory) : memory;
  const cap = kept.session === null && kept.spent ? "identify" : "resume";
  const spread = Math.max(wait.spread, ceiling(cap, kept.failures));
  return { kind: "backoff", memory: kept, wait: { floor: wait.floor, spread } };
}

/** Whether the session has been asked for often and long enough. */
export function gaveUp({ resumes }: Memory, at: number): boolean {
  return resumes.count >= RESUME_TRIES && at - resumes.since >= RESUME_PATIENCE_MS;
}

function stop(state: State, code: number): State {
  const memory = code === FINAL_CLOSE ? withoutSession(state.memory) : state.memory;
  if (state.kind === "idle" || state.kind === "backoff") {
    return { kind: "stopped", memory, fatal: null };
  }
  const reason = "stopped";
  const flow = "discard";
  return { kind: "closing", memory, code, reason, flow, wait: NO_WAIT, aim: "stop" };
}

/** Why a connection or a session ends, in words. */
export function reasonOf(input: Input): string {
  switch (input.kind) {
    case "reconnect":
      return "Discord asked to reconnect (op 7)";
    case "invalid":
      return `Discord called the session invalid (op 9, d: ${input.resumable})`;
    case "broken":
    case "refused":
      return input.reason;
    case "closed":
      return `closed with ${input.code} (${closeCode(input.code).name})`;
    default:
      return input.kind;
  }
}
