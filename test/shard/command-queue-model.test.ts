import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import fc from "fast-check";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { CommandModel } from "../support/command-model.js";
import { QueuedShard, type Written } from "../support/queued-shard.js";
import { runs } from "../support/runs.js";

/** Everything happens at multiples of this, in ms, but for deadlines, which lie in between. */
const STEP_MS = 50;
const CLOSED = new GatewayError("CLOSED", "Closed");

/** The queue under test, with the socket that its owner would give it. */
class Real {
  readonly #t: TestContext;
  readonly shard: QueuedShard;
  interval = 0;
  /** How many texts were written on earlier connections. */
  #before = 0;
  /** How many heartbeats the socket was given. */
  beats = 0;

  constructor(t: TestContext) {
    t.mock.timers.reset();
    t.mock.timers.enable({ apis: ["setTimeout", "Date"], now: 0 });
    this.#t = t;
    this.shard = new QueuedShard(() => Date.now());
  }

  connect(interval: number): void {
    this.shard.queue.connect(interval);
    this.interval = interval;
    this.#before = this.shard.written.length;
  }

  /** The socket writes the oldest text that it has, of a connection that is gone or of this one. */
  write(which: "stale" | "own", error: Error | null): void {
    const before = (one: Written): boolean => this.shard.written.indexOf(one) < this.#before;
    const unwritten = this.shard.written.filter(({ left }) => left === null);
    unwritten.find((one) => before(one) === (which === "stale"))?.done(error);
  }

  tick(): void {
    this.#t.mock.timers.tick(STEP_MS);
  }

