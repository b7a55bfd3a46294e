// One shard: it carries out what its lifecycle says. Entering a state opens a socket, sends a
// message or arms a time limit; what happens then is the next input. It knows neither threads nor
// the user.

import { GatewayError } from "../discord/gateway-error.js";
import { CommandQueue, type Command } from "./command-queue.js";
import {
  CLOSE_MS,
  Connection,
  type ConnectionOptions,
  type ConnectionOwner,
  type End,
} from "./connection.js";
import { gatewayAddress, type Compression } from "./gateway-address.js";
import { heartbeatInterval } from "./heartbeat-interval.js";
import { Heartbeat } from "./heartbeat.js";
import { next } from "./lifecycle.js";
import { LastPresence } from "./last-presence.js";
import { Patience } from "./patience.js";
import { heartbeatText, identifyText, resumeText, type IdentifySettings } from "./payloads.js";
import { Receiver, type ReceiverOwner } from "./receiver.js";
import { announce } from "./report.js";
import type { Session, Sink } from "./sink.js";
import { initial, type Input, type State } from "./state.js";

/** A socket on which nothing came any more may take so long to close, in ms. */
const ZOMBIE_CLOSE_MS = 1_000;

const ZOMBIE = "zombie: a heartbeat unanswered and no message in one interval";

/** What a shard is made of. */
export interface ShardOptions extends ConnectionOptions {
  readonly id: number;
  readonly total: number;
  readonly token: string;
  readonly settings: IdentifySettings;
  readonly session: Session | null;
  /** What a heartbeat may acknowledge of that session, or null. */
  readonly acknowledged: number | null;
  readonly gatewayUrl: string;
  readonly compress: Compression;
  readonly sink: Sink;
  /** Says what became of a command, once for each: null when the socket took it. */
  readonly settled: (id: number, error: GatewayError | null) => void;
  /** A steady clock, in ms. */
  readonly now: () => number;
}

/** One shard. Nothing happens before `start`. */
export class Shard implements ConnectionOwner, ReceiverOwner {
  readonly #options: ShardOptions;
  readonly #receiver: Receiver;
  readonly #commands: CommandQueue;
  readonly #patience: Patience;
  readonly #presence: LastPresence;
  #state: State;
  #connection: Connection | null = null;
  #heartbeat: Heartbeat | null = null;
  #acknowledged: number | null;
  #ticket = 0;
  #paused = false;
  /** How long a close that we begin may take, in ms. */
  #closeWithin: number = CLOSE_MS;

  constructor(options: ShardOptions) {
    const { id, session, sink, gatewayUrl, now } = options;
    this.#options = options;
    this.#presence = new LastPresence(options.settings.presence);
    this.#state = initial(session === null ? null : { id: session.id, url: session.url });
    this.#acknowledged = session === null ? null : options.acknowledged;
    this.#patience = new Patience(
      {
        late: (reason) => this.step({ kind: "broken", reason }),
        healthy: () => this.step({ kind: "healthy" }),
        elapsed: () => this.step({ kind: "elapsed" }),
      },
      now,
    );
    const received = session?.seq ?? 0;
    this.#receiver = new Receiver({ shard: id, sink, gatewayUrl, received }, this);
    this.#commands = new CommandQueue({
      shard: id,
      write: (text, done) => this.#connection?.send(text, done),
      settled: (commandId, error) => {
        this.#presence.settled(commandId, error === null);
        options.settled(commandId, error);
      },
      now,
    });
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
    this.#presence.sending(command);
    this.#commands.push(command);
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
    this.#acknowledged = seq;
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
    this.#commands.connect(interval);
    this.#heartbeat = new Heartbeat({
      interval,
      beat: () => this.#beat(),
      zombie: () => this.#zombie(),
      bytesRead: () => this.#connection?.bytesRead ?? 0,
      now,
      random: Math.random,
    });
    this.step({ kind: "hello", at: now() });
  }

  heartbeatRequested(): void {
    this.#beat();
  }

  acked(): void {
    this.#patience.acked();
    this.#heartbeat?.acked();
  }

  step(input: Input): void {
    const before = this.#state;
    const after = next(before, input);
    if (after === before) return;
    this.#state = after;
    if (after.memory.session === null && before.memory.session !== null) this.#acknowledged = null;
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
        this.#silence();
        return this.#patience.backoff(state.wait.floor + Math.random() * state.wait.spread);
      case "stopped":
        this.#silence();
        this.#options.inflater.close();
        return this.#commands.end(ended(this.#options.id));
    }
  }

  #baseUrl(state: Extract<State, { kind: "connecting" }>): string {
    const url = state.memory.session?.url;
    return state.via === "resume" && url !== undefined ? url : this.#options.gatewayUrl;
  }

  #connect(address: string): void {
    this.#patience.resume();
    this.#connection = new Connection(address, this.#options, this);
  }

  #identify(): void {
    const { token, id, total, settings } = this.#options;
    const { presence } = this.#presence;
    this.#acknowledged = null;
    this.#commands.first(
      identifyText(token, [id, total], { ...settings, presence }),
      () => undefined,
    );
    this.#patience.ready();
  }

  #resume(session: string): void {
    const { received } = this.#receiver;
    this.#commands.first(resumeText(this.#options.token, session, received), () => undefined);
    this.#patience.resumed(() => this.#receiver.received);
    this.#applyPause();
  }

  #ready(): void {
    this.#commands.open();
    this.#patience.healthy();
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
    this.#commands.disconnect();
  }

  #beat(): void {
    this.#commands.beat({
      text: () => heartbeatText(this.#acknowledged),
      sent: () => this.#heartbeat?.sent(),
    });
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

function ended(shard: number): GatewayError {
  return new GatewayError("CLOSED", `Shard ${shard} is stopped and sends no more`, { shard });
}
