// What the simulator refuses to be started with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulator } from "../../src/simulator/index.js";

/** Builds options that the compiler would refuse. */
function build(options: object): () => Simulator {
  return () => new Simulator(options);
}

const REFUSED: readonly (readonly [object, typeof TypeError, RegExp])[] = [
  [{ shards: 0 }, RangeError, /Cannot use `shards` as an integer of at least 1: received 0/],
  [{ shards: "4" }, TypeError, /`shards` .* received "4"/],
  [{ port: 70_000 }, RangeError, /`port` as an integer from 0 to 65535: received 70000/],
  [{ rate: -1 }, RangeError, /`rate` as a number of at least 0: received -1/],
  [{ rate: Number.NaN }, RangeError, /`rate` .* received NaN/],
  [{ profile: "busy" }, TypeError, /`profile` as one of "all", "no-presences", "slash"/],
  [{ missedHeartbeat: 4000 }, RangeError, /`missedHeartbeat` as one of 1000, 4009, "reset"/],
  [{ late: 2 }, RangeError, /`late` as a share from 0 to 1: received 2/],
  [{ keepSent: 1 }, RangeError, /`keepSent` as true or false: received 1/],
  [{ allowedPrivileged: 1 }, RangeError, /`allowedPrivileged` as bits of the privileged/],
  [{ guildBytes: 21 * 1024 * 1024 }, RangeError, /`guildBytes` as an integer from 0 to/],
  [{ largeGuilds: { share: 3, bytes: 1 } }, TypeError, /`largeGuilds`/],
  [{ now: 5 }, RangeError, /`now` as a function: received 5/],
  [{ tls: { key: "k" } }, TypeError, /`tls` as a key and a certificate: received object/],
  [{ shard: 1 }, TypeError, /Cannot use `shard` as an option of the simulator: no such option/],
  [{ toString: 1 }, TypeError, /no such option/],
];

for (const [options, error, message] of REFUSED) {
  test(`the options ${JSON.stringify(options)} are refused`, () => {
    assert.throws(build(options), { name: error.name, message });
  });
}

test("an error about the token does not show it", () => {
  assert.throws(build({ token: 12_345 }), (error: Error) => !error.message.includes("12345"));
});

test("an option that is undefined is one that was left out", () => {
  assert.doesNotThrow(build({ shards: undefined, tls: undefined }));
});

test("what remains of the budget is the total where nothing else is said", () => {
  assert.equal(new Simulator({ total: 5 }).counters.remaining, 5);
});

test("a simulator does not start twice", async () => {
  await using simulator = new Simulator();
  await simulator.start();
  await assert.rejects(simulator.start(), TypeError);
});
