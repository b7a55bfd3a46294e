// One shard: it carries out what its lifecycle says. Entering a state opens a socket, sends a
// message or arms a time limit; what happens then is the next input. It knows neither threads nor
// the user.

import { GatewayError } from "../discord/gateway-error.js";
import type { Command } from "./command-queue.js";
import {
  CLOSE_MS,
  Connection,
  type ConnectionOptions,
  type ConnectionOwner,
  type End,
} from "./connection.js";
import { gatewayAddress, type Compression } from "./gateway-address.js";
import { Hearing } from "./hearing.js";
import { heartbeatInterval } from "./heartbeat-interval.js";
import { Heartbeat } from "./heartbeat.js";
import { next } from "./lifecycle.js";
import { Patience } from "./patience.js";
import { Receiver, type ReceiverOwner } from "./receiver.js";
import { announce } from "./report.js";
import { Sender, type SenderOptions } from "./sender.js";
import type { Session, Sink } from "./sink.js";
import { isGatewayUrl } from "./inbound.js";
import { initial, type Input, type State } from "./state.js";

/** A socket on which nothing came any more may take so long to close, in ms. */
const ZOMBIE_CLOSE_MS = 1_000;

const ZOMBIE = "zombie: a heartbeat unanswered and no message in one interval";

/** What a shard is made of. */
export interface ShardOptions extends ConnectionOptions, SenderOptions {
  readonly session: Session | null;
  /** What a heartbeat may acknowledge of that session, or null. */
  readonly acknowledged: number | null;
  readonly gatewayUrl: string;
  readonly compress: Compression;
  readonly sink: Sink;
}

/** One shard. Nothing happens before `start`. */
export class Shard implements ConnectionOwner, ReceiverOwner {
  readonly #options: ShardOptions;
  readonly #receiver: Receiver;
  readonly #sender: Sender;
  readonly #patience: Patience;
  readonly #hearing = new Hearing();
  #state: State;
  #connection: Connection | null = null;
  #heartbeat: Heartbeat | null = null;
  #ticket = 0;
  #paused = false;
  /** How long a close that we begin may take, in ms. */
  #closeWithin: number = CLOSE_MS;

