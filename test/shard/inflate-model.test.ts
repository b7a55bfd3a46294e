import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { damages } from "../support/damages.js";
import { cut, Inflating } from "../support/inflating.js";
import { wireText } from "../support/message-text.js";
import { RAW_INFLATERS } from "../support/raw-inflaters.js";
import { runs } from "../support/runs.js";
import { ZlibServer } from "../support/zlib-server.js";

const LARGEST = 2_000;
const TOO_LARGE = /it is larger than 2000 bytes/;
const AFTER_ANOTHER = /one before it on its connection was refused/;
const MARKER = [0, 0, 0xff, 0xff] as const;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** A text whose end has not come after so many pieces has none. */
const PIECES = 8;

/** A text, and where its bytes are cut. */
interface Cut {
  readonly text: string;
  readonly cuts: readonly number[];
}

/** What a connection must have brought: its messages, and the reason that was its last. */
interface Expected {
  readonly given: string[];
  refused: RegExp | null;
}

/** All connections so far; the last one is open. */
type Model = Expected[];

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

type Command = fc.Command<Model, Inflating>;

/** Compares all there ever was: also what was given long ago is its owner's to keep. */
function compare(model: Model, { all }: Inflating): void {
  for (const [i, { given, refused }] of model.entries()) {
    const { messages, refusals } = all[i] ?? assert.fail();
    assert.deepEqual(messages.map(String), given);
    const [first = null, ...others] = refusals;
    if (refused === null) assert.equal(first, null);
    else assert.match(first ?? "nothing was refused", refused);
    for (const one of others) assert.match(one, AFTER_ANOTHER);
  }
}

/** Does one thing to the connection that is open, and compares what came of it. */
function command(title: string, run: (open: Expected, real: Inflating) => void): Command {
  return {
    check: (model) => model.length > 0,
    toString: () => title,
    run: (model, real) => {
      run(model.at(-1) ?? assert.fail(), real);
      compare(model, real);
    },
  };
}

const connect = (level: number): Command => ({
  check: () => true,
  toString: () => `connect(${level})`,
  run: (model, real) => {
    real.connect(level);
    model.push({ given: [], refused: null });
  },
});

/** What must come of a text that was sent whole. */
function take(open: Expected, text: string): void {
  if (open.refused !== null) return;
  if (Buffer.byteLength(text) > LARGEST) open.refused = TOO_LARGE;
  else open.given.push(text);
}

const message = ({ text, cuts }: Cut): Command =>
  command(`message(${short(text)}, [${cuts.join()}])`, (open, real) => {
    real.push(real.server.message(text), cuts);
    take(open, text);
  });

/** Many messages in a row. */
const burst = (texts: readonly string[]): Command =>
  command(`burst(${texts.map(short).join()})`, (open, real) => {
    for (const one of texts) {
      real.push(real.server.message(one));
      take(open, one);
    }
  });

/** A message with the marker inside of it, as it happens by chance once in four billion bytes. */
const pieces = ({ text, cuts }: Cut): Command =>
  command(`pieces(${short(text)}, [${cuts.join()}])`, (open, real) => {
    const parts = cut(Buffer.from(text), cuts, CLOSE);
    for (const part of parts) real.push(real.server.message(part));
    if (parts.length > PIECES) open.refused ??= /its text has no end|it is larger/;
    else take(open, text);
  });

/** The same within a block, on a connection of its own; maybe it is lost there. */
const chance = (pad: number, isLost: boolean): Command => ({
  check: () => true,
  toString: () => `chance(${pad}, ${isLost})`,
  run: (model, real) => {
    connect(0).run(model, real);
    const bytes = Buffer.from([OPEN, ...Array<number>(pad).fill(0x20), ...MARKER, CLOSE]);
    const sent = real.server.message(bytes);
    const at = sent.indexOf(Buffer.of(...MARKER)) + MARKER.length;
    real.push(sent.subarray(0, at));
    if (!isLost) real.push(sent.subarray(at));
    if (!isLost) model.at(-1)?.given.push(bytes.toString());
    compare(model, real);
    connect(6).run(model, real);
  },
});

/** The connection is lost within a message, and there is a new one. */
const lose = ({ text, cuts }: Cut, keep: number): Command => ({
  check: (model) => model.length > 0,
  toString: () => `lose(${short(text)}, [${cuts.join()}], ${keep})`,
  run: (model, real) => {
    const open = model.at(-1) ?? assert.fail();
    const bytes = real.server.message(text);
    const part = bytes.subarray(0, 1 + (keep % (bytes.length - 1)));
    real.push(part, cuts);
    if (part.length > LARGEST * 1.001 + 1_024) open.refused ??= TOO_LARGE;
    compare(model, real);
    connect(6).run(model, real);
  },
});

