// A session store serves one coordinator at a time. Two that were given the same one, as by the
// same options, would resume the same sessions, and take them from each other without end.

import { GatewayError } from "../discord/gateway-error.js";
import type { SessionStore } from "./session-store.js";

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

  release(): void {
    if (!this.isForeign) holders.delete(this.#store);
  }
}
