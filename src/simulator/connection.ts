// One client's connection: polices what it sends, keeps its heartbeat, and hands identify, resume
// and commands to their handlers.

import type { RawData, WebSocket } from "ws";
import { closeCode } from "../discord/close-codes.js";
import type { Client } from "./client.js";
import { command } from "./commands.js";
import { Deadline } from "./deadline.js";
import { control } from "./envelope.js";
import { Heartbeats } from "./heartbeats.js";
import { identify } from "./identify.js";
import { isInteger, read } from "./inbound.js";
import type { Host } from "./recorder.js";
import { resume } from "./resume.js";
import type { Rule } from "./rules.js";
import { SendLog } from "./send-log.js";
import type { Session } from "./session.js";
import { type Compress, Wire, type Lines } from "./wire.js";
import type { World } from "./world.js";

/** What a client may still be sending while our op 9 is on its way is not held against it. */
const INVALIDATED_GRACE_MS = 1000;

const HELLO_TRACE = [JSON.stringify(["gateway-prd-us-east1-b-sim0", { micros: 0.0 }])];

const LONGEST_TIMER_MS = 2_147_483_647;

const PRESENCE_LIMIT = 5;
const PRESENCE_WINDOW_MS = 20_000;

/** Where a connection came to, and what it asked for. */
export interface Origin {
  readonly host: Host;
  /** Version, encoding and compression. */
  readonly query: string;
  readonly compress: Compress;
}

export class Connection implements Client {
  readonly world: World;
  readonly host: Host;
  /** Version, encoding and compression that the client asked for. */
  readonly query: string;
  readonly wire: Wire;
  readonly heartbeats: Heartbeats;
  /** Which shard it is, as far as it has said. */
  shard: number | null = null;
  greeted = false;
  #session: Session | null = null;
  #state: "open" | "frozen" | "closing" | "closed" = "open";
  /** Bytes of a replay that a slow reader may be behind by beyond the limit, until it is not. */
  #replayed = 0;
  /** By the simulator's clock, until when late commands are let pass. */
  #graceUntil = 0;
  #deadline: Deadline | null = null;
  readonly #sends: SendLog;
  readonly #presences: SendLog;

