import assert from "node:assert/strict";
import { it } from "node:test";
import { GatewayIntentBits } from "discord-api-types/v10";
import { Coordinator, type CoordinatorOptions } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { GatewayProxy } from "../support/gateway-proxy.js";
import { rig } from "../support/rig.js";

type Presence = NonNullable<CoordinatorOptions["presence"]>;

const PRESENCE: Presence = { since: null, activities: [], status: "idle", afk: false };

it("identifies say what the options say, shard by shard, over the gateway that they name", async () => {
  const options = { shards: 2, maxConcurrency: 2, identifyWindow: 0, guilds: 1 };
  await using simulator = new Simulator(options);
  const { apiUrl, gatewayUrl, token } = await simulator.start();
  await using proxy = await GatewayProxy.start(gatewayUrl);
  await using gateway = new Coordinator({
    token: `Bot ${token}`,
    apiUrl,
    gatewayUrl: proxy.url,
    compress: "none",
    intents: ["Guilds"],
    largeThreshold: 100,
    properties: { browser: "a browser" },
    presence: PRESENCE,
    shardOptions: (shard) =>
      shard === 1
        ? { intents: 0, presence: { ...PRESENCE, status: "dnd" }, largeThreshold: 200 }
        : {},
  });
  await gateway.start();
  const properties = { os: process.platform, browser: "a browser", device: "gateway-run" };
  const both = { token, properties };
  assert.deepEqual(
    proxy.op(2).toSorted((a, b) => shardOf(a) - shardOf(b)),
    [
      {
        ...both,
        intents: GatewayIntentBits.Guilds,
        large_threshold: 100,
        shard: [0, 2],
        presence: PRESENCE,
      },
      {
        ...both,
        intents: 0,
        large_threshold: 200,
        shard: [1, 2],
        presence: { ...PRESENCE, status: "dnd" },
      },
    ],
  );
  assert.ok(proxy.queries.every((query) => query === "?v=10&encoding=json"));
  assert.deepEqual(simulator.violations, []);
});

function shardOf(d: unknown): number {
  return (d as { readonly shard: readonly [number] }).shard[0];
}

it("shardOptions that are wrong, or throw, end the start with what is wrong", async () => {
  const oops = new Error("oops");
  const wrong = [
    [() => ({ largeThreshold: 7 }), { name: "RangeError", message: /Cannot start shard 0 as/ }],
    [() => ({ intent: 1 }), { name: "TypeError", message: /the nearest is 'intents'/ }],
    [() => Promise.resolve({}), { name: "TypeError", message: /received a promise/ }],
    [
      () => {
        throw oops;
      },
      oops,
    ],
  ] as const;
  for (const [shardOptions, error] of wrong) {
    await using here = await rig({ shards: 2 }, { shardOptions: shardOptions as () => object });
    await assert.rejects(here.gateway.start(), error);
    assert.equal(here.simulator.counters.connections, 0);
  }
});

it("shards that are beyond Discord's total are refused at the start", async () => {
  await using here = await rig({ shards: 2 }, { shards: { ids: [0, 5] } });
  await assert.rejects(here.gateway.start(), {
    name: "RangeError",
    message: /'shards.ids' must be below the total of 2: received 5/,
  });
});

it("of a total of one's own the named shards are started", async () => {
  await using here = await rig({ shards: 2 }, { shards: { total: 6, ids: [5, 1, 3] }, threads: 2 });
  const plans: (readonly number[])[] = [];
  here.gateway.on("plan", ({ ids }) => plans.push(ids));
  await here.gateway.start();
  assert.deepEqual(plans, [[1, 3, 5]]);
  const identified = here.simulator.identifyLog.map(({ shard, total }) => `${shard}/${total}`);
  assert.deepEqual(
    identified.toSorted((a, b) => a.localeCompare(b)),
    ["1/6", "3/6", "5/6"],
  );
});
