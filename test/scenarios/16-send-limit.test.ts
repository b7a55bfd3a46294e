import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { GatewayError, type IdentifyQueue } from "../../src/index.js";
import type { Notice } from "../../src/simulator/index.js";
import { FREE_QUEUE, rig } from "../support/rig.js";

const COMMANDS = 10_000;
const INTERVAL = 5_000;
const WINDOW = 60_000;
/** Discord's limit of sends on one connection in a window. */
const LIMIT = 120;

/** The most of these times that fall into any one window. */
function mostInWindow(times: readonly number[]): number {
  let from = 0;
  let most = 0;
  times.forEach((at, index) => {
    while (at - (times[from] ?? at) >= WINDOW) from++;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

/** Kinds of notices that stand for a message of the client. */
const SENT: ReadonlySet<Notice["kind"]> = new Set(["identify", "resume", "heartbeat", "command"]);

it("scenario 16, twilight 40: with 10,000 commands waiting there is no 121st send, and each beat is on time", async () => {
  // All of them wait before the first may leave, so that this thread is at rest when it does.
  let ready = (): void => {};
  const turn = new Promise<void>((resolve) => (ready = resolve));
  const identify: IdentifyQueue = {
    lease: (shard, signal) => turn.then(() => FREE_QUEUE.lease(shard, signal)),
  };
  await using r = await rig({ shards: 1, heartbeatInterval: INTERVAL }, { identify });
  const sends: number[] = [];
  const beats: number[] = [];
  r.simulator.watch(({ kind }) => {
    if (SENT.has(kind)) sends.push(performance.now());
    if (kind === "heartbeat") beats.push(performance.now());
  });
  const started = r.gateway.start();
  await r.until(() => r.times(0, "waiting") === 1);
  const [guildId] = r.simulator.guildIds(0);
  const d = { guild_id: guildId, channel_id: null, self_mute: false, self_deaf: false };
  const results = { sent: 0, refused: 0 };
  const codes = new Set<string>();
  const commands = Array.from({ length: COMMANDS }, async () => {
    try {
      await r.gateway.send(0, { op: 4, d });
      results.sent++;
    } catch (error) {
      codes.add(error instanceof GatewayError ? error.code : String(error));
      results.refused++;
    }
  });
  await wait(2_000);
  ready();
  await started;
  // Into the second window, in which commands go on.
  const first = performance.now() + WINDOW;
  const isOn = (): boolean => r.simulator.commands.length > LIMIT && performance.now() > first;
  await r.simulator.waitFor(isOn, 2 * WINDOW);
  assert.ok(mostInWindow(sends) <= LIMIT, `${mostInWindow(sends)} sends in one window`);
  assert.ok(mostInWindow(sends) >= LIMIT - 20, "the room there is is used");
  const waits = beats.slice(1).map((at, index) => at - (beats[index] ?? 0));
  assert.ok(waits.length >= WINDOW / INTERVAL - 1);
  assert.ok(Math.max(...waits) <= INTERVAL * 1.1, `a beat after ${Math.max(...waits)} ms`);
  assert.deepEqual(r.simulator.violations, []);
  assert.deepEqual(r.simulator.closes, []);
  await r.gateway.close();
  await Promise.all(commands);
  assert.equal(results.sent, r.simulator.commands.length);
  assert.equal(results.sent + results.refused, COMMANDS, "each has one answer");
  assert.deepEqual([...codes], ["CLOSED"]);
});