  /** Discord counts at most 120 in a minute. Heartbeats of an odd interval are its own wish. */
  assertLimit(): void {
    if (this.interval < 1_000) return;
    const own = this.shard.written.slice(this.#before);
    const times = own.flatMap(({ left }) => (left === null ? [] : [left]));
    for (const [i, at] of times.entries()) assert.ok(at - (times[i - 120] ?? -Infinity) > 60_000);
  }
}

type Command = fc.Command<CommandModel, Real>;

/** Does one thing to both and compares what came of it. */
function command(
  title: string,
  run: (model: CommandModel, real: Real) => void,
  check: (model: Pick<CommandModel, "phase">) => boolean = () => true,
): Command {
  return {
    check: (model) => check(model),
    toString: () => title,
    run: (model, real) => {
      run(model, real);
      assert.deepEqual(real.shard.texts, model.texts);
      assert.deepEqual([...real.shard.outcomes], model.outcomes);
      assert.equal(real.shard.queue.size, model.waiting.length);
      assert.equal(real.beats, model.texts.filter((text) => text.startsWith("beat")).length);
      real.assertLimit();
    },
  };
}

const isAlive = ({ phase }: Pick<CommandModel, "phase">): boolean => phase !== "ended";

function begin(model: CommandModel, real: Real, interval: number): void {
  real.connect(interval);
  model.connect(interval);
}

function name(model: CommandModel, real: Real): void {
  real.shard.queue.first("first", () => undefined);
  model.first("first");
}

function open(model: CommandModel, real: Real): void {
  real.shard.queue.open();
  model.open();
}

const connect = (interval: number): Command =>
  command(`connect(${interval})`, (model, real) => begin(model, real, interval), isAlive);

const first = command("first", name, ({ phase }) => phase === "greeted");

const opened = command("open", open, ({ phase }) => phase === "named");

const up = (interval: number): Command =>
  command(
    `up(${interval})`,
    (model, real) => {
      begin(model, real, interval);
      name(model, real);
      open(model, real);
    },
    isAlive,
  );

const disconnect = command(
  "disconnect",
  (model, real) => {
    real.shard.queue.disconnect();
    model.disconnect();
  },
  isAlive,
);

interface Push {
  readonly count: number;
  readonly text: (id: number) => string;
  readonly priority: "high" | "normal";
  readonly timeout: number | null;
}

const push = ({ count, text, priority, timeout }: Push): Command =>
  command(`push(${count}, ${text(0).slice(0, 14)}, ${priority}, ${timeout})`, (model, real) => {
    for (let i = 0; i < count; i += 1) {
      const given = { id: model.given++, text: text(model.given) };
      real.shard.queue.push({ ...given, priority, timeout });
      const lane = given.text.includes('"op":3') ? "presence" : priority;
      model.push({ ...given, lane, until: model.now + (timeout ?? Infinity) });
    }
  });

const cancel = (pick: number): Command =>
  command(`cancel(${pick})`, (model, real) => {
    const id = model.waiting[pick % (model.waiting.length + 1)]?.id ?? pick;
    assert.equal(real.shard.queue.cancel(id), model.cancel(id));
  });

const beat = (count: number): Command =>
  command(`beat(${count})`, (model, real) => {
    for (let i = 0; i < count; i += 1) {
      const id = model.given++;
      const text = (): string => `beat ${id} at ${Date.now()}`;
      real.shard.queue.beat({ text, sent: () => (real.beats += 1) });
      model.beat(id);
    }
  });

const write = (count: number, error: Error | null): Command =>
  command(`write(${count}, ${error?.message ?? "well"})`, (model, real) => {
    for (let i = 0; i < count; i += 1) {
      real.write("own", error);
      model.write(error === null ? "sent" : "COMMAND_LOST");
    }
  });

const late = (error: Error | null): Command =>
  command(`late(${error?.message ?? "well"})`, (_, real) => real.write("stale", error));

function writeAll(model: CommandModel, real: Real): void {
  while (model.unwritten > 0) {
    real.write("own", null);
    model.write("sent");
  }
}

/** The socket writes at once from now on, or waits. */
const flow = (flows: boolean): Command =>
  command(`flow(${flows})`, (model, real) => {
    if (flows) writeAll(model, real);
    [model.flows, real.shard.flows] = [flows, flows];
  });

const pass = (steps: number): Command =>
  command(`pass(${steps * STEP_MS})`, (model, real) => {
    for (let step = 0; step < steps; step += 1) {
      real.tick();
      model.pass(STEP_MS);
    }
  });

const interval = fc.constantFrom(41_250, 41_250, 5_000, 1_000, 999, 100);
const count = fc.oneof(fc.nat(5), fc.integer({ min: 50, max: 140 }));
const failed = fc.constantFrom(null, new Error("EPIPE"));
const text = fc.constantFrom(
  (id: number) => `{"op":4,"d":${id}}`,
  (id: number) => `{"op":8,"d":${id}}`,
  (id: number) => `{"op":3,"d":${id}}`,
  (id: number) => `{"d":${id},"op":3}`,
  (id: number) => `${id}`.padEnd(4_096, "é").slice(0, 2_050),
);
const pushes = fc.record<Push>({
  count,
  text,
  priority: fc.constantFrom("high", "normal"),
  timeout: fc.oneof(
    fc.constantFrom(null, Infinity, 2 ** 40),
    fc.nat(1_800).map((steps) => steps * STEP_MS + 25),
  ),
});

const life = fc.commands(
  [
    interval.map(connect),
    interval.map(up),
    fc.constant(first),
    fc.constant(opened),
    fc.constant(disconnect),
    pushes.map(push),
    pushes.map(push),
    fc.nat(50).map(cancel),
    count.map(beat),
    fc.tuple(count, failed).map(([times, error]) => write(times, error)),
    failed.map(late),
    fc.boolean().map(flow),
    fc.integer({ min: 1, max: 40 }).map(pass),
    fc.integer({ min: 600, max: 1_300 }).map(pass),
  ],
  { maxCommands: 40, size: "max" },
);

const end = command("end", (model, real) => {
  real.shard.queue.end(CLOSED);
  model.end();
});

const afterwards = fc.commands([pushes.map(push), fc.nat(9).map(cancel), fc.nat(9).map(pass)]);

test("whatever is sent, taken back, lost and cut off, a shard sends what its rules say", (t) => {
  fc.assert(
    fc.property(life, afterwards, (commands, last) => {
      const both = { model: new CommandModel(), real: new Real(t) };
      fc.modelRun(() => both, commands);
      fc.modelRun(() => both, [end, ...last]);
    }),
    { numRuns: runs(350) },
  );
});
