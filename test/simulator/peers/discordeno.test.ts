// @discordeno/gateway, unmodified, on the simulator.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Peer } from "../../support/peer.js";

const NAME = "discordeno";

test("@discordeno/gateway starts and receives its guilds and events", async () => {
  await using peer = await Peer.start(NAME);
  assert.equal(peer.got("READY"), 1);
  peer.emit(100);
  await peer.all();
  assert.deepEqual(
    peer.numbers,
    peer.numbers.map((_, index) => index + 1),
  );
});

test("what @discordeno/gateway does on op 7 is on record", async (context) => {
  await using peer = await Peer.start(NAME);
  const { simulator } = peer.simulated;
  peer.emit(5);
  simulator.inject({ kind: "reconnect" });
  await peer.until(() => peer.exit !== null || simulator.counters.resumes > 0);
  if (peer.exit !== null) return context.diagnostic(`it died: ${peer.exit} ${peer.errors}`);
  peer.emit(5);
  await peer.all();
  context.diagnostic(`it resumed and received ${peer.numbers.join(" ")}`);
});