  constructor(world: World, socket: WebSocket, lines: Lines, origin: Origin) {
    const { host, query, compress } = origin;
    this.world = world;
    this.host = host;
    this.query = query;
    const { sendLimit, sendWindow, sendWindowKind, now } = world.settings;
    this.#sends = new SendLog(sendLimit, sendWindow, sendWindowKind, now);
    this.#presences = new SendLog(PRESENCE_LIMIT, PRESENCE_WINDOW_MS, "sliding", now);
    this.wire = new Wire(socket, lines, compress, world.settings);
    this.heartbeats = new Heartbeats(this);
    socket.on("message", (data) => this.#receive(data));
    socket.on("close", (code) => this.#closed(code));
    socket.on("error", () => {}); // "close" follows and says all there is to know
  }

  get session(): Session | null {
    return this.#session;
  }

  get open(): boolean {
    return this.#state === "open";
  }

  get behind(): number {
    return this.wire.behind;
  }

  /** Greets the client and watches its heartbeats from now on. */
  hello(): void {
    if (!this.open) return;
    const { settings, weather, random } = this.world;
    const odd = weather.meet("helloInterval", this);
    const interval = odd === undefined ? settings.heartbeatInterval : odd.interval;
    this.send(10, { heartbeat_interval: interval, _trace: HELLO_TRACE });
    this.greeted = true;
    if (!isInteger(interval) || interval <= 0) return; // no client can keep to that
    const ms = Math.min(interval * settings.heartbeatGrace, LONGEST_TIMER_MS);
    this.#deadline = new Deadline(ms, () => this.#missed());
    if (settings.reconnectEvery > 0)
      this.#reconnectLater(random.next() * 2 * settings.reconnectEvery);
  }

  write(bytes: Buffer): void {
    this.wire.write(bytes);
    const { slowReaderLimit } = this.world.settings;
    const { behind } = this.wire;
    if (behind <= slowReaderLimit) this.#replayed = 0;
    else if (this.open && behind > slowReaderLimit + this.#replayed) this.reset();
  }

  /** Writes what a session has missed, all at once: nobody can have read it yet. */
  replay(messages: readonly Buffer[]): void {
    for (const message of messages) this.wire.write(message);
    this.#replayed = this.wire.behind;
  }

  /** Sends a message that is no dispatch. */
  send(op: number, d: unknown): void {
    this.write(control(op, d));
  }

  violate(rule: Rule, detail: string): void {
    const at = this.world.settings.now();
    this.world.recorder.note({ kind: "violation", at, shard: this.shard, rule, detail });
  }

  /** Puts a violation on record and closes for it. */
  refuse(code: number, rule: Rule, detail: string): void {
    this.violate(rule, detail);
    this.close(code, rule);
  }

  /** Takes a session: its dispatches come here from now on. */
  serve(session: Session): void {
    this.#session = session;
    this.shard = session.shard;
    session.attach(this);
  }

  /** Op 9; the connection is then as if it had just been opened. */
  invalidate(resumable: boolean): void {
    const session = this.#session;
    this.#release();
    if (!resumable && session !== null) this.world.sessions.end(session, "invalid");
    this.#graceUntil = this.world.settings.now() + INVALIDATED_GRACE_MS;
    this.send(9, resumable);
  }

  /** Op 7, and a while later the close. */
  reconnect(): void {
    this.send(7, null);
    const { reconnectGrace } = this.world.settings;
    this.world.timers.after(reconnectGrace, () => this.close(4000, "reconnect"));
  }

  /** Closes with a code; what that does to the session is the close code's matter. */
  close(code: number, reason = ""): void {
    if (!this.open) return;
    const session = this.#session;
    this.#stop("closing", code, "server");
    if (session !== null && code >= 4000 && closeCode(code).after !== "resume") {
      this.world.sessions.end(session, "refused");
    }
    this.wire.close(code, reason);
  }

  /** Closes, since another connection has its session now; a frozen one is cut off. */
  supersede(): void {
    this.#session = null;
    if (this.#state === "frozen") this.reset();
    else this.close(4000, "session taken over");
  }

  /** Ends the TCP connection, without a close frame. */
  end(): void {
    if (!this.open) return;
    this.#stop("closing", 1006, "server");
    this.wire.end();
  }

  /** Resets the TCP connection. */
  reset(): void {
    if (!this.open && this.#state !== "frozen") return;
    this.#stop("closing", 1006, "server");
    this.wire.reset();
  }

  /** Reads and writes no more, and leaves the connection open: the client has to find out. */
  freeze(): void {
    if (!this.open) return;
    this.#state = "frozen";
    this.wire.freeze();
  }

  /** Sends a dispatch whose bytes are damaged on the way; the session's replay is whole. */
  corrupt(): void {
    const session = this.#session;
    const data = `{"text":"${"damaged ".repeat(20)}"}`;
    if (session === null) return;
    session.swallow("CORRUPT", data);
    const [last] = session.missed(session.seq - 1) ?? [];
    if (last !== undefined) this.wire.writeCorrupt(last.bytes);
  }

  /** Ends everything at once, when the simulator closes. */
  destroy(): void {
    if (this.#state === "open" || this.#state === "frozen") this.#stop("closing", 1006, "server");
    this.wire.reset();
  }

  #reconnectLater(ms: number): void {
    this.world.timers.after(ms, () => {
      if (this.open) this.reconnect();
    });
  }

  #receive(data: RawData): void {
    if (!this.open) return;
    const bytes = bytesOf(data);
    const { maxPayload } = this.world.settings;
    const inbound = read(bytes);
    if (bytes.length > maxPayload) {
      return this.refuse(4002, "payload-size", `${bytes.length} bytes`);
    }
    const beat = inbound.kind === "message" && inbound.op === 1;
    if (!(beat && this.world.settings.heartbeatInterval < 1000) && !this.#sends.count()) {
      return this.refuse(4008, "send-window", "too many messages");
    }
    if (inbound.kind === "wrong") {
      return this.refuse(inbound.code, inbound.rule, inbound.detail);
    }
    this.#handle(inbound.op, inbound.d);
  }

  #handle(op: number, d: unknown): void {
    if (op === 1) {
      this.#deadline?.beat();
      return this.heartbeats.take(d);
    }
    if (op === 2) return identify(this, d);
    if (op === 6) return resume(this, d);
    this.#command(op, d);
  }

  #command(op: number, d: unknown): void {
    const at = this.world.settings.now();
    this.world.recorder.note({ kind: "command", at, shard: this.shard, op, d });
    if (this.#session === null) {
      if (at < this.#graceUntil) return;
      return this.refuse(4003, "command-before-identify", `op ${op}`);
    }
    if (op === 3 && !this.#presences.count()) this.violate("presence-window", "6 in 20 s");
    command(this, this.#session, op, d);
  }

  #missed(): void {
    const { missedHeartbeat } = this.world.settings;
    if (this.#state === "frozen") return this.#stop("closed", 1006, "network");
    this.violate("heartbeat-deadline", "no heartbeat in time");
    if (missedHeartbeat === "reset") this.reset();
    else this.close(missedHeartbeat, "");
  }

  #closed(code: number): void {
    const session = this.#session;
    const by = code === 1006 ? "network" : "client";
    if (session !== null && (code === 1000 || code === 1001)) {
      this.world.sessions.end(session, "closed");
    }
    if (this.#state === "open" || this.#state === "frozen") this.#stop("closed", code, by);
    this.#state = "closed";
    this.wire.free();
  }

  #stop(state: "closing" | "closed", code: number, by: "client" | "server" | "network") {
    this.#state = state;
    this.#deadline?.stop();
    this.#release();
    const at = this.world.settings.now();
    this.world.recorder.note({ kind: "close", at, shard: this.shard, code, by });
  }

  #release(): void {
    this.#session?.detach(this, this.world.settings.now());
    this.#session = null;
  }
}

/** ws gives one Buffer unless it is told otherwise. */
function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
