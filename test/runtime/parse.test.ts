import assert from "node:assert/strict";
import { it } from "node:test";
import { rig } from "../support/rig.js";

/** Handlers that count what their thread parses. */
const COUNTER = `
  const { parse } = JSON;
  let count = 0;
  JSON.parse = (...args) => {
    count++;
    return parse(...args);
  };
  export const answers = { count: () => count };`;

const EVENTS = 200;

const cases = [
  { what: "no event is parsed in its thread", options: {} },
  { what: "no filtered event is parsed", options: { events: ["LAST"] } },
  { what: "with `json`, no event is parsed", options: { payload: "json" } },
  {
    what: "with `json`, no filtered event is parsed",
    options: { payload: "json", events: ["LAST"] },
  },
] as const;

for (const { what, options } of cases) {
  it(what, async () => {
    const handlers = `data:text/javascript,${encodeURIComponent(COUNTER)}`;
    await using here = await rig({ shards: 1 }, { handlers, ...options });
    const { gateway, simulator } = here;
    await gateway.start();
    const count = async (): Promise<number> => {
      const [result] = await gateway.ask({ shard: 0 }, "count", null);
      return Object(result).value;
    };
    const names = "events" in options ? new Set(["LAST"]) : null;
    // The first of its shape brings keys, which are read once.
    simulator.emit(0, "GUILD_MEMBER_UPDATE", { at: -1 });
    simulator.emit(0, "LAST", null);
    await here.complete(names);
    const before = await count();
    for (let at = 0; at < EVENTS; at++) simulator.emit(0, "GUILD_MEMBER_UPDATE", { at });
    simulator.emit(0, "LAST", null);
    await here.complete(names);
    assert.equal((await count()) - before, 0);
  });
}
