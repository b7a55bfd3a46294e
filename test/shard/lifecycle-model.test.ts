import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { next } from "../../src/shard/lifecycle.js";
import { initial, type Input, type State } from "../../src/shard/state.js";
import { LifecycleModel, type Outlook } from "../support/lifecycle-model.js";
import { runs } from "../support/runs.js";

const STORED = { id: "stored", url: "wss://resume.test" };

/** Of inputs that tell the time, all but the time. */
type Timeless<T> = T extends { readonly at: number } ? Omit<T, "at"> : T;

/** The lifecycle under test. */
interface Real {
  state: State;
}

type Command = fc.Command<LifecycleModel, Real>;

/** What can be seen of a state. */
function outlook(state: State): Outlook {
  const seen = { kind: state.kind, session: state.memory.session };
  switch (state.kind) {
    case "connecting":
    case "hello":
      return { ...seen, via: state.via };
    case "backoff":
      return { ...seen, wait: state.wait };
    case "stopped":
      return { ...seen, fatal: state.fatal };
    case "closing":
      return { ...seen, closing: [state.code, state.flow, state.aim] };
    default:
      return seen;
  }
}

/** Gives one input to both and compares what it led to. */
function give(name: string, inputOf: (model: LifecycleModel) => Input): Command {
  return {
    check: () => true,
    toString: () => name,
    run: (model, real) => {
      const input = inputOf(model);
      const before = real.state;
      real.state = next(before, input);
      if (!model.means(input)) assert.equal(real.state, before, "an echo changes nothing");
      model.take(input);
      assert.deepEqual(outlook(real.state), model.outlook);
    },
  };
}

const any = (input: Timeless<Input>): Command =>
  give(JSON.stringify(input), ({ now }) => {
    switch (input.kind) {
      case "hello":
      case "closed":
        return { ...input, at: now };
      default:
        return input;
    }
  });

const onward = (): Command => give("onward", (model) => model.onward);

const pass = (ms: number): Command => ({
  check: () => true,
  toString: () => `pass(${ms})`,
  run: (model) => void (model.now += ms),
});

/** So many steps onward in one go. */
const up = (steps: number): Command => ({
  check: () => true,
  toString: () => `up(${steps})`,
  run: (model, real) => {
    for (let step = 0; step < steps; step += 1) onward().run(model, real);
  },
});

/** Connections that die after Hello, each living for so long; one of them may get a dispatch. */
const storm = (rounds: number, ms: number, answered: number): Command => ({
  check: () => true,
  toString: () => `storm(${rounds}, ${ms}, ${answered})`,
  run: (model, real) => {
    for (let round = 0; round < rounds; round += 1) {
      up(3).run(model, real);
      pass(ms).run(model, real);
      if (round === answered) any({ kind: "progress" }).run(model, real);
      closed(1006, "network").run(model, real);
    }
  },
});

const CODES = [1000, 1001, 1005, 1006, ...Array.from({ length: 18 }, (_, i) => 4000 + i), 4900];
const FATAL = [4004, 4010, 4011, 4012, 4013, 4014];
const kinds = ["start", "opened", "permit", "progress", "resumed", "healthy", "reconnect"] as const;

const closed = (code: number, by: "discord" | "network" | "us"): Command =>
  any({ kind: "closed", code, by, reason: "" });

const commands = fc.commands(
  [
    fc.constant(onward()),
    fc.constant(onward()),
    fc.integer({ min: 2, max: 6 }).map(up),
    fc.integer({ min: 2, max: 6 }).map(up),
    fc.constantFrom(...kinds).map((kind) => any({ kind })),
    fc.constantFrom("elapsed", "hello").map((kind) => any({ kind })),
    fc.constant(give("ready", ({ fresh }) => ({ kind: "ready", session: fresh }))),
    fc.boolean().map((resumable) => any({ kind: "invalid", resumable })),
    fc.nat(2).map((seq) => any({ kind: "refused", seq, reason: "" })),
    fc.constant(any({ kind: "broken", reason: "" })),
    fc
      .constantFrom(...CODES.filter((code) => !FATAL.includes(code)))
      .map((code) => closed(code, "discord")),
    fc.constantFrom("network", "us").map((by) => closed(by === "us" ? 4900 : 1006, by)),
    fc.constantFrom("network", "us").map((by) => closed(by === "us" ? 4900 : 1006, by)),
    fc.constantFrom(1_000, 7_000, 15_000, 30_000).map(pass),
    fc
      .tuple(fc.nat(8), fc.constantFrom(1_000, 15_000), fc.nat(8))
      .map(([rounds, ms, answered]) => storm(rounds, ms, answered)),
  ],
  { maxCommands: 60, size: "max" },
);

/** Nothing follows these but the end, so that they are rare in the middle of a run. */
const ends = fc.commands(
  [
    fc.constant(onward()),
    fc.constantFrom(1000, 4900).map((code) => any({ kind: "stop", code })),
    fc.constantFrom(...FATAL).map((code) => closed(code, "discord")),
    fc.constantFrom(...FATAL).map((code) => closed(code, "us")),
    fc.constantFrom(...kinds, "elapsed", "hello").map((kind) => any({ kind })),
    fc.constantFrom(...CODES).map((code) => closed(code, "discord")),
    fc.nat(2).map((seq) => any({ kind: "refused", seq, reason: "" })),
  ],
  { maxCommands: 12 },
);

test("whatever happens to a shard, it resumes, identifies, waits and stops as its history says", () => {
  const session = fc.constantFrom(null, STORED);
  fc.assert(
    fc.property(session, commands, ends, (stored, life, end) => {
      const both = { model: new LifecycleModel(stored), real: { state: initial(stored) } };
      fc.modelRun(() => both, life);
      fc.modelRun(() => both, end);
    }),
    { numRuns: runs(3_000) },
  );
});
