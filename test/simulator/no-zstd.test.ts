// A simulator on a machine where nothing knows zstd, as a process of its own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NODE_HAS_ZSTD } from "../../src/shard/zstd-minizlib.js";
import { start } from "../support/command.js";
import { withoutLibrary } from "../support/inflaters.js";
import { RawClient, ZLIB, ZSTD } from "../support/raw-client.js";

const skip = NODE_HAS_ZSTD ? "Node itself knows zstd here" : false;

test("without a library zstd-stream is refused with the reason", { skip }, async () => {
  const env = { NODE_OPTIONS: withoutLibrary("zstd-napi") };
  const simulator = start(["simulate"], env);
  await simulator.until("stdout", "\n");
  const { gatewayUrl, token } = JSON.parse(simulator.stdout());
  const client = await RawClient.open(gatewayUrl, token, ZSTD);
  assert.deepEqual(await client.end(), {
    code: 4000,
    reason: "zstd-stream needs zstd-napi, or Node 22.15 or later, where this runs",
  });
  const other = await RawClient.open(gatewayUrl, token, ZLIB);
  await other.op(10);
  await other.close();
  simulator.child.kill("SIGTERM");
  assert.equal((await simulator.ended).code, 0);
});
