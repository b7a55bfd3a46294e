// oceanic.js, unmodified, on the simulator: that it gets along shows that the simulator is one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Peer } from "../../support/peer.js";

const NAME = "oceanic";

/** That the numbered events came in order, each once. */
function assertWhole(peer: Peer): void {
  assert.deepEqual(
    peer.numbers,
    peer.numbers.map((_, index) => index + 1),
  );
}

test("oceanic.js starts and receives its guilds and events", async () => {
  await using peer = await Peer.start(NAME);
  assert.equal(peer.got("READY"), 1);
  peer.emit(100);
  await peer.all();
  assertWhole(peer);
  assert.equal(peer.simulated.simulator.counters.identifies, 1);
});

test("oceanic.js comes through op 7", async () => {
  await using peer = await Peer.start(NAME);
  const { simulator } = peer.simulated;
  await peer.through({ kind: "reconnect" }, () => simulator.counters.resumes === 1);
  assertWhole(peer);
  assert.equal(simulator.resumeLog[0]?.host, "resume");
  assert.equal(simulator.counters.identifies, 1);
});

test("oceanic.js comes through a TCP reset", async () => {
  await using peer = await Peer.start(NAME);
  const { simulator } = peer.simulated;
  await peer.through({ kind: "reset" }, () => simulator.counters.resumes === 1);
  assertWhole(peer);
  assert.equal(simulator.counters.identifies, 1);
});

test("oceanic.js comes through a zombie connection", async () => {
  await using peer = await Peer.start(NAME, { heartbeatInterval: 300 });
  const { simulator } = peer.simulated;
  await peer.through({ kind: "halfOpen" }, () => simulator.counters.resumes === 1);
  assertWhole(peer);
  assert.equal(simulator.counters.identifies, 1);
});

test("oceanic.js comes through op 9 with true and with false", async () => {
  await using peer = await Peer.start(NAME);
  const { simulator } = peer.simulated;
  const resumable = { kind: "invalidSession", resumable: true } as const;
  await peer.through(resumable, () => simulator.counters.resumes === 1);
  assertWhole(peer);
  simulator.inject({ kind: "invalidSession", resumable: false });
  await peer.until(() => peer.got("READY") === 2 && peer.got("GUILD_CREATE") === 6);
  peer.emit(10);
  await peer.all();
  assertWhole(peer);
  assert.equal(simulator.counters.identifies, 2);
});
