import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import { GatewayDispatchEvents } from "discord-api-types/gateway/v10";
import { emit, Taken, type Given } from "../support/given.js";
import { rig } from "../support/rig.js";

/** What Discord may send and its documentation does not tell of. */
const ODD: readonly Given[] = [
  { name: "GUILD_SOMETHING_NEW", data: { a: null, "": [{}] } },
  { name: "MESSAGE_CREATE", data: null },
  { name: "GUILD_CREATE", data: null },
  { name: "RATE_LIMITED", data: null },
  { name: "GUILD_MEMBERS_CHUNK", data: { nonce: 5, members: "none" } },
  { name: "PRESENCE_UPDATE", data: { user: { id: 1 }, status: 5, activities: "no" } },
  { name: "PRESENCE_UPDATE", data: { user: { id: "1" }, client_status: [], guild_id: 7.5 } },
  { name: "PRESENCE_UPDATE", data: { user: "1", activities: [null, 0, { created_at: 2 ** 60 }] } },
  { name: "PRESENCE_UPDATE", data: [] },
  { name: "TYPING_START", data: "a text" },
  { name: "lower case é", data: 12 },
  { name: "toString", data: { s: 1, t: "READY", op: 7, d: null } },
  { name: "MESSAGE_UPDATE", data: { constructor: 1, hasOwnProperty: null } },
];

/** Messages that take no seq. */
const RAW = [
  `{"op":99,"d":{"x":[1]},"s":null,"t":null}`,
  `{"op":12}`,
  `{"op":11}`,
  `{"new":{"op":9,"s":5},"d":null,"op":11,"t":null,"s":null}`,
  `{"t":null,"s":null,"op":3,"d":null,"z":"\\ud83d"}`,
] as const;

describe("scenario 22: what nobody expects", () => {
  for (const payload of ["decoded", "json"] as const) {
    it(`scenario 22, twilight 62: it reaches the user and s advances (payload ${payload})`, async () => {
      const sent = { keyOrder: "shuffled", unknownKeys: true } as const;
      await using r = await rig({ shards: 2, ...sent }, { payload });
      const taken = new Taken(r.gateway, ODD.map(({ name }) => name).filter(isNotGuild));
      const typed: string[] = [];
      const emitter: EventEmitter = r.gateway;
      for (const name of Object.values(GatewayDispatchEvents)) {
        emitter.on(name, () => typed.push(name));
      }
      await r.gateway.start();
      await r.complete();
      typed.length = 0;
      emit(r, ODD);
      for (const text of RAW) assert.equal(r.simulator.emitRaw(0, text), 1);
      r.simulator.inject({ kind: "unknownOp" });
      emit(r, [{ name: "TYPING_START", data: "the last" }]);
      await taken.are([
        ...ODD.filter(({ name }) => isNotGuild(name)),
        { name: "TYPING_START", data: "the last" },
      ]);
      await r.complete();
      assert.deepEqual(r.simulator.closes, []);
      assert.equal(r.simulator.counters.connections, 2);
      assert.deepEqual(r.simulator.violations, []);
      assert.deepEqual([...r.errors, ...r.warnings], []);
      const known = [...ODD.map(({ name }) => name), "TYPING_START"].filter(isDocumented);
      assert.deepEqual(typed, known, "what has a type, and nothing else");
      const { seq } = r.simulator.sessions.find(({ shard }) => shard === 0) ?? {};
      r.simulator.inject({ kind: "reset", shard: 0 });
      await r.simulator.waitFor(() => r.simulator.counters.resumes === 1);
      assert.equal(r.simulator.resumeLog[0]?.seq, seq, "s is kept");
    });
  }
});

/** The simulator sends GUILD_CREATEs of its own. */
function isNotGuild(name: string): boolean {
  return name !== "GUILD_CREATE";
}

function isDocumented(name: string): boolean {
  return Object.values<string>(GatewayDispatchEvents).includes(name);
}
