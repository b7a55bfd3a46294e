// A session store serves one coordinator at a time. Two that were given the same one, as by the
// same options, would resume the same sessions, and take them from each other without end.

import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { SessionStore } from "./session-store.js";
import { within } from "./within.js";

/** How long a session store may take to close, in ms. */
const STORE_CLOSE_MS = 1_000;

const holders = new WeakMap<SessionStore, StoreClaim>();

/** One coordinator's claim to its store. */
export class StoreClaim {
  readonly #store: SessionStore;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  /** @throws GatewayError STORE_LOCKED while another coordinator has the store. */
  take(): void {
    if (this.isForeign) {
      const message =
        "Another coordinator of this process keeps its sessions in this store: close that one " +
        "first, or give this one a store of its own";
      throw new GatewayError("STORE_LOCKED", message);
    }
    holders.set(this.#store, this);
  }

  /** Whether another coordinator has the store. */
  get isForeign(): boolean {
    const holder = holders.get(this.#store);
    return holder !== undefined && holder !== this;
  }

  /** Closes the store and gives it free. @param failed - told where that does not work. */
  async close(failed: (error: GatewayError) => void): Promise<void> {
    if (this.isForeign) return;
    const tell = (reason: string, cause?: unknown): void => {
      const message = `The session store could not be closed: ${reason}`;
      failed(new GatewayError("STORE_FAILED", message, { cause }));
    };
    const closed = this.#store.close();
    const told = closed.catch((cause: unknown) => tell(why(cause), cause));
    await within(STORE_CLOSE_MS, told, () => tell(`not within ${STORE_CLOSE_MS} ms`));
    holders.delete(this.#store);
  }
}
