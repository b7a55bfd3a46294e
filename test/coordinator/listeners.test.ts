import assert from "node:assert/strict";
import { it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { GatewayError } from "../../src/index.js";
import { events, Line } from "../support/line.js";

/** A line whose "PING" listeners are these, in order. */
function listening(...listeners: readonly ((seq: number) => unknown)[]): Line {
  const line = new Line();
  for (const listener of listeners) line.emitter.on("PING", (_, { seq }) => listener(seq));
  return line;
}

it("a listener that throws harms neither the others nor later events", () => {
  const got: number[] = [];
  const cause = new Error("oh dear");
  const line = listening(
    () => {
      throw cause;
    },
    (seq) => got.push(seq),
  );
  line.take(...events(1, 2));
  line.take(...events(3));
  assert.deepEqual(got, [1, 2, 3]);
  assert.deepEqual(line.handed, [2, 3]);
  assert.equal(line.finished.length, 2);
  assert.deepEqual(
    line.failed.map((error) => [error.code, error.shard, error.cause]),
    [1, 2, 3].map(() => ["LISTENER_FAILED", 0, cause]),
  );
  assert.match(line.failed[0]?.message ?? "", /PING of shard 0: oh dear/);
});

it("a listener whose promise rejects is told of, and its event counts as handed over", async () => {
  const cause = new Error("later");
  const line = listening(() => Promise.reject(cause));
  line.take(...events(1));
  assert.deepEqual(line.handed, [1]);
  assert.equal(line.failed.length, 0);
  await setImmediate();
  assert.deepEqual(
    line.failed.map((error) => error.cause),
    [cause],
  );
});

it("whatever a listener throws becomes the cause", async () => {
  const bare: unknown = Object.create(null);
  const thrown = ["text", 7, undefined, null, Symbol("s"), bare, { toString: null }];
  for (const cause of thrown) {
    const line = listening(() => {
      throw cause;
    });
    line.take(...events(1, 2));
    assert.equal(line.failed.length, 2, "both events were handed over");
    assert.ok(line.failed.every((error) => error.cause === cause));
    assert.equal(line.finished.length, 1);
    const rejecting = listening(() => Promise.reject(cause));
    rejecting.take(...events(1));
    await setImmediate();
    assert.equal(rejecting.failed.length, 1);
  }
});

it("a thenable that throws when it is asked is a listener that failed", () => {
  const line = listening(() => ({
    // oxlint-disable-next-line unicorn/no-thenable -- that is what is tested
    get then() {
      throw new Error("then");
    },
  }));
  line.take(...events(1));
  assert.equal(line.failed.length, 1);
});

it("a listener that removes itself, or another, leaves the rest of the round alone", () => {
  const line = new Line();
  const got: string[] = [];
  const second = (): unknown => got.push("second");
  const first = (): void => {
    got.push("first");
    line.emitter.off("PING", first).off("PING", second);
  };
  line.emitter.on("PING", first).on("PING", second);
  line.take(...events(1, 2));
  assert.deepEqual(got, ["first", "second"]);
});

it("a listener that another adds hears from the next event on", () => {
  const line = new Line();
  const got: number[] = [];
  line.emitter.once("PING", () => line.emitter.on("PING", (_, { seq }) => got.push(seq)));
  line.take(...events(1, 2, 3));
  assert.deepEqual(got, [2, 3]);
});

it("once means once, also for one that throws or rejects", async () => {
  const line = new Line();
  line.emitter.once("dispatch", () => {
    throw new Error("first");
  });
  // oxlint-disable-next-line typescript/no-misused-promises -- that is what is tested
  line.emitter.once("PING", () => Promise.reject(new Error("second")));
  line.take(...events(1, 2));
  await setImmediate();
  assert.deepEqual(line.failed.map(({ cause }) => (cause as Error).message).toSorted(), [
    "first",
    "second",
  ]);
});

it("listeners are called with the emitter as this", () => {
  const line = new Line();
  line.emitter.on("PING", function (this: unknown) {
    assert.equal(this, line.emitter);
  });
  line.take(...events(1));
  assert.deepEqual(line.failed, []);
});

it("data that is no JSON fails the read and nothing else", () => {
  const line = new Line("json");
  const got: number[] = [];
  line.emitter.on("dispatch", ({ seq }) => got.push(seq));
  line.emitter.on("BAD", () => assert.fail("there is no data to call it with"));
  line.take({ seq: 1, name: "BAD", text: "{]" }, { seq: 2, name: "PING" });
  assert.deepEqual(got, [1, 2]);
  const [failed] = line.failed;
  assert.ok(failed?.cause instanceof GatewayError);
  assert.equal(failed.cause.code, "MESSAGE_REFUSED");
});
