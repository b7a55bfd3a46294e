// The replay buffer of a session: its last dispatches, as they were encoded.

/** A dispatch as it was sent. */
export interface Kept {
  readonly s: number;
  readonly bytes: Buffer;
}

export class Ring {
  readonly #items: (Kept | undefined)[] = [];
  readonly #capacity: number;
  readonly #maxBytes: number;
  #start = 0;
  #length = 0;
  #bytes = 0;
  /** The highest seq that is no longer here. */
  #gone = 0;

  constructor(capacity: number, maxBytes: number) {
    this.#capacity = capacity;
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** The lowest seq that a resume may ask for. */
  get reach(): number {
    return this.#gone;
  }

  push(s: number, bytes: Buffer): void {
    if (this.#length === this.#capacity) this.#drop();
    this.#items[(this.#start + this.#length) % this.#capacity] = { s, bytes };
    this.#length++;
    this.#bytes += bytes.length;
    while (this.#bytes > this.#maxBytes && this.#length > 0) this.#drop();
  }

  /** Forgets everything up to and with `seq`. */
  trim(seq: number): void {
    while (this.#length > 0 && (this.#at(0)?.s ?? Infinity) <= seq) this.#drop();
  }

  /** What came after `seq`, in order; null when some of it is gone. */
  after(seq: number): readonly Kept[] | null {
    if (seq < this.#gone) return null;
    const found: Kept[] = [];
    for (let index = 0; index < this.#length; index++) {
      const item = this.#at(index);
      if (item !== undefined && item.s > seq) found.push(item);
    }
    return found;
  }

  #at(index: number): Kept | undefined {
    return this.#items[(this.#start + index) % this.#capacity];
  }

  #drop(): void {
    const item = this.#at(0);
    this.#items[this.#start] = undefined;
    this.#start = (this.#start + 1) % this.#capacity;
    this.#length--;
    if (item === undefined) return;
    this.#bytes -= item.bytes.length;
    this.#gone = item.s;
  }
}
