// What a delivery must do, said as plainly as can be: lists of all there ever was, and counts.

interface Reader {
  /** How many of all events it was given, or came before its opening. */
  given: number;
  /** Calls of `next` without an answer. */
  asked: number;
  /** Whether the last one it was given is still in hand. */
  holding: boolean;
  open: boolean;
  readonly got: number[];
}

interface Batch {
  /** How many of all events are dealt with when this batch is. */
  readonly end: number;
  readonly mark: number;
}

/** The model of a `Delivery` with one session. */
export class DeliveryModel {
  readonly readers: Reader[] = [];
  readonly #seqs: number[] = [];
  readonly #batches: Batch[] = [];

  take(seqs: readonly number[], mark: number): void {
    this.#seqs.push(...seqs);
    this.#batches.push({ end: this.#seqs.length, mark });
    for (const reader of this.readers) this.#serve(reader);
  }

  open(): void {
    const given = this.#seqs.length;
    this.readers.push({ given, asked: 0, holding: false, open: true, got: [] });
  }

  next(reader: Reader): void {
    if (!reader.open) return;
    reader.holding = false;
    reader.asked++;
    this.#serve(reader);
  }

  leave(reader: Reader): void {
    reader.open = false;
  }

  /** The seq up to which everything is handed over. */
  get handed(): number {
    const dealt = this.#dealt();
    const marks = this.#batches.filter(({ end }) => end <= dealt).map(({ mark }) => mark);
    return Math.max(0, this.#seqs[dealt - 1] ?? 0, ...marks);
  }

  /** How many batches are done with. */
  get finished(): number {
    const dealt = this.#dealt();
    return this.#batches.filter(({ end }) => end <= dealt).length;
  }

  #dealt(): number {
    const reading = this.readers.filter(({ open }) => open);
    const done = reading.map(({ given, holding }) => (holding ? given - 1 : given));
    return Math.min(this.#seqs.length, ...done);
  }

  #serve(reader: Reader): void {
    while (reader.open && reader.asked > 0 && reader.given < this.#seqs.length) {
      reader.got.push(this.#seqs[reader.given] ?? 0);
      reader.given++;
      reader.asked--;
      reader.holding = reader.asked === 0;
    }
  }
}
