// A gateway that does the least a client is content with: the address, Hello, READY. What comes
// after that are tapes, written past it into the socket.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer, type WebSocket } from "ws";
import { BOT_ID, BOT_USER } from "../../src/simulator/bot-user.js";
import { Opening, type Form } from "./tape.js";

/** Where a client finds it. */
export interface Address {
  /** The REST base; ends in `/api/v10`. */
  readonly apiUrl: string;
  readonly gatewayUrl: string;
  readonly token: string;
}

/** A shard that has had its READY. */
export interface Line {
  readonly shard: number;
  readonly form: Form;
  readonly socket: Socket;
}

/** Looks like a token, since clients check. */
const TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.measured.token-of-no-bot";

/** As long as clients take, since heartbeats get no ack. */
const HEARTBEAT_MS = 3_600_000;

/** Between the upgrade and Hello, in ms: seyfert loses what comes in one packet with the upgrade. */
const HELLO_MS = 250;

/** So many identifies at once that no client waits for another. */
const MAX_CONCURRENCY = 64;

export class Gateway {
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #lines = new Map<number, Line>();

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      socket.setNoDelay(true);
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        this.#open(client, socket, request.url ?? "");
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  get address(): Address {
    const { port } = this.#server.address() as AddressInfo;
    return {
      apiUrl: `http://127.0.0.1:${port}/api/v10`,
      gatewayUrl: `ws://127.0.0.1:${port}`,
      token: TOKEN,
    };
  }

  /** The shards that are connected, in order. */
  get lines(): readonly Line[] {
    return [...this.#lines.values()].toSorted((a, b) => a.shard - b.shard);
  }

  #answer({ url }: IncomingMessage, response: ServerResponse): void {
    const body = {
      url: this.address.gatewayUrl,
      shards: 1,
      session_start_limit: {
        total: 1_000,
        remaining: 1_000,
        reset_after: 86_400_000,
        max_concurrency: MAX_CONCURRENCY,
      },
    };
    const known = url?.split("?")[0]?.endsWith("/gateway/bot") === true;
    response.writeHead(known ? 200 : 404, { "content-type": "application/json" });
    response.end(known ? JSON.stringify(body) : "{}");
  }

  #open(client: WebSocket, socket: Socket, url: string): void {
    const form = formOf(url);
    const opening = new Opening(form);
    const send = (op: number, rest: object): void => {
      if (socket.writable)
        socket.write(opening.frame(Buffer.from(JSON.stringify({ t: null, s: null, op, ...rest }))));
    };
    const greeted = sleep(HELLO_MS).then(() => {
      send(10, { d: { heartbeat_interval: HEARTBEAT_MS } });
    });
    client.on("message", (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString()) as { op: number; d: Identify };
      if (op === 2) void greeted.then(() => this.#identify({ client, socket, form, send }, d));
    });
    client.once("close", () => opening.close());
    client.on("error", () => client.terminate());
  }

  #identify({ client, socket, form, send }: Caller, { shard: [shard, total] }: Identify): void {
    send(0, { t: "READY", s: 1, d: this.#ready(shard, total) });
    const line = { shard, form, socket } as const;
    this.#lines.set(shard, line);
    client.once("close", () => {
      if (this.#lines.get(shard) === line) this.#lines.delete(shard);
    });
  }

  #ready(shard: number, total: number): object {
    return {
      v: 10,
      user: BOT_USER,
      guilds: [],
      session_id: `measured-${shard}`,
      resume_gateway_url: this.address.gatewayUrl,
      shard: [shard, total],
      application: { id: BOT_ID, flags: 565_248 },
    };
  }
}

function formOf(url: string): Form {
  if (url.includes("compress=zlib-stream")) return "zlib";
  return url.includes("compress=zstd-stream") ? "zstd" : "text";
}

/** Who identifies: a connection, which discordeno's clients do before they have Hello. */
interface Caller {
  readonly client: WebSocket;
  readonly socket: Socket;
  readonly form: Form;
  readonly send: (op: number, rest: object) => void;
}

interface Identify {
  readonly shard: readonly [number, number];
}
