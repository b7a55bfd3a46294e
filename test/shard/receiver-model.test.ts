import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Input } from "../../src/shard/state.js";
import { LifecycleModel } from "../support/lifecycle-model.js";
import { type Event, Receiving, UNREADABLE } from "../support/receiving.js";
import { runs } from "../support/runs.js";

const STORED = { id: "stored", url: "wss://resume.test", seq: 3 };

/** What a shard takes, told message by message. */
class Model {
  readonly life: LifecycleModel;
  readonly events: Event[] = [];
  readonly said: string[] = [];
  readonly warnings: string[] = [];
  /** How far its session is. */
  received: number;
  #name: string;
  #hasFallen = false;

  constructor(session: typeof STORED | null) {
    this.life = new LifecycleModel(session === null ? null : { id: session.id, url: session.url });
    this.received = session?.seq ?? 0;
    this.#name = session?.id ?? "";
  }

  input(input: Input): void {
    const { kind } = this.life;
    this.life.take(input);
    if (kind === this.life.kind) return;
    if (this.life.kind === "resuming") this.said.push(`${this.#name} ${this.received}`);
    if (this.life.kind === "identifying") this.said.push("identify");
  }

  refuse(): void {
    this.input({ kind: "refused", seq: this.received, reason: "" });
  }

  /** READY with this session and seq. */
  ready(id: string, s: number | null): void {
    const { kind, session } = this.life;
    if (session?.id === id && (kind === "resuming" || kind === "closing")) {
      return this.dispatch("READY", s);
    }
    if (kind === "closing") return;
    if (kind !== "identifying") return this.input({ kind: "broken", reason: "" });
    if (id === "" || s === null) {
      this.warnings.push("READY_INCOMPLETE");
      return this.input({ kind: "broken", reason: "" });
    }
    this.#name = id;
    this.#hasFallen = false;
    this.#take(s);
    this.input({ kind: "ready", session: { id, url: "wss://resume.test" } });
  }

