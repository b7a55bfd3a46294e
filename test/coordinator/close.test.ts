import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { MemorySessions } from "../../src/index.js";
import { rig } from "../support/rig.js";

it("a close leaves sessions resumable, in any number of calls", async () => {
  await using here = await rig({ shards: 3 }, { threads: 2 });
  await here.gateway.start();
  const first = here.gateway.close();
  assert.equal(here.gateway.close(), first);
  assert.equal(here.gateway.close({ sessions: "keep" }), first);
  await first;
  assert.deepEqual(
    here.simulator.closes.map(({ code, by }) => [code, by]),
    [1, 2, 3].map(() => [4900, "client"]),
  );
  assert.deepEqual(
    here.simulator.sessions.map(({ connected, end }) => [connected, end]),
    [1, 2, 3].map(() => [false, null]),
  );
  assert.deepEqual(here.warnings, []);
  await assert.rejects(here.gateway.send(0, { op: 3, d: null }), { code: "CLOSED" });
});

it("a close that ends the sessions shows the bot offline", async () => {
  await using here = await rig({ shards: 2 });
  await here.gateway.start();
  await here.gateway.close({ sessions: "end" });
  assert.deepEqual(
    here.simulator.closes.map(({ code }) => code),
    [1000, 1000],
  );
  assert.equal(here.simulator.sessions.length, 0);
});

it("`await using` closes", async () => {
  const here = await rig();
  {
    await using gateway = here.gateway;
    await gateway.start();
  }
  assert.equal(here.simulator.closes[0]?.code, 4900);
  await here.simulator.close();
});

it("everything that came before a close under load is handed over, and nothing after it", async () => {
  await using here = await rig({ shards: 2, rate: 3_000, ringSize: 100_000 }, { threads: 2 });
  await here.gateway.start();
  await here.more(1_000);
  await here.gateway.close();
  const { count } = here;
  for (const { id, sent } of here.simulator.sessions) {
    const got = (here.got.get(id) ?? []).map(({ seq }) => seq);
    assert.deepEqual(
      got,
      sent.slice(0, got.length).map(({ s }) => s),
    );
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(here.count, count);
  assert.deepEqual(here.warnings, []);
});

it("an iterator that is stuck costs half the drain, and a warning", async () => {
  await using here = await rig({ rate: 100 }, { drain: 1 });
  const iterator = here.gateway.dispatches();
  await here.gateway.start();
  await iterator.next();
  const began = performance.now();
  await here.gateway.close();
  const took = performance.now() - began;
  assert.ok(took < 2_000, `took ${took} ms`);
  assert.deepEqual(
    here.warnings.map((warning) => Reflect.get(warning, "code")),
    ["DRAIN_INCOMPLETE"],
  );
  assert.match(here.warnings[0]?.message ?? "", /dispatches not handed over/);
  assert.equal((await iterator.next()).done, true);
  assert.equal(here.simulator.closes[0]?.code, 4900);
});

it("an iterator that goes on gets during the drain what is under way", async () => {
  await using here = await rig({ guilds: 200 });
  const iterator = here.gateway.dispatches();
  await here.gateway.start();
  await here.simulator.waitFor(() => (here.simulator.sessions[0]?.seq ?? 0) > 200);
  await here.more(201 - here.count);
  const closing = here.gateway.close();
  let seen = 0;
  for await (const { seq } of iterator) seen = seq;
  await closing;
  assert.equal(seen, here.simulator.sessions[0]?.seq);
  assert.deepEqual(here.warnings, []);
});

it("a close while the sockets are paused is as graceful", async () => {
  await using here = await rig(
    { rate: 2_000, ringSize: 100_000 },
    { maxBufferedBytes: 65_536, drain: 1 },
  );
  const iterator = here.gateway.dispatches();
  await here.gateway.start();
  await once(here.gateway, "dispatch");
  let last = -1;
  while (last !== here.count) {
    last = here.count;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await here.gateway.close();
  await here.simulator.waitFor(() => here.simulator.closes.length > 0);
  assert.equal(here.simulator.closes[0]?.code, 4900);
  assert.equal(here.simulator.sessions[0]?.end, null);
  void iterator.return?.();
});

it("a store that cannot be closed, or cannot flush, is told of and holds nothing up", async () => {
  class Broken extends MemorySessions {
    override flush = (): Promise<never> => Promise.reject(new Error("no flush"));
    override close = (): Promise<never> => Promise.reject(new Error("no close"));
  }
  await using here = await rig({ shards: 2 }, { sessions: new Broken() });
  await here.gateway.start();
  await here.gateway.close();
  assert.equal(here.simulator.counters.open, 0);
  const told = here.warnings.map(({ message }) => message).join("\n");
  for (const part of [/no flush/, /left undone: sessions not stored/, /no close/]) {
    assert.match(told, part);
  }
});

it("a drain of no time at all ends at once, and the sessions stay", async () => {
  await using here = await rig({ shards: 2 }, { drain: 0 });
  await here.gateway.start();
  await here.gateway.close();
  await here.simulator.waitFor(() => here.simulator.counters.open === 0);
  assert.deepEqual(
    here.simulator.sessions.map(({ end }) => end),
    [null, null],
  );
});
