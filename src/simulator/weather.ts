// Faults that stand for a while and meet whoever comes by: each is a line of data with who it
// is for, and how long or how often.

import type { Host } from "./recorder.js";

/** Whom a standing fault meets, and until when. Without `ms` and `times` it is met once. */
export interface Reach {
  /** Only this shard; for faults that come before the identify nobody's shard is known. */
  readonly shard?: number;
  /** Only connections to this listener. */
  readonly host?: Host;
  /** Stands so long, in ms. */
  readonly ms?: number;
  /** Is met so often. */
  readonly times?: number;
}

/** What happens to those who come by. */
export type Standing = Reach &
  (
    | { readonly kind: "refuse" } // the connection is reset at the upgrade
    | { readonly kind: "noUpgrade" } // TCP is accepted, the upgrade never answered
    | { readonly kind: "noHello" } // silence after the upgrade
    | { readonly kind: "helloDelay"; readonly delay: number }
    | { readonly kind: "helloInterval"; readonly interval: unknown } // what Hello says it is
    | { readonly kind: "reconnectBeforeHello" } // op 7, then Hello
    | { readonly kind: "reconnectInsteadOfHello" }
    | { readonly kind: "closeBeforeHello"; readonly code: number; readonly reason?: string }
    | { readonly kind: "closeInsteadOfReady"; readonly code: number; readonly reason?: string }
    | { readonly kind: "noReady" } // an identify that is never answered
    | { readonly kind: "readyWithoutSession" }
    | { readonly kind: "outage" } // an identify is answered by op 9
    | { readonly kind: "noResumed" } // a resume that is never answered
    | { readonly kind: "resumeReset" } // a resume is answered by a TCP reset
    | { readonly kind: "resumeInvalid"; readonly resumable: boolean } // or by op 9
    | { readonly kind: "resumeClose"; readonly code: number; readonly reason?: string }
    | { readonly kind: "acks"; readonly mode: "drop" | "duplicate" }
    | { readonly kind: "ackDelay"; readonly delay: number }
    | { readonly kind: "http"; readonly status: number; readonly retryAfter?: number }
    | { readonly kind: "httpDelay"; readonly delay: number }
    | { readonly kind: "httpGarbage" }
    | { readonly kind: "httpReset" }
  );

/** Who comes by. */
export interface Passer {
  readonly shard: number | null;
  readonly host: Host;
}

interface Front {
  readonly fault: Standing;
  readonly until: number;
  left: number;
}

export class Weather {
  readonly #now: () => number;
  #fronts: Front[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  add(fault: Standing): void {
    const { ms, times } = fault;
    const until = ms === undefined ? Infinity : this.#now() + ms;
    const left = times ?? (ms === undefined ? 1 : Infinity);
    this.#fronts.push({ fault, until, left });
  }

  /** Ends the faults of this kind, or all. */
  clear(kind?: string): void {
    this.#fronts = this.#fronts.filter(({ fault }) => kind !== undefined && fault.kind !== kind);
  }

  /** The fault of this kind that meets the passer, if any; it counts as met. */
  meet<K extends Standing["kind"]>(
    kind: K,
    passer: Passer,
  ): Extract<Standing, { readonly kind: K }> | undefined {
    if (this.#fronts.length === 0) return undefined;
    const now = this.#now();
    this.#fronts = this.#fronts.filter(({ until, left }) => now < until && left > 0);
    for (const front of this.#fronts) {
      const { fault } = front;
      if (!isKind(fault, kind) || !reaches(fault, passer)) continue;
      front.left--;
      return fault;
    }
    return undefined;
  }
}

function isKind<K extends Standing["kind"]>(
  fault: Standing,
  kind: K,
): fault is Extract<Standing, { readonly kind: K }> {
  return fault.kind === kind;
}

function reaches({ shard, host }: Reach, passer: Passer): boolean {
  return (
    (shard === undefined || shard === passer.shard) && (host === undefined || host === passer.host)
  );
}
