import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommandLine, type CommandLine, type RunFlags } from "../../src/ops/flags.js";

type Environment = Readonly<Record<string, string>>;

/** Reads a command line with a config file that holds these values. */
function read(values: unknown, words: readonly string[], env: Environment = {}): CommandLine {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return readCommandLine(words, { path: "bot.json", values });
  } finally {
    process.env = before;
  }
}

function flags(values: unknown, words: readonly string[] = [], env: Environment = {}): RunFlags {
  const line = read(values, words, env);
  assert.ok(line.kind === "run", line.kind === "print" ? line.text : line.kind);
  return line.flags;
}

function refuses(values: unknown, says: RegExp, words: readonly string[] = []): void {
  const line = read(values, words);
  assert.ok(line.kind === "print", line.kind);
  assert.equal(line.code, 64);
  assert.match(line.text, says);
}

const PRESENCE = { status: "idle", activities: [], since: null, afk: false };

test("every setting can stand in a config file, as the library takes it", () => {
  const values = {
    tokenFile: "token",
    intents: ["Guilds", "GUILD_MESSAGES"],
    events: ["messageCreate", "GUILD_CREATE"],
    presence: PRESENCE,
    largeThreshold: 100,
    shards: 8,
    shardIds: [0, 1, 7],
    threads: 2,
    sessions: "sessions",
    spendReserve: true,
    compress: "zlib",
    apiUrl: "http://127.0.0.1:1/api/v10",
    gatewayUrl: "ws://127.0.0.1:2",
    output: "none",
    drain: 2.5,
    logLevel: "warn",
    logFormat: "json",
  };
  assert.deepEqual(flags(values), {
    ...values,
    tokenFileNamedBy: "bot.json: 'tokenFile'",
    intents: 513,
    events: ["MESSAGE_CREATE", "GUILD_CREATE"],
  });
});

test("a setting can be what its flag takes", () => {
  const values = {
    intents: "Guilds,GuildMessages",
    events: "MESSAGE_CREATE",
    presence: JSON.stringify(PRESENCE),
    shards: "auto",
    shardIds: "0-2,5",
    drain: "3",
  };
  assert.deepEqual(flags(values), {
    intents: 513,
    events: ["MESSAGE_CREATE"],
    presence: PRESENCE,
    shards: "auto",
    shardIds: [0, 1, 2, 5],
    drain: 3,
    threads: "auto",
    compress: "auto",
    logLevel: "info",
  });
  assert.equal(flags({ intents: 513 }).intents, 513);
  assert.equal(flags({ demo: true }).demo, true);
  assert.equal(flags({ demo: 4, dryRun: true, json: true }).demo, 4);
});

test("a list may be empty where the library takes that", () => {
  assert.equal(flags({ intents: [] }).intents, 0);
  assert.deepEqual(flags({ events: [] }).events, []);
  refuses({ shardIds: [] }, /'shardIds' cannot be \[\]/);
});

