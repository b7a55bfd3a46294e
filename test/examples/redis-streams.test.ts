// The example that forwards to Redis, with a real server where there is one.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { Redis } from "ioredis";
import { Example, simulatorForExample } from "../support/example.js";
import { Folder } from "../support/folder.js";
import { knownStart } from "../support/known-start.js";

const STREAM = "gateway:events";
const MISSING = spawnSync("redis-server", ["--version"]).error !== undefined;
const skip = MISSING && process.env["CI"] !== "true" ? "there is no redis-server" : false;

/** A server on a socket of its own that keeps nothing on disk. */
class RedisServer implements AsyncDisposable {
  readonly path: string;
  readonly client: Redis;
  readonly #stop: () => Promise<void>;

  private constructor(path: string, stop: () => Promise<void>) {
    this.path = path;
    this.client = new Redis(path);
    this.#stop = stop;
  }

  static async start(path: string): Promise<RedisServer> {
    const flags = ["--port", "0", "--unixsocket", path, "--save", "", "--appendonly", "no"];
    const server = spawn("redis-server", flags, { stdio: ["ignore", "pipe", "inherit"] });
    await once(server, "spawn");
    for await (const text of server.stdout.setEncoding("utf8")) {
      if (String(text).includes("accept connections")) break;
    }
    return new RedisServer(path, async () => {
      const closed = once(server, "close");
      server.kill();
      await closed;
    });
  }

  /** The entries of the stream so far, each as its fields. */
  async entries(): Promise<readonly ReadonlyMap<string, string>[]> {
    const found = await this.client.xrange(STREAM, "-", "+");
    return found.map(([, fields]) => {
      const pairs = fields.flatMap((field, at) => {
        return at % 2 === 0 ? [[field, fields[at + 1] ?? ""] as const] : [];
      });
      return new Map(pairs);
    });
  }

  /** Settles when the stream has so many entries. */
  async length(count: number): Promise<void> {
    for (let last = "0"; (await this.client.xlen(STREAM)) < count;) {
      const read = await this.client.xread("BLOCK", 1_000, "STREAMS", STREAM, last);
      last = read?.[0]?.[1].at(-1)?.[0] ?? last;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.disconnect();
    await this.#stop();
  }
}

test(
  "redis-streams.mjs forwards each event once and in order, across a restart",
  { skip },
  async () => {
    await using folder = await Folder.make();
    await using redis = await RedisServer.start(folder.file("redis.sock"));
    const { simulator, address } = await simulatorForExample({ keepSent: true });
    await using _ = simulator;
    const sessions = folder.file();
    await knownStart(sessions, address.token);
    const environment = { REDIS_URL: redis.path, GATEWAY_SESSIONS: sessions };
    await using first = new Example("redis-streams.mjs", address, environment);
    await simulator.waitFor("started", 30_000);
    for (let n = 0; n < 500; n++) simulator.emit(0, "NUMBERED", { n });
    await redis.length(503);
    assert.equal(await first.stop(), 0);
    simulator.emit(0, "NUMBERED", { n: 500 });
    await using second = new Example("redis-streams.mjs", address, environment);
    await redis.length(505);
    assert.equal(await second.stop(), 0);
    const entries = await redis.entries();
    const [session] = simulator.sessions;
    assert.deepEqual(
      entries.map((entry) => `${entry.get("seq")} ${entry.get("name")}`),
      session?.sent.map(({ s, t }) => `${s} ${t}`),
    );
    assert.equal(entries.at(-2)?.get("data"), '{"n":500}');
    assert.equal(entries.at(-2)?.get("session"), session?.id);
    assert.equal(first.output + second.output, "");
    assert.equal(simulator.counters.identifies, 1);
  },
);
