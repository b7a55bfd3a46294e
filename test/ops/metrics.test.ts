import assert from "node:assert/strict";
import { test } from "node:test";
import { metricsOf } from "../../src/ops/metrics.js";
import { madeStatus } from "../support/made-status.js";
import { parseMetrics, type ParsedFamily } from "../support/prometheus-text.js";
import { promtool, withoutPromtool } from "../support/promtool.js";
import { Served } from "../support/served.js";

const AT = 1_700_000_000_000;

/** Every metric of ours, with its type. */
const FAMILIES = [
  ["gateway_build_info", "GAUGE"],
  ["gateway_shards", "GAUGE"],
  ["gateway_shard_latency_seconds", "GAUGE"],
  ["gateway_identifies_remaining", "GAUGE"],
  ["gateway_identifies_waiting", "GAUGE"],
  ["gateway_threads", "GAUGE"],
  ["gateway_thread_load_ratio", "GAUGE"],
  ["gateway_thread_lag_seconds", "GAUGE"],
  ["gateway_thread_heap_bytes", "GAUGE"],
  ["gateway_events_total", "COUNTER"],
  ["gateway_received_bytes_total", "COUNTER"],
  ["gateway_identifies_total", "COUNTER"],
  ["gateway_resumes_total", "COUNTER"],
  ["gateway_closes_total", "COUNTER"],
  ["gateway_sessions_lost_total", "COUNTER"],
  ["gateway_deaf_shards_total", "COUNTER"],
  ["gateway_main_thread_busy_seconds_total", "COUNTER"],
  ["gateway_worker_restarts_total", "COUNTER"],
  ["gateway_delivery_seconds", "HISTOGRAM"],
] as const;

function values(family: ParsedFamily | undefined, label: string): Readonly<Record<string, number>> {
  const pairs = family?.metrics.map(({ labels, value }) => [labels?.[label], Number(value)]);
  return Object.fromEntries(pairs ?? []);
}

test("a parser finds every metric, with its type and help", async () => {
  const parsed = await parseMetrics(
    await metricsOf(madeStatus({ shards: 100, threads: 2, at: AT })),
  );
  const found = [...parsed.values()].filter(({ name }) => name.startsWith("gateway_"));
  assert.deepEqual(
    found.map(({ name, type }) => [name, type]),
    FAMILIES,
  );
  assert.ok(found.every(({ help }) => help.endsWith(".")));
});

test("the values are those of the status, in seconds and bytes", async () => {
  const status = madeStatus({ shards: 100, threads: 2, at: AT });
  const parsed = await parseMetrics(await metricsOf(status));
  const states = values(parsed.get("gateway_shards"), "state");
  assert.deepEqual([states["ready"], states["backoff"], states["idle"]], [98, 2, 0]);
  assert.equal(values(parsed.get("gateway_shard_latency_seconds"), "shard")["3"], 0.0395);
  assert.equal(values(parsed.get("gateway_thread_lag_seconds"), "thread")["1"], 0.0004);
  assert.deepEqual(values(parsed.get("gateway_events_total"), "event"), status.totals.events);
  const closes = values(parsed.get("gateway_closes_total"), "code");
  assert.deepEqual({ ...closes, ...status.totals.closes }, closes);
  assert.equal(closes["1001"], 0, "a rate needs a beginning");
  assert.deepEqual(values(parsed.get("gateway_resumes_total"), "outcome"), status.totals.resumes);
  const [build] = parsed.get("gateway_build_info")?.metrics ?? [];
  assert.deepEqual(build?.labels, {
    version: "0.0.0",
    node: process.versions.node,
    inflater: "zlib-sync",
  });
});

test("the histogram of deliveries has the status' buckets, and +Inf for all", async () => {
  const { totals, ...rest } = madeStatus({ shards: 1, threads: 1, at: AT });
  const parsed = await parseMetrics(await metricsOf({ ...rest, totals }));
  const [delivery] = parsed.get("gateway_delivery_seconds")?.metrics ?? [];
  assert.deepEqual(delivery?.buckets, {
    "0.001": "80000000",
    "0.01": "97000000",
    "0.1": "97335000",
    "+Inf": "97335673",
  });
  assert.deepEqual([delivery.sum, delivery.count], ["74210.5", "97335673"]);
});

test("what nobody has counted yet is left out", async () => {
  const status = { ...madeStatus({ shards: 1, threads: 1, at: AT }), identify: null, shards: [] };
  const text = await metricsOf(status);
  assert.doesNotMatch(text, /gateway_identifies_remaining|gateway_shard_latency/);
});

test("texts in labels are escaped", async () => {
  const status = madeStatus({ shards: 1, threads: 1, at: AT });
  const events = { 'A"B\\C\nD': 5 };
  const text = await metricsOf({ ...status, totals: { ...status.totals, events } });
  assert.ok(text.includes('gateway_events_total{event="A\\"B\\\\C\\nD"} 5\n'));
});

const skip = withoutPromtool();

test(
  "promtool has nothing to say, of a large bot or of one that has not started",
  { skip },
  async () => {
    await using idle = await Served.open();
    const large = await metricsOf(madeStatus({ shards: 1_000, threads: 8, at: AT }));
    assert.equal(promtool(["check", "metrics"], large), "");
    assert.equal(promtool(["check", "metrics"], await (await idle.get("/metrics")).text()), "");
  },
);

test("a running bot's metrics are those of its simulator", async () => {
  await using served = await Served.ready({ shards: 3, rate: 300, heartbeatInterval: 500 });
  const { simulator } = served.simulated;
  simulator.inject({ kind: "close", code: 4000, shard: 1 });
  await simulator.waitFor(() => simulator.counters.resumes === 1);
  await simulator.waitFor(() => simulator.counters.heartbeats > 9);
  const response = await served.get("/metrics");
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const parsed = await parseMetrics(await response.text());
  assert.equal(values(parsed.get("gateway_closes_total"), "code")["4000"], 1);
  assert.ok((values(parsed.get("gateway_events_total"), "event")["GUILD_CREATE"] ?? 0) >= 6);
  assert.equal(parsed.get("gateway_identifies_total")?.metrics[0]?.value, "3");
  assert.ok(Number(parsed.get("gateway_delivery_seconds")?.metrics[0]?.count) > 0);
  assert.ok(Number(parsed.get("process_resident_memory_bytes")?.metrics[0]?.value) > 1e6);
  assert.ok(Number(parsed.get("process_cpu_seconds_total")?.metrics[0]?.value) > 0);
  const busy = parsed.get("gateway_main_thread_busy_seconds_total")?.metrics[0]?.value;
  assert.ok(Number(busy) > 0 && Number(busy) < process.uptime());
});
