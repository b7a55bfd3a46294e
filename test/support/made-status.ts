// The status of a bot that nobody runs, of any size, for what is made of a status.

import type { ShardStatus, Status, ThreadStatus } from "../../src/coordinator/status.js";

/** What is to be made. */
export interface Made {
  readonly shards: number;
  readonly threads: number;
  readonly at: number;
}

function shard(id: number, { shards, threads, at }: Made): ShardStatus {
  const down = id % 50 === 7;
  const closed = id % 7 === 0 || down;
  return {
    id,
    thread: Math.floor((id * threads) / shards),
    state: down ? "backoff" : "ready",
    since: at - (down ? 4_000 : 3_600_000 + id * 1_000),
    latencyMs: down ? null : 38 + (id % 23) / 2,
    events: 1_000_000 + id * 1_237,
    guilds: 900 + (id % 200),
    lastClose: closed
      ? { at: at - 4_000, code: 1006, reason: "socket hang up", by: "network" }
      : null,
  };
}

function thread(index: number, at: number): ThreadStatus {
  return {
    index,
    state: "up",
    deaths: index === 1 ? 1 : 0,
    seenAt: at - 200,
    load: 0.12 + index / 50,
    lagMs: 0.4,
    heapBytes: 31_000_000 + index * 1_000_000,
  };
}

/** Makes it. */
export function madeStatus(made: Made): Status {
  const { shards, threads, at } = made;
  return {
    at,
    version: "0.0.0",
    phase: "running",
    startedAt: at - 7_200_000,
    total: shards,
    inflater: "zlib-sync",
    identify: {
      maxConcurrency: 16,
      waiting: 0,
      remaining: 812,
      reserve: 100,
      limit: 1_000,
      resetsAt: at + 40_000_000,
    },
    threads: Array.from({ length: threads }, (_, index) => thread(index, at)),
    shards: Array.from({ length: shards }, (_, id) => shard(id, made)),
    totals: {
      events: { MESSAGE_CREATE: 4_021_377, PRESENCE_UPDATE: 90_112_408, TYPING_START: 3_201_888 },
      receivedBytes: { wire: 8_000_000_000, json: 45_000_000_000 },
      identifies: shards + 3,
      resumes: { resumed: 212, refused: 3, failed: 18 },
      closes: { "1006": 120, "4000": 30, "4009": 4 },
      sessionsLost: 3,
      deafShards: 1,
      threadDeaths: 1,
      delivery: {
        buckets: [
          { seconds: 0.001, count: 80_000_000 },
          { seconds: 0.01, count: 97_000_000 },
          { seconds: 0.1, count: 97_335_000 },
        ],
        sum: 74_210.5,
        count: 97_335_673,
      },
    },
  };
}
