import assert from "node:assert/strict";
import { test } from "node:test";
import { makeLog } from "../../src/ops/log.js";
import { Systemd } from "../../src/ops/systemd.js";
import { against } from "../support/against.js";
import { Folder } from "../support/folder.js";
import { noNotifySocket, NotifySocket } from "../support/notify-socket.js";

const skip = noNotifySocket;

const output = { write: () => assert.fail("nothing is logged") };

test(
  "systemd hears of the start, when all shards are ready, and of the end",
  { skip },
  async () => {
    await using socket = await NotifySocket.open();
    // The second shard identifies 5 s after the first.
    const simulator = { shards: 2, maxConcurrency: 1 };
    const env = { NOTIFY_SOCKET: socket.path };
    await using run = await against({ simulator, args: ["-o", "none"], env });
    const first = await socket.until("STATUS=");
    assert.match(first, /^STATUS=1\/2 shards up, /m);
    assert.doesNotMatch(first, /READY/);
    const ready = await socket.until("READY=1");
    assert.match(ready, /^READY=1$/m);
    assert.match(ready, /^STATUS=2\/2 shards ready, /m);
    run.command.child.kill("SIGTERM");
    const stopping = await socket.until("STOPPING=1");
    assert.match(stopping, /^STATUS=draining$/m);
    const { code, stderr } = await run.command.ended;
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /systemd/);
  },
);

test("a systemd that cannot be told ends nothing, and is warned of once", async () => {
  await using folder = await Folder.make();
  const env = { NOTIFY_SOCKET: folder.file("nobody"), PATH: folder.path };
  await using run = await against({ args: ["-o", "none"], env });
  await run.command.until("stderr", "systemd cannot be told");
  run.command.child.kill("SIGTERM");
  const { code, stderr } = await run.command.ended;
  assert.equal(code, 0, stderr);
  assert.equal(stderr.split("systemd cannot be told").length, 2);
});

test("NOTIFY_SOCKET is taken out of the environment that threads get", () => {
  const log = makeLog({ level: "silent", format: "json", colour: false, secret: "-", output });
  const env = { NOTIFY_SOCKET: "/run/systemd/notify", PATH: "/bin" };
  assert.ok(Systemd.find(env, log));
  assert.deepEqual(env, { PATH: "/bin" });
  assert.equal(Systemd.find(env, log), null);
});
