// The identify queue and the budget of the day.

import { byId, fill, setAttribute, write } from "./dom.js";
import { duration, NONE, several, whole } from "./format.js";

/** @import { IdentifyStatus, Status } from "../../coordinator/status.js" */

/** @param {IdentifyStatus} identify */
function showBudget({ remaining, limit, reserve }) {
  const budget = byId("budget");
  setAttribute(budget, "aria-valuemin", "0");
  setAttribute(budget, "aria-valuemax", String(limit));
  setAttribute(budget, "aria-valuenow", String(remaining));
  setAttribute(budget, "data-low", remaining <= reserve ? "" : null);
  fill("budget", limit === 0 ? 0 : remaining / limit);
  const mark = budget.querySelector(".mark");
  if (!(mark instanceof HTMLElement)) return;
  mark.hidden = reserve === 0;
  mark.style.left = `${(100 * reserve) / Math.max(1, limit)}%`;
}

/** @param {Status} status */
export function showIdentifies({ at, identify, totals }) {
  const { resumed, refused, failed } = totals.resumes;
  const bad = refused + failed === 0 ? "" : `, ${whole(refused)} refused, ${whole(failed)} failed`;
  write("resumes", `${whole(resumed)} done${bad}`);
  if (identify === null) return;
  const { waiting, remaining, limit, reserve, resetsAt, maxConcurrency } = identify;
  const stopped = waiting > 0 && remaining <= reserve ? ", stopped" : "";
  write("identify-waiting", `${whole(waiting)} waiting${stopped}`);
  write("budget-text", `${whole(remaining)} of ${whole(limit)} left`);
  showBudget(identify);
  write("budget-reserve", reserve === 0 ? "none" : `${whole(reserve)}, kept back`);
  write("budget-reset", resetsAt === null ? NONE : `in ${duration(resetsAt - at)}`);
  write("budget-lanes", `${several(maxConcurrency, "shard")} in 5 s`);
}
