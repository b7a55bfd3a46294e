import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import type { GatewayError } from "../../src/discord/gateway-error.js";
import { createInflater } from "../../src/shard/inflate.js";
import { Shard } from "../../src/shard/shard.js";
import { SHARD_FIELDS, ShardCounters } from "../../src/shard/shard-counters.js";
import type { Header, Sink } from "../../src/shard/sink.js";
import { TlsSharing } from "../../src/shard/tls.js";
import { hrtime } from "../../src/transport/hrtime.js";

const MIB = 1_048_576;

function message(op: number, d: unknown, t: string | null = null, s: number | null = null): string {
  return JSON.stringify({ t, s, op, d });
}

/** A shard in this thread, so that a test decides what falls into one turn of its event loop. */
function startShard(gatewayUrl: string, dispatched: (header: Header) => void): Outcome {
  const outcome: Outcome = { receipts: [], seqs: [], shard: null };
  const sink: Sink = {
    dispatch: (_shard, header) => {
      outcome.seqs.push(header.s ?? NaN);
      dispatched(header);
      return true;
    },
    session: () => {},
    change: () => {},
    lease: (_shard, ticket) => setImmediate(() => outcome.shard?.permit(ticket)),
    unlease: () => {},
    warning: assert.fail,
    fatal: assert.fail,
  };
  outcome.shard = new Shard({
    id: 0,
    total: 1,
    token: "token",
    settings: {
      intents: 0,
      largeThreshold: 50,
      properties: { os: "", browser: "", device: "" },
      presence: null,
    },
    session: null,
    acknowledged: null,
    gatewayUrl,
    compress: "none",
    maxMessageBytes: MIB,
    inflater: createInflater("none", MIB),
    tls: new TlsSharing([]),
    counters: new ShardCounters(new Float64Array(SHARD_FIELDS)),
    sink,
    settled: (_id, error) => outcome.receipts.push(error),
    now: hrtime,
  });
  outcome.shard.start();
  return outcome;
}

interface Outcome {
  readonly receipts: (GatewayError | null)[];
  readonly seqs: number[];
  shard: Shard | null;
}

/** A gateway with one session: it is reset as soon as its events are out, and resumed well. */
class Gateway implements AsyncDisposable {
  readonly resumes: number[] = [];
  readonly #events: readonly string[];
  readonly #server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });

  /** @param events - their seqs begin at 2. */
  constructor(events: readonly string[]) {
    this.#events = events;
    this.#server.on("connection", (socket, { socket: tcp }) => {
      socket.on("error", () => {});
      socket.on("message", (data: Buffer) => this.#answer(socket, tcp, data));
      socket.send(message(10, { heartbeat_interval: 40_000 }));
    });
  }

  async url(): Promise<string> {
    await once(this.#server, "listening");
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Settles when RESUMED is out. */
  async resumed(): Promise<void> {
    await once(this.#server, "resumed");
  }

  #answer(socket: WebSocket, tcp: Socket, data: Buffer): void {
    const { op, d } = JSON.parse(data.toString());
    if (op === 2) {
      socket.send(message(0, { session_id: "one", v: 10 }, "READY", 1));
      setTimeout(() => {
        tcp.cork();
        for (const event of this.#events) socket.send(event);
        tcp.uncork();
        tcp.resetAndDestroy();
      }, 50);
    }
    if (op !== 6) return;
    this.resumes.push(d.seq);
    for (const event of this.#events.slice(d.seq - 1)) socket.send(event);
    socket.send(message(0, {}, "RESUMED", this.#events.length + 2));
    this.#server.emit("resumed");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Runs a shard that sends a command as the first event comes, when the other end is gone. */
async function run(events: readonly string[]): Promise<Outcome & { resumes: readonly number[] }> {
  await using gateway = new Gateway(events);
  const resumed = gateway.resumed();
  const outcome = startShard(await gateway.url(), ({ s }) => {
    const command = { text: `{"op":4,"d":null}`, priority: "normal", timeout: null } as const;
    if (s === 2) outcome.shard?.send({ ...command, id: 7 });
  });
  await resumed;
  while (outcome.shard?.state.kind !== "ready") await sleep(5);
  outcome.shard.stop(4900, 0);
  const [lost, ...others] = outcome.receipts;
  assert.equal(lost?.code, "COMMAND_LOST");
  assert.match(String(lost.cause), /write (ECONNRESET|EPIPE)/);
  assert.deepEqual(others, []);
  const all = Array.from({ length: events.length + 2 }, (_, i) => i + 1);
  assert.deepEqual(outcome.seqs, all, "each in order, and once");
  return { ...outcome, resumes: gateway.resumes };
}

test("twilight 46: events that come in the turn of a failing write are passed on, and their seqs kept", async () => {
  // The three events are one read. By the first of them the other end is gone.
  const { resumes } = await run([2, 3, 4].map((seq) => message(0, {}, "EVENT", seq)));
  assert.deepEqual(resumes, [4]);
});

test("twilight 46: events that a failing write leaves unread are asked for again", async () => {
  const text = "x".repeat(20_000);
  const events = Array.from({ length: 60 }, (_, i) => message(0, { text }, "EVENT", i + 2));
  const { resumes } = await run(events);
  assert.ok(resumes.length === 1 && (resumes[0] ?? 0) >= 2, resumes.join());
});
