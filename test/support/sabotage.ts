// Makes the workers of coordinators in this process obey a saboteur. They take it from the
// environment when they start, so this comes before the first of them.

import { BroadcastChannel } from "node:worker_threads";
import { CHANNEL, type Order } from "./saboteur.js";

const SABOTEUR = new URL("saboteur.js", import.meta.url).href;

process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --import ${SABOTEUR}`.trim();

/** Tells all workers what to do. */
export function sabotage(order: Order): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(order);
  channel.close();
}
