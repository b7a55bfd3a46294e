// What may be asked of a coordinator, and the check of each call at the door.

import * as v from "valibot";
import type { GatewayCommand, SendOptions } from "../discord/gateway-command.js";
import { shardOf } from "../discord/shard-of.js";
import { check, strict } from "./check.js";
import type { MembersRequest } from "./members.js";
import { milliseconds } from "./milliseconds.js";

/** How a coordinator is started. */
export interface StartOptions {
  /** Gives the start up; what has begun is closed again. */
  readonly signal?: AbortSignal | undefined;
}

/** What `close` is to do with the sessions. */
export interface CloseOptions {
  /** `"keep"`, the default, leaves them resumable; `"end"` shows the bot offline at once. */
  readonly sessions?: "keep" | "end" | undefined;
}

/** Discord takes so many ids in one request for members. */
const MOST_IDS = 100;

const OBJECT = "must be an object";
const SHARD = "must be a shard number";
const COMMAND = "must be { op, d }";
const IDS = `must be a list of 1 to ${MOST_IDS} user ids`;
const LIMIT = "must be a non-negative integer";
const GUILD = "must be a guild id, a string or a bigint";

const START: v.GenericSchema<StartOptions> = strict(
  { signal: v.optional(v.instance(AbortSignal, "must be an AbortSignal")) },
  OBJECT,
);

const CLOSE: v.GenericSchema<CloseOptions> = strict(
  { sessions: v.optional(v.picklist(["keep", "end"], 'must be "keep" or "end"')) },
  OBJECT,
);

const command: v.GenericSchema<GatewayCommand> = v.looseObject(
  { op: v.unknown(), d: v.optional(v.unknown()) },
  COMMAND,
) as v.GenericSchema<GatewayCommand>;

const SEND = v.object({
  shard: v.pipe(v.number(SHARD), v.integer(SHARD), v.minValue(0, SHARD)),
  command,
  options: strict(
    {
      timeout: milliseconds,
      priority: v.optional(v.picklist(["high", "normal"], 'must be "high" or "normal"')),
    },
    OBJECT,
  ),
});

const MEMBERS: v.GenericSchema<MembersRequest> = v.pipe(
  strict(
    {
      guildId: v.union([v.string(), v.bigint()], GUILD),
      query: v.optional(v.string("must be a string")),
      limit: v.optional(v.pipe(v.number(LIMIT), v.integer(LIMIT), v.minValue(0, LIMIT))),
      userIds: v.optional(
        v.pipe(
          v.array(v.pipe(v.string(IDS), v.regex(/^\d{1,20}$/, IDS)), IDS),
          v.minLength(1, IDS),
          v.maxLength(MOST_IDS, IDS),
        ),
      ),
      presences: v.optional(v.boolean("must be true or false")),
      timeout: milliseconds,
    },
    OBJECT,
  ),
  v.check(
    ({ query, userIds }) => (query === undefined) !== (userIds === undefined),
    "must have either 'query' or 'userIds'",
  ),
  v.check(
    ({ limit, userIds }) => limit === undefined || userIds === undefined,
    "must have no 'limit' beside 'userIds'",
  ),
);

/** @throws TypeError or RangeError. */
export function checkStart(options: StartOptions): StartOptions {
  return check("start", START, options, "options");
}

/** @throws TypeError or RangeError. */
export function checkClose(options: CloseOptions): CloseOptions {
  return check("close", CLOSE, options, "options");
}

/** @throws TypeError or RangeError. What is in the command is for `commandText` to judge. */
export function checkSend(call: {
  readonly shard: number;
  readonly command: GatewayCommand;
  readonly options: SendOptions;
}): void {
  check("send", SEND, call, "call");
}

/** @throws TypeError or RangeError. */
export function checkMembers(request: MembersRequest): void {
  check("request members", MEMBERS, request, "request");
  shardOf(request.guildId, 1);
}
