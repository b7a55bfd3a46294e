import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";

type Line = readonly [level: string, message: string, fields: object];

it("a logger is told of what happens, at the level that it deserves", async () => {
  const lines: Line[] = [];
  const at =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push([level, message, fields]);
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  await using here = await rig({ shards: 1, guilds: 0 }, { logger });
  await here.gateway.start();
  const back = here.shard(0, "ready");
  here.simulator.inject({ kind: "invalidSession", resumable: false });
  await back;
  here.gateway.once("TYPING_START", () => {
    throw new Error("oops");
  });
  here.simulator.emit(0, "TYPING_START", {});
  await here.more(1);
  const told = lines.map(([level, message]) => `${level}: ${message}`);
  assert.equal(told[0], "info: 1 shard in 1 thread, 64 at a time, 1,000 identifies left");
  assert.ok(told.includes("debug: shard 0 is connecting"));
  assert.ok(told.includes("info: all shards are ready"));
  const [lost, anew] = told.filter((line) => /lost its connection|anew/.test(line));
  assert.match(lost ?? "", /^info: shard 0 lost its connection \(us, 4900: Discord called the/);
  assert.match(anew ?? "", /^info: shard 0 identified anew after \d+\.\d s$/);
  assert.ok(told.some((line) => line.startsWith("warn: shard 0 lost its session: Discord called")));
  assert.ok(told.includes("error: A listener failed on TYPING_START of shard 0: oops"));
  const [, , fields] = lines.find(([level]) => level === "error") ?? assert.fail("no error");
  assert.deepEqual(fields, { code: "LISTENER_FAILED", shard: 0 });
});
