// What crosses between the main thread and a worker thread: plain data, one interface a message.

import type { MessagePort } from "node:worker_threads";
import { GatewayError, type GatewayErrorCode } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { Compression } from "../shard/gateway-address.js";
import type { InflaterName } from "../shard/inflate.js";
import type { IdentifySettings } from "../shard/payloads.js";
import type { LostSession, Session, ShardChange } from "../shard/sink.js";
import type { Keys } from "./shape-table.js";

/** A shard to run. */
export interface ShardStart {
  readonly id: number;
  readonly settings: IdentifySettings;
  /** To resume from; null to identify. */
  readonly session: Session | null;
  /** What a heartbeat may acknowledge of that session, or null. */
  readonly acknowledged: number | null;
}

/** The task of one worker thread. The only message that holds the token. */
export interface HostTask {
  readonly port: MessagePort;
  /** One counter on shared memory; the thread adds to it twice a second while it lives. */
  readonly alive: Int32Array;
  /** Memory of the thread's `Counters`, over all its lives. */
  readonly counters: SharedArrayBuffer;
  readonly token: string;
  /** The bot's number of shards. */
  readonly total: number;
  readonly shards: readonly ShardStart[];
  /** The gateway for new sessions, without query. */
  readonly gatewayUrl: string;
  readonly compress: Compression;
  readonly payload: "decoded" | "json";
  /** Dispatches that cross; null for all. */
  readonly events: readonly string[] | null;
  /** Member chunks whose nonce begins with this cross whatever `events` says. */
  readonly noncePrefix: string;
  readonly maxBufferedBytes: number;
  readonly maxMessageBytes: number;
  /** Bytes of a predecessor that the user has not dealt with yet, counted against the allowance. */
  readonly charged: number;
  /** PEM certificates, added to Node's own roots. */
  readonly ca: readonly string[];
  /** The number of the thread, from 0. */
  readonly thread: number;
  /** URL of the user's handler module, or null. */
  readonly handlers: string | null;
}

/** An error on its way to another thread, where its class and code would be lost. */
export interface ErrorData {
  readonly code: GatewayErrorCode;
  readonly message: string;
  readonly shard?: number;
  readonly thread?: number;
  readonly closeCode?: number;
  /** Only where the user's own code threw it. */
  readonly cause?: CauseData;
}

/** What is left of something thrown, on its way to another thread. */
export interface CauseData {
  readonly message: string;
  readonly stack?: string;
}

/** Something thrown, as data. */
export function causeData(cause: unknown): CauseData {
  const stack = cause instanceof Error ? cause.stack : undefined;
  return { message: why(cause), ...(stack === undefined ? {} : { stack }) };
}

/** An error as data, without its cause. */
export function errorData({ code, message, shard, thread, closeCode }: GatewayError): ErrorData {
  return {
    code,
    message,
    ...(shard === undefined ? {} : { shard }),
    ...(thread === undefined ? {} : { thread }),
    ...(closeCode === undefined ? {} : { closeCode }),
  };
}

/** The error that this data was made from. */
export function errorFrom({ code, message, cause, ...detail }: ErrorData): GatewayError {
  if (cause === undefined) return new GatewayError(code, message, detail);
  const thrown = Object.assign(new Error(cause.message), cause);
  return new GatewayError(code, message, { ...detail, cause: thrown });
}

/**
 * How far shards are, as triples `shard, epoch, seq` one after the other. `epoch` counts the
 * sessions of a shard within its thread, so that a seq of an old one is never taken for one of
 * the new.
 */
export type Marks = Float64Array;

/**
 * Dispatches of several shards, in the order of their arrival. `bytes` may be empty: then
 * only the marks count, which cover what was filtered away as well.
 */
export interface BatchMessage {
  readonly kind: "batch";
  /** Records as `transport/record.ts` lays them out; its buffer is transferred. */
  readonly bytes: Uint8Array;
  /** When the first of them was received, by `process.hrtime`, in ms. */
  readonly at: number;
  /** How many records. */
  readonly count: number;
  /** The highest seq a shard has covered with this batch. */
  readonly marks: Marks;
  /** Shapes of objects that this batch is the first to use. */
  readonly shapes?: readonly Keys[];
  /** Event names that this batch is the first to use, in the order of their numbers. */
  readonly names?: readonly string[];
}

/** What a handler module says to a question. */
export interface AnswerMessage {
  readonly kind: "answer";
  /** Of the question. */
  readonly id: number;
  readonly value: unknown;
  /** Why there is no value; null where there is one. */
  readonly error: ErrorData | null;
}

/** From a worker thread to the main thread. */
export type FromHost =
  | { readonly kind: "up"; readonly inflater: InflaterName }
  | BatchMessage
  | {
      readonly kind: "session";
      readonly shard: number;
      readonly epoch: number;
      readonly session: Session | null;
      readonly lost: LostSession | null;
    }
  | { readonly kind: "change"; readonly shard: number; readonly change: ShardChange }
  | { readonly kind: "lease"; readonly shard: number; readonly ticket: number }
  | { readonly kind: "unlease"; readonly shard: number; readonly ticket: number }
  | {
      /** What became of a permit: used says that the identify is sent, `at` when. */
      readonly kind: "permit";
      readonly shard: number;
      readonly ticket: number;
      readonly used: boolean;
      /** By `process.hrtime`, in ms. */
      readonly at: number;
    }
  | { readonly kind: "receipt"; readonly id: number; readonly error: ErrorData | null }
  | { readonly kind: "warning"; readonly error: ErrorData }
  | { readonly kind: "fatal"; readonly error: ErrorData }
  /** The user's handler module cannot be loaded; the thread ends. */
  | { readonly kind: "unloadable"; readonly error: ErrorData }
  /** A handler threw or rejected. */
  | { readonly kind: "error"; readonly error: ErrorData }
  /** A handler has sent a presence, `d` of an op 3. */
  | { readonly kind: "presence"; readonly shard: number; readonly presence: unknown }
  | AnswerMessage
  /** Reading has stopped and every dispatch read so far is posted. */
  | { readonly kind: "drained" };

/** From the main thread to a worker thread. */
export type ToHost =
  | {
      readonly kind: "credit";
      /** Bytes of batches that the user has dealt with. */
      readonly bytes: number;
      /** What a heartbeat may acknowledge from now on. */
      readonly marks: Marks;
      /** Buffers of batches, for another use. */
      readonly buffers: readonly ArrayBuffer[];
    }
  | {
      readonly kind: "permit";
      readonly shard: number;
      readonly ticket: number;
      /** Until when it is good, by `process.hrtime`, in ms. */
      readonly until: number;
    }
  | {
      readonly kind: "send";
      readonly id: number;
      readonly shard: number;
      readonly text: string;
      /** Gives up when it has waited so long, in ms; null to wait. */
      readonly timeout: number | null;
      readonly priority: "high" | "normal";
    }
  /** A question to the handler module. */
  | { readonly kind: "ask"; readonly id: number; readonly name: string; readonly data: unknown }
  | { readonly kind: "drain" }
  /** Close everything with this code; what is still open after `within` ms is destroyed. */
  | { readonly kind: "stop"; readonly code: number; readonly within: number };
