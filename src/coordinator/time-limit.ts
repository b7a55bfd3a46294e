// A signal that aborts when a time is over, or another signal aborts.
//
// Node 20 collects the signal of AbortSignal.timeout where only AbortSignal.any knows it, and it
// never fires then. This one lives for as long as its timer runs.

/** Ends something in time. */
export class TimeLimit {
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  /** @param ms - from now on; the reason is then a TimeoutError. */
  constructor(ms: number, other: AbortSignal) {
    const clock = new AbortController();
    this.#timer = setTimeout(() => {
      clock.abort(new DOMException(`not within ${ms} ms`, "TimeoutError"));
    }, ms);
    this.signal = AbortSignal.any([other, clock.signal]);
  }

  /** Lets go of the timer: nothing waits any more. */
  end(): void {
    clearTimeout(this.#timer);
  }
}
