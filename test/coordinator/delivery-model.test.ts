import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import type { DispatchIterator } from "../../src/coordinator/dispatch-iterator.js";
import { DeliveryModel } from "../support/delivery-model.js";
import { events, Line } from "../support/line.js";
import { runs } from "../support/runs.js";

type Action =
  | { readonly kind: "take"; readonly events: number; readonly filtered: boolean }
  | { readonly kind: "open" }
  | { readonly kind: "next" | "leave"; readonly which: number };

const anyOne = fc.nat({ max: 3 });

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    kind: fc.constant("take" as const),
    events: fc.nat({ max: 3 }),
    filtered: fc.boolean(),
  }),
  { arbitrary: fc.record({ kind: fc.constant("next" as const), which: anyOne }), weight: 4 },
  fc.record({ kind: fc.constant("open" as const) }),
  fc.record({ kind: fc.constant("leave" as const), which: anyOne }),
);

/** The real thing and the model, side by side. */
class Pair {
  readonly line = new Line();
  readonly model = new DeliveryModel();
  readonly got: number[][] = [];
  readonly #iterators: DispatchIterator[] = [];
  #seq = 0;

  async run(action: Action): Promise<void> {
    if (action.kind === "take") this.#take(action.events, action.filtered);
    else if (action.kind === "open") this.#open();
    else await this.#read(action.kind, action.which);
    assert.equal(this.line.position.handed, this.model.handed, "handed over");
    assert.equal(this.line.finished.length, this.model.finished, "batches done with");
  }

  #take(count: number, filtered: boolean): void {
    const seqs = Array.from({ length: count }, () => ++this.#seq);
    const mark = filtered || count === 0 ? ++this.#seq : this.#seq;
    this.line.take(...events(...seqs), { seq: mark });
    this.model.take(seqs, mark);
  }

  #open(): void {
    this.#iterators.push(this.line.delivery.iterate());
    this.got.push([]);
    this.model.open();
  }

  async #read(kind: "next" | "leave", which: number): Promise<void> {
    const [iterator, reader] = [this.#iterators[which], this.model.readers[which]];
    if (iterator === undefined || reader === undefined) return;
    if (kind === "leave") {
      this.model.leave(reader);
      await iterator.return();
      return;
    }
    this.model.next(reader);
    void iterator.next().then(({ value }) => {
      if (value !== undefined) this.got[which]?.push(value.seq);
    });
  }
}

it("a delivery does what its model says, whatever its iterators do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAction, { maxLength: 60 }), async (actions) => {
      const pair = new Pair();
      for (const one of actions) await pair.run(one);
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        pair.got,
        pair.model.readers.map(({ got }) => got),
      );
    }),
    { numRuns: runs(300) },
  );
});

it("and in one log of thousands of events", async () => {
  const pair = new Pair();
  await pair.run({ kind: "open" });
  await pair.run({ kind: "open" });
  for (let turn = 0; turn < 5_000; turn++) {
    await pair.run({ kind: "take", events: 2, filtered: turn % 7 === 0 });
    await pair.run({ kind: "next", which: 0 });
    if (turn % 2 === 0) await pair.run({ kind: "next", which: 0 });
    if (turn % 3 === 0) await pair.run({ kind: "next", which: 1 });
  }
  await pair.run({ kind: "leave", which: 1 });
  assert.deepEqual(
    pair.got,
    pair.model.readers.map(({ got }) => got),
  );
});
