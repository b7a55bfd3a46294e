// Answers of `requestGuildMembers`: chunks are gathered by their nonce when their batch is taken,
// never behind an event that waits for the user.
// https://discord.com/developers/docs/events/gateway-events#request-guild-members

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GatewayOpcodes,
  type APIGuildMember,
  type GatewayGuildMembersChunkPresence,
} from "discord-api-types/v10";
import * as v from "valibot";
import { GatewayError } from "../discord/gateway-error.js";
import type { BatchCursor } from "../transport/batch.js";
import type { Taken } from "./taken.js";
import { TimeLimit } from "./time-limit.js";

/** What to ask for; see Discord's documentation of op 8. Exactly one of `query` and `userIds`. */
export interface MembersRequest {
  readonly guildId: string | bigint;
  /** The beginning of a name; `""` with `limit: 0` asks for everyone. */
  readonly query?: string | undefined;
  /** Only beside `query`. Default: 0. */
  readonly limit?: number | undefined;
  /** 1 to 100 of them. */
  readonly userIds?: readonly string[] | undefined;
  readonly presences?: boolean | undefined;
  /** How long all chunks may take, in ms. Default: 60,000. */
  readonly timeout?: number | undefined;
}

/** All chunks of an answer as one. */
export interface GuildMembers {
  readonly members: readonly APIGuildMember[];
  readonly presences: readonly GatewayGuildMembersChunkPresence[];
  /** Ids asked for that are nobody in this guild. */
  readonly notFound: readonly string[];
}

/** One request under way. */
interface Gathering {
  readonly guildId: string;
  readonly seen: Set<number>;
  readonly members: APIGuildMember[];
  readonly presences: GatewayGuildMembersChunkPresence[];
  readonly notFound: string[];
  readonly done: (result: "complete" | { readonly retryAfter: number }) => void;
}

/** A request that waits longer than its answer is waited for is not sent any more, in ms. */
const GRACE_MS = 1_000;

/** Sends op 8's `d` on the guild's shard. */
export type SendRequest = (d: object, timeout: number) => Promise<void>;

/** Requests for members. */
export class Members {
  /** Every nonce begins with this; worker threads let such chunks cross whatever is filtered. */
  readonly noncePrefix: string = `gr-${randomBytes(6).toString("hex")}-`;
  readonly #gatherings = new Map<string, Gathering>();
  #last = 0;

  /** Asks, waits out one RATE_LIMITED, and gives everything that came. */
  async request(
    request: MembersRequest,
    send: SendRequest,
    signal: AbortSignal,
  ): Promise<GuildMembers> {
    const { timeout = 60_000 } = request;
    const limit = new TimeLimit(timeout, signal);
    try {
      return await this.#try(request, send, limit.signal, performance.now() + timeout);
    } finally {
      limit.end();
    }
  }

