import assert from "node:assert/strict";
import { test } from "node:test";
import { Beating } from "../support/beating.js";

const I = 10_000;

test("the first heartbeat is spread over the interval, the others follow at the interval", async (t) => {
  const shard = new Beating(t, I);
  for (let i = 0; i < 40; i++) {
    await shard.pass(I / 10);
    shard.ack();
  }
  assert.deepEqual(shard.beats, [5_000, 15_000, 25_000, 35_000]);
  assert.equal(shard.zombies, 0);
});

test("a connection that falls silent after Hello is a zombie one interval after its first heartbeat", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  await shard.pass(I - 1);
  assert.equal(shard.zombies, 0);
  await shard.pass(1);
  assert.equal(shard.zombies, 1);
  assert.equal(shard.beats.length, 1);
  await shard.pass(10 * I);
  assert.deepEqual([shard.zombies, shard.beats.length], [1, 1]);
});

test("a connection that falls silent after an ack is a zombie within two intervals", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  shard.ack();
  await shard.pass(I);
  assert.equal(shard.zombies, 0);
  await shard.pass(I);
  assert.equal(shard.zombies, 1);
});

test("twilight 34: any message is life: without acks there is no zombie, but missed ones are counted", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  for (let i = 0; i < 5; i++) {
    await shard.pass(I - 1);
    shard.heartbeat.received();
    await shard.pass(1);
  }
  assert.equal(shard.zombies, 0);
  assert.deepEqual(shard.heartbeat.latency, { recent: [], average: null, missed: 5 });
});

test("a large message that is under way is life, a trickle is not", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  for (let i = 0; i < 3; i++) {
    shard.bytes += 20_000;
    await shard.pass(I);
  }
  assert.equal(shard.zombies, 0);
  shard.bytes += 16_384;
  await shard.pass(I);
  assert.equal(shard.zombies, 1);
});

test("a heartbeat that does not leave brings no verdict", async (t) => {
  const shard = new Beating(t, I);
  t.mock.method(shard.heartbeat, "sent", () => undefined);
  for (let i = 0; i < 50; i++) await shard.pass(I / 10);
  assert.equal(shard.zombies, 0);
  assert.equal(shard.beats.length, 5);
});

test("a paused connection is no zombie, and goes on beating", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  shard.ack();
  shard.heartbeat.pause();
  for (let i = 0; i < 10; i++) await shard.pass(I);
  assert.equal(shard.beats.length, 11);
  assert.equal(shard.zombies, 0);
  assert.equal(shard.heartbeat.latency.missed, 0);
});

test("a connection read again has a whole interval of reading before a verdict", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  shard.heartbeat.pause();
  await shard.pass(I * 0.9);
  shard.heartbeat.resume();
  await shard.pass(I * 0.1);
  assert.equal(shard.zombies, 0);
  await shard.pass(I);
  assert.equal(shard.zombies, 1);
});

test("pausing and reading in turn adds up the time that was read", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  for (let i = 0; i < 9; i++) {
    await shard.pass(I / 10);
    shard.heartbeat.pause();
    shard.heartbeat.pause();
    await shard.pass(I * 0.9);
    shard.heartbeat.resume();
    shard.heartbeat.resume();
  }
  assert.equal(shard.zombies, 0);
  await shard.pass(I);
  assert.equal(shard.zombies, 1);
});

test("twilight 38: what is buffered is read before a verdict", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  t.mock.timers.tick(I);
  shard.heartbeat.received();
  await shard.read();
  assert.equal(shard.zombies, 0);
  assert.equal(shard.beats.length, 2);
});

test("twilight 38: heartbeats that are late move the next ones, and none are made up for", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  shard.ack();
  await shard.pass(I - 1);
  shard.stall(4 * I);
  await shard.pass(1);
  assert.deepEqual(shard.beats, [I / 2, I / 2 + 5 * I]);
  shard.ack();
  await shard.pass(I - 1);
  assert.equal(shard.beats.length, 2);
  await shard.pass(1);
  assert.equal(shard.beats.length, 3);
});

test("after a stall of the event loop a verdict takes another interval", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  shard.stall(3 * I);
  await shard.pass(I);
  assert.equal(shard.zombies, 0);
  await shard.pass(I);
  assert.equal(shard.zombies, 1);
});

test("a stop ends it, also while a verdict is due", async (t) => {
  const shard = new Beating(t, I);
  await shard.pass(I / 2);
  t.mock.timers.tick(I);
  shard.heartbeat.stop();
  await shard.pass(10 * I);
  assert.deepEqual([shard.zombies, shard.beats.length], [0, 1]);
});
