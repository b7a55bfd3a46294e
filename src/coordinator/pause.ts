// A wait that can be cut short.

/** It begins when it is made. */
export class Pause {
  /** Settles when it is over. */
  readonly over: Promise<void>;
  #end: () => void = () => undefined;

  constructor(ms: number) {
    this.over = new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends it now. */
  end(): void {
    this.#end();
  }
}
