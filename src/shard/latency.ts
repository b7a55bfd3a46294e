// How long heartbeats take to be acknowledged. An ack does not say which heartbeat it answers, so
// they are matched in order, and where the order is in doubt there is no sample.

/** What is known of a connection's round trips, in ms. */
export interface LatencyReport {
  /** The newest samples first, five at most. */
  readonly recent: readonly number[];
  /** Over the whole connection; null before the first sample. */
  readonly average: number | null;
  /** Heartbeats that had no ack when the next one was due. */
  readonly missed: number;
}

interface Flying {
  readonly at: number;
  /** Whether its ack is read as soon as it comes. */
  watched: boolean;
}

const MAX_RECENT = 5;

/** The round trips of one connection. */
export class Latency {
  #flying: Flying[] = [];
  /** Whether an ack that comes may be that of a heartbeat given up. */
  #inDoubt = false;
  readonly #recent: number[] = [];
  #sum = 0;
  #count = 0;
  #missed = 0;

  get report(): LatencyReport {
    const average = this.#count === 0 ? null : this.#sum / this.#count;
    return { recent: [...this.#recent], average, missed: this.#missed };
  }

  /**
   * A heartbeat has left.
   *
   * @param watched - whether the socket is read now
   */
  sent(at: number, watched: boolean): void {
    this.#flying.push({ at, watched });
  }

  /** An ack has come; one that nothing asked for counts for nothing. */
  acked(at: number): void {
    const first = this.#inDoubt ? undefined : this.#flying.shift();
    if (this.#inDoubt) this.#flying = [];
    this.#inDoubt = false;
    if (first?.watched) this.#add(at - first.at);
  }

  /** Whether every heartbeat that left has its ack. */
  get isSettled(): boolean {
    return this.#flying.length === 0 && !this.#inDoubt;
  }

  /** The socket is not read for a while: acks to come may have come before. */
  unwatch(): void {
    for (const flying of this.#flying) flying.watched = false;
  }

  /** The next heartbeat is due: those without an ack are given up. */
  giveUp(): void {
    if (this.#flying.length === 0) return;
    this.#missed += this.#flying.filter(({ watched }) => watched).length;
    this.#flying = [];
    this.#inDoubt = true;
  }

  #add(sample: number): void {
    this.#recent.unshift(sample);
    if (this.#recent.length > MAX_RECENT) this.#recent.pop();
    this.#sum += sample;
    this.#count++;
  }
}
