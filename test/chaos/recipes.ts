// Everything that can go wrong, as a table: how often it is chosen, and what it is made of.

import type { Random } from "../../src/simulator/random.js";
import type { Fault } from "../../src/simulator/index.js";
import type { Order } from "../support/saboteur.js";
import type { NetworkFault } from "./proxy.js";

/** What is done to the bot's process. */
export type ProcessFault =
  | { readonly kind: "block"; readonly ms: number } // its main thread
  | { readonly kind: "freeze"; readonly ms: number } // SIGSTOP, then SIGCONT
  | { readonly kind: "sabotage"; readonly order: Order } // of its worker threads
  | { readonly kind: "restart"; readonly signal: "SIGTERM" | "SIGKILL"; readonly downMs: number };

/** What one step does: all at once. */
export interface Deed {
  readonly simulator?: readonly Fault[];
  readonly network?: NetworkFault;
  readonly process?: ProcessFault;
}

/** What a deed is made with: its shard may be one of many, each of which gets one. */
export type Recipe = readonly [weight: number, make: (random: Random, shard: number) => Deed];

/** From `min` up to `max`, in steps of ten. */
function between(random: Random, min: number, max: number): number {
  return min + 10 * random.below(Math.ceil((max - min) / 10) + 1);
}

function fault(...simulator: readonly Fault[]): Deed {
  return { simulator };
}

/** After which a standing fault is met: the shard has to come back. */
function then(shard: number, ...standing: readonly Fault[]): Deed {
  return fault(...standing, { kind: "reset", shard });
}

const KEEPING = [1000, 1001, 1011, 4000, 4002, 4008, 4242] as const;
const ENDING = [4001, 4003, 4005, 4006, 4007, 4009] as const;

/** Faults that Discord or the network bring, and that cost no session. */
export const HARMLESS: { readonly [name: string]: Recipe } = {
  op7: [6, (_, shard) => fault({ kind: "reconnect", shard })],
  "op9 resumable": [3, (_, shard) => fault({ kind: "invalidSession", resumable: true, shard })],
  close: [6, (random, shard) => fault({ kind: "close", code: random.pick(KEEPING), shard })],
  "no close frame": [2, (_, shard) => fault({ kind: "closeWithoutFrame", shard })],
  reset: [4, (_, shard) => fault({ kind: "reset", shard })],
  "half-open": [3, (_, shard) => fault({ kind: "halfOpen", shard })],
  op1: [1, (_, shard) => fault({ kind: "heartbeatRequest", shard })],
  corrupt: [3, (_, shard) => fault({ kind: "corrupt", shard })],
  "invalid json": [2, (_, shard) => fault({ kind: "invalidJson", shard })],
  "unknown op": [1, (_, shard) => fault({ kind: "unknownOp", shard })],
  "unknown event": [1, (_, shard) => fault({ kind: "unknownEvent", shard })],
  burst: [3, (random, shard) => fault({ kind: "burst", count: between(random, 50, 800), shard })],
  oversize: [
    1,
    (random, shard) => fault({ kind: "oversize", bytes: between(random, 1e5, 1e6), shard }),
  ],
  bomb: [1, (random, shard) => fault({ kind: "bomb", bytes: between(random, 1e6, 8e6), shard })],
  "guilds down": [1, (_, shard) => fault({ kind: "guildsDown", share: 0.5, shard })],
  "guilds up": [1, (_, shard) => fault({ kind: "guildsUp", shard })],
  "refused upgrade": [
    2,
    (random, shard) => then(shard, { kind: "refuse", times: 1 + random.below(3) }),
  ],
  "no upgrade": [1, (_, shard) => then(shard, { kind: "noUpgrade" })],
  "no Hello": [0.5, (_, shard) => then(shard, { kind: "noHello" })],
  "no RESUMED": [0.5, (_, shard) => then(shard, { kind: "noResumed", shard })],
  "late Hello": [
    2,
    (random, shard) => then(shard, { kind: "helloDelay", delay: between(random, 500, 4000) }),
  ],
  "op7 before Hello": [1, (_, shard) => then(shard, { kind: "reconnectBeforeHello" })],
  "op7 instead of Hello": [1, (_, shard) => then(shard, { kind: "reconnectInsteadOfHello" })],
  "close before Hello": [1, (_, shard) => then(shard, { kind: "closeBeforeHello", code: 1001 })],
  "resume reset": [2, (_, shard) => then(shard, { kind: "resumeReset", shard })],
  "resume closed": [
    2,
    (random, shard) => then(shard, { kind: "resumeClose", code: random.pick(KEEPING), shard }),
  ],
  "resume op9 resumable": [
    2,
    (_, shard) => then(shard, { kind: "resumeInvalid", resumable: true, shard }),
  ],
  "no acks": [2, (random, shard) => fault(acks(random, shard, "drop"))],
  "two acks": [1, (random, shard) => fault(acks(random, shard, "duplicate"))],
  "late acks": [
    1,
    (random, shard) =>
      fault({ kind: "ackDelay", delay: between(random, 200, 3000), ms: 8000, shard }),
  ],
};

