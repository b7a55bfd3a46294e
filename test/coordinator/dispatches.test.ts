import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Dispatch } from "../../src/index.js";
import { rig } from "../support/rig.js";

const MESSAGE = { id: "1", content: "hello", tts: false, big: "12345678901234567890" };

describe("a dispatch", () => {
  for (const payload of ["decoded", "json"] as const) {
    it(`carries what Discord sent (${payload})`, async () => {
      await using here = await rig({ guilds: 0 }, { payload });
      await here.gateway.start();
      const got: Dispatch[] = [];
      here.gateway.on("dispatch", (dispatch) => got.push(dispatch));
      const named: unknown[] = [];
      here.gateway.on("MESSAGE_CREATE", (message, { seq }) => named.push([message.content, seq]));
      here.simulator.emit(0, "MESSAGE_CREATE", MESSAGE);
      await here.more(1);
      const [session] = here.simulator.sessions;
      const [dispatch] = got;
      assert.ok(dispatch !== undefined && session !== undefined);
      const { shard, seq, name, replayed, data, json } = dispatch;
      assert.deepEqual(
        { shard, seq, name, replayed, data, session: dispatch.session },
        {
          shard: 0,
          seq: 2,
          name: "MESSAGE_CREATE",
          replayed: false,
          data: MESSAGE,
          session: session.id,
        },
      );
      assert.deepEqual(JSON.parse(json), MESSAGE);
      assert.deepEqual(named, [["hello", 2]]);
    });
  }

  it("is Discord's own text with payload json, whatever its spaces and numbers", async () => {
    await using here = await rig({ guilds: 0 }, { payload: "json" });
    await here.gateway.start();
    const texts: string[] = [];
    here.gateway.on("dispatch", ({ json }) => texts.push(json));
    const d = `{ "n": 1.50, "id":12345678901234567890,  "u":"\\u00e9" }`;
    here.simulator.emitRaw(0, `{"t":"ODD","s":2,"op":0,"d":${d}}`);
    await here.more(1);
    assert.deepEqual(texts, [d]);
  });

  it("says whether it was sent again after a resume", async () => {
    await using here = await rig({ guilds: 0 });
    await here.gateway.start();
    here.simulator.inject({ kind: "reset", shard: 0 });
    here.simulator.emit(0, "WHILE_AWAY", {});
    await here.shard(0, "ready");
    here.simulator.emit(0, "LATER", {});
    await here.complete();
    const [list = []] = here.got.values();
    const flags = Object.fromEntries(list.map(({ name, replayed }) => [name, replayed]));
    assert.deepEqual(flags, { READY: false, WHILE_AWAY: true, RESUMED: false, LATER: false });
  });

  it("crosses only where `events` names it, by any style of its name", async () => {
    await using here = await rig({}, { events: ["messageCreate", "TYPING_START"] });
    await here.gateway.start();
    for (const name of ["TYPING_START", "PRESENCE_UPDATE", "MESSAGE_CREATE"]) {
      here.simulator.emit(0, name, {});
    }
    await here.complete(new Set(["MESSAGE_CREATE", "TYPING_START"]));
    assert.equal(here.count, 2);
  });
});

it("an iterator gets every dispatch of every shard", async () => {
  await using here = await rig({ shards: 3, guilds: 0 }, { threads: 2 });
  const iterator = here.gateway.dispatches();
  await here.gateway.start();
  for (const shard of [0, 1, 2]) here.simulator.emit(shard, "PING", { shard });
  const seen: string[] = [];
  for await (const { shard, name } of iterator) {
    seen.push(`${shard} ${name}`);
    if (seen.length === 6) break;
  }
  const wanted = [0, 1, 2].flatMap((shard) => [`${shard} READY`, `${shard} PING`]);
  assert.deepEqual(
    seen.toSorted((a, b) => a.localeCompare(b)),
    wanted.toSorted((a, b) => a.localeCompare(b)),
  );
});