/** Bytes that come out wrong, or as if nothing were wrong: then their reader finds out. */
const damage = (
  text: string,
  change: (bytes: Buffer) => Buffer,
  cuts: readonly number[],
): Command =>
  command(`damage(${short(text)}, ${change.name}, [${cuts.join()}])`, (open, real) => {
    const seen = real.got.refusals.length;
    real.push(change(real.server.message(text)), cuts);
    if (open.refused !== null) return;
    const { messages, refusals } = real.got;
    if (refusals.length === seen) real.stream.distrust();
    real.got.messages = messages.slice(0, open.given.length);
    real.got.refusals = [];
    real.push(real.server.message("{}"));
    open.refused = AFTER_ANOTHER;
  });

/** Something that no gateway sends. */
const refuse = (title: string, bytes: (real: Inflating) => Buffer, why: RegExp): Command =>
  command(title, (open, real) => {
    real.push(bytes(real));
    open.refused ??= why;
  });

/** Bytes behind the header of a stream. */
const raw = (real: Inflating, bytes: Buffer): Buffer =>
  real.isFresh ? Buffer.concat([Buffer.of(0x78, 0x9c), bytes]) : bytes;

const endless = refuse("endless", (real) => raw(real, Buffer.alloc(4_000, 1)), TOO_LARGE);
const nothing = refuse("nothing", (real) => raw(real, Buffer.of(0, ...MARKER)), /it is empty/);
const broken = refuse(
  "broken",
  ({ server }) => Buffer.concat([server.message("{}"), Buffer.of(7, ...MARKER)]),
  /its compression is broken/,
);
const end = refuse(
  "end",
  (real) => {
    const { server } = real;
    real.server = new ZlibServer(); // what it says comes too late
    return Buffer.concat([server.end(), Buffer.of(...MARKER)]);
  },
  /./,
);

const foreign = command("foreign", (open, real) => {
  if (!real.isFresh) return;
  real.push(Buffer.of(0x1f, 0x8b, 8, ...MARKER));
  open.refused ??= /its connection is no zlib stream/;
});

const distrust = command("distrust", (open, real) => {
  real.stream.distrust();
  real.push(real.server.message("{}"));
  open.refused ??= AFTER_ANOTHER;
});

const sized = fc
  .integer({ min: -3, max: 3 })
  .map((by) => `{"d":"${"x".repeat(LARGEST + by - 8)}"}`);
const mixed = fc
  .tuple(fc.integer({ min: 1, max: 1_400 }), fc.integer())
  .map(([length, seed]) => `{"d":"${Array.from({ length }, (_, i) => (i * seed) % 97).join("")}"}`);
const bomb = fc.constant(`{"d":"${" ".repeat(300_000)}"}`);
const text = fc.oneof(
  { weight: 8, arbitrary: wireText },
  { weight: 2, arbitrary: mixed },
  { weight: 1, arbitrary: sized },
);
const cuts = fc.array(fc.nat(), { maxLength: 10 });
const any = fc.record<Cut>({ text, cuts });

const commands = fc.commands(
  [
    fc.nat(9).map(connect),
    any.map(message),
    any.map(message),
    fc.array(text, { maxLength: 30 }).map(burst),
    any.map(pieces),
    fc.tuple(fc.nat(99), fc.boolean()).map(([pad, isLost]) => chance(pad, isLost)),
    fc.tuple(any, fc.nat()).map(([one, keep]) => lose(one, keep)),
    fc.tuple(text, damages, cuts).map(([one, change, places]) => damage(one, change, places)),
    fc.constantFrom(endless, nothing, broken, end, foreign, distrust),
    bomb.map((one) => message({ text: one, cuts: [] })),
  ],
  { maxCommands: 40, size: "max" },
);

for (const { name, skip, create } of RAW_INFLATERS) {
  test(
    `${name} gives what was sent, and refuses what is of no use, on connection after connection`,
    {
      skip,
    },
    () => {
      fc.assert(
        fc.property(commands, (run) => {
          const real = new Inflating(create(), LARGEST);
          fc.modelRun(() => ({ model: [], real }), [connect(6), ...run]);
          real.stream.close();
        }),
        { numRuns: runs(100) },
      );
    },
  );
}
