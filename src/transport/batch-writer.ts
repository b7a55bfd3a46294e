// Lays dispatches one behind the other into a buffer that is handed to the main thread whole: a
// message between threads costs 25 µs whatever is in it, so many share one.
//
// The buffer is not one of Node's pool, since only a whole ArrayBuffer can be transferred.

import type { Header } from "../shard/sink.js";
import {
  checkObject,
  Encoder,
  NEEDS_ROOM,
  STAYS_TEXT,
  type Envelope,
  type FindPayload,
} from "./encoder.js";
import { HeaderList } from "./header-list.js";
import { hrtime } from "./hrtime.js";
import { MarkList } from "./mark-list.js";
import type { BatchMessage } from "./messages.js";
import { BATCH_BYTES, HEADER_BYTES, INTERNAL, MAX_NAMES, REPLAYED, TEXT } from "./record.js";

/** Where a dispatch comes from, and whom it is for. */
export interface Origin {
  readonly shard: number;
  /** Counts the sessions of the shard within its thread. */
  readonly epoch: number;
  /** Whether Discord sent it again after a resume. */
  readonly replayed: boolean;
  /** For the coordinator's own gathering, never for the user. */
  readonly internal: boolean;
}

/** A batch, ready to be posted. */
export interface Outgoing {
  readonly message: BatchMessage;
  /** Goes beside the message into `postMessage`. */
  readonly transfer: readonly ArrayBuffer[];
  /** Bytes of memory that the batch holds until it is dealt with; `Batch.weight` over there. */
  readonly weight: number;
}

/** Buffers that wait for another use. */
const MAX_SPARE = 8;

const NEW_LINES = [0x0a, 0x0d] as const;
const SPACE = 0x20;
const NULL = Buffer.from("null");

/** Gathers the dispatches of one thread. */
export class BatchWriter {
  readonly #payload: "decoded" | "json";
  readonly #find: FindPayload;
  readonly #encoder: Encoder;
  readonly #numbers = new Map<string, number>();
  readonly #marks = new MarkList();
  readonly #spare: ArrayBuffer[] = [];
  readonly #closed: Outgoing[] = [];
  #closedBytes = 0;
  #newNames: string[] = [];
  readonly #headers = new HeaderList();
  /** Payloads, up to `#used`. */
  #buffer = Buffer.alloc(0);
  #used = 0;
  #count = 0;
  /** When the first record of the batch came, by `hrtime`. */
  #began = 0;

  constructor(payload: "decoded" | "json", find: FindPayload) {
    this.#payload = payload;
    this.#find = find;
    this.#encoder = new Encoder(find);
  }

  /** Bytes of records that wait to be taken. */
  get size(): number {
    return this.#closedBytes + this.#used + this.#headers.size;
  }

  /** Whether a batch waits that no other record fits into. */
  get full(): boolean {
    return this.#closed.length > 0;
  }

