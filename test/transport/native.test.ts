import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isNativeAccelerationEnabled } from "msgpackr";

test("the tests of the codec run with msgpackr's native extractor", () => {
  assert.equal(isNativeAccelerationEnabled, true);
});

test("the codec is as right without the native extractor", () => {
  const file = fileURLToPath(new URL("./codec.test.js", import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
  const env = { ...outer, MSGPACKR_NATIVE_ACCELERATION_DISABLED: "true" };
  const { status, stdout } = spawnSync(process.execPath, ["--test", file], { env });
  assert.equal(status, 0, stdout.toString());
  assert.match(stdout.toString(), /pass [1-9]/);
});
