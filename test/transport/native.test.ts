import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isNativeAccelerationEnabled } from "msgpackr";

test("the tests of the codec run with msgpackr's native extractor", () => {
  assert.equal(isNativeAccelerationEnabled, true);
});

test("the codec is as right without the native extractor", () => {
  runCodecTests([], { MSGPACKR_NATIVE_ACCELERATION_DISABLED: "true" });
});

test("the codec is as right where no code may be made of strings", () => {
  runCodecTests(["--disallow-code-generation-from-strings"], {});
});

function runCodecTests(flags: readonly string[], extra: NodeJS.ProcessEnv): void {
  const file = fileURLToPath(new URL("./codec.test.js", import.meta.url));
  const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
  const args = [...flags, "--test", file];
  const { status, stdout } = spawnSync(process.execPath, args, { env: { ...outer, ...extra } });
  assert.equal(status, 0, stdout.toString());
  assert.match(stdout.toString(), /pass [1-9]/);
}
