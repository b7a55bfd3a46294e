import assert from "node:assert/strict";
import { it } from "node:test";
import { Coordinator, type CoordinatorOptions } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import { corpus, noCorpus } from "../support/corpus.js";
import { given, Taken, type Given } from "../support/given.js";
import { noZstd } from "../support/zstd-server.js";

const ZSTD: readonly Partial<CoordinatorOptions>[] = [
  { compress: "zstd" },
  { compress: "zstd", payload: "json" },
];

/** The ways in which one event can come to the user. */
const WAYS: readonly Partial<CoordinatorOptions>[] = [
  { compress: "none" },
  { compress: "zlib" },
  ...(noZstd === false ? ZSTD : []),
  { compress: "none", payload: "json" },
  { compress: "zlib", payload: "json" },
];

/** Sends events to one coordinator a way, and asserts that each gets exactly these. */
async function compare(events: readonly Given[]): Promise<void> {
  await using simulator = new Simulator({ identifyWindow: 0, guilds: 1 });
  const { apiUrl, token } = await simulator.start();
  const names = [...new Set(events.map(({ name }) => name))];
  const gateways = WAYS.map((way) => new Coordinator({ token, apiUrl, intents: 0, ...way }));
  const taken = gateways.map((gateway) => new Taken(gateway, names));
  try {
    for (const gateway of gateways) await gateway.start();
    for (const { name, data } of events) {
      assert.equal(simulator.emit(0, name, data), WAYS.length);
    }
    for (const one of taken) await one.are(events);
    assert.deepEqual(simulator.closes, []);
    assert.deepEqual(simulator.violations, []);
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.close()));
  }
}

it("scenario 29: the same events come as text and compressed, decoded and as JSON", async () => {
  await compare(given(300, "same"));
});

it("scenario 29: captured events come the same in every way", { skip: noCorpus }, async () => {
  const messages = corpus()
    .slice(0, 2_000)
    .map((line) => JSON.parse(line.toString()));
  const events = messages
    .filter(({ t }) => typeof t === "string" && t !== "READY" && t !== "RESUMED")
    .map(({ t, d }): Given => ({ name: t, data: d }));
  assert.ok(events.length > 1_000);
  await compare(events);
});
