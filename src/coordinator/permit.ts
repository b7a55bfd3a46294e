// One permit to identify, from its giving to the end of the window that it opens.

import { IDENTIFY_MARGIN_MS, IDENTIFY_WINDOW_MS } from "../discord/limits.js";
import type { IdentifyBudget } from "./identify-budget.js";
import type { Lease } from "./identify-queue.js";

/** How long a permit is good, in ms: who comes later gives it back. */
export const PERMIT_MS = 250;

/** How long an answer is waited for, in ms: then the permit counts as used at its last moment. */
export const ANSWER_MS = 2_000;

/** How long an identify keeps its lane, in ms. */
export const LANE_MS: number = IDENTIFY_WINDOW_MS + IDENTIFY_MARGIN_MS;

type State =
  | { readonly kind: "given" }
  | { readonly kind: "sent"; readonly at: number }
  /** Nobody answered; `period` is for giving the count back. */
  | { readonly kind: "assumed"; readonly at: number; readonly period: number }
  | { readonly kind: "released" };

/** What a permit needs of its queue. */
export interface PermitOwner {
  readonly budget: IdentifyBudget;
  readonly now: () => number;
  /** The permit's lane may be free earlier or later than it was. */
  readonly changed: (permit: Permit) => void;
}

/** A permit that is out. Calls after the one that ends it do nothing. */
export class Permit implements Lease {
  readonly shard: number;
  readonly #owner: PermitOwner;
  readonly #givenAt: number;
  #state: State = { kind: "given" };

  constructor(shard: number, owner: PermitOwner) {
    this.shard = shard;
    this.#owner = owner;
    this.#givenAt = owner.now();
  }

  /** One that was used before: it only keeps its lane. */
  static sent(shard: number, at: number, owner: PermitOwner): Permit {
    const permit = new Permit(shard, owner);
    permit.#state = { kind: "sent", at };
    return permit;
  }

  /** Whether it came back unused. */
  get unused(): boolean {
    return this.#state.kind === "released";
  }

  /** Until when its lane is taken; infinite while it is out. */
  get freeAt(): number {
    switch (this.#state.kind) {
      case "given":
        return Infinity;
      case "sent":
      case "assumed":
        return this.#state.at + LANE_MS;
      case "released":
        return -Infinity;
    }
  }

  /** When it counts as used without an answer; infinite once there is one. */
  get overdueAt(): number {
    return this.#state.kind === "given" ? this.#givenAt + ANSWER_MS : Infinity;
  }

  sent(at: number = this.#owner.now()): void {
    const { kind } = this.#state;
    if (kind === "given") {
      this.#owner.budget.spend();
    }
    if (kind === "given" || kind === "assumed") {
      const latest = this.#owner.now();
      this.#change({ kind: "sent", at: Math.min(latest, Math.max(at, this.#givenAt)) });
    }
  }

  release(): void {
    if (this.#state.kind === "given") {
      this.#owner.budget.drop();
      this.#change({ kind: "released" });
    } else if (this.#state.kind === "assumed") {
      this.#owner.budget.refund(this.#state.period);
      this.#change({ kind: "released" });
    }
  }

  /** Counts it as used at the last moment that it was good for, if nobody has answered. */
  assume(): void {
    if (this.#state.kind === "given") {
      const period = this.#owner.budget.spend();
      this.#change({ kind: "assumed", at: this.#givenAt + PERMIT_MS, period });
    }
  }

  #change(state: State): void {
    this.#state = state;
    this.#owner.changed(this);
  }
}
