// What comes in: dispatches go to the sink in order and once, everything else becomes an input of
// the lifecycle. It keeps how far the shard has come.

import { GatewayError } from "../discord/gateway-error.js";
import { readHello, readInvalid, readReady } from "./inbound.js";
import { peek } from "./peek.js";
import type { ShardCounters } from "./shard-counters.js";
import type { Header, Sink } from "./sink.js";
import type { Input, State } from "./state.js";

/** Who receives through it. */
export interface ReceiverOwner {
  readonly state: State;
  step(input: Input): void;
  /** Op 10, with its `d` as it stands there. */
  hello(d: unknown): void;
  /** Op 1. */
  heartbeatRequested(): void;
  /** Op 11. */
  acked(): void;
}

/** What a receiver needs to know. */
export interface ReceiverOptions {
  readonly shard: number;
  readonly sink: Sink;
  /** Used where READY names no URL to resume on. */
  readonly gatewayUrl: string;
  /** The last seq of the session to resume, or 0. */
  readonly received: number;
  readonly counters: ShardCounters;
}

/** The inbound side of one shard. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #owner: ReceiverOwner;
  #received: number;
  #fell = false;

  constructor(options: ReceiverOptions, owner: ReceiverOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#received = options.received;
  }

  /** The last seq that the sink has. */
  get received(): number {
    return this.#received;
  }

  /** One whole message. */
  receive(message: Buffer): void {
    const header = peek(message);
    if (header === null) this.#refuse("not a message of the gateway");
    else if (header.op === 0) this.#dispatch(header, message);
    else this.#control(header.op, message);
  }

  #refuse(reason: string): void {
    this.#owner.step({ kind: "refused", seq: this.#received, reason });
  }

  #control(op: number, message: Buffer): void {
    const owner = this.#owner;
    switch (op) {
      case 1:
        return owner.heartbeatRequested();
      case 7:
        return owner.step({ kind: "reconnect" });
      case 9:
        return owner.step({ kind: "invalid", resumable: readInvalid(message) });
      case 10:
        return owner.hello(readHello(message));
      case 11:
        return owner.acked();
      default: // Discord may add ops; a client ignores what it does not know.
    }
  }

  #dispatch(header: Header, message: Buffer): void {
    const { s, t } = header;
    if (t === null) return this.#refuse("a dispatch without a name");
    if (t === "READY" && !this.#isReplayed(message)) return this.#ready(header, message);
    const { kind } = this.#owner.state;
    if (kind !== "ready" && kind !== "resuming" && kind !== "closing") return;
    if (!isSeq(s)) return this.#refuse(`a dispatch without a seq (${t})`);
    if (s <= this.#received) return this.#twice(s);
    if (!this.#pass(header, s, message, kind === "resuming" && t !== "RESUMED")) return;
    if (kind === "ready") return;
    this.#owner.step({ kind: kind === "resuming" && t === "RESUMED" ? "resumed" : "progress" });
  }

  /** A resume from the very beginning brings the session's own READY once more. */
  #isReplayed(message: Buffer): boolean {
    const { kind, memory } = this.#owner.state;
    if (memory.session === null || (kind !== "resuming" && kind !== "closing")) return false;
    return readReady(message, this.#options.gatewayUrl)?.id === memory.session.id;
  }

  #pass(header: Header, seq: number, message: Buffer, replayed: boolean): boolean {
    const { sink, shard, counters } = this.#options;
    if (!sink.dispatch(shard, header, message, replayed)) {
      this.#refuse(`a dispatch that is no JSON (${header.t})`);
      return false;
    }
    this.#received = seq;
    counters.dispatch(header, message);
    return true;
  }

  #ready(header: Header, message: Buffer): void {
    const { s } = header;
    const owner = this.#owner;
    if (owner.state.kind === "closing") return;
    if (owner.state.kind !== "identifying") {
      return owner.step({ kind: "broken", reason: "a READY that nobody asked for" });
    }
    const ready = readReady(message, this.#options.gatewayUrl);
    if (ready === null || !isSeq(s)) return this.#incomplete();
    const { guilds, ...session } = ready;
    this.#options.counters.ready(guilds);
    this.#received = 0;
    this.#fell = false;
    this.#options.sink.session(this.#options.shard, { ...session, seq: 0 }, null);
    if (this.#pass(header, s, message, false)) owner.step({ kind: "ready", session });
  }

  #incomplete(): void {
    const { sink, shard } = this.#options;
    const reason = "READY without a session id or seq";
    sink.warning(
      new GatewayError("READY_INCOMPLETE", `Shard ${shard} got ${reason}; it identifies again`, {
        shard,
      }),
    );
    this.#owner.step({ kind: "broken", reason });
  }

  /** What was passed on once is not passed on again. */
  #twice(s: number): void {
    if (this.#fell) return;
    this.#fell = true;
    const { sink, shard } = this.#options;
    sink.warning(
      new GatewayError(
        "SEQ_FELL",
        `Shard ${shard} got seq ${s} after ${this.#received}; what comes twice is left out`,
        { shard },
      ),
    );
  }
}

/** Beyond the safe integers a seq could not be told from the next. */
function isSeq(s: number | null): s is number {
  return Number.isSafeInteger(s);
}
