// Watches that heartbeats come in time.

/**
 * Calls back when no beat came for `ms`. What lies unread in the socket when the timer fires is
 * read first: a late simulator is no late client.
 */
export class Deadline {
  readonly #timer: NodeJS.Timeout;
  #immediate: NodeJS.Immediate | null = null;
  #beats = 0;

  constructor(ms: number, missed: () => void) {
    this.#timer = setTimeout(() => {
      const beats = this.#beats;
      this.#immediate = setImmediate(() => {
        if (this.#beats === beats) missed();
      });
    }, ms);
  }

  beat(): void {
    this.#beats++;
    this.#timer.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
  }
}
