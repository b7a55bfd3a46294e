// The payload of a dispatch in binary, so that the main thread reads it in half the time of JSON.
//
// msgpackr writes an object as the number of its shape and its values. The encoder of a thread
// tells its decoder each new shape once, beside the batch that first uses it, which leaves the
// records independent of each other: any of them may be decoded late or never.

import { Packr, RESET_BUFFER_MODE, Unpackr } from "msgpackr";
import { isFaithful } from "./faithful.js";

/** The keys of an object, in order. */
export type Shape = readonly string[];

/** Past 5,152 shapes, msgpackr with its native extractor returns wrong strings. */
const MAX_SHAPES = 4_096;

/** Shapes that are taken: fewer than `MAX_SHAPES`, past which msgpackr asks about none. */
const TABLE_SIZE = 4_000;

/** New shapes that one event name may bring. The richest in captured traffic brings 163. */
const SHAPES_PER_NAME = 500;

/** Where msgpackr packs, in bytes; it grows for a larger message, and is dropped after it. */
const SCRATCH_BYTES = 65_536;
const MAX_SCRATCH_BYTES = 1_048_576;

/** msgpackr notes on the array itself how much of it both sides share. */
interface Shapes extends Array<string[]> {
  sharedLength?: number;
}

/** What an event name has brought. */
interface Habit {
  shapes: number;
}

/** Packs dispatches for one port. */
export class Encoder {
  readonly #shapes: Shapes = [];
  readonly #habits = new Map<string, Habit>();
  readonly #packr: Packr;
  #habit: Habit = { shapes: 0 };
  #sent = 0;
  #scratch = MAX_SCRATCH_BYTES + 1;

  constructor() {
    this.#packr = new Packr({
      structures: this.#shapes,
      maxSharedStructures: MAX_SHAPES,
      maxOwnStructures: 0,
      useRecords: (object: object) => this.#isRecord(object),
      shouldShareStructure: () => this.#admit(),
      useToJSON: false,
      variableMapSize: true,
    });
  }

  /**
   * Packs `d` of a whole message. The result is a view that is good until the next call; null
   * says that `d` must cross as JSON text. Throws a SyntaxError where the message is no JSON
   * object.
   */
  encode(name: string, message: Buffer): Uint8Array | null {
    const text = message.toString();
    const data = payloadOf(JSON.parse(text));
    if (!isFaithful(data, text)) return null;
    this.#habit = this.#habitOf(name);
    if (this.#scratch > MAX_SCRATCH_BYTES) this.#renewScratch();
    return this.#pack(data);
  }

  /** The shapes that are new since the last call, in the order of their numbers, if any. */
  takeStructures(): readonly Shape[] | undefined {
    const known = this.#shapes.sharedLength ?? 0;
    if (known === this.#sent) return undefined;
    const fresh = this.#shapes.slice(this.#sent, known).map((shape) => [...shape]);
    this.#sent = known;
    return fresh;
  }

  #pack(data: unknown): Uint8Array | null {
    try {
      const packed = this.#packr.pack(data, RESET_BUFFER_MODE);
      this.#scratch = packed.buffer.byteLength;
      return packed;
    } catch {
      // It is valid JSON all the same. A stack that overflows may leave msgpackr's buffer and its
      // view of it at odds, so both are replaced.
      this.#renewScratch();
      return null;
    }
  }

  #renewScratch(): void {
    this.#packr.useBuffer(Buffer.allocUnsafeSlow(SCRATCH_BYTES));
    this.#scratch = SCRATCH_BYTES;
  }

  #habitOf(name: string): Habit {
    const known = this.#habits.get(name);
    if (known !== undefined) return known;
    const habit = { shapes: 0 };
    this.#habits.set(name, habit);
    return habit;
  }

  /** Whether an object is written by its shape. One keyed by ids has a new shape each time. */
  #isRecord(object: object): boolean {
    if (this.#habit.shapes > SHAPES_PER_NAME) return false;
    for (const key in object) return !startsWithDigit(key);
    return true;
  }

  /** Whether a new shape gets a number. A refused one is written as a map, and counts as well. */
  #admit(): boolean {
    this.#habit.shapes += 1;
    const known = this.#shapes.sharedLength ?? 0;
    return this.#habit.shapes <= SHAPES_PER_NAME && known < TABLE_SIZE;
  }
}

/** Unpacks what the encoder at the other end of the port has packed. */
export class Decoder {
  readonly #shapes: string[][] = [];
  readonly #range = { start: 0, end: 0 };
  readonly #unpackr: Unpackr;

  constructor() {
    this.#unpackr = new Unpackr({
      mapsAsObjects: true,
      // Asked for whenever a number is met that it does not know yet; the array becomes its own.
      getStructures: () => [...this.#shapes],
    });
  }

  /** Takes shapes of `takeStructures`, all of them and in their order. */
  learn(structures: readonly Shape[]): void {
    for (const shape of structures) this.#shapes.push([...shape]);
  }

  /** The value that lies at these bytes. Throws where they are damaged. */
  decode(bytes: Uint8Array, start: number, end: number): unknown {
    this.#range.start = start;
    this.#range.end = end;
    return this.#unpackr.unpack(bytes, this.#range);
  }
}

function payloadOf(message: unknown): unknown {
  if (typeof message !== "object" || message === null || Array.isArray(message)) {
    throw new SyntaxError("Cannot read a message as a JSON object: received another JSON value");
  }
  return "d" in message ? message.d : null;
}

function startsWithDigit(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57;
}