  async #try(
    request: MembersRequest,
    send: SendRequest,
    late: AbortSignal,
    end: number,
  ): Promise<GuildMembers> {
    const guildId = String(request.guildId);
    for (let tries = 1; ; tries++) {
      const nonce = this.noncePrefix + String(++this.#last);
      const left = Math.max(0, Math.ceil(end - performance.now())) + GRACE_MS;
      const result = await this.#gather(nonce, request, (d) => send(d, left), late);
      if ("members" in result) return result;
      const wait = result.retryAfter * 1_000;
      if (tries > 1 || performance.now() + wait >= end) throw limited(guildId, wait);
      await sleep(wait, undefined, { signal: late }).catch(() => {
        throw timedOut(guildId, late.reason);
      });
    }
  }

  /** Looks for answers in a batch. */
  take(batch: Taken): void {
    if (this.#gatherings.size === 0) return;
    const cursor = batch.cursor();
    while (cursor.next()) {
      if (cursor.name === "GUILD_MEMBERS_CHUNK") this.#chunk(dataOf(cursor));
      else if (cursor.name === "RATE_LIMITED") this.#limited(dataOf(cursor));
    }
  }

  async #gather(
    nonce: string,
    request: MembersRequest,
    send: (d: object) => Promise<void>,
    late: AbortSignal,
  ): Promise<GuildMembers | { readonly retryAfter: number }> {
    const guildId = String(request.guildId);
    const gathered = { members: [], presences: [], notFound: [] };
    let stop = ignore;
    try {
      const result = new Promise<"complete" | { readonly retryAfter: number }>((done, reject) => {
        stop = () => reject(timedOut(guildId, late.reason));
        if (late.aborted) stop();
        late.addEventListener("abort", stop, { once: true });
        this.#gatherings.set(nonce, { guildId, seen: new Set(), ...gathered, done });
      });
      await Promise.race([send(requestData(request, nonce)), result]);
      const end = await result;
      return end === "complete" ? gathered : end;
    } finally {
      late.removeEventListener("abort", stop);
      this.#gatherings.delete(nonce);
    }
  }

  #chunk(data: unknown): void {
    const chunk = v.safeParse(Chunk, data);
    if (!chunk.success) return;
    const { nonce, chunk_index, chunk_count, members, presences, not_found } = chunk.output;
    const gathering = this.#gatherings.get(nonce);
    if (gathering === undefined || gathering.seen.has(chunk_index)) return;
    gathering.seen.add(chunk_index);
    gathering.members.push(...members);
    gathering.presences.push(...presences);
    gathering.notFound.push(...not_found.map(String));
    if (gathering.seen.size >= chunk_count) gathering.done("complete");
  }

  #limited(data: unknown): void {
    const limit = v.safeParse(RateLimited, data);
    if (!limit.success) return;
    const { retry_after, meta } = limit.output;
    for (const [nonce, { guildId, done }] of this.#gatherings) {
      const ours = meta.nonce === undefined ? meta.guild_id === guildId : meta.nonce === nonce;
      if (ours) done({ retryAfter: retry_after });
    }
  }
}

/** What is read of GUILD_MEMBERS_CHUNK. Members go to the user as they are. */
const Chunk = v.object({
  nonce: v.string(),
  chunk_index: v.number(),
  chunk_count: v.number(),
  members: v.array(v.custom<APIGuildMember>((member) => typeof member === "object")),
  presences: v.optional(
    v.array(v.custom<GatewayGuildMembersChunkPresence>((one) => typeof one === "object")),
    [],
  ),
  not_found: v.optional(v.array(v.union([v.string(), v.number()])), []),
});

/** What is read of RATE_LIMITED. */
const RateLimited = v.object({
  opcode: v.literal(GatewayOpcodes.RequestGuildMembers),
  retry_after: v.pipe(v.number(), v.minValue(0)),
  meta: v.object({ guild_id: v.optional(v.string()), nonce: v.optional(v.string()) }),
});

function requestData(request: MembersRequest, nonce: string): object {
  const { guildId, query, limit, userIds, presences } = request;
  return {
    guild_id: String(guildId),
    nonce,
    ...(userIds === undefined ? { query, limit: limit ?? 0 } : { user_ids: userIds }),
    ...(presences === undefined ? {} : { presences }),
  };
}

/** @param wait - in ms. */
function limited(guildId: string, wait: number): GatewayError {
  const message =
    `Discord limits how often the members of guild ${guildId} may be requested; ` +
    `try again in ${Math.ceil(wait / 1_000)} s`;
  const until = Date.now() + wait;
  return new GatewayError("MEMBERS_RATE_LIMITED", message, { until });
}

function timedOut(guildId: string, cause: unknown): GatewayError {
  const message = `Not all members of guild ${guildId} came in time`;
  return cause instanceof GatewayError
    ? cause
    : new GatewayError("MEMBERS_TIMEOUT", message, { cause });
}

/** A text that is no JSON is no answer: the user's own read of it says what is wrong with it. */
function dataOf(cursor: BatchCursor): unknown {
  try {
    return cursor.data();
  } catch (error) {
    return error;
  }
}

function ignore(): void {}
