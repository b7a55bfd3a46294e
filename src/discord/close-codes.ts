// What a close code of the gateway means, as a table: the code that closes asks it and decides
// nothing itself.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes

/** What is left to do after a close. */
export type AfterClose =
  | "resume" // the session lives on
  | "identify" // the session is gone, a new one may be had
  | "stop"; // trying again cannot help

/** One close code. */
export interface CloseCode {
  readonly after: AfterClose;
  readonly name: string;
  /** What the user can do, where trying again cannot help. */
  readonly hint?: string;
}

const INTENTS_PAGE = "https://discord.com/developers/applications (the app, then Bot)";

const CLOSE_CODES: Readonly<Record<number, CloseCode>> = {
  4000: { after: "resume", name: "unknown error" },
  4001: { after: "identify", name: "unknown opcode" },
  4002: { after: "resume", name: "decode error" },
  4003: { after: "identify", name: "not authenticated" },
  4004: {
    after: "stop",
    name: "authentication failed",
    hint: "check the token: it may have been reset or belong to another bot",
  },
  4005: { after: "identify", name: "already authenticated" },
  4006: { after: "identify", name: "session no longer valid" },
  4007: { after: "identify", name: "invalid seq" },
  4008: { after: "resume", name: "rate limited" },
  4009: { after: "identify", name: "session timed out" },
  4010: {
    after: "stop",
    name: "invalid shard",
    hint: "ask for a shard count that Discord allows this bot, or use `shards: auto`",
  },
  4011: {
    after: "stop",
    name: "sharding required",
    hint: "ask for more shards: at most 2500 guilds may be on one",
  },
  4012: { after: "stop", name: "invalid API version", hint: "update gateway-run" },
  4013: {
    after: "stop",
    name: "invalid intents",
    hint: "ask only for intents that Discord documents",
  },
  4014: {
    after: "stop",
    name: "disallowed intents",
    hint:
      "switch on the privileged intents that you ask for (GuildMembers, GuildPresences, " +
      `MessageContent) at ${INTENTS_PAGE}, or leave them out`,
  },
  4015: { after: "identify", name: "too many sessions" },
  4016: { after: "identify", name: "request cancelled" },
};

/**
 * What a close by the other side means.
 *
 * @param code - the close code; 1005 or 1006 where there was none. Codes that the documentation
 *   does not list keep the session: a wrong resume costs one round trip, a wrong identify costs
 *   budget and events.
 */
export function closeCode(code: number): CloseCode {
  return CLOSE_CODES[code] ?? { after: "resume", name: code < 4000 ? "closed" : "unknown code" };
}
