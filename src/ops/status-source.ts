// What the status page and the metrics need of a coordinator, whatever module it was made for.

import type { EventEmitter } from "node:events";
import type { CoordinatorEvents } from "../coordinator/events.js";
import type { Status } from "../coordinator/status.js";

/** A coordinator. */
export interface StatusSource extends EventEmitter<CoordinatorEvents> {
  status(): Status;
}
