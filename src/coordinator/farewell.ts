// With which code a run's sockets are closed. More than one may ask for the close: that the
// sessions end wins over that they stay, whoever came first, as long as no socket is closed.

import { FINAL_CLOSE, RESUMABLE_CLOSE } from "../discord/limits.js";

/** The close code of one run, open until it is used. */
export class Farewell {
  #code: number = RESUMABLE_CLOSE;
  #isSaid = false;

  /** Asks for the end of the sessions. False where they have been left resumable already. */
  end(): boolean {
    if (!this.#isSaid) this.#code = FINAL_CLOSE;
    return this.#code === FINAL_CLOSE;
  }

  /** The code, which nothing changes any more. */
  say(): number {
    this.#isSaid = true;
    return this.#code;
  }
}
