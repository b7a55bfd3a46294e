import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayError } from "../../src/index.js";
import type { Happening } from "../../src/ops/happening-log.js";
import { serveHttp } from "../../src/ops/http.js";
import type { StatusFrame } from "../../src/ops/status-frame.js";
import { eventsOf, nextEvent, openEvents, type ServerEvent } from "../support/event-reader.js";
import { MadeSource } from "../support/made-source.js";
import { Served } from "../support/served.js";

function isStatus({ event }: ServerEvent): boolean {
  return event === "status";
}

function saying(says: RegExp): (event: ServerEvent) => boolean {
  return ({ event, data }) => event === "happening" && says.test(data);
}

test("whoever looks is told at once, and again every second", async () => {
  await using served = await Served.ready({ rate: 100 });
  const events = eventsOf(await openEvents(served.http.url));
  const frames: StatusFrame[] = [];
  for await (const { event, data } of events) {
    if (event === "status") frames.push(JSON.parse(data));
    if (frames.length === 3) break;
  }
  const [one, , three] = frames;
  assert.ok(one && three);
  assert.equal(one.status.shards.length, 2);
  assert.ok(three.status.at - one.status.at >= 1_500);
  assert.ok(three.status.totals.delivery.count > one.status.totals.delivery.count);
  assert.ok(three.load > 0 && three.load <= 1 && three.rssBytes > 1_000_000);
});

test("a start tells what is left of it", async () => {
  await using served = await Served.open({ shards: 3, maxConcurrency: 1, identifyWindow: 5_000 });
  const events = eventsOf(await openEvents(served.http.url));
  const started = served.gateway.start().catch(() => undefined);
  const hasStart = ({ event, data }: ServerEvent): boolean => {
    return event === "status" && (JSON.parse(data) as StatusFrame).start !== null;
  };
  const { start, status } = JSON.parse((await nextEvent(events, hasStart)).data) as StatusFrame;
  assert.equal(status.phase, "starting");
  assert.ok(start && start.windowsLeft >= 1 && start.windowsLeft <= 3);
  assert.ok(start.msLeft > 0 && start.msLeft < 16_000);
  await served.gateway.close();
  await started;
});

test("the log tells of a shard that left, came back, and lost its session", async () => {
  await using served = await Served.ready();
  const { simulator } = served.simulated;
  const events = eventsOf(await openEvents(served.http.url));
  simulator.inject({ kind: "close", code: 4000, reason: "oh", shard: 1 });
  const left = await nextEvent(events, saying(/Shard 1 lost its connection/));
  assert.equal(JSON.parse(left.data).detail, "closed by Discord, 4000 (unknown error): oh");
  const again = eventsOf(await openEvents(served.http.url, { "last-event-id": left.id }));
  const back = await nextEvent(again, saying(/Shard 1 is ready again/));
  assert.match(JSON.parse(back.data).detail, /^after \d/);
  simulator.inject({ kind: "invalidSession", resumable: false, shard: 0 });
  const after = eventsOf(await openEvents(served.http.url, { "last-event-id": back.id }));
  await nextEvent(after, saying(/Shard 0 lost its session/));
});

test("whoever comes back is given what it missed, and nothing twice", async () => {
  const source = new MadeSource(1);
  await using http = await serveHttp(source, { port: 0 });
  const warn = (message: string) => source.emit("warning", new GatewayError("BUDGET_LOW", message));
  warn("first");
  const events = eventsOf(await openEvents(http.url));
  const { id } = await nextEvent(events, saying(/first/));
  warn("second");
  warn("third");
  const missed: string[] = [];
  for await (const { event, data } of eventsOf(
    await openEvents(http.url, { "last-event-id": id }),
  )) {
    if (event === "happening") missed.push((JSON.parse(data) as Happening).detail);
    if (missed.length === 2) break;
  }
  assert.deepEqual(missed, ["second", "third"]);
});

test("nothing is made while nobody looks, and one status for all who do", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const source = new MadeSource(1);
  await using http = await serveHttp(source, { port: 0 });
  t.mock.timers.tick(10_000);
  assert.equal(source.asked, 0);
  const readers = await Promise.all(
    Array.from({ length: 5 }, async () => eventsOf(await openEvents(http.url))),
  );
  for (const reader of readers) await nextEventOf(reader);
  assert.equal(source.asked, 1);
  t.mock.timers.tick(1_000);
  for (const reader of readers) await nextEventOf(reader);
  assert.equal(source.asked, 2);
  for (const reader of readers) await reader.return(undefined);
});

/** Reads on without closing the stream. */
async function nextEventOf(events: AsyncGenerator<ServerEvent>): Promise<void> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true || isStatus(value)) return;
  }
}

test("the 65th reader is asked to come again later, and has a place when one has left", async () => {
  await using http = await serveHttp(new MadeSource(1), { port: 0 });
  const open = await Promise.all(Array.from({ length: 64 }, () => openEvents(http.url)));
  assert.ok(open.every(({ statusCode }) => statusCode === 200));
  const late = await openEvents(http.url);
  assert.equal(late.statusCode, 503);
  assert.ok(Number(late.headers["retry-after"]) > 0);
  late.destroy();
  open[0]?.destroy();
  let again = await openEvents(http.url);
  while (again.statusCode === 503) {
    again.destroy();
    again = await openEvents(http.url);
  }
  assert.equal(again.statusCode, 200);
  for (const response of [...open, again]) response.destroy();
});

test("a status that cannot be made ends the streams, and nothing else", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const source = new MadeSource(1);
  await using http = await serveHttp(source, { port: 0 });
  const events = eventsOf(await openEvents(http.url));
  await nextEventOf(events);
  source.status = () => {
    throw new Error("no status today");
  };
  t.mock.timers.tick(1_000);
  assert.equal((await events.next()).done, true);
  const again = await openEvents(http.url);
  assert.equal(again.statusCode, 500);
  again.destroy();
});
