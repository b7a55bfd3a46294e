// A time limit that moves: asked how much is left, it waits that long and asks again. Before it
// calls anything late, the event loop turns once more, so that what has arrived is read first.

/** One time limit at a time. */
export class Deadline {
  #timer: NodeJS.Timeout | null = null;
  #turn: NodeJS.Immediate | null = null;

  /**
   * Sets the limit, in place of the one before.
   *
   * @param left - how much time is left, in ms.
   * @param late - called once when nothing is left.
   */
  arm(left: () => number, late: () => void): void {
    this.clear();
    this.#timer = setTimeout(() => {
      this.#turn = setImmediate(() => {
        this.#turn = setImmediate(() => {
          if (left() > 0) this.arm(left, late);
          else late();
        });
      });
    }, left());
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#timer = null;
    this.#turn = null;
  }
}
