import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";

const BAD_THREAD = new URL("../support/bad-thread.js", import.meta.url).href;

it("a thread that cannot load ends the start at once, however many there are", async () => {
  process.env["NODE_OPTIONS"] = `--import ${BAD_THREAD}`;
  await using here = await rig({ shards: 8 }, { threads: 4, drain: 60 });
  const began = performance.now();
  await assert.rejects(here.gateway.start(), {
    code: "WORKERS_CRASHING",
    message: /^Thread \d \(shards \d, \d\) could not load.*this thread cannot/,
  });
  const took = performance.now() - began;
  assert.ok(took < 20_000, `took ${took} ms`);
  assert.deepEqual(here.errors, []);
  assert.equal(here.simulator.counters.connections, 0);
});
