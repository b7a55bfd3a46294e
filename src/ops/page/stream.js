// The connection to the bot: server-sent events while the page is seen. The browser connects again
// by itself after a loss; where the server has refused it gives up, and then this does not.

/** @import { Happening } from "../happening-log.js" */
/** @import { StatusFrame } from "../status-frame.js" */

/**
 * @typedef {object} StreamOwner
 * @property {(frame: StatusFrame) => void} frame - once a second.
 * @property {(entry: Happening) => void} happening - the oldest first; some may come twice.
 * @property {(kind: "live" | "lost" | "paused") => void} connection - whenever it may have changed.
 */

/** A frame comes every second; after so long without one something is wrong, in ms. */
const STALE_MS = 3_500;

/** How often that is checked, in ms. */
const LOOK_MS = 500;

/** After a refusal, in ms. */
const AGAIN_MS = 3_000;

export class Stream {
  /** @type {EventSource | null} */
  #source = null;
  /** When it last heard something, or began to listen again. */
  #heardAt = 0;
  #triedAt = 0;
  #wasHidden = false;
  #owner;

  /** @param {StreamOwner} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  /** Opens it, and keeps it open for as long as the page is seen. */
  open() {
    document.addEventListener("visibilitychange", () => this.#look());
    setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  /** Opens what is to be open, closes what nobody sees, and says how it stands. */
  #look() {
    if (document.hidden) {
      this.#source?.close();
      this.#source = null;
      this.#wasHidden = true;
      return this.#owner.connection("paused");
    }
    if (this.#wasHidden) this.#heardAt = Date.now();
    this.#wasHidden = false;
    const refused = this.#source?.readyState === EventSource.CLOSED;
    const isDue = refused && Date.now() - this.#triedAt > AGAIN_MS;
    if (this.#source === null || isDue) this.#connect();
    const isLive = Date.now() - this.#heardAt < STALE_MS;
    this.#owner.connection(isLive ? "live" : "lost");
  }

  #connect() {
    this.#triedAt = Date.now();
    const source = new EventSource("events");
    source.addEventListener("status", ({ data }) => {
      this.#heardAt = Date.now();
      this.#owner.frame(/** @type {StatusFrame} */ (JSON.parse(String(data))));
      this.#owner.connection("live");
    });
    source.addEventListener("happening", ({ data }) => {
      this.#owner.happening(/** @type {Happening} */ (JSON.parse(String(data))));
    });
    this.#source = source;
  }
}