test("what leads back to itself is refused", () => {
  const list: unknown[] = ["Guilds"];
  list.push(list);
  refuses({ intents: list }, /bot\.json: 'intents' cannot be <ref \*1> \[/);
  const presence: Record<string, unknown> = { status: "idle" };
  presence["activities"] = presence;
  refuses({ presence }, /bot\.json: 'presence' cannot be .*circular structure to JSON\.$/m);
});

test("what is undefined or false is as if it were not there", () => {
  const none = { demo: false, spendReserve: false, shards: undefined };
  assert.deepEqual(flags(none), { ...flags({}), demo: undefined, spendReserve: undefined });
});

test("a flag wins over the environment, that over the file, and that over the default", () => {
  const values = { shards: 2, threads: 2, drain: 2, logLevel: "warn" };
  const given = flags(values, ["--shards", "4"], { GATEWAY_SHARDS: "3", GATEWAY_THREADS: "3" });
  const { shards, threads, drain, logLevel, compress } = given;
  assert.deepEqual([shards, threads, drain, logLevel, compress], [4, 3, 2, "warn", "auto"]);
});

test("a token of the environment wins over the file that names one", () => {
  const values = { tokenFile: "a" };
  assert.equal(flags(values).tokenFile, "a");
  assert.equal(flags(values, [], { DISCORD_TOKEN: "t.o.k" }).tokenFile, undefined);
  assert.equal(flags(values, [], { DISCORD_TOKEN_FILE: "b" }).tokenFile, undefined);
  assert.equal(flags(values, ["--token-file", "c"]).tokenFile, "c");
});

test("a token is refused, whatever it is called, and not repeated", () => {
  for (const key of ["token", "TOKEN", "discordToken", "DISCORD_TOKEN"]) {
    refuses({ [key]: "hush" }, /^(?!.*hush).*bot\.json.*DISCORD_TOKEN.*'tokenFile'/s);
  }
});

test("what looks like a token is not repeated, wherever it stands", () => {
  const token = `MTAwMDAwMDAwMDAwMDAwMDAw.hushed.${"a-token-".repeat(8)}`;
  for (const key of [
    "intents",
    "events",
    "presence",
    "shards",
    "http",
    "apiUrl",
    "output",
    token,
  ]) {
    for (const value of [token, [token], { token }, ["x".repeat(60), token]]) {
      refuses({ [key]: value }, /^(?!.*(?:MTAw|hushed|a-token)).*bot\.json/s);
    }
  }
  refuses({}, /^(?!.*MTAw).*unknown command '\[token\]'/s, [token]);
  refuses({}, /^(?!.*MTAw).*--shards/s, ["--shards", token]);
});

test("an unknown key is refused with the nearest one, and without its value", () => {
  refuses({ shard: "hush" }, /^(?!.*hush).*bot\.json holds 'shard'.*the nearest is 'shards'/s);
  refuses({ "shard-ids": 1 }, /the nearest is 'shardIds'/);
  refuses({ constructor: 1 }, /'constructor', which is no setting/);
  refuses({ cluster: "redis://" }, /'cluster', which is no setting: gateway-run --help/);
  for (const key of ["config", "envFile", "version", "help"]) refuses({ [key]: "x" }, /no setting/);
});

test("a wrong value is refused with the file, the key and what it may be", () => {
  refuses({ shards: "many" }, /bot\.json: 'shards' cannot be 'many'.*whole number from 1/);
  refuses({ shards: -1 }, /'shards' cannot be -1/);
  refuses({ shards: null }, /'shards' cannot be null/);
  refuses({ shards: { total: 4, ids: [0] } }, /'shards' cannot be.*as 'shardIds'/);
  refuses({ intents: ["Guilds", "MesageContent"] }, /'intents'.*nearest is MessageContent/);
  refuses({ events: ["MESSAGE_CREAT"] }, /'events'.*nearest is MESSAGE_CREATE/);
  refuses({ events: [["MESSAGE_CREATE"], null] }, /'events' cannot be/);
  refuses({ events: true }, /'events' cannot be true/);
  refuses({ sessions: 5 }, /'sessions' cannot be 5.*path of a file/);
  refuses({ sessions: ["a"] }, /'sessions' cannot be.*path of a file/);
  refuses({ spendReserve: "yes" }, /'spendReserve' cannot be 'yes'.*true or false/);
  refuses({ presence: "x".repeat(1_000) }, /^.{0,300}$/s);
});

test("a wrong value is refused, also where a flag wins over it", () => {
  refuses({ shards: "many" }, /'shards' cannot be 'many'/, ["--shards", "4"]);
});

test("what goes wrong together is refused, wherever it comes from", () => {
  refuses({ shards: 4 }, /--shard-ids names shard 4, but of 4.*bot\.json: 'shards'/, [
    "--shard-ids",
    "0-4",
  ]);
  refuses({ shardIds: [0, 4], shards: 2 }, /bot\.json: 'shardIds' names shard 4/);
  refuses({ json: true }, /bot\.json: 'json' .*--dry-run/);
  refuses({ presence: { status: "asleep" } }, /bot\.json: 'presence' cannot be .*status, activ/);
  refuses({ apiUrl: "https://a/?b" }, /bot\.json: 'apiUrl' cannot be .*without a query/);
});

test("a config file that holds no object is refused", () => {
  const map = new Map([["shards", 4]]);
  for (const values of [null, undefined, [1], "shards", 4, map, new URL("a:b")])
    refuses(values, /bot\.json must hold/);
});
