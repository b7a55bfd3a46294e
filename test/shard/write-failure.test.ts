import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { test } from "node:test";
import { WebSocketServer, type WebSocket } from "ws";
import type { GatewayError } from "../../src/discord/gateway-error.js";
import { createInflater } from "../../src/shard/inflate.js";
import { Shard } from "../../src/shard/shard.js";
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

/** Serves sessions; `tcp` is the newest connection's. */
function serve(server: WebSocketServer, identified: (socket: WebSocket, tcp: Socket) => void) {
  const resumes: number[] = [];
  server.on("connection", (socket, { socket: tcp }) => {
    socket.on("error", () => {});
    socket.on("message", (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString());
      if (op === 2) {
        socket.send(message(0, { session_id: "one", v: 10 }, "READY", 1));
        identified(socket, tcp);
      }
      if (op !== 6) return;
      resumes.push(d.seq);
      socket.send(message(0, {}, "RESUMED", d.seq + 1));
      server.emit("resumed");
    });
    socket.send(message(10, { heartbeat_interval: 40_000 }));
  });
  return resumes;
}

test("twilight 46: events that come in the turn of a failing write are passed on, and their seqs kept", async (t) => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  await once(server, "listening");
  const resumes = serve(server, (socket, tcp) => {
    setTimeout(() => {
      tcp.cork();
      for (const seq of [2, 3, 4]) socket.send(message(0, {}, "EVENT", seq));
      tcp.uncork();
      tcp.resetAndDestroy();
    }, 50);
  });
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The three events are one read. By the first of them the other end is gone.
  t.after(async () => {
    outcome.shard?.stop(4900, 0);
    server.close();
    await once(server, "close");
  });
  const outcome = startShard(url, ({ s }) => {
    const command = { text: `{"op":4,"d":null}`, priority: "normal", timeout: null } as const;
    if (s === 2) outcome.shard?.send({ ...command, id: 7 });
  });
  await once(server, "resumed");
  const [lost, ...others] = outcome.receipts;
  assert.equal(lost?.code, "COMMAND_LOST");
  assert.match(String(lost.cause), /write (ECONNRESET|EPIPE)/);
  assert.deepEqual(others, []);
  assert.deepEqual(resumes, [4]);
  while (outcome.seqs.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(outcome.seqs, [1, 2, 3, 4, 5]);
});
