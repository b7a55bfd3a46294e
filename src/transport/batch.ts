// A batch on the main thread: a walk over its records that makes nothing of those nobody wants.

import { Decoder } from "./decoder.js";
import { Dispatch, type PayloadHolder } from "./dispatch.js";
import type { BatchMessage, Marks } from "./messages.js";
import { BATCH_BYTES, FIELD, HEADER_BYTES, INTERNAL, REPLAYED, TEXT } from "./record.js";

/** Takes in the batches of one port, with what they teach about those that follow. */
export class BatchReceiver {
  readonly #decoder = new Decoder();
  readonly #names: string[] = [];

  /** Opens a batch. Every batch of the port passes here, once and in the order of arrival. */
  receive(message: BatchMessage): Batch {
    if (message.shapes !== undefined) this.#decoder.learn(message.shapes);
    if (message.names !== undefined) this.#names.push(...message.names);
    return new Batch(message, this.#decoder, this.#names);
  }
}

/** A batch that has arrived. */
export class Batch implements PayloadHolder {
  /** The records. */
  readonly bytes: Buffer;
  /** When the first record was received, by `hrtime`, in ms. */
  readonly at: number;
  /** How many records. */
  readonly count: number;
  /** How far each shard is with this batch. */
  readonly marks: Marks;
  /** Bytes of memory that it holds, and that its credit counts. */
  readonly weight: number;
  readonly #decoder: Decoder;
  readonly #names: readonly string[];
  #unread = 0;
  #reclaimed = false;

  constructor(message: BatchMessage, decoder: Decoder, names: readonly string[]) {
    const { buffer, byteOffset, byteLength } = message.bytes;
    this.bytes = Buffer.from(buffer, byteOffset, byteLength);
    this.at = message.at;
    this.count = message.count;
    this.marks = message.marks;
    this.weight = buffer.byteLength;
    this.#decoder = decoder;
    this.#names = names;
  }

  /** A walk from the first record on; any number of them may be made. */
  cursor(): BatchCursor {
    return new BatchCursor(this, this.#names);
  }

  /**
   * The memory of the batch, to go back with its credit; null where a dispatch is unread yet, or
   * where the buffer is of no use to the writer. Nothing can be read from the batch afterwards.
   */
  reclaim(): ArrayBuffer | null {
    const { buffer } = this.bytes;
    const usable = buffer instanceof ArrayBuffer && buffer.byteLength === BATCH_BYTES;
    if (!usable || this.#unread > 0 || this.#reclaimed) return null;
    this.#reclaimed = true;
    return buffer;
  }

  unpack(start: number, end: number): unknown {
    return this.#decoder.decode(this.bytes, start, end);
  }

  text(start: number, end: number): string {
    return this.bytes.toString("utf8", start, end);
  }

  /** Says that one more dispatch may still read from here. */
  hold(): void {
    this.#unread += 1;
  }

  release(): void {
    this.#unread -= 1;
  }
}

/** Stands at one record after the other. Its fields are those of the record that it stands at. */
export class BatchCursor {
  shard = 0;
  /** Counts the sessions of the shard within its thread. */
  epoch = 0;
  seq = 0;
  name = "";
  replayed = false;
  /** For the coordinator's own gathering, never for the user. */
  internal = false;
  /** Whether the payload is JSON text. */
  text = false;
  /** The payload lies in the batch's `bytes` from `start` up to `end`, without it. */
  start = 0;
  end = 0;
  readonly #batch: Batch;
  readonly #names: readonly string[];
  readonly #view: DataView;
  /** Where the next header begins. */
  #at: number;

  constructor(batch: Batch, names: readonly string[]) {
    const { buffer, byteOffset, byteLength } = batch.bytes;
    this.#batch = batch;
    this.#names = names;
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.#at = byteLength - batch.count * HEADER_BYTES;
  }

  /** Goes on to the next record; false behind the last. */
  next(): boolean {
    const at = this.#at;
    const view = this.#view;
    if (at >= view.byteLength) return false;
    this.#at = at + HEADER_BYTES;
    const flags = view.getUint8(at + FIELD.flags);
    this.shard = view.getUint32(at + FIELD.shard, true);
    this.epoch = view.getUint32(at + FIELD.epoch, true);
    this.seq = view.getFloat64(at + FIELD.seq, true);
    this.name = this.#names[view.getUint16(at + FIELD.name, true)] ?? "";
    this.replayed = (flags & REPLAYED) !== 0;
    this.internal = (flags & INTERNAL) !== 0;
    this.text = (flags & TEXT) !== 0;
    this.start = this.end;
    this.end = this.start + view.getUint32(at + FIELD.length, true);
    return true;
  }

  /** The payload, decoded now. */
  data(): unknown {
    const { start, end } = this;
    if (this.text) return JSON.parse(this.#batch.text(start, end));
    return this.#batch.unpack(start, end);
  }

  /** The record as a dispatch, decoded when it is read. Until then the batch keeps its memory. */
  dispatch(session: string): Dispatch {
    const { shard, seq, name, replayed, start, end, text } = this;
    this.#batch.hold();
    return new Dispatch(
      { shard, session, seq, name, replayed },
      { holder: this.#batch, start, end, text },
    );
  }
}
