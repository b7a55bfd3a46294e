// Clients that nobody here wrote, unmodified, on the simulator: that they get along shows that the
// simulator is a gateway.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../../src/simulator/index.js";
import { Peer } from "../../support/peer.js";

interface Client {
  readonly name: "discordjs" | "oceanic";
  readonly title: string;
  /** What makes its connection a zombie. */
  readonly zombie: Fault;
}

const CLIENTS: readonly Client[] = [
  // It waits 30 s for the answer to its close: its zombie has lost an ack, and answers that.
  { name: "discordjs", title: "@discordjs/ws", zombie: { kind: "acks", mode: "drop", times: 1 } },
  { name: "oceanic", title: "oceanic.js", zombie: { kind: "halfOpen" } },
];

/** That the numbered events came in order, each once. */
function assertWhole(peer: Peer): void {
  assert.deepEqual(
    peer.numbers,
    peer.numbers.map((_, index) => index + 1),
  );
}

for (const { name, title, zombie } of CLIENTS) {
  test(`${title} starts and receives its guilds and events`, async () => {
    await using peer = await Peer.start(name);
    assert.equal(peer.got("READY"), 1);
    peer.emit(100);
    await peer.all();
    assertWhole(peer);
    assert.equal(peer.simulated.simulator.counters.identifies, 1);
  });

  test(`${title} comes through op 7`, async () => {
    await using peer = await Peer.start(name);
    const { simulator } = peer.simulated;
    await peer.through({ kind: "reconnect" }, () => simulator.counters.resumes === 1);
    assertWhole(peer);
    assert.equal(simulator.resumeLog[0]?.host, "resume");
    assert.equal(simulator.counters.identifies, 1);
  });

  test(`${title} comes through a TCP reset`, async () => {
    await using peer = await Peer.start(name);
    const { simulator } = peer.simulated;
    await peer.through({ kind: "reset" }, () => simulator.counters.resumes === 1);
    assertWhole(peer);
    assert.equal(simulator.counters.identifies, 1);
  });

  test(`${title} comes through a zombie connection`, async () => {
    await using peer = await Peer.start(name, { heartbeatInterval: 300 });
    const { simulator } = peer.simulated;
    await peer.through(zombie, () => simulator.counters.resumes === 1);
    assertWhole(peer);
    assert.equal(simulator.counters.identifies, 1);
  });

  test(`${title} comes through op 9 with true and with false`, async () => {
    await using peer = await Peer.start(name);
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
}
