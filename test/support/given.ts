// Sends events whose data the test knows, and compares what the user got with it.

import assert from "node:assert/strict";
import { once } from "node:events";
import type { Coordinator } from "../../src/index.js";
import type { Rig } from "./rig.js";

/** An event's name and data. */
export interface Given {
  readonly name: string;
  readonly data: unknown;
}

/** What of a coordinator's dispatches is not the simulator's own. */
export class Taken {
  readonly events: Given[] = [];
  readonly #gateway: Coordinator;
  readonly #names: ReadonlySet<string>;

  /** @param names - of the events to keep. */
  constructor(gateway: Coordinator, names: readonly string[]) {
    this.#gateway = gateway;
    this.#names = new Set(names);
    gateway.on("dispatch", ({ name, data }) => {
      if (this.#names.has(name)) this.events.push({ name, data });
    });
  }

  /** Waits for so many, and asserts that they are these. */
  async are(events: readonly Given[]): Promise<void> {
    while (this.events.length < events.length) await once(this.#gateway, "dispatch");
    assert.deepEqual(this.events, events);
  }
}

/** Sends these events to a shard. */
export function emit({ simulator }: Rig, events: readonly Given[], shard = 0): void {
  for (const { name, data } of events) simulator.emit(shard, name, data);
}

/** Events of many sizes, each with a text of its own. */
export function given(count: number, mark: string): Given[] {
  return Array.from({ length: count }, (_, i) => ({
    name: "GIVEN",
    data: { id: `${mark}/${i}`, text: `${mark} é日本😀\u0000"\\ `.repeat((i * 37) % 300), at: i },
  }));
}
