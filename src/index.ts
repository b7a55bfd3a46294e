/// <reference types="node" preserve="true" />
// Every public name, and nothing else.

export type { AskOptions, AskResult, AskTarget } from "./coordinator/ask.js";
export type { CloseOptions, StartOptions } from "./coordinator/calls.js";
export { Coordinator } from "./coordinator/coordinator.js";
export { FileSessions } from "./coordinator/file-sessions.js";
export type { CoordinatorEvents, DispatchEvents } from "./coordinator/events.js";
export type { IdentifyQueue, Lease } from "./coordinator/identify-queue.js";
export type { Logger } from "./coordinator/logger.js";
export type { GuildMembers, MembersRequest } from "./coordinator/members.js";
export {
  MemoryIdentifyQueue,
  type MemoryIdentifyQueueOptions,
} from "./coordinator/memory-identify-queue.js";
export { MemorySessions } from "./coordinator/memory-sessions.js";
export type {
  CoordinatorOptions,
  IdentifyProperties,
  Intents,
  Presence,
  ShardOptions,
  ShardSelection,
} from "./coordinator/options.js";
export type { Plan } from "./coordinator/plan.js";
export type { SessionLostEvent } from "./coordinator/run-owner.js";
export type {
  PastIdentify,
  SessionStore,
  Stored,
  StoredSession,
  StoreKey,
} from "./coordinator/session-store.js";
export type { ShardEvent } from "./coordinator/shard-board.js";
export type {
  CloseStatus,
  DeliveryStatus,
  IdentifyStatus,
  ShardStatus,
  Status,
  ThreadStatus,
  Totals,
} from "./coordinator/status.js";
export type { GatewayCommand, SendOptions } from "./discord/gateway-command.js";
export { GatewayError, type GatewayErrorCode } from "./discord/gateway-error.js";
export { shardOf } from "./discord/shard-of.js";
export type { ClosedBy, ShardStateName } from "./shard/sink.js";
export type { Dispatch } from "./transport/dispatch.js";
export type {
  Answers,
  DispatchHandler,
  HandlerContext,
  HandlerModule,
} from "./transport/handler-module.js";
