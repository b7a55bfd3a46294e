// What `/metrics` tells, as data: every metric's name, help, type and values, from one status.
// Names and units as in https://prometheus.io/docs/practices/naming/; guilds and users are no
// labels, and shards label gauges only.

import { performance } from "node:perf_hooks";
import type { ShardStatus, Status, ThreadStatus } from "../coordinator/status.js";
import type { ShardStateName } from "../shard/sink.js";

/** One value and what it is of. */
export interface Sample {
  readonly labels: { readonly [name: string]: string };
  readonly value: number;
}

/** A metric with its values. */
export interface Family {
  readonly kind: "counter" | "gauge";
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const SHARD_STATES: { readonly [State in ShardStateName]: null } = {
  idle: null,
  connecting: null,
  waiting: null,
  identifying: null,
  resuming: null,
  ready: null,
  closing: null,
  backoff: null,
  stopped: null,
};

const THREAD_STATES: { readonly [State in ThreadStatus["state"]]: null } = { up: null, down: null };

/** How many are in each state; those in which none is count 0, so that no graph has a gap. */
function byState<State extends string>(
  states: { readonly [S in State]: null },
  ones: readonly { readonly state: State }[],
): readonly Sample[] {
  const counts = new Map<string, number>(Object.keys(states).map((state) => [state, 0]));
  for (const { state } of ones) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, value]) => ({ labels: { state }, value }));
}

/** Close codes that occur: a rate needs a 0 before the first of each. */
const NO_CLOSES = { 1000: 0, 1001: 0, 1006: 0, 4000: 0, 4007: 0, 4008: 0, 4009: 0, 4900: 0 };

function labelled(label: string, values: { readonly [key: string]: number }): readonly Sample[] {
  return Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
}

function single(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ labels: {}, value }];
}

function byThread(
  threads: readonly ThreadStatus[],
  read: (thread: ThreadStatus) => number,
): readonly Sample[] {
  return threads.map((thread) => ({
    labels: { thread: String(thread.index) },
    value: read(thread),
  }));
}

function latencies(shards: readonly ShardStatus[]): readonly Sample[] {
  return shards.flatMap(({ id, latencyMs }) =>
    latencyMs === null ? [] : [{ labels: { shard: String(id) }, value: latencyMs / 1_000 }],
  );
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { kind: "gauge", name, help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { kind: "counter", name, help, samples };
}

function gauges({ version, inflater, identify, threads, shards }: Status): readonly Family[] {
  const build = { version, node: process.versions.node, inflater: inflater ?? "" };
  return [
    gauge("gateway_build_info", "What runs here; always 1.", [{ labels: build, value: 1 }]),
    gauge("gateway_shards", "Shards of this process, by state.", byState(SHARD_STATES, shards)),
    gauge(
      "gateway_shard_latency_seconds",
      "Round trip of the last heartbeat of a shard.",
      latencies(shards),
    ),
    gauge(
      "gateway_identifies_remaining",
      "Identifies that Discord allows until the next reset.",
      single(identify?.remaining),
    ),
    gauge(
      "gateway_identifies_waiting",
      "Shards that wait for their turn to identify.",
      single(identify?.waiting),
    ),
    gauge("gateway_threads", "Worker threads, by state.", byState(THREAD_STATES, threads)),
    gauge(
      "gateway_thread_load_ratio",
      "Part of the last half second in which a worker thread was busy.",
      byThread(threads, ({ load }) => load),
    ),
    gauge(
      "gateway_thread_lag_seconds",
      "How late the last timer of a worker thread was.",
      byThread(threads, ({ lagMs }) => lagMs / 1_000),
    ),
    gauge(
      "gateway_thread_heap_bytes",
      "V8 heap in use by a worker thread.",
      byThread(threads, ({ heapBytes }) => heapBytes),
    ),
  ];
}

function counters({ totals }: Status): readonly Family[] {
  return [
    counter(
      "gateway_events_total",
      "Dispatches received, filtered ones included.",
      labelled("event", totals.events),
    ),
    counter(
      "gateway_received_bytes_total",
      "Bytes of the gateway's messages: wire, as they came; json, inflated.",
      labelled("layer", totals.receivedBytes),
    ),
    counter("gateway_identifies_total", "Identifies sent.", single(totals.identifies)),
    counter(
      "gateway_resumes_total",
      "Resumes sent: resumed, refused by Discord, or failed with their connection.",
      labelled("outcome", totals.resumes),
    ),
    counter(
      "gateway_closes_total",
      "Connections that ended, by close code; those of a thread that died have none.",
      labelled("code", { ...NO_CLOSES, ...totals.closes }),
    ),
    counter(
      "gateway_sessions_lost_total",
      "Sessions that ended, and with them what they had not delivered.",
      single(totals.sessionsLost),
    ),
    counter(
      "gateway_deaf_shards_total",
      "Shards reconnected for getting acks and no dispatches.",
      single(totals.deafShards),
    ),
    counter(
      "gateway_main_thread_busy_seconds_total",
      "Time in which the main thread was busy: its rate is its load.",
      single(performance.eventLoopUtilization().active / 1_000),
    ),
    counter(
      "gateway_worker_restarts_total",
      "Worker threads that died and were started again.",
      single(totals.threadDeaths),
    ),
  ];
}

/** All but the histogram of deliveries. */
export function familiesOf(status: Status): readonly Family[] {
  return [...gauges(status), ...counters(status)];
}
