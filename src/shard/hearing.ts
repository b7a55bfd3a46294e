// Finds a shard that is deaf: its connection answers heartbeats, and yet no dispatch comes any
// more where by its own past many should have. Silence alone says nothing: a quiet bot is quiet.

/** The past counts for about so long, in ms. */
const MEMORY_MS = 3_600_000;

/** Less of a past than this says nothing, in ms. */
const LEAST_PAST_MS = 1_800_000;

/** A shorter silence says nothing, in ms. */
const LEAST_SILENCE_MS = 600_000;

/** So many dispatches must be missing, by the mean of the past. */
const MISSING = 100;

/** After a shard was called deaf, nothing is said for this long, in ms. */
const AGAIN_MS = 3_600_000;

/** Listens to one shard. Times are of a clock that stands while the socket is not read, in ms. */
export class Hearing {
  /** Dispatches of the past, and the time that they took, both fading. */
  #heard = 0;
  #past = 0;
  #seq = 0;
  #at = 0;
  #silence = 0;
  #saidAt = -Infinity;

  /** A connection is ready; what was before it counts for the past only. */
  begin(seq: number, at: number): void {
    this.#seq = seq;
    this.#at = at;
    this.#silence = 0;
  }

  /** Looks at how far the shard is. Returns for how long it has been deaf, in ms, or null. */
  check(seq: number, at: number): number | null {
    const dispatches = seq - this.#seq;
    const time = at - this.#at;
    this.#seq = seq;
    this.#at = at;
    if (dispatches === 0) {
      this.#silence += time;
      return this.#isDeaf(at) ? this.#say(at) : null;
    }
    this.#learn(Math.max(dispatches, 1), time + this.#silence);
    this.#silence = 0;
    return null;
  }

  #learn(dispatches: number, time: number): void {
    const fading = Math.exp(-time / MEMORY_MS);
    this.#heard = this.#heard * fading + dispatches;
    this.#past = this.#past * fading + time;
  }

  #isDeaf(at: number): boolean {
    if (this.#past < LEAST_PAST_MS || this.#silence < LEAST_SILENCE_MS) return false;
    const missing = (this.#silence * this.#heard) / this.#past;
    return missing >= MISSING && at - this.#saidAt >= AGAIN_MS;
  }

  #say(at: number): number {
    this.#saidAt = at;
    return this.#silence;
  }
}
