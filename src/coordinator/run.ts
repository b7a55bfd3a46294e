// One run of a coordinator, from its plan to its end: threads, permits, sessions and deliveries,
// and every message between them.

import type { Piscina } from "piscina";
import { GatewayError } from "../discord/gateway-error.js";
import { errorFrom, type FromHost, type HostTask } from "../transport/messages.js";
import { threadsAt, type AskResult, type AskTarget } from "./ask.js";
import { assign } from "./assignment.js";
import { Chronicle, type RunStatus } from "./chronicle.js";
import type { Delivery, DeliveryOwner } from "./delivery.js";
import type { Members } from "./members.js";
import { Receipts } from "./outgoing.js";
import { PermitDesk, type PermitOwner, type Waiting } from "./permit-desk.js";
import { workerPool } from "./pool.js";
import type { Position } from "./position.js";
import type { Prepared } from "./prepare.js";
import { Questions, type Question } from "./questions.js";
import { RecordedQueue } from "./recorded-queue.js";
import type { RunOwner } from "./run-owner.js";
import { SessionKeeper } from "./session-keeper.js";
import type { Settings } from "./settings.js";
import type { ShardEvent } from "./shard-board.js";
import { Slot } from "./slot.js";
import type { Taken } from "./taken.js";
import { Thread, type ThreadOwner } from "./thread.js";

/** What a run is made of. */
export interface RunParts extends Prepared {
  readonly settings: Settings;
  readonly delivery: Delivery;
  readonly members: Members;
}

/** One run. */
export class Run implements ThreadOwner, PermitOwner, DeliveryOwner {
  readonly receipts: Receipts = new Receipts();
  readonly #questions = new Questions();
  readonly keeper: SessionKeeper;
  readonly desk: PermitDesk;
  readonly slots: readonly Slot[];
  readonly #parts: RunParts;
  readonly #owner: RunOwner;
  readonly #chronicle: Chronicle;
  readonly #pool: Piscina;
  readonly #slotOf = new Map<number, Slot>();
  readonly #drained = new Set<Slot>();
  #lives: Promise<void>[] = [];
  #wasReady = false;
  #onDrained: () => void = () => undefined;

  constructor(parts: RunParts, owner: RunOwner) {
    const { settings, plan, queue, window } = parts;
    this.#parts = parts;
    this.#owner = owner;
    this.#chronicle = new Chronicle(parts);
    this.keeper = new SessionKeeper(settings.sessions, plan.total, {
      stored: (position) => this.#slotOf.get(position.shard)?.acknowledge(position),
      failed: (error) => owner.storeFailed(error),
      recovered: () => owner.storeRecovered(),
    });
    const recorded = new RecordedQueue(queue, this.keeper, window);
    this.desk = new PermitDesk({ ...parts, queue: recorded }, this);
    this.#pool = workerPool(plan.threads, settings.token.reveal());
    this.slots = assign(plan.ids, plan.threads).map((ids, index) => this.#slot(ids, index));
  }

  /** Starts every thread. */
  start(): void {
    this.#lives = this.slots.map((slot) => this.#live(slot));
  }

  async #live(slot: Slot): Promise<void> {
    try {
      await slot.thread.run();
      this.#over(slot, "the coordinator is closed");
    } catch (error) {
      const failure = error instanceof GatewayError ? error : slot.thread.unexpected(error);
      this.#gone(slot.thread, "stopped", failure.message);
      this.#owner.failed(failure);
    }
  }

  /** The bot's number of shards. */
  get total(): number {
    return this.#parts.plan.total;
  }

  /** How it stands now. */
  get status(): RunStatus {
    return this.#chronicle.status(this.slots, this.desk.waiting);
  }

  /** The slot of a shard, where it runs here. */
  slot(shard: number): Slot | undefined {
    return this.#slotOf.get(shard);
  }

