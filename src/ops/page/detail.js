// The panel about one shard.

import { byId, setAttribute, show, write } from "./dom.js";
import { clock, duration, NONE, short, whole } from "./format.js";
import { STATES } from "./states.js";

/** @import { CloseStatus, ShardStatus } from "../../coordinator/status.js" */

const WHO = {
  discord: "by Discord",
  us: "by us",
  network: "by the network",
};

/**
 * @param {CloseStatus} close
 * @param {number} now
 */
function howText({ at, code, by }, now) {
  const what = code === null ? "Without a code" : `Code ${code}`;
  return `${what}, ${WHO[by]}, ${duration(now - at)} ago (${clock(at)}).`;
}

/**
 * Shows a shard; null for none.
 *
 * @param {ShardStatus | null} shard
 * @param {number} now
 * @param {number | null} rate - events a second.
 */
export function showDetail(shard, now, rate) {
  show("detail-list", shard !== null);
  show("detail-hint", shard === null);
  if (shard === null) return write("detail-title", "Shard");
  const { id, state, since, latencyMs, events, guilds, thread, lastClose } = shard;
  const { word, means } = STATES[state];
  write("detail-title", `Shard ${id}`);
  write("detail-state", word);
  setAttribute(byId("detail-state"), "data-state", state);
  write("detail-since", [`for ${duration(now - since)}`, means].filter(Boolean).join(", "));
  write("detail-latency", latencyMs === null ? NONE : `${short(latencyMs)} ms`);
  const inAll = `${whole(events)} in all`;
  write("detail-events", rate === null ? inAll : `${short(rate)}/s, ${inAll}`);
  write("detail-guilds", guilds === null ? NONE : whole(guilds));
  write("detail-thread", String(thread));
  write("detail-close-how", lastClose === null ? "None" : howText(lastClose, now));
  write("detail-close-why", lastClose?.reason ?? "");
}