  constructor(options: ShardOptions) {
    const { id, session, sink, gatewayUrl, counters, now } = options;
    this.#options = options;
    this.#state = initial(session === null ? null : { id: session.id, url: session.url });
    const acknowledged = session === null ? null : options.acknowledged;
    this.#sender = new Sender(options, acknowledged, (text, done) => {
      this.#connection?.send(text, done);
    });
    this.#patience = new Patience(
      {
        late: (reason) => this.step({ kind: "broken", reason }),
        healthy: () => this.step({ kind: "healthy" }),
        elapsed: () => this.step({ kind: "elapsed" }),
      },
      now,
    );
    const received = session?.seq ?? 0;
    this.#receiver = new Receiver({ shard: id, sink, gatewayUrl, received, counters }, this);
  }

  /** Where it stands. */
  get state(): State {
    return this.#state;
  }

  start(): void {
    this.step({ kind: "start" });
  }

  /** A permit is there: identifies at once. False if the shard does not wait under this ticket. */
  permit(ticket: number): boolean {
    if (this.#state.kind !== "waiting" || ticket !== this.#ticket) return false;
    this.step({ kind: "permit" });
    return true;
  }

  /** Sends a command as soon as the shard is ready and has room. */
  send(command: Command): void {
    this.#sender.send(command);
  }

  /** The owner can take no more for now. Holds over reconnects, until `resume`. */
  pause(): void {
    this.#paused = true;
    this.#applyPause();
  }

  /** The owner can take more. */
  resume(): void {
    this.#paused = false;
    this.#patience.resume();
    this.#heartbeat?.resume();
    this.#connection?.resume();
  }

  /** From now on heartbeats acknowledge this seq of the current session. */
  acknowledge(seq: number): void {
    this.#sender.acknowledged = seq;
  }

  /** Ends the shard for good; a socket that is still open after `within` ms is destroyed. */
  stop(code: number, within: number = CLOSE_MS): void {
    this.#closeWithin = Math.min(within, CLOSE_MS);
    this.step({ kind: "stop", code });
  }

  opened(): void {
    this.step({ kind: "opened" });
  }

  message(message: Buffer): void {
    this.#options.counters.message(message.length);
    this.#heartbeat?.received();
    this.#receiver.receive(message);
  }

  refused(reason: string): void {
    this.step({ kind: "refused", seq: this.#receiver.received, reason });
  }

  closed(end: End): void {
    this.#connection = null;
    this.step({ kind: "closed", ...end, at: this.#options.now() });
  }

  hello(d: unknown): void {
    if (this.#state.kind !== "hello") return;
    const interval = heartbeatInterval(d);
    if (interval === null) {
      this.step({ kind: "broken", reason: "Hello without a usable heartbeat_interval" });
      return;
    }
    const { now } = this.#options;
    this.#patience.acked();
    this.#sender.connected(interval);
    this.#heartbeat = new Heartbeat({
      interval,
      beat: () => {
        this.#listen();
        this.heartbeatRequested();
      },
      zombie: () => this.#zombie(),
      bytesRead: () => this.#connection?.bytesRead ?? 0,
      now,
      random: Math.random,
    });
    this.step({ kind: "hello", at: now() });
  }

  heartbeatRequested(): void {
    this.#sender.heartbeat(() => this.#heartbeat?.sent());
  }

  acked(): void {
    this.#patience.acked();
    this.#heartbeat?.acked();
    this.#options.counters.latency(this.#heartbeat?.latency.recent[0] ?? null);
  }

  step(input: Input): void {
    const before = this.#state;
    const after = next(before, input);
    if (after === before) return;
    this.#state = after;
    if (after.memory.session === null && before.memory.session !== null) {
      this.#sender.acknowledged = null;
    }
    const { id, sink, inflater } = this.#options;
    if (input.kind === "refused") inflater.distrust();
    if (before.kind === "waiting") sink.unlease(id, this.#ticket);
    if (after.kind !== before.kind) this.#patience.clear();
    announce(sink, id, this.#receiver.received, { before, after, input });
    if (after.kind !== before.kind || after.kind === "closing") this.#enter(after);
  }

  #enter(state: State): void {
    switch (state.kind) {
      case "idle":
        return;
      case "connecting":
        return this.#connect(gatewayAddress(this.#baseUrl(state), this.#options.compress));
      case "hello":
        return this.#patience.hello();
      case "waiting":
        return this.#options.sink.lease(this.#options.id, ++this.#ticket);
      case "identifying":
        return this.#identify();
      case "resuming":
        return this.#resume(state.memory.session?.id ?? "");
      case "ready":
        return this.#ready();
      case "closing":
        return this.#close(state.code, state.flow);
      case "backoff":
        this.#options.counters.latency(null);
        this.#silence();
        return this.#patience.backoff(state.wait.floor + Math.random() * state.wait.spread);
      case "stopped":
        this.#silence();
        this.#options.inflater.close();
        return this.#sender.end();
    }
  }

  #baseUrl(state: Extract<State, { kind: "connecting" }>): string {
    const url = state.memory.session?.url ?? "";
    return state.via === "resume" && isGatewayUrl(url) ? url : this.#options.gatewayUrl;
  }

  #connect(address: string): void {
    this.#patience.resume();
    this.#options.counters.latency(null);
    this.#connection = new Connection(address, this.#options, this);
  }

  #identify(): void {
    this.#sender.identify();
    this.#patience.ready();
  }

  #resume(session: string): void {
    this.#sender.resume(session, this.#receiver.received);
    this.#patience.resumed(() => this.#receiver.received);
    this.#applyPause();
  }

  #ready(): void {
    this.#sender.ready();
    this.#patience.healthy();
    this.#hearing.begin(this.#receiver.received, this.#patience.readTime);
    this.#applyPause();
  }

  #close(code: number, flow: "keep" | "discard"): void {
    this.#silence();
    this.#connection?.close(code, flow, this.#closeWithin);
  }

  #zombie(): void {
    const within = this.#closeWithin;
    this.#closeWithin = ZOMBIE_CLOSE_MS;
    this.step({ kind: "broken", reason: ZOMBIE });
    this.#closeWithin = within;
  }

  /** Sends nothing more on this connection. */
  #silence(): void {
    this.#heartbeat?.stop();
    this.#sender.silence();
  }

  /** A shard that hears nothing any more, though others answer it, is connected anew. */
  #listen(): void {
    if (this.#state.kind !== "ready") return;
    const silence = this.#hearing.check(this.#receiver.received, this.#patience.readTime);
    if (silence === null) return;
    const { id, sink } = this.#options;
    const reason = `no dispatch for ${Math.round(silence / 60_000)} min, far below its usual rate`;
    sink.warning(
      new GatewayError("SHARD_DEAF", `Shard ${id} seems deaf: ${reason}; it reconnects`, {
        shard: id,
      }),
    );
    this.step({ kind: "broken", reason });
  }

  /** Before READY a socket is always read, and so is one that is closing. */
  #applyPause(): void {
    const { kind } = this.#state;
    if (!this.#paused || (kind !== "ready" && kind !== "resuming")) return;
    this.#patience.pause();
    this.#heartbeat?.pause();
    this.#connection?.pause();
  }
}
