// A gateway that is like Discord's until a shard has its session, and then attacks it once; what
// resumes after that is served well.

import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { ZlibServer } from "./zlib-server.js";
import { ZstdServer } from "./zstd-server.js";

/** The victim's end of a connection. */
export interface Victim {
  readonly socket: WebSocket;
  /** What the WebSocket runs over, for bytes that are no frames. */
  readonly tcp: Socket;
  /** Compresses a message in the connection's stream; as it is where there is none. */
  readonly pack: (text: string | Buffer) => Buffer;
}

/** Does its worst, by shard. */
export type Attack = (victim: Victim) => void | Promise<void>;

interface Resume {
  readonly session: string;
  readonly seq: number;
}

function streamOf(url: string): ZlibServer | ZstdServer | null {
  if (url.includes("zstd-stream")) return new ZstdServer();
  return url.includes("zlib-stream") ? new ZlibServer() : null;
}

/** A hostile gateway on loopback; `await using` closes it. */
export class HostileGateway implements AsyncDisposable {
  /** Every RESUME, by session; a session is named after its shard. */
  readonly resumes: Resume[] = [];
  /** The codes that connections were closed with by the client. */
  readonly closes: number[] = [];
  identifies = 0;
  readonly #server: WebSocketServer;
  readonly #attacks: readonly Attack[];

  constructor(attacks: readonly Attack[]) {
    this.#attacks = attacks;
    this.#server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
    this.#server.on("connection", (socket, { url, socket: tcp }) => {
      const stream = streamOf(url ?? "");
      const pack = (text: string | Buffer): Buffer => {
        const bytes = Buffer.from(text);
        return stream === null ? bytes : stream.message(bytes);
      };
      socket.on("error", () => {});
      socket.once("close", (code) => this.closes.push(code));
      this.#serve({ socket, tcp, pack }, stream !== null);
    });
  }

  /** Where it listens. */
  async url(): Promise<string> {
    if (this.#server.address() === null) await once(this.#server, "listening");
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  #serve(victim: Victim, binary: boolean): void {
    const { socket, pack } = victim;
    const send = (
      op: number,
      d: unknown,
      t: string | null = null,
      s: number | null = null,
    ): void => {
      socket.send(pack(JSON.stringify({ t, s, op, d })), { binary });
    };
    socket.on("message", (data: Buffer) => {
      const { op, d } = JSON.parse(data.toString());
      if (op === 1) return send(11, null);
      if (op === 2) {
        this.identifies++;
        const [shard] = d.shard;
        send(0, { session_id: `s${shard}`, v: 10 }, "READY", 1);
        const attack = this.#attacks[shard];
        if (attack !== undefined) setImmediate(() => void attack(victim));
      }
      if (op === 6) {
        this.resumes.push({ session: d.session_id, seq: d.seq });
        send(0, {}, "RESUMED", d.seq + 1);
      }
    });
    send(10, { heartbeat_interval: 2_000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    await once(this.#server, "close");
  }
}