  /** Asks handler modules; one result for each thread that is asked. */
  async ask(target: AskTarget, question: Question): Promise<readonly AskResult<unknown>[]> {
    const threads = threadsAt(target, {
      all: this.slots.map(({ thread }) => thread),
      of: (shard) => this.#slotOf.get(shard)?.thread,
    });
    return await Promise.all(threads.map((thread) => this.#questions.ask(thread, question)));
  }

  /** Asks all threads to read no more; settles when all that they read is taken. */
  drain(): Promise<void> {
    this.#drained.clear(); // a thread that died once has come back since
    for (const slot of this.slots) {
      slot.thread.retire();
      if (slot.thread.live) slot.thread.post({ kind: "drain" });
      else this.#drained.add(slot);
    }
    return new Promise((resolve) => {
      this.#onDrained = resolve;
      this.#checkDrained();
    });
  }

  /** Closes every socket with this code; settles when all threads have ended. */
  async stop(code: number, within: number): Promise<void> {
    for (const { thread } of this.slots) thread.post({ kind: "stop", code, within });
    await Promise.all(this.#lives);
  }

  /** Ends by force what is left. */
  async destroy(): Promise<void> {
    for (const { thread } of this.slots) thread.abort();
    this.desk.close();
    await this.#pool.destroy();
  }

  // ThreadOwner

  task(thread: Thread): Omit<HostTask, "port" | "alive"> {
    const { settings, plan, gatewayUrl, members } = this.#parts;
    const { token, payload, events, maxBufferedBytes, maxMessageBytes, ca, compress, handlers } =
      settings;
    this.#chronicle.board.restart(thread.shards);
    const slot = this.#slotAt(thread);
    return {
      ...slot.begin(),
      counters: slot.counters.memory,
      token: token.reveal(),
      total: plan.total,
      gatewayUrl,
      compress,
      payload,
      events,
      noncePrefix: members.noncePrefix,
      maxBufferedBytes,
      maxMessageBytes,
      ca,
      thread: thread.index,
      handlers,
    };
  }

  receive(thread: Thread, message: FromHost): void {
    const slot = this.#slotAt(thread);
    switch (message.kind) {
      case "up":
        return;
      case "batch":
        return this.#batch(slot.take(message));
      case "session":
        return this.#session(slot, message);
      case "change":
        return this.#change({ id: message.shard, ...message.change });
      case "lease":
        return this.desk.ask({ ...message, thread: thread.index });
      case "unlease":
        return this.desk.withdraw(message);
      case "permit":
        return this.desk.answer(message, message.used, message.at);
      case "receipt":
        return this.receipts.settle(message.id, message.error);
      case "warning":
        return this.warning(errorFrom(message.error));
      case "fatal":
        return this.#owner.failed(errorFrom(message.error));
      case "unloadable":
        // Later on it counts as any death of a thread does: it may well be better next time.
        return this.#wasReady ? undefined : this.#owner.failed(errorFrom(message.error));
      case "error":
        return this.#owner.error(errorFrom(message.error));
      case "presence":
        return slot.presence(message.shard, message.presence);
      case "answer":
        return this.#questions.answered(message);
      case "drained":
        this.#drained.add(slot);
        return this.#checkDrained();
    }
  }

  died(thread: Thread, error: GatewayError): void {
    this.#chronicle.tally.threadDied(thread.index);
    this.#gone(thread, "backoff", error.message);
    this.#owner.warning(error);
  }

  proven(thread: Thread): boolean {
    return this.#chronicle.board.proven(thread.shards);
  }

  // PermitOwner

  permit({ thread, shard, ticket }: Waiting, until: number): void {
    this.slots[thread]?.thread.post({ kind: "permit", shard, ticket, until });
  }

  warning(error: GatewayError): void {
    if (error.code === "SHARD_DEAF") this.#chronicle.tally.shardDeaf();
    this.#owner.warning(error);
  }

  // DeliveryOwner

  handed(position: Position): void {
    if (this.#slotOf.get(position.shard)?.position(position.shard) === position) {
      this.keeper.moved(position);
    }
  }

  finished(batch: Taken): void {
    this.#chronicle.delivered(batch);
    this.slots[batch.thread]?.finish(batch);
  }

  #slot(ids: readonly number[], index: number): Slot {
    const { sessions, identifies } = this.#parts;
    const thread = new Thread(index, ids, this.#pool, this);
    const own = sessions.filter(({ shard }) => ids.includes(shard));
    const identify = new Map(identifies.filter(([id]) => ids.includes(id)));
    const slot = new Slot(thread, own, identify, this.receipts);
    for (const id of ids) this.#slotOf.set(id, slot);
    return slot;
  }

  #slotAt(thread: Thread): Slot {
    const slot = this.slots[thread.index];
    if (slot === undefined) throw new RangeError(`no thread ${thread.index}`);
    return slot;
  }

  #batch(batch: Taken): void {
    this.#parts.members.take(batch);
    this.#parts.delivery.take(batch);
  }

  #session(slot: Slot, message: Extract<FromHost, { kind: "session" }>): void {
    const { shard, lost } = message;
    const position = slot.session(message);
    if (position === null) this.keeper.end(shard);
    else this.keeper.begin(position);
    if (lost === null) return;
    this.#chronicle.sessionLost(shard);
    this.#parts.delivery.after(() => this.#owner.sessionLost({ shard, ...lost }));
  }

  #change(event: ShardEvent): void {
    this.#chronicle.change(event);
    const ready = !this.#wasReady && this.#chronicle.board.ready;
    if (ready) this.#wasReady = true;
    this.#parts.delivery.after(() => {
      this.#owner.shard(event);
      if (ready) this.#owner.ready();
    });
  }

  /** A thread has ended, and all that hung on it. */
  #gone(thread: Thread, state: "backoff" | "stopped", why: string): void {
    this.#over(this.#slotAt(thread), why);
    for (const id of thread.shards) {
      this.#change({ id, state, reason: why, by: "us" });
    }
  }

  #over(slot: Slot, why: string): void {
    const { thread } = slot;
    this.desk.dropThread(thread.index);
    this.receipts.lose(thread.shards, why);
    this.#questions.lose(thread.index, why);
    this.#drained.add(slot);
    this.#checkDrained();
  }

  #checkDrained(): void {
    if (this.#drained.size === this.slots.length) this.#onDrained();
  }
}
