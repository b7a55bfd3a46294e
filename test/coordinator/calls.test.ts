import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Coordinator } from "../../src/index.js";

const GUILD = "613425648685547541";

/** A coordinator as JavaScript sees it. */
type Loose = Readonly<
  Record<
    "start" | "send" | "sendToGuild" | "requestGuildMembers" | "close",
    (...args: readonly unknown[]) => Promise<unknown>
  >
>;

/** One that is never started: misuse is refused before that is looked at. */
function idle(): Loose {
  return new Coordinator({ token: "token" }) as unknown as Loose;
}

interface Case {
  readonly call: (gateway: Loose) => unknown;
  readonly name: "TypeError" | "RangeError";
  readonly message: RegExp;
}

const SEND: readonly Case[] = [
  [1.5, "RangeError", /^Cannot send as 'shard' must be a shard number: received 1\.5$/],
  [-1, "RangeError", /'shard' must be a shard number: received -1/],
  ["0", "TypeError", /'shard' must be a shard number: received '0'/],
  [undefined, "TypeError", /'shard'/],
  [NaN, "TypeError", /'shard'/],
].map(([shard, name, message]) => ({
  call: (gateway) => gateway.send(shard, { op: 3, d: null }),
  name: name as Case["name"],
  message: message as RegExp,
}));

const COMMANDS: readonly Case[] = [undefined, null, "op 3", 3].map((command) => ({
  call: (gateway) => gateway.send(0, command),
  name: "TypeError",
  message: /^Cannot send as 'command' must be \{ op, d \}: received /,
}));

const OPTIONS: readonly Case[] = (
  [
    [{ timeout: -1 }, "RangeError", /'options.timeout' must be a number of ms/],
    [{ timeout: 2 ** 31 }, "RangeError", /'options.timeout' must be a number of ms/],
    [{ timeout: "1" }, "TypeError", /'options.timeout' must be a number of ms/],
    [{ priority: "urgent" }, "TypeError", /'options.priority' must be "high" or "normal"/],
    [{ prioriti: "high" }, "TypeError", /'options.prioriti' is no option.*'priority'/],
    [null, "TypeError", /'options' must be an object/],
  ] as const
).map(([options, name, message]) => ({
  call: (gateway) => gateway.send(0, { op: 3, d: null }, options),
  name,
  message,
}));

const MEMBERS: readonly Case[] = (
  [
    [undefined, "TypeError", /^Cannot request members as 'request' must be an object/],
    [{ query: "" }, "TypeError", /'guildId' must be given/],
    [{ guildId: 613425648685547, query: "" }, "TypeError", /'guildId' must be a guild id/],
    [{ guildId: "guild", query: "" }, "TypeError", /'guildId' must be a string of digits/],
    [{ guildId: "9".repeat(30), query: "" }, "RangeError", /at most 64 bits/],
    [{ guildId: GUILD }, "RangeError", /must have either 'query' or 'userIds'/],
    [{ guildId: GUILD, query: "", userIds: ["1"] }, "RangeError", /either 'query' or 'userIds'/],
    [{ guildId: GUILD, userIds: [] }, "RangeError", /'userIds' must be a list of 1 to 100/],
    [{ guildId: GUILD, userIds: Array(101).fill("1") }, "RangeError", /1 to 100 user ids/],
    [{ guildId: GUILD, userIds: "1" }, "TypeError", /'userIds' must be a list of 1 to 100/],
    [{ guildId: GUILD, userIds: [1] }, "TypeError", /'userIds.0' must be a list of 1 to 100/],
    [{ guildId: GUILD, userIds: ["me"] }, "RangeError", /'userIds.0' must be a list/],
    [{ guildId: GUILD, userIds: ["1"], limit: 1 }, "RangeError", /no 'limit' beside 'userIds'/],
    [{ guildId: GUILD, query: "", limit: -1 }, "RangeError", /'limit' must be a non-negative/],
    [{ guildId: GUILD, query: "", limit: 1.5 }, "RangeError", /'limit' must be a non-negative/],
    [{ guildId: GUILD, query: 7 }, "TypeError", /'query' must be a string/],
    [{ guildId: GUILD, query: "", presences: 1 }, "TypeError", /'presences' must be true/],
    [{ guildId: GUILD, query: "", timeout: 2 ** 31 }, "RangeError", /'timeout' must be a number/],
    [{ guildId: GUILD, query: "", user_ids: [] }, "TypeError", /nearest is 'userIds'/],
  ] as const
).map(([request, name, message]) => ({
  call: (gateway) => gateway.requestGuildMembers(request),
  name,
  message,
}));

const OTHERS: readonly Case[] = [
  {
    call: (gateway) => gateway.start({ signal: "stop" }),
    name: "TypeError",
    message: /^Cannot start as 'signal' must be an AbortSignal: received 'stop'$/,
  },
  {
    call: async (gateway) => gateway.close({ sessions: "drop" }),
    name: "TypeError",
    message: /^Cannot close as 'sessions' must be "keep" or "end": received 'drop'$/,
  },
];

for (const [what, cases] of Object.entries({ SEND, COMMANDS, OPTIONS, MEMBERS, OTHERS })) {
  describe(`misuse at the door: ${what}`, () => {
    for (const { call, name, message } of cases) {
      it(`${String(call)} is a ${name}: ${message}`, async () => {
        await assert.rejects(async () => call(idle()), { name, message });
      });
    }
  });
}

it("what is right passes the door, and finds nothing that runs", async () => {
  const gateway = idle();
  const code = "NOT_RUNNING";
  await assert.rejects(gateway.send(0, { op: 3, d: null }), { code });
  await assert.rejects(gateway.send(0, { op: 3 }, { timeout: 0, priority: "high" }), { code });
  await assert.rejects(gateway.sendToGuild(GUILD, { op: 3, d: null }), { code });
  await assert.rejects(gateway.requestGuildMembers({ guildId: GUILD, query: "" }), { code });
  const userIds = Array(100).fill(GUILD);
  await assert.rejects(gateway.requestGuildMembers({ guildId: BigInt(GUILD), userIds }), { code });
});