function acks(random: Random, shard: number, mode: "drop" | "duplicate"): Fault {
  return { kind: "acks", mode, shard, ms: between(random, 2000, 8000) };
}

/** Faults after which Discord has the session no more, or will not say what it holds. */
export const COSTLY: { readonly [name: string]: Recipe } = {
  op9: [4, (_, shard) => fault(invalid(shard))],
  "ending close": [
    3,
    (random, shard) => fault({ kind: "close", code: random.pick(ENDING), shard }),
  ],
  "empty ring": [1, (_, shard) => then(shard, { kind: "trimRing", shard })],
  expired: [1, (_, shard) => then(shard, { kind: "expire", shard })],
  "resume op9": [2, (_, shard) => then(shard, { kind: "resumeInvalid", resumable: false, shard })],
  outage: [
    1,
    (random, shard) => fault({ kind: "outage", times: 1 + random.below(2) }, invalid(shard)),
  ],
  "close instead of READY": [
    1,
    (_, shard) => fault({ kind: "closeInsteadOfReady", code: 4000, shard }, invalid(shard)),
  ],
  "READY without session": [
    1,
    (_, shard) => fault({ kind: "readyWithoutSession", shard }, invalid(shard)),
  ],
};

function invalid(shard: number): Fault {
  return { kind: "invalidSession", resumable: false, shard };
}

/** Faults of the network. */
export const NETWORK: { readonly [name: string]: Recipe } = {
  delay: [
    3,
    (random) => net({ kind: "delay", ms: between(random, 50, 800), forMs: forMs(random) }),
  ],
  stall: [3, (random) => net({ kind: "stall", forMs: between(random, 500, 6000) })],
  trickle: [
    2,
    (random) =>
      net({
        kind: "trickle",
        bytesPerSecond: between(random, 2000, 20_000),
        forMs: forMs(random),
      }),
  ],
  split: [
    3,
    (random) => net({ kind: "split", size: random.pick([5, 17, 60, 700]), forMs: forMs(random) }),
  ],
  cut: [3, (random) => net({ kind: "cut", after: random.below(40_000) })],
  "cut by reset": [3, (random) => net({ kind: "cutReset", after: random.below(40_000) })],
  "dead line": [2, () => net({ kind: "deadLine" })],
  "refuse all": [
    1,
    (random, shard) => ({
      ...then(shard),
      network: { kind: "refuseAll", forMs: between(random, 500, 3000) },
    }),
  ],
  "swallow all": [
    1,
    (random, shard) => ({
      ...then(shard),
      network: { kind: "swallowAll", forMs: between(random, 500, 2000) },
    }),
  ],
};

function forMs(random: Random): number {
  return between(random, 1000, 6000);
}

function net(network: NetworkFault): Deed {
  return { network };
}

/** What happens to the bot's process. `hang` costs the 30 s after which a thread counts as hung. */
export const PROCESS: { readonly [name: string]: Recipe } = {
  block: [4, (random) => doing({ kind: "block", ms: between(random, 1000, 5000) })],
  freeze: [3, (random) => doing({ kind: "freeze", ms: between(random, 1000, 8000) })],
  throw: [1, (random) => doing({ kind: "sabotage", order: order(random, "throw") })],
  exit: [1, (random) => doing({ kind: "sabotage", order: order(random, "exit") })],
  heap: [1, (random) => doing({ kind: "sabotage", order: order(random, "heap") })],
  hang: [0.2, () => doing({ kind: "sabotage", order: { how: "hang", whom: "first" } })],
  SIGTERM: [3, (random) => restart(random, "SIGTERM")],
  SIGKILL: [3, (random) => restart(random, "SIGKILL")],
};

function doing(process: ProcessFault): Deed {
  return { process };
}

function order(random: Random, how: Order["how"]): Order {
  return { how, whom: random.next() < 0.3 ? "all" : "first" };
}

/** A restart, sometimes with an API that is not well. */
export function restart(random: Random, signal: "SIGTERM" | "SIGKILL"): Deed {
  const process = { kind: "restart", signal, downMs: between(random, 0, 2000) } as const;
  const times = 1 + random.below(2);
  const weather: readonly Fault[] = [
    { kind: "http", status: random.pick([500, 502, 503]), times },
    { kind: "http", status: 429, retryAfter: 1, times },
    { kind: "httpGarbage", times },
    { kind: "httpReset", times },
    { kind: "httpDelay", delay: between(random, 500, 3000), times },
  ];
  return random.next() < 0.5 ? { process } : { process, simulator: [random.pick(weather)] };
}
