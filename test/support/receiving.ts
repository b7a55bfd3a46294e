// A shard's receiver and lifecycle without its socket and its timers: what they hand to the sink,
// and what the shard would say to Discord.

import { next } from "../../src/shard/lifecycle.js";
import { SHARD_FIELDS, ShardCounters } from "../../src/shard/shard-counters.js";
import { Receiver, type ReceiverOwner } from "../../src/shard/receiver.js";
import type { Session, Sink } from "../../src/shard/sink.js";
import { initial, type Input, type State } from "../../src/shard/state.js";

/** An event that was handed over: of which session, and its seq. */
export type Event = readonly [session: string, seq: number];

/** Marks a dispatch that the sink cannot read. */
export const UNREADABLE = "UNREADABLE";

/** The receiving side of one shard. */
export class Receiving implements ReceiverOwner {
  state: State;
  now: number = 0;
  readonly receiver: Receiver;
  readonly events: Event[] = [];
  /** Sessions that began. */
  readonly sessions: string[] = [];
  /** What was said, or asked for: RESUME with its session and seq, or an identify. */
  readonly said: string[] = [];
  readonly warnings: string[] = [];

  constructor(session: Session | null) {
    this.state = initial(session === null ? null : { id: session.id, url: session.url });
    if (session !== null) this.sessions.push(session.id);
    const received = session?.seq ?? 0;
    const sink = this.#sink();
    const counters = new ShardCounters(new Float64Array(SHARD_FIELDS));
    const shard = { shard: 0, sink, gatewayUrl: "wss://main", received, counters };
    this.receiver = new Receiver(shard, this);
  }

  step(input: Input): void {
    const before = this.state;
    this.state = next(before, input);
    if (this.state.kind === before.kind) return;
    const { session } = this.state.memory;
    if (this.state.kind === "resuming") this.said.push(`${session?.id} ${this.receiver.received}`);
    if (this.state.kind === "identifying") this.said.push("identify");
  }

  /** A message, as far as a connection still gives it on. */
  receive(text: string): void {
    if (this.state.kind === "closing" && this.state.flow === "discard") return;
    this.receiver.receive(Buffer.from(text));
  }

  hello(): void {
    this.step({ kind: "hello", at: this.now });
  }

  heartbeatRequested(): void {
    this.said.push("heartbeat");
  }

  acked(): void {
    this.said.push("ack");
  }

  #sink(): Sink {
    return {
      dispatch: (_, { s, t }) => {
        if (t === UNREADABLE) return false;
        this.events.push([this.sessions.at(-1) ?? "", s ?? NaN]);
        return true;
      },
      session: (_, session) => void (session !== null && this.sessions.push(session.id)),
      warning: ({ code }) => void this.warnings.push(code),
      change: () => {},
      lease: () => {},
      unlease: () => {},
      fatal: () => {},
    };
  }
}
