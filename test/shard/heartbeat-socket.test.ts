import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { performance } from "node:perf_hooks";
import { test, type TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { Heartbeat } from "../../src/shard/heartbeat.js";
import { startEcho } from "../support/echo-worker.js";

const INTERVAL_MS = 200;
/** A heartbeat that has stopped would be waited for without end. */
const options = { timeout: 10_000 };

/** A heartbeat over a socket whose other side, in a thread of its own, answers every byte. */
async function beatOverSocket(t: TestContext) {
  const { worker, port } = await startEcho();
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const events = new EventEmitter();
  const counts = { beats: 0, zombies: 0 };
  const heartbeat = new Heartbeat({
    interval: INTERVAL_MS,
    beat: () => {
      counts.beats++;
      socket.write("x");
      heartbeat.sent();
      events.emit("beat");
    },
    zombie: () => {
      counts.zombies++;
      events.emit("zombie");
    },
    bytesRead: () => socket.bytesRead,
    now: () => performance.now(),
    random: () => 0,
  });
  socket.on("data", () => {
    heartbeat.received();
    heartbeat.acked();
    events.emit("ack");
  });
  t.after(async () => {
    heartbeat.stop();
    socket.destroy();
    await worker.terminate();
  });
  return { worker, socket, heartbeat, events, counts };
}

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test(
  "twilight 38: a stall of the event loop over several intervals costs neither connection nor beats",
  options,
  async (t) => {
    const { events, counts } = await beatOverSocket(t);
    await once(events, "beat");
    block(4 * INTERVAL_MS);
    await once(events, "beat");
    await once(events, "ack");
    assert.deepEqual(counts, { beats: 2, zombies: 0 });
  },
);

test(
  "twilight 38: a stall that ends as a beat is due has its acks read before the verdict",
  options,
  async (t) => {
    const { events, counts } = await beatOverSocket(t);
    for (let i = 0; i < 3; i++) {
      await once(events, "beat");
      await setImmediate();
      block(INTERVAL_MS + 5); // in the check phase, after which come timers and only then input
    }
    await once(events, "ack");
    assert.equal(counts.zombies, 0);
  },
);

test("a socket that goes dead without a word is found within two intervals", options, async (t) => {
  const { worker, events, counts } = await beatOverSocket(t);
  await once(events, "ack");
  worker.postMessage("silence");
  const since = performance.now();
  await once(events, "zombie");
  const took = performance.now() - since;
  assert.ok(took < 2 * INTERVAL_MS + 150, `${took} ms`);
  assert.ok(counts.beats <= 3);
});

test("a socket that is not read is no zombie, and its acks give no samples", options, async (t) => {
  const { socket, heartbeat, events, counts } = await beatOverSocket(t);
  await once(events, "ack");
  socket.pause();
  heartbeat.pause();
  while (counts.beats < 5) await once(events, "beat");
  const before = heartbeat.latency;
  socket.resume();
  heartbeat.resume();
  await once(events, "ack");
  assert.equal(counts.zombies, 0);
  assert.deepEqual(heartbeat.latency, before);
});
