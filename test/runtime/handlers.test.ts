import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Coordinator, MemorySessions } from "../../src/index.js";
import { handled } from "../support/handled.js";
import { sabotage } from "../support/sabotage.js";

/** The most frequent event. */
const MESSAGE = "MESSAGE_CREATE";
const MEMBER = "GUILD_MEMBER_UPDATE";

const LOAD = { shards: 4, rate: 800 };

const OPTIONS = { intents: ["all"], threads: 2 } as const;

describe("handlers in the worker threads", { concurrency: 1 }, () => {
  for (const payload of ["decoded", "json"] as const) {
    it(`see every event, and what they deal with does not cross (${payload})`, async () => {
      await using here = await handled({ deal: MESSAGE }, LOAD, { ...OPTIONS, payload });
      const { gateway, simulator, errors } = here.rig;
      await gateway.start();
      await simulator.waitFor(() => simulator.sessions.every(({ seq }) => seq > 100));
      await here.settled();
      await here.rig.complete(here.namesBut(MESSAGE));
      await here.assertSeen();
      const got = [...here.rig.got.values()].flat().map(({ name }) => name);
      assert.ok(got.includes(MEMBER) && !got.includes(MESSAGE));
      assert.ok(simulator.sessions.every(({ counts }) => (counts[MESSAGE] ?? 0) > 10));
      assert.deepEqual(errors, []);
    });
  }

  it("see what `events` lets through, and nothing else", async () => {
    const events = [MESSAGE, MEMBER];
    await using here = await handled({ deal: MESSAGE }, LOAD, { ...OPTIONS, events });
    await here.rig.gateway.start();
    await here.rig.more(5);
    await here.settled();
    await here.rig.complete(new Set([MEMBER]));
    await here.assertSeen((name) => events.includes(name));
  });

  it("that deal with everything move the positions: a restart brings them nothing twice", async () => {
    const sessions = new MemorySessions();
    await using here = await handled({ deal: "all" }, LOAD, { ...OPTIONS, sessions });
    const { simulator, gateway } = here.rig;
    await gateway.start();
    await simulator.waitFor(() => simulator.sessions.every(({ seq }) => seq > 50));
    await gateway.close();
    await using second = new Coordinator({ ...here.options, sessions });
    await second.start();
    await here.settled();
    await here.assertSeen();
    assert.equal(here.rig.count, 0);
    assert.equal(simulator.counters.identifies, 4);
    assert.equal(simulator.counters.resumes, 4);
    await second.close();
  });

  it("see what was under way again when their thread dies, and miss nothing", async () => {
    await using here = await handled({ deal: MESSAGE }, LOAD, OPTIONS);
    const { gateway, simulator } = here.rig;
    await gateway.start();
    await here.rig.more(50);
    const resumed = Promise.all([0, 1, 2, 3].map((id) => here.rig.shard(id, "ready")));
    sabotage({ how: "exit", whom: "all" });
    await resumed;
    await here.settled();
    await here.rig.complete(here.namesBut(MESSAGE));
    const seen = await here.seen();
    for (const { id, sent } of simulator.sessions) {
      const seqs = seen.filter(({ session }) => session === id).map(({ seq }) => seq);
      assert.deepEqual(
        [...new Set(seqs)],
        sent.map(({ s }) => s),
      );
    }
    assert.equal(simulator.counters.identifies, 4);
  });

  it("are told of as listeners are when they throw or reject, and the event crosses", async () => {
    const does = { throw: MEMBER, reject: "TYPING_START", deal: `${MEMBER},TYPING_START` };
    await using here = await handled(does, { shards: 1 }, OPTIONS);
    const { gateway, simulator, errors } = here.rig;
    await gateway.start();
    await here.rig.complete();
    for (const name of [MEMBER, "TYPING_START"]) {
      const told = once(gateway, "error");
      simulator.emit(0, name, {});
      await told;
    }
    await here.rig.complete();
    assert.deepEqual(errors.map(tell), [
      ["LISTENER_FAILED", 0, `A handler failed on ${MEMBER} of shard 0`, `threw on ${MEMBER}`],
      [
        "LISTENER_FAILED",
        0,
        "A handler failed on TYPING_START of shard 0",
        "rejected on TYPING_START",
      ],
    ]);
    assert.match(String(Object(errors[0]?.cause).stack), /handlers\.js|handlers\.ts/);
  });

  it("leave a promise astray: it is told, and harms no thread", async () => {
    await using here = await handled({ stray: "ASTRAY" }, { shards: 1 }, OPTIONS);
    const { gateway, simulator, errors, warnings } = here.rig;
    await gateway.start();
    const told = once(gateway, "error");
    simulator.emit(0, "ASTRAY", {});
    await told;
    assert.match(errors[0]?.message ?? "", /nobody to care: astray on ASTRAY$/);
    simulator.emit(0, "NEXT", {});
    await here.rig.complete();
    assert.deepEqual(warnings, []);
  });

  it("that block their thread for over 1 s are told of, by shard and event", async () => {
    await using here = await handled({ block: "HEAVY" }, { shards: 2 }, OPTIONS);
    const { gateway, simulator } = here.rig;
    await gateway.start();
    const warned = once(gateway, "warning");
    simulator.emit(1, "HEAVY", {});
    const [warning] = await warned;
    assert.equal(warning.code, "HANDLER_SLOW");
    assert.equal(warning.shard, 1);
    assert.equal(warning.thread, 1);
    assert.match(warning.message, /^A handler kept thread 1 for 1\.\d s with HEAVY of shard 1;/);
    await here.rig.complete();
  });

  it("read an event later where they return a promise, and not where they do not", async () => {
    for (const payload of ["decoded", "json"] as const) {
      const does = { promise: "LATER", lost: "KEPT" };
      await using here = await handled(does, { shards: 1 }, { ...OPTIONS, threads: 1, payload });
      const { gateway, simulator } = here.rig;
      await gateway.start();
      simulator.emit(0, "LATER", { first: "é" });
      simulator.emit(0, "KEPT", {});
      for (let at = 0; at < 500; at++) simulator.emit(0, "NOISE", { at });
      await here.rig.complete();
      const read = async (): Promise<unknown[]> => {
        const [result] = await gateway.ask("all", "read", null);
        return Object(result).value;
      };
      while ((await read()).length === 0);
      assert.deepEqual(await read(), ['{"first":"é"}']);
      const [kept] = await gateway.ask("all", "readKept", null);
      assert.match(Object(kept).error.message, /when its handler has returned/);
    }
  });
});

/** Code, shard, what, and why, which is the message of its cause as well. */
function tell(error: Error): unknown[] {
  const { code, shard, message, cause } = Object(error);
  const [what, why] = message.split(": ");
  assert.equal(cause.message, why);
  return [code, shard, what, why];
}