  /** Any other dispatch. */
  dispatch(t: string | null, s: number | null): void {
    const { kind } = this.life;
    if (t === null) return this.refuse();
    if (kind !== "ready" && kind !== "resuming" && kind !== "closing") return;
    if (s === null) return this.refuse();
    if (s <= this.received) {
      if (!this.#hasFallen) this.warnings.push("SEQ_FELL");
      this.#hasFallen = true;
      return;
    }
    if (t === UNREADABLE) return this.refuse();
    this.#take(s);
    if (t === "RESUMED" && kind === "resuming") return this.input({ kind: "resumed" });
    if (kind !== "ready") this.input({ kind: "progress" });
  }

  #take(s: number): void {
    this.events.push([this.#name, s]);
    this.received = s;
  }
}

type Command = fc.Command<Model, Receiving>;

/** Does one thing to both and compares what came of it. */
function command(title: string, run: (model: Model, real: Receiving) => void): Command {
  return {
    check: () => true,
    toString: () => title,
    run: (model, real) => {
      run(model, real);
      assert.deepEqual(real.events, model.events);
      assert.deepEqual(real.said, model.said);
      assert.deepEqual(real.warnings, model.warnings);
      assert.equal(real.receiver.received, model.received);
      assert.equal(real.state.kind, model.life.kind);
      assert.deepEqual(real.state.memory.session, model.life.session);
    },
  };
}

const input = (title: string, of: (model: LifecycleModel) => Input): Command =>
  command(title, (model, real) => {
    const one = of(model.life);
    real.step(one);
    model.input(one);
  });

/** A message; the model is asked where the connection still gives it on. */
const message = (title: string, text: string, take: (model: Model) => void): Command =>
  command(title, (model, real) => {
    real.receive(text);
    if (model.life.outlook.closing?.[1] !== "discard") take(model);
  });

const wire = (op: number, d: unknown, t: string | null = null, s: number | null = null): string =>
  JSON.stringify({ t, s, op, d });

/** READY of a new session, of the one that there is, or of none. */
const ready = (which: "fresh" | "same" | "none", s: number | null): Command =>
  command(`READY(${which}, ${s})`, (model, real) => {
    const { fresh, session } = model.life;
    const id = { fresh: fresh.id, same: session?.id ?? fresh.id, none: "" }[which];
    const text = wire(0, { session_id: id, resume_gateway_url: fresh.url }, "READY", s);
    message("", text, (one) => one.ready(id, s)).run(model, real);
  });

/** A dispatch so far behind the last one, or before it. */
const dispatch = (t: string | null, by: number | null): Command =>
  command(`${t}(${by})`, (model, real) => {
    const s = by === null ? null : model.received + by;
    message("", wire(0, {}, t, s), (one) => one.dispatch(t, s)).run(model, real);
  });

/** What leads on to a shard that is up, as Discord would do it. */
const onward = command("onward", (model, real) => {
  switch (model.life.kind) {
    case "identifying":
      return ready("fresh", 1).run(model, real);
    case "resuming":
      return dispatch("RESUMED", 1).run(model, real);
    case "hello":
      return message("", wire(10, { heartbeat_interval: 41_250 }), (one) => {
        one.input({ kind: "hello", at: one.life.now });
      }).run(model, real);
    default:
      return input("", ({ onward: next }) => next).run(model, real);
  }
});

const up = (steps: number): Command =>
  command(`up(${steps})`, (model, real) => {
    for (let step = 0; step < steps; step += 1) onward.run(model, real);
  });

const pass = (ms: number): Command =>
  command(`pass(${ms})`, (model, real) => {
    real.now += ms;
    model.life.now += ms;
  });

const closed = (code: number, by: "discord" | "network"): Command =>
  input(`closed(${code}, ${by})`, ({ now: at }) => ({ kind: "closed", code, by, reason: "", at }));

const reconnect = message("op 7", wire(7, null), (one) => one.input({ kind: "reconnect" }));

/** Connections that die after their RESUME; one of them gets an event behind an op 7. */
const storm = (rounds: number, answered: number): Command =>
  command(`storm(${rounds}, ${answered})`, (model, real) => {
    for (let round = 0; round < rounds; round += 1) {
      up(3).run(model, real);
      if (round === answered) reconnect.run(model, real);
      if (round === answered) dispatch("MESSAGE_CREATE", 1).run(model, real);
      pass(15_000).run(model, real);
      closed(1006, "network").run(model, real);
    }
  });

const names = fc.constantFrom("MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED", UNREADABLE, null);
const commands = fc.commands(
  [
    fc.constant(onward),
    fc.integer({ min: 2, max: 6 }).map(up),
    fc.integer({ min: 2, max: 6 }).map(up),
    fc.tuple(names, fc.constantFrom(1, 1, 1, 2, 50, 0, -1, null)).map(([t, by]) => dispatch(t, by)),
    fc.integer({ min: 1, max: 3 }).map((by) => dispatch("MESSAGE_CREATE", by)),
    fc
      .tuple(fc.constantFrom("fresh", "same", "none"), fc.constantFrom(1, 1, 7, null))
      .map(([which, s]) => ready(which, s)),
    fc.boolean().map((resumable) => {
      return message(`op 9 ${resumable}`, wire(9, resumable), (one) => {
        one.input({ kind: "invalid", resumable });
      });
    }),
    fc.constantFrom(
      reconnect,
      message("op 1", wire(1, null), (one) => one.said.push("heartbeat")),
      message("op 11", wire(11, null), (one) => one.said.push("ack")),
      message("op 99", wire(99, {}), () => undefined),
      message("garbage", "garbage", (one) => one.refuse()),
    ),
    fc.constantFrom(1000, 1006, 4000, 4007, 4009).map((code) => closed(code, "discord")),
    fc.constant(closed(1006, "network")),
    fc.constantFrom(1_000, 15_000).map(pass),
    fc.tuple(fc.nat(8), fc.nat(8)).map(([rounds, answered]) => storm(rounds, answered)),
  ],
  { maxCommands: 60, size: "max" },
);

test("whatever Discord says, a shard takes each event once and resumes where it is", () => {
  fc.assert(
    fc.property(fc.constantFrom(null, STORED), commands, (stored, some) => {
      const [model, real] = [new Model(stored), new Receiving(stored)];
      fc.modelRun(() => ({ model, real }), some);
      assert.equal(new Set(real.sessions).size, real.sessions.length, "no session comes back");
      for (const [i, [session, seq]] of real.events.entries()) {
        const [before, last = 0] = real.events[i - 1] ?? [];
        assert.ok(before !== session || last < seq, "its seqs only grow");
      }
    }),
    { numRuns: runs(1_500) },
  );
});