  /**
   * Adds a dispatch; `message` is the whole of it and may be overwritten afterwards. Throws, and
   * leaves what is there alone, where the message is broken.
   */
  add(origin: Origin, header: Header, message: Buffer): void {
    const { shard, epoch } = origin;
    const { t, s, d } = header;
    if (t === null || s === null) {
      throw new TypeError(`Cannot add a message as a dispatch: received op ${header.op}`);
    }
    const packed = this.#payload === "decoded" ? this.#pack({ t, d }, message) : STAYS_TEXT;
    const end = packed === STAYS_TEXT ? this.#copy(message, d) : packed;
    const length = end - this.#used;
    const flags = flagsOf(origin, packed === STAYS_TEXT);
    const name = this.#numberOf(t);
    this.#headers.add({ shard, epoch, seq: s, length, name, flags });
    if (this.#count === 0) this.#began = hrtime();
    this.#used = end;
    this.#count += 1;
    this.#marks.move(shard, epoch, s);
    if (this.#length > BATCH_BYTES) this.#close();
  }

  /** Says that a shard has come as far as `seq`, though nothing of it crosses. */
  cover(shard: number, epoch: number, seq: number): void {
    this.#marks.move(shard, epoch, seq);
  }

  /** The next batch, the last of them as full as it is; null when nothing waits. */
  take(): Outgoing | null {
    if (this.#closed.length === 0) this.#close();
    return this.takeFull();
  }

  /** The next batch that is full, or null. */
  takeFull(): Outgoing | null {
    const next = this.#closed.shift();
    if (next === undefined) return null;
    this.#closedBytes -= next.message.bytes.length;
    return next;
  }

  /** Takes back the buffer of a batch that nobody reads any more. */
  recycle(buffer: ArrayBuffer): void {
    if (buffer.byteLength === BATCH_BYTES && this.#spare.length < MAX_SPARE) {
      this.#spare.push(buffer);
    }
  }

  /** Packs the payload of the next record. Where it ends, or `STAYS_TEXT`. */
  #pack(envelope: Envelope, message: Buffer): number {
    this.#makeRoom(HEADER_BYTES + message.length); // nearly always enough
    for (;;) {
      const end = this.#encoder.encode(envelope, message, this.#buffer, this.#used);
      if (end !== NEEDS_ROOM) return end;
      if (this.#count === 0) this.#begin(2 * this.#buffer.length);
      else this.#makeRoom(BATCH_BYTES);
    }
  }

  /** Copies the payload's text into the next record. Where it ends. */
  #copy(message: Buffer, d: number | null): number {
    const text = this.#textOf(message, d);
    this.#makeRoom(HEADER_BYTES + text.length);
    const end = this.#used + text.copy(this.#buffer, this.#used);
    unbreak(this.#buffer.subarray(this.#used, end));
    return end;
  }

  #textOf(message: Buffer, d: number | null): Buffer {
    const place = this.#find(message, d);
    if (place !== null) return message.subarray(place.start, place.end);
    checkObject(message);
    return NULL;
  }

  #numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    if (number === MAX_NAMES)
      throw new RangeError(`Cannot add a dispatch: ${name} is one name too many`);
    this.#numbers.set(name, number);
    this.#newNames.push(name);
    return number;
  }

  /** Sees to it that so many bytes fit in. A record larger than a batch gets one to itself. */
  #makeRoom(bytes: number): void {
    if (this.#count > 0 && this.#length + bytes > BATCH_BYTES) this.#close();
    if (this.#length + bytes > this.#buffer.length) this.#begin(Math.max(bytes, BATCH_BYTES));
  }

  #begin(bytes: number): void {
    this.recycle(this.#buffer.buffer);
    const spare = bytes === BATCH_BYTES ? this.#spare.pop() : undefined;
    this.#buffer = spare === undefined ? Buffer.allocUnsafeSlow(bytes) : Buffer.from(spare);
  }

  #close(): void {
    if (this.#count === 0 && this.#marks.empty) return;
    const bytes = this.#detach();
    const shapes = this.#encoder.takeShapes();
    const message: BatchMessage = {
      kind: "batch",
      bytes,
      at: this.#began,
      count: this.#count,
      marks: this.#marks.take(),
      ...(shapes === undefined ? {} : { shapes }),
      ...(this.#newNames.length === 0 ? {} : { names: this.#newNames }),
    };
    const transfer = bytes.length === 0 ? [] : [bytes.buffer];
    this.#closed.push({ message, transfer, weight: bytes.buffer.byteLength });
    this.#closedBytes += bytes.length;
    this.#newNames = [];
    this.#used = 0;
    this.#count = 0;
  }

  /** Payloads and headers of the batch that is being filled, in bytes. */
  get #length(): number {
    return this.#used + this.#headers.size;
  }

  /** The records, in a buffer that is less than twice their size: memory is what credit bounds. */
  #detach(): Uint8Array<ArrayBuffer> {
    const payloads = this.#buffer.subarray(0, this.#used);
    const { length } = this.#buffer;
    const isApt = this.#length <= length && this.#length > length / 2;
    const records = isApt
      ? new Uint8Array(payloads.buffer, 0, this.#length)
      : new Uint8Array(this.#length);
    if (!isApt) records.set(payloads);
    this.#headers.moveTo(records, this.#used);
    if (isApt || length > BATCH_BYTES) this.#buffer = Buffer.alloc(0);
    return records;
  }
}

function flagsOf({ replayed, internal }: Origin, text: boolean): number {
  return (replayed ? REPLAYED : 0) | (internal ? INTERNAL : 0) | (text ? TEXT : 0);
}

/** A new line is only allowed between tokens; as a space it leaves a payload on one line. */
function unbreak(text: Buffer): void {
  for (const code of NEW_LINES) {
    for (let at = text.indexOf(code); at !== -1; at = text.indexOf(code, at + 1)) text[at] = SPACE;
  }
}
