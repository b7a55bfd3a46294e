import assert from "node:assert/strict";
import { test } from "node:test";
import { makeLog, type LogOptions } from "../../src/ops/log.js";

function logged(rest: Partial<LogOptions>, write: (log: ReturnType<typeof makeLog>) => void) {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  write(
    makeLog({ level: "info", format: "json", colour: false, secret: "hush.hush", output, ...rest }),
  );
  return lines;
}

test("a line is JSON with level, time and message", () => {
  const [line = ""] = logged({}, (log) => log.info({ shard: 3 }, "up"));
  const { level, time, msg, shard } = JSON.parse(line);
  assert.deepEqual([level, typeof time, msg, shard], [30, "number", "up", 3]);
  assert.ok(line.endsWith("\n"));
});

test("what is below the level is left out", () => {
  assert.equal(logged({ level: "warn" }, (log) => log.info("up")).length, 0);
  assert.equal(logged({ level: "silent" }, (log) => log.fatal("down")).length, 0);
});

test("the token is taken out of messages, fields and errors, in both formats", () => {
  for (const format of ["json", "pretty"] as const) {
    const text = logged({ format, secret: "hush.hush" }, (log) => {
      log.info({ token: "hush.hush", deep: { authorization: "Bot hush.hush" } }, "hush.hush");
      log.error({ err: new Error("refused hush.hush") }, "no");
    }).join("");
    assert.ok(!text.includes("hush.hush"), text);
    assert.match(text, /\[token\]/);
  }
});

test("a pretty line has escape sequences only when colours are wanted", () => {
  const plain = logged({ format: "pretty" }, (log) => log.info("up")).join("");
  const colour = logged({ format: "pretty", colour: true }, (log) => log.info("up")).join("");
  assert.match(plain, /^\[\d\d:\d\d:\d\d\] INFO: up\n$/);
  assert.ok(colour.includes("\u001B["));
});

test("a pretty line of what goes well is a sentence, others show their fields", () => {
  const write = (log: ReturnType<typeof makeLog>): void => {
    log.info({ shard: 3 }, "up");
    log.warn({ shard: 3 }, "low");
    log.debug({ shard: 3 }, "seen");
  };
  const lines = logged({ format: "pretty", level: "debug" }, write);
  assert.deepEqual(
    lines.map((line) => line.slice(11)),
    ["INFO: up\n", 'WARN: low {"shard":3}\n', 'DEBUG: seen {"shard":3}\n'],
  );
});
