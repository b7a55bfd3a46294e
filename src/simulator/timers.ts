// Everything the simulator does later, in one place, so that closing it leaves nothing behind.

export class Timers {
  readonly #pending = new Set<NodeJS.Timeout>();
  #open = true;

  /** Calls `task` after `ms`; the returned function takes it back. */
  after(ms: number, task: () => void): () => void {
    if (!this.#open) return () => {};
    const timer = setTimeout(() => {
      this.#pending.delete(timer);
      task();
    }, ms);
    this.#pending.add(timer);
    return () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
  }

  /** Calls `task` at once where `ms` is 0, else later. */
  soon(ms: number, task: () => void): void {
    if (ms <= 0) task();
    else this.after(ms, task);
  }

  close(): void {
    this.#open = false;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
