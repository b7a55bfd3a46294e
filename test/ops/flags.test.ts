import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommandLine, type CommandLine, type RunFlags } from "../../src/ops/flags.js";

/** Reads a command line with these environment variables and no others of ours. */
function read(words: string, env: Readonly<Record<string, string>> = {}): CommandLine {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return readCommandLine(words.split(" ").filter((word) => word !== ""));
  } finally {
    process.env = before;
  }
}

function flags(words: string, env: Readonly<Record<string, string>> = {}): RunFlags {
  const line = read(words, env);
  assert.ok(line.kind === "run", line.kind === "print" ? line.text : line.kind);
  return line.flags;
}

function refuses(words: string, says: RegExp, env: Readonly<Record<string, string>> = {}): void {
  const line = read(words, env);
  assert.ok(line.kind === "print", words);
  assert.equal(line.code, 64);
  assert.match(line.text, says);
}

test("nothing given is shards auto, threads auto and the unprivileged intents", () => {
  assert.deepEqual(flags(""), {
    shards: "auto",
    threads: "auto",
    intents: 53_575_421,
    compress: "auto",
    drain: 10,
    logLevel: "info",
  });
});

test("a flag wins over its environment variable, and that over the default", () => {
  const env = { GATEWAY_SHARDS: "8", GATEWAY_THREADS: "3", DISCORD_INTENTS: "GUILDS" };
  const { shards, threads, intents } = flags("--shards 4", env);
  assert.deepEqual([shards, threads, intents], [4, 3, 1]);
});

test("sessions are kept in a file that a flag or the environment names", () => {
  assert.equal(flags("--sessions a").sessions, "a");
  assert.equal(flags("", { GATEWAY_SESSIONS: "b" }).sessions, "b");
  assert.equal(flags("--sessions a", { GATEWAY_SESSIONS: "b" }).sessions, "a");
  refuses("--sessions=", /path of a file/);
});

test("a wrong environment variable is named in the error", () => {
  refuses("", /'many' from env 'GATEWAY_SHARDS'/, { GATEWAY_SHARDS: "many" });
});

test("--demo stands alone, with a number, and beside --shards", () => {
  assert.equal(flags("--demo").demo, true);
  assert.equal(flags("--demo 8").demo, 8);
  const both = flags("--demo --shards 4");
  assert.deepEqual([both.demo, both.shards], [true, 4]);
  assert.equal(flags("--shards auto --demo").shards, "auto");
});

test("an unknown flag is refused with the one that is meant, and without its value", () => {
  refuses("--shard 4", /unknown option '--shard'\n\(Did you mean --shards\?\)/);
  refuses("--shard=4", /unknown option '--shard'\n\(Did you mean --shards\?\)/);
  refuses("--secret=hush", /^(?!.*hush)/s);
});

test("flags of later are unknown flags", () => {
  refuses("--cluster x", /unknown option/);
});

test("HTTP is served where a flag or the environment says", () => {
  assert.deepEqual(flags("--http 9090").http, { port: 9_090 });
  assert.deepEqual(flags("", { GATEWAY_HTTP: "0.0.0.0:80" }).http, { host: "0.0.0.0", port: 80 });
  refuses("--http", /argument missing/);
  refuses("", /'x' from env 'GATEWAY_HTTP'.*Give a port/s, { GATEWAY_HTTP: "x" });
});

test("--json is of --dry-run", () => {
  const { dryRun, json } = flags("--dry-run --json");
  assert.deepEqual([dryRun, json], [true, true]);
  assert.equal(flags("--dry-run --demo").demo, true);
  refuses("--json", /--dry-run/);
});

test("a config file that is named by a flag or the environment is to be read first", () => {
  assert.deepEqual(read("-c a.json --json"), { kind: "config", path: "a.json" });
  assert.deepEqual(read("", { GATEWAY_CONFIG: "b.mjs" }), { kind: "config", path: "b.mjs" });
  const both = read("--config a.json", { GATEWAY_CONFIG: "b.mjs" });
  assert.deepEqual(both, { kind: "config", path: "a.json" });
  refuses("--config=", /path of a file/);
  refuses("--config a.json simulat", /unknown command/);
  refuses("--config a.json --token hush", /^(?!.*hush).*ps shows it/s);
});

test("--compress takes what connections can ask for", () => {
  for (const word of ["auto", "zstd", "zlib", "none"] as const) {
    assert.equal(flags(`--compress ${word}`).compress, word);
    assert.equal(flags("", { GATEWAY_COMPRESS: word }).compress, word);
  }
  refuses("--compress gzip", /auto, zstd, zlib, none/);
});

test("--token is refused with the reason and without the token", () => {
  for (const words of ["--token hush", "--token=hush", "--token"]) {
    refuses(words, /^(?!.*hush).*ps shows it.*DISCORD_TOKEN.*--token-file/s);
  }
});

test("an unknown intent is refused with the nearest one", () => {
  refuses("-i Guilds,MesageContent", /nearest is MessageContent/);
});

test("--shard-ids must be of the total, where that is known", () => {
  assert.deepEqual(flags("--shards 4 --shard-ids 0-1,3").shardIds, [0, 1, 3]);
  assert.deepEqual(flags("--shard-ids 2").shardIds, [2]);
  refuses("--shards 4 --shard-ids 0-4", /shard 4, but of 4 the last is 3/);
});

test("--demo refuses what leads to another Discord, unless it is only the environment's", () => {
  refuses("--demo --api-url http://127.0.0.1:1", /leave --api-url out/);
  refuses("--demo --token-file x", /leave --token-file out/);
  assert.equal(flags("--demo", { DISCORD_API_URL: "http://127.0.0.1:1" }).demo, true);
});

test("--demo leaves the session file of the environment's bot alone", () => {
  assert.equal(flags("--demo", { GATEWAY_SESSIONS: "a" }).sessions, undefined);
  assert.equal(flags("--demo --sessions b", { GATEWAY_SESSIONS: "a" }).sessions, "b");
});

test("a word that is no command is refused with the one there is", () => {
  refuses("simulat", /unknown command 'simulat'.*simulate/);
});

test("simulate reads its own flags, and none of the others", () => {
  const given = "simulate --port 81 --shards 4 --max-concurrency 2 --rate 500 --heartbeat 1000";
  assert.deepEqual(read(given), {
    kind: "simulate",
    flags: { port: 81, shards: 4, maxConcurrency: 2, rate: 500, heartbeat: 1_000 },
  });
  refuses("simulate extra", /too many arguments/);
  refuses("simulate --threads 2", /unknown option '--threads'/);
  refuses("simulate --port http", /65535/);
});

test("the help fits 80 columns, and shows each variable and each default", () => {
  const help = read("--help");
  assert.ok(help.kind === "print");
  for (const line of help.text.split("\n")) assert.ok(line.length <= 80, line);
  assert.match(
    help.text,
    /--shards <auto\|n> +total; auto is Discord's figure \(default: auto,\s+\$GATEWAY_SHARDS\)/,
  );
  assert.match(help.text, /--drain <seconds> .*\(default: 10\)/);
});

test("help and version are no errors", () => {
  for (const words of ["--help", "-h", "simulate --help", "--version", "-V"]) {
    const line = read(words);
    assert.ok(line.kind === "print");
    assert.equal(line.code, 0);
    assert.notEqual(line.text, "");
  }
});
