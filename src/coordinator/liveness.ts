// Finds a thread that hangs: one that gave no sign for 30 s in which the main loop itself turned.
// A main thread that was blocked counts for nothing, since its timers do not fire meanwhile.

const TURN_MS = 1_000;
const TURNS = 30;

/** Watches one counter on shared memory. */
export class Liveness {
  readonly #timer: NodeJS.Timeout;
  #last = 0;
  #silent = 0;

  /** @param hung - called once when the counter has stood still for 30 s. */
  constructor(alive: Int32Array, hung: () => void) {
    this.#timer = setInterval(() => {
      const now = Atomics.load(alive, 0);
      this.#silent = now === this.#last ? this.#silent + 1 : 0;
      this.#last = now;
      if (this.#silent < TURNS) return;
      this.stop();
      hung();
    }, TURN_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
