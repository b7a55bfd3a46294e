// Closes that are asked for more than once, and not for the same.

import assert from "node:assert/strict";
import { it } from "node:test";
import { rig, type Rig } from "../support/rig.js";

/** Starts two shards; `act` closes them in the end. Gives the codes that they were closed with. */
async function closedBy(act: (here: Rig) => Promise<void>): Promise<readonly number[]> {
  await using here = await rig({ shards: 2 }, { threads: 2 });
  await here.gateway.start();
  await act(here);
  await here.simulator.waitFor(() => here.simulator.counters.open === 0);
  const live = here.simulator.sessions.length;
  const codes = here.simulator.closes.map(({ code }) => code);
  assert.equal(live, codes.filter((code) => code === 4900).length);
  return codes;
}

it("twilight 20: of two closes the one that ends the sessions wins, whichever came first", async () => {
  const orders = [
    ["keep", "end"],
    ["end", "keep"],
    ["keep", "keep", "end", "keep"],
  ] as const;
  for (const order of orders) {
    const codes = await closedBy(async ({ gateway, warnings }) => {
      const closes = order.map((sessions) => gateway.close({ sessions }));
      for (const close of closes) assert.equal(close, closes[0]);
      await closes[0];
      assert.deepEqual(warnings, []);
    });
    assert.deepEqual(codes, [1000, 1000], order.join());
  }
});

it("twilight 20: an end of the sessions that comes during the drain is in time", async () => {
  const codes = await closedBy(async ({ gateway }) => {
    const iterator = gateway.dispatches();
    await iterator.next(); // and it asks for no other: the drain waits for it
    const closing = gateway.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(gateway.close({ sessions: "end" }), closing);
    await iterator.return?.();
    await closing;
  });
  assert.deepEqual(codes, [1000, 1000]);
});

it("twilight 20: an end of the sessions that comes too late is not passed over in silence", async () => {
  const codes = await closedBy(async ({ gateway, warnings }) => {
    await gateway.close();
    assert.equal(warnings.length, 0);
    await gateway.close({ sessions: "end" });
    assert.deepEqual(
      warnings.map((warning) => Reflect.get(warning, "code")),
      ["CLOSED"],
    );
    assert.match(warnings[0]?.message ?? "", /left them resumable/);
  });
  assert.deepEqual(codes, [4900, 4900]);
});

it("an end of sessions that never were is worth no word", async () => {
  await using here = await rig({ shards: 2 });
  await here.gateway.close();
  await here.gateway.close({ sessions: "end" });
  assert.deepEqual(here.warnings, []);
});
