// What the coordinator tells, passed on to the live line and to the end of the run. The log has it
// from the coordinator itself.

import type { Coordinator } from "../coordinator/coordinator.js";
import { complaint, errorFields, type Circumstances } from "./complaint.js";
import type { Ending } from "./ending.js";
import { exitCodeOf, isFatal } from "./exit-codes.js";
import type { Watch } from "./watch.js";

/** Who wants to know. */
export interface Audience {
  readonly watch: Watch;
  readonly ending: Ending;
  readonly circumstances: Circumstances;
}

/** Ends the run by an error that nothing is left to run after. */
export function fail(error: unknown, { ending, circumstances }: Audience): void {
  ending.with({
    code: exitCodeOf(error),
    level: "fatal",
    fields: errorFields(error),
    sentence: complaint(error, circumstances),
  });
}

/** Follows the shards, and ends the run with what ends the coordinator. */
export function listen(gateway: Coordinator, audience: Audience): void {
  audience.watch.budget(() => gateway.status().identify);
  gateway.on("plan", (plan) => audience.watch.plan(plan));
  gateway.on("shard", (change) => audience.watch.shard(change));
  gateway.on("error", (error) => {
    if (isFatal(error)) fail(error, audience);
  });
}
