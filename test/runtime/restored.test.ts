// What a store gives back to a later coordinator, and what it must not give twice.

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import {
  Coordinator,
  FileSessions,
  MemorySessions,
  type SessionStore,
  type Stored,
} from "../../src/index.js";
import { Token } from "../../src/coordinator/token.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";
import { FREE_QUEUE, rig } from "../support/rig.js";
import { ScriptedGateway } from "../support/scripted-gateway.js";
import { Simulated } from "../support/simulated.js";

const TOKEN = "a.token.of-a-bot";
const KEY = { bot: new Token(TOKEN).digest(), total: null, intents: 1 } as const;

describe("a session that is restored", () => {
  it("twilight 27: is that of its shard, with total, id, seq and URL", async () => {
    await using folder = await Folder.make();
    await knownStart(folder.file(), TOKEN);
    const options = { intents: 1, sessions: folder.file() };
    await using first = await rig({ shards: 3, guilds: 5, token: TOKEN }, options);
    const { simulator } = first;
    const urls = new Map<number, string>();
    first.gateway.on("READY", ({ resume_gateway_url }, { shard }) => {
      urls.set(shard, resume_gateway_url);
    });
    await first.gateway.start();
    await first.complete();
    await first.gateway.close();
    const store = new FileSessions(folder.file());
    const { sessions } = await store.load(KEY);
    await store.close();
    const views = simulator.sessions.map(({ shard, total, id, seq }) => {
      return { shard, total, id, seq, url: urls.get(shard) };
    });
    assert.equal(views.length, 3);
    const byShard = (a: { shard: number }, b: { shard: number }): number => a.shard - b.shard;
    assert.deepEqual(sessions.toSorted(byShard), views.toSorted(byShard));
  });

  it("twilight 27: needs an id: a URL alone is passed over", async () => {
    const sessions = new MemorySessions();
    await using here = await rig({ shards: 2, token: TOKEN }, { sessions, intents: 1 });
    const url = "ws://127.0.0.1:9";
    await sessions.load({ ...KEY, total: 2 });
    for (const shard of [0, 1]) await sessions.put({ shard, total: 2, id: "", url, seq: 5 });
    await here.gateway.start();
    await here.complete();
    assert.equal(here.simulator.counters.identifies, 2);
    assert.deepEqual(here.simulator.resumeLog, []);
    assert.deepEqual(here.lost, []);
  });

  it("twilight 26: is none where READY came behind the close that ends the sessions", async () => {
    await using here = await Simulated.start({ shards: 1, token: TOKEN });
    await using discord = await ScriptedGateway.start();
    const sessions = new MemorySessions();
    const { apiUrl } = here.address;
    const options = { sessions, intents: 1, identify: FREE_QUEUE, compress: "none" } as const;
    const gateway = new Coordinator({ token: TOKEN, apiUrl, gatewayUrl: discord.url, ...options });
    const starting = assert.rejects(gateway.start(), { code: "CLOSED" });
    const visit = await discord.visit(0);
    visit.hello();
    await visit.op(2);
    visit.tcp.pause(); // it does not see our close frame yet
    const closed = gateway.close({ sessions: "end" });
    for (let state = ""; state !== "closing";) [{ state }] = await once(gateway, "shard");
    visit.ready("one");
    visit.tcp.resume();
    await Promise.all([starting, closed]);
    assert.equal(await visit.end(), 1000);
    assert.deepEqual((await sessions.load(KEY)).sessions, []);
  });
});

/** A store that gives one session to each of the shards. */
class Cloning extends MemorySessions {
  override async load(): Promise<Stored> {
    const sessions = [0, 1, 2].map((shard) => {
      return { shard, total: 3, id: "one", url: "ws://127.0.0.1:9", seq: 5 };
    });
    return { sessions, identifies: [], since: 0, rejected: null };
  }
}

describe("a session that is given to more than one shard", () => {
  it("twilight 29: by its store is refused, and nothing is started", async () => {
    await using here = await rig({ shards: 3 }, { sessions: new Cloning() });
    await assert.rejects(here.gateway.start(), {
      code: "STORE_FAILED",
      message: /one session to shards 0 and 1/,
    });
    assert.equal(here.simulator.counters.connections, 0);
  });

  it("twilight 29: by the same options in two coordinators is refused to the second", async () => {
    await using folder = await Folder.make();
    await knownStart(folder.file(), TOKEN);
    const stores: readonly SessionStore[] = [new MemorySessions(), new FileSessions(folder.file())];
    for (const sessions of stores) {
      await using here = await Simulated.start({ shards: 2, maxConcurrency: 2, token: TOKEN });
      const { apiUrl, token } = here.address;
      const options = { apiUrl, token, sessions, intents: 1, identify: FREE_QUEUE };
      await using first = new Coordinator(options);
      await first.start();
      await using second = new Coordinator(options);
      await assert.rejects(second.start(), { code: "STORE_LOCKED" });
      assert.equal(here.simulator.counters.connections, 2);
      here.simulator.inject({ kind: "close", code: 4009, shard: 1 });
      await here.simulator.waitFor(() => here.simulator.counters.identifies === 3);
      await first.close();
      const third = new Coordinator(options);
      await third.start();
      assert.equal(here.simulator.counters.resumes, 2, "the first one's store went on");
      assert.equal(here.simulator.counters.identifies, 3);
      await third.close();
    }
  });
});
