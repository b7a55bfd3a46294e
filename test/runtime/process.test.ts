import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { script } from "../support/script.js";

const WAYS: readonly (readonly [string, string])[] = [
  ["a coordinator that never started", ""],
  ["a close", "await gateway.start(); await gateway.close();"],
  ["a close that nobody waits for", "await gateway.start(); void gateway.close();"],
  [
    "twilight 17: a close that every iterator ends with",
    `const ended = [1, 2].map(async () => { for await (const _ of gateway.dispatches()); });
     await gateway.start();
     await gateway.close();
     await Promise.all(ended);`,
  ],
  [
    "a close with an iterator open and a request under way",
    `gateway.dispatches();
     await gateway.start();
     const guildId = simulator.guildIds(0)[0];
     gateway.requestGuildMembers({ guildId, query: "" }).catch(() => undefined);
     await gateway.close();`,
  ],
  [
    "a start that was given up",
    `const abort = new AbortController();
     gateway.on("shard", () => abort.abort());
     await gateway.start({ signal: abort.signal }).catch(() => undefined);`,
  ],
  [
    "a start that Discord refused",
    `simulator.inject({ kind: "closeInsteadOfReady", code: 4014 });
     await gateway.start().catch(() => undefined);`,
  ],
  [
    "a start without budget",
    `simulator.inject({ kind: "budget", remaining: 0 });
     await gateway.start().catch(() => undefined);`,
  ],
];

describe("a process ends by itself after", { concurrency: 2 }, () => {
  for (const [name, lines] of WAYS) {
    it(name, async () => {
      const { code, stdout, stderr } = await script(`${lines} await simulator.close();`);
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "", stderr: "" });
    });
  }
});

it("a listener that fails without an `error` listener is an uncaught exception of its own", async () => {
  const { code, stdout, stderr } = await script(`
    await gateway.start();
    process.on("uncaughtException", ({ code, cause }) => console.log(code, cause.message));
    gateway.on("PING", ({ n }) => { throw new Error("oops " + n); });
    gateway.on("PING", ({ n }) => console.log("other", n));
    for (const n of [1, 2]) simulator.emit(0, "PING", { n });
    simulator.emit(0, "LAST", {});
    await heard("LAST");
    await gateway.close();
    await simulator.close();
  `);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const lines = stdout.trimEnd().split("\n");
  const others = lines.filter((line) => line.startsWith("other"));
  const thrown = lines.filter((line) => line.startsWith("LISTENER_FAILED"));
  assert.deepEqual(others, ["other 1", "other 2"]);
  assert.deepEqual(thrown, ["LISTENER_FAILED oops 1", "LISTENER_FAILED oops 2"]);
});

it("and ends a process that has nothing for it, with what the listener threw", async () => {
  const { code, stderr } = await script(`
    await gateway.start();
    gateway.on("PING", async () => { throw new Error("oops"); });
    simulator.emit(0, "PING", {});
    await heard("NEVER");
  `);
  assert.equal(code, 1);
  assert.match(stderr, /LISTENER_FAILED/);
  assert.match(stderr, /A listener failed on PING of shard 0: oops/);
});

it("an `error` listener that throws ends neither the batch nor the coordinator", async () => {
  const { code, stdout } = await script(`
    await gateway.start();
    process.on("uncaughtException", ({ message }) => console.log("uncaught", message));
    gateway.on("error", () => { throw new Error("worse"); });
    gateway.on("PING", () => { throw new Error("bad"); });
    simulator.emit(0, "PING", {});
    simulator.emit(0, "LAST", {});
    await heard("LAST");
    await gateway.close();
    await simulator.close();
  `);
  assert.equal(code, 0);
  assert.equal(stdout, "uncaught worse\n");
});

it("a logger that throws harms nothing but itself", async () => {
  const { code, stdout } = await script(`
    let uncaught = 0;
    process.on("uncaughtException", () => uncaught++);
    const broken = () => { throw new Error("disk full"); };
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const logged = new Coordinator({ token, apiUrl, logger });
    await logged.start();
    await logged.close();
    await simulator.close();
    console.log(uncaught > 3, simulator.counters.closes);
  `);
  assert.equal(stdout, "true { '4900': 2 }\n");
  assert.equal(code, 0);
});
