// Which broken rules a fault has forced: a bot that is frozen or cut off cannot heartbeat, and what
// the network delays comes in another rhythm than it was sent. Everything else is a breach.

import type { Rule, Violation } from "../../src/simulator/index.js";
import type { Deed } from "./recipes.js";

/** How late a rule may still be broken for a reason that has passed, in ms. */
const AFTERMATH: { readonly [R in Rule]?: number } = {
  "heartbeat-deadline": 25_000, // the deadline itself, and the ghost of a dead line
  "identify-window": 6_000,
  "command-before-identify": 6_000,
};

/** What a network does that only takes time. */
const SLOW: readonly Rule[] = ["heartbeat-deadline", "identify-window", "command-before-identify"];

interface Excuse {
  readonly rule: Rule;
  /** Null for all. */
  readonly shard: number | null;
  readonly from: number;
  readonly to: number;
}

export class Excuses {
  readonly #maxConcurrency: number;
  #excuses: Excuse[] = [];
  used = 0;

  constructor(maxConcurrency: number) {
    this.#maxConcurrency = maxConcurrency;
  }

  /** A deed is done to a shard, or to the process. */
  deed({ network, process }: Deed, shard: number | null): void {
    switch (network?.kind) {
      case "deadLine":
        return this.#add(["heartbeat-deadline"], shard, 0);
      case "delay":
      case "stall":
      case "trickle":
      case "split":
        return this.#add(SLOW, shard, network.forMs);
      default:
    }
    if (process?.kind === "freeze") this.#add(["heartbeat-deadline"], null, process.ms);
    if (process?.kind === "sabotage") {
      const hung = process.order.how === "hang";
      this.#add(["heartbeat-deadline"], null, hung ? 45_000 : 15_000);
    }
  }

  /** This process, simulator and all, was held up for so long until now. */
  lag(ms: number): void {
    if (ms > 100) this.#add(["identify-window", "command-before-identify"], null, 0, ms);
    if (ms > 1_000) this.#add(["heartbeat-deadline"], null, 0, ms);
  }

  /** Whether something has forced it. */
  covers(violation: Violation): boolean {
    const { rule, at } = violation;
    const found = this.#excuses.some(
      (one) =>
        one.rule === rule && one.from <= at && at <= one.to && this.#concerns(one, violation),
    );
    if (found) this.used++;
    return found;
  }

  #concerns({ shard, rule }: Excuse, violation: Violation): boolean {
    if (shard === null || violation.shard === null || shard === violation.shard) return true;
    const lane = rule === "identify-window" ? this.#maxConcurrency : Infinity;
    return shard % lane === violation.shard % lane;
  }

  #add(rules: readonly Rule[], shard: number | null, forMs: number, ago = 0): void {
    const now = Date.now();
    const from = now - ago;
    this.#excuses = this.#excuses.filter(({ to }) => to > now - 60_000);
    for (const rule of rules) {
      this.#excuses.push({ rule, shard, from, to: now + forMs + (AFTERMATH[rule] ?? 0) });
    }
  }
}
