// Hands batches over to the user, and knows when the user is done with each dispatch: the slowest
// of the listeners, iterators or the sink counts.

import type { Dispatch } from "../transport/dispatch.js";
import type { BatchSink } from "./batch-sink.js";
import { DispatchIterator, type IteratorSource } from "./dispatch-iterator.js";
import type { Listeners } from "./listeners.js";
import type { Position } from "./position.js";
import type { BatchCursor } from "../transport/batch.js";
import type { Taken } from "./taken.js";
import { Turns } from "./turns.js";

/** Who is told. */
export interface DeliveryOwner {
  /** The user is done with a session's dispatches up to `position.handed`, which has moved. */
  handed(position: Position): void;
  /** The user is done with a whole batch. */
  finished(batch: Taken): void;
}

/** A dispatch that an iterator has still to deal with, or the end of a batch. */
type Entry =
  | { readonly dispatch: Dispatch; readonly position: Position | undefined }
  | { readonly finished: Taken }
  | "done with";

/** A batch on its way to the listeners: where they are in it. */
interface Walk {
  readonly batch: Taken;
  readonly cursor: BatchCursor;
}

/** For how long one turn of the event loop hands over, in ms. */
const TURN_MS = 10;

/** How many dispatches are handed over between two looks at the clock. */
const LOOK_EVERY = 4;

/** How many entries are let go of together. */
const TRIM = 1_024;

/** The way of a batch from taken to handed over. */
export class Delivery implements IteratorSource {
  readonly #listeners: Listeners;
  readonly #sink: BatchSink | null;
  readonly #owner: DeliveryOwner;
  readonly #iterators = new Set<DispatchIterator>();
  readonly #turns: Turns<Walk>;
  /** Entries that some iterator has not dealt with; `#log[0]` has the index `#base`. */
  #log: Entry[] = [];
  #base = 0;
  /** The index of the first entry that is not done with. */
  #done = 0;
  #underWay = 0;
  /** Whether listeners have a dispatch that goes into the log after them. */
  #calling = false;
  #closed = false;
  #idle: (() => void)[] = [];

  /** @param turnMs - for how long one turn of the event loop may hand over. */
  constructor(
    listeners: Listeners,
    sink: BatchSink | null,
    owner: DeliveryOwner,
    turnMs: number = TURN_MS,
  ) {
    this.#turns = new Turns((walk, over) => this.#walk(walk, over), turnMs);
    this.#listeners = listeners;
    this.#sink = sink;
    this.#owner = owner;
  }

  /** Whether there is any use in waiting for what is under way. */
  get stuck(): boolean {
    return this.#sink?.broken ?? false;
  }

  /** Takes a batch and hands it over, at once or as fast as the user goes; once closed, never. */
  take(batch: Taken): void {
    if (this.#closed) return;
    this.#underWay++;
    this.#turns.add({ batch, cursor: batch.cursor() });
  }

  /** Calls back when listeners and sink have been given all that was taken so far. */
  after(call: () => void): void {
    this.#turns.after(call);
  }

  /** Opens an iterator; it gets what comes from now on, and not what a listener is called with. */
  iterate(): DispatchIterator {
    const start = this.#base + this.#log.length + (this.#calling ? 1 : 0);
    const iterator = new DispatchIterator(this, start);
    if (this.#closed) iterator.close();
    else this.#iterators.add(iterator);
    return iterator;
  }

  /** Settles when the user is done with all that was taken. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Ends every iterator; what they had not dealt with is not handed over. */
  close(): void {
    this.#closed = true;
    const [walk] = this.#turns.clear();
    if (walk !== undefined && this.#unheld) this.#handPart(walk);
    for (const iterator of this.#iterators) iterator.close();
  }

  at(index: number): Dispatch | "gap" | "not yet" {
    const entry = this.#log[index - this.#base];
    if (entry === undefined) return "not yet";
    return typeof entry === "object" && "dispatch" in entry ? entry.dispatch : "gap";
  }

  left(iterator: DispatchIterator): void {
    this.#iterators.delete(iterator);
    this.moved();
  }

  moved(): void {
    if (this.#closed) return;
    let done = this.#base + this.#log.length;
    for (const iterator of this.#iterators) done = Math.min(done, iterator.done);
    for (; this.#done < done; this.#done++) {
      const at = this.#done - this.#base;
      const entry = this.#log[at];
      this.#log[at] = "done with";
      if (entry !== undefined) this.#release(entry);
    }
    this.#trim();
  }

  /** Whether it has come to the end of the batch, rather than of the turn. */
  #walk({ batch, cursor }: Walk, over: () => boolean): boolean {
    if (this.#sink !== null) {
      this.#sink.take(batch, () => this.#finish(batch));
      return true;
    }
    let handed = 0;
    while (cursor.next()) {
      this.#hand(batch, cursor);
      if (++handed % LOOK_EVERY > 0 || !over()) continue;
      this.#pull();
      return false;
    }
    if (this.#unheld) this.#finish(batch);
    else this.#log.push({ finished: batch });
    this.#pull();
    return true;
  }

  /** Whether no iterator has anything to deal with. */
  get #unheld(): boolean {
    return this.#log.length === this.#done - this.#base;
  }

  /** What listeners were called with counts, though the rest of its batch does not. */
  #handPart({ batch, cursor }: Walk): void {
    const moved = new Set(batch.reaches.map(({ position }) => position));
    const called = batch.cursor();
    while (called.end < cursor.end && called.next()) {
      const position = batch.position(called.shard);
      if (position !== undefined && moved.has(position)) this.#reach(position, called.seq);
    }
  }

  /** To the listeners, and into the log for the iterators. */
  #hand(batch: Taken, cursor: BatchCursor): void {
    if (cursor.internal) return;
    const heard = this.#listeners.want(cursor.name);
    if (!heard && this.#iterators.size === 0) return;
    const dispatch = cursor.dispatch(batch.session(cursor.shard));
    if (heard) this.#call(dispatch);
    if (this.#iterators.size === 0) return;
    this.#log.push({ dispatch, position: batch.position(cursor.shard) });
  }

  #pull(): void {
    for (const iterator of this.#iterators) iterator.pull();
    this.moved();
  }

  #call(dispatch: Dispatch): void {
    this.#calling = true;
    this.#listeners.call(dispatch);
    this.#calling = false;
  }

  #release(entry: Entry): void {
    if (entry === "done with") return;
    if ("finished" in entry) return this.#finish(entry.finished);
    const { position, dispatch } = entry;
    if (position !== undefined) this.#reach(position, dispatch.seq);
  }

  #finish(batch: Taken): void {
    for (const { position, seq } of batch.reaches) this.#reach(position, seq);
    this.#owner.finished(batch);
    if (--this.#underWay > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #reach(position: Position, seq: number): void {
    if (seq <= position.handed) return;
    position.handed = seq;
    this.#owner.handed(position);
  }

  #trim(): void {
    const gone = this.#done - this.#base;
    if (gone < this.#log.length && gone < TRIM) return;
    this.#log = this.#log.slice(gone);
    this.#base = this.#done;
  }
}
