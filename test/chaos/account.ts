// The book of one session: what of it was handed over, by which life of the bot, and what the next
// life may begin with.

/** What a kill may make come twice, in ms of the bot's activity: one second and some leeway. */
export const DOUBLE_MS = 3_000;

const MARK_MS = 100;

interface Mark {
  readonly at: number;
  readonly seq: number;
}

export class Account {
  readonly session: string;
  readonly shard: number;
  /** The highest seq that was ever handed over. */
  top = 0;
  /** The highest seq that is surely stored: a new life begins behind it. */
  floor = 0;
  /** What the bot's `sessionLost` said of it. */
  lost: { readonly life: number; readonly reason: string } | null = null;
  /** It may go without a word: its bot was killed before it can have been stored. */
  unstored = false;
  doubled = 0;
  #life = 0;
  /** Whether this life is the one that got the session. */
  #fresh = false;
  #last = 0;
  #since = 0;
  #marks: Mark[] = [];

  constructor(session: string, shard: number) {
    this.session = session;
    this.shard = shard;
  }

  /** The last seq of this life, or null where it has handed over nothing. */
  lastOf(life: number): number | null {
    return life === this.#life ? this.#last : null;
  }

  /**
   * A seq was handed over.
   *
   * @param at - in ms of activity of this life.
   * @returns what was wrong, or null.
   */
  hand(life: number, seq: number, at: number): string | null {
    if (this.lost?.life === life) return `seq ${seq} came after it was lost`;
    this.lost = null; // its end was not stored when the bot was killed, and Discord had it still
    const problem = life === this.#life ? this.#next(seq) : this.#begin(life, seq, at);
    if (seq <= this.top) this.doubled++;
    this.top = Math.max(this.top, seq);
    this.#last = seq;
    this.#mark(seq, at);
    return problem;
  }

  /** The life was ended in order: all that it had handed over is stored. */
  closed(life: number): void {
    if (life === this.#life) this.floor = Math.max(this.floor, this.#last);
  }

  /** The life was killed: all that it had handed over before the last moments is stored. */
  killed(life: number, at: number): void {
    if (life !== this.#life) return;
    const old = this.#marks.findLast((mark) => mark.at <= at - DOUBLE_MS);
    if (old !== undefined) this.floor = Math.max(this.floor, old.seq);
    this.unstored = this.#fresh && at - this.#since < DOUBLE_MS;
  }

  #next(seq: number): string | null {
    if (seq === this.#last + 1) return null;
    const what = seq > this.#last ? "missing" : "out of order or twice";
    return `${what}: seq ${seq} after ${this.#last}`;
  }

  #begin(life: number, seq: number, at: number): string | null {
    this.#life = life;
    this.#since = at;
    this.#marks = [];
    this.#fresh = this.top === 0;
    this.unstored = false;
    const floor = this.floor;
    this.floor = Math.max(floor, seq - 1); // it was stored, or it could not begin there
    if (seq > this.top + 1) return `missing: a new life began with ${seq} after ${this.top}`;
    if (seq > floor) return null;
    return `twice: a new life began with ${seq}, up to ${floor} is stored`;
  }

  #mark(seq: number, at: number): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && at - last.at < MARK_MS) return;
    this.#marks.push({ at, seq });
    while ((this.#marks[1]?.at ?? Infinity) <= at - 2 * DOUBLE_MS) this.#marks.shift();
  }
}
