// What the documentation forbids a client, by name: every violation on record carries one.

export type Rule =
  | "user-agent"
  | "token"
  | "version"
  | "permessage-deflate"
  | "payload-size"
  | "send-window"
  | "presence-window"
  | "decode"
  | "opcode"
  | "shape"
  | "command-before-identify"
  | "identified-twice"
  | "resume-before-hello"
  | "over-budget"
  | "identify-window"
  | "shard"
  | "sharding-required"
  | "invalid-intents"
  | "disallowed-intents"
  | "large-threshold"
  | "heartbeat-deadline"
  | "heartbeat-integer"
  | "heartbeat-ahead"
  | "heartbeat-behind"
  | "heartbeat-null"
  | "resume-query"
  | "resume-seq"
  | "resume-ended"
  | "wrong-shard"
  | "members-intent";

/** Each rule, with what breaks it. */
export const RULES: { readonly [R in Rule]: string } = {
  "user-agent": "a request without a User-Agent that begins with `DiscordBot (`",
  token: "a missing or wrong token",
  version: "a connection without v=10 or v=9",
  "permessage-deflate": "permessage-deflate offered: it is no part of the protocol",
  "payload-size": "a message over the limit (4096 bytes)",
  "send-window": "more messages than a connection may send (120 in 60 s)",
  "presence-window": "more than 5 presence updates in 20 s",
  decode: "a message that is no JSON object with an integer op",
  opcode: "an op that clients may not send",
  shape: "a `d` of the wrong shape for its op",
  "command-before-identify": "a command on a connection without a session",
  "identified-twice": "a second identify or resume on a connection that has a session",
  "resume-before-hello": "a resume sent before Hello",
  "over-budget": "an identify with none left for the day",
  "identify-window": "an identify while its lane's window was closed",
  shard: "a shard that cannot be: id out of range, or a total that is no multiple of the base",
  "sharding-required": "a shard with more guilds than one may hold",
  "invalid-intents": "intent bits that are not documented",
  "disallowed-intents": "privileged intents that the bot may not have",
  "large-threshold": "a large_threshold outside 50 to 250",
  "heartbeat-deadline": "no heartbeat within the interval and its grace",
  "heartbeat-integer": "a heartbeat whose `d` is neither null nor an integer from 0 up",
  "heartbeat-ahead": "a heartbeat whose `d` is above the last seq sent",
  "heartbeat-behind": "a heartbeat whose `d` is below an earlier one of the session",
  "heartbeat-null": "a heartbeat with null after one with a number in the same session",
  "resume-query": "a resume over a connection with a different query than the session's first",
  "resume-seq": "a resume that asks for a seq above the session's",
  "resume-ended": "a resume of a session that the client closed with 1000 or 1001",
  "wrong-shard": "a command about a guild that is not on the shard",
  "members-intent": "all members asked for without the GUILD_MEMBERS intent",
};
