// The shapes of objects that a port knows: which keys, in which order. They stand in a tree, found
// key by key while an object is read, by the bytes of its keys: no string is made of a known key.

import { AS_TEXT, NOT_JSON } from "./unwritten.js";

/** The keys of an object, in order. */
export type Keys = readonly string[];

/** msgpackr writes a number below this in one byte, and others in two. */
export const SHORT_NUMBERS = 32;

/** Shapes that are taken. Captured traffic has 345. */
const MAX_SHAPES = 4_000;

/** New shapes that one event name may bring. The richest in captured traffic brings 163. */
const SHAPES_PER_NAME = 500;

/** Keys of one shape, and the bytes of a key: an object with more is a map. */
const MAX_KEYS = 256;
const MAX_KEY_BYTES = 256;

/**
 * Places in the tree, those on the way to a shape and those that led to none: in all, by one event
 * name, and behind one place, where they are looked through one after the other.
 */
const MAX_PLACES = 65_536;
const PLACES_PER_NAME = 8_192;
const MAX_BRANCHES = 512;

/** One key behind others: a place in the tree. */
export class Shape {
  /** The key as it stands in JSON, with its quotes. */
  readonly token: Buffer;
  readonly key: string;
  /** What the keys before it make; null for the first one. */
  readonly before: Shape | null;
  /** How many keys. */
  readonly length: number;
  /** What one more key makes of it. */
  readonly longer: Shape[] = [];
  /** Its number, -1 while it has none: no object with just these keys was seen. */
  number = -1;
  /** Where an object begins: how many bytes the number of the last one there took. */
  head = 2;

  constructor(before: Shape | null, token: Buffer, key: string) {
    this.before = before;
    this.token = token;
    this.key = key;
    this.length = before === null ? 0 : before.length + 1;
  }
}

/** What an event name has brought. */
interface Habit {
  shapes: number;
  places: number;
}

/** The shapes of one port, on the side that finds them. */
export class ShapeTable {
  /** Where the tree begins, by the first byte of an object's first key. */
  readonly #roots: readonly Shape[] = Array.from({ length: 256 }, () => root());
  readonly #habits = new Map<string, Habit>();
  #habit: Habit = { shapes: 0, places: 0 };
  #fresh: Shape[] = [];
  #count = 0;
  #places = 0;

  /**
   * Says whose objects come next.
   *
   * @returns whether they are written by their shapes: a name that keeps bringing new ones would
   *   fill the table.
   */
  open(name: string): boolean {
    const known = this.#habits.get(name);
    this.#habit = known ?? { shapes: 0, places: 0 };
    if (known === undefined) this.#habits.set(name, this.#habit);
    return this.#habit.shapes <= SHAPES_PER_NAME;
  }

  /** Where an object begins whose first key has this first byte. */
  root(byte: number): Shape {
    return this.#roots[byte] as Shape;
  }

  /**
   * A new place behind another; null where there is no room for it.
   *
   * @param token - the key as it stands in JSON, with its quotes
   * @throws NOT_JSON, or AS_TEXT for a key that the readers do not make as it is
   */
  grow(before: Shape, token: Buffer): Shape | null {
    const key = keyOf(token);
    if (!this.#hasRoom(before, token)) return this.#refuse();
    const shape = new Shape(before, token, key);
    before.longer.push(shape);
    this.#places += 1;
    this.#habit.places += 1;
    return shape;
  }

  #hasRoom({ length, longer }: Shape, token: Buffer): boolean {
    if (length === MAX_KEYS || longer.length === MAX_BRANCHES) return false;
    if (token.length > MAX_KEY_BYTES) return false;
    return this.#places < MAX_PLACES && this.#habit.places < PLACES_PER_NAME;
  }

  /** Gives a shape its number; null where it gets none. */
  number(shape: Shape): number | null {
    if (this.#habit.shapes >= SHAPES_PER_NAME || this.#count === MAX_SHAPES) return this.#refuse();
    this.#habit.shapes += 1;
    shape.number = this.#count;
    this.#count += 1;
    this.#fresh.push(shape);
    return shape.number;
  }

  /** The shapes that are new since the last call, in the order of their numbers, if any. */
  takeFresh(): readonly Keys[] | undefined {
    if (this.#fresh.length === 0) return undefined;
    const fresh = this.#fresh.map(keysOf);
    this.#fresh = [];
    return fresh;
  }

  /** What is refused counts as brought as well. */
  #refuse(): null {
    this.#habit.shapes += 1;
    return null;
  }
}

/** The key that a token says. */
function keyOf(token: Buffer): string {
  const key: unknown = parsed(token);
  if (typeof key !== "string") throw NOT_JSON;
  if (key === "__proto__" || /^\uFEFF|\p{Surrogate}/u.test(key)) throw AS_TEXT;
  return key;
}

function parsed(token: Buffer): unknown {
  try {
    return JSON.parse(token.toString());
  } catch {
    return null; // not even a string
  }
}

function root(): Shape {
  return new Shape(null, Buffer.alloc(0), "");
}

function keysOf(shape: Shape): Keys {
  const keys: string[] = [];
  for (let at = shape; at.before !== null; at = at.before) keys.push(at.key);
  return keys.toReversed();
}
