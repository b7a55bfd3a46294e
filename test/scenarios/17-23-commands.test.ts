import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatewayError } from "../../src/index.js";
import { rig } from "../support/rig.js";

/** A presence whose message has exactly so many bytes. */
function presence(bytes: number, filler: string): object {
  const d = (name: string): object => ({
    since: null,
    status: "online",
    afk: false,
    activities: [{ type: 0, name }],
  });
  const empty = Buffer.byteLength(JSON.stringify({ op: 3, d: d("") }));
  const left = bytes - empty;
  const size = Buffer.byteLength(filler);
  return d(filler.repeat(Math.floor(left / size)) + "x".repeat(left % size));
}

describe("scenario 17: a command of 4,097 bytes", () => {
  for (const filler of ["x", "é", "😀"]) {
    it(`scenario 17, twilight 47: it is refused here, and one of 4,096 is sent (${filler})`, async () => {
      await using r = await rig({ shards: 1 });
      await r.gateway.start();
      await assert.rejects(r.gateway.send(0, { op: 3, d: presence(4_097, filler) }), {
        code: "COMMAND_TOO_LARGE",
        message: /4097/,
      });
      await r.gateway.send(0, { op: 3, d: presence(4_096, filler) });
      await r.simulator.waitFor(() => r.simulator.commands.length === 1);
      assert.deepEqual(r.simulator.commands[0]?.d, presence(4_096, filler));
      assert.deepEqual(r.simulator.violations, []);
      assert.deepEqual(r.simulator.closes, []);
    });
  }
});

describe("scenario 23: RATE_LIMITED for op 8", () => {
  const WINDOW = 1_500;
  const options = { intents: ["Guilds", "GuildMembers"], events: ["READY"] };

  it("scenario 23: the request is sent once more after retry_after, and then answered", async () => {
    await using r = await rig({ shards: 2, fullMemberWindow: WINDOW, members: 30 }, options);
    await r.gateway.start();
    const [guildId = ""] = r.simulator.guildIds(1);
    const all = { guildId, query: "", limit: 0 };
    assert.equal((await r.gateway.requestGuildMembers(all)).members.length, 30);
    assert.equal((await r.gateway.requestGuildMembers(all)).members.length, 30);
    const [first, limited, again, ...more] = r.simulator.commands.map(({ at }) => at);
    assert.ok((again ?? 0) - (first ?? 0) >= WINDOW, "not before the window was over");
    assert.ok((again ?? 0) - (limited ?? 0) <= WINDOW + 1_000);
    assert.deepEqual(more, []);
    assert.deepEqual(r.simulator.violations, []);
  });

  it("scenario 23: a caller that is limited twice gets when to come again", async () => {
    await using r = await rig({ shards: 1, fullMemberWindow: WINDOW, members: 30 }, options);
    await r.gateway.start();
    const [guildId = ""] = r.simulator.guildIds(0);
    const all = { guildId, query: "", limit: 0 };
    await r.gateway.requestGuildMembers(all);
    const two = [r.gateway.requestGuildMembers(all), r.gateway.requestGuildMembers(all)];
    const [one, other] = await Promise.allSettled(two);
    assert.notEqual(one?.status, other?.status);
    const error: unknown =
      one?.status === "rejected" ? one.reason : (other as PromiseRejectedResult).reason;
    assert.ok(error instanceof GatewayError);
    assert.equal(error.code, "MEMBERS_RATE_LIMITED");
    const wait = (error.until ?? 0) - Date.now();
    assert.ok(wait > 0 && wait <= WINDOW, `in ${wait} ms`);
    assert.equal(r.simulator.commands.length, 5);
  });
});
