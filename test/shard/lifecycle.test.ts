import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { next } from "../../src/shard/lifecycle.js";
import { initial, type Input, type State } from "../../src/shard/state.js";

const SESSION = { id: "s1", url: "wss://resume.test" };
const CLOSED = { kind: "closed", reason: "", at: 0 } as const;

/** The state after these inputs, from a shard that nobody has started. */
function after(session: typeof SESSION | null, ...inputs: Input[]): State {
  return inputs.reduce(next, initial(session));
}

const CONNECTED: Input[] = [{ kind: "start" }, { kind: "opened" }, { kind: "hello", at: 0 }];
const READY: Input[] = [...CONNECTED, { kind: "permit" }, { kind: "ready", session: SESSION }];

function closedWith(code: number): Input {
  return { ...CLOSED, code, by: "discord" };
}

const LOST: Input = { ...CLOSED, code: 1006, by: "network" };

describe("a shard's lifecycle", () => {
  it("waits for a permit after Hello where it has no session", () => {
    assert.equal(after(null, ...CONNECTED).kind, "waiting");
  });

  it("resumes after Hello where it has a session, on the session's URL", () => {
    const connecting = after(SESSION, { kind: "start" });
    assert.ok(connecting.kind === "connecting" && connecting.via === "resume");
    assert.equal(after(SESSION, ...CONNECTED).kind, "resuming");
  });

  it("identifies only with a permit", () => {
    assert.equal(after(null, { kind: "start" }, { kind: "permit" }).kind, "connecting");
    assert.equal(after(null, ...CONNECTED, { kind: "permit" }).kind, "identifying");
  });

  for (const code of [1000, 1001, 1006, 1005, 4000, 4002, 4008, 4042]) {
    it(`a ready shard closed with ${code} keeps its session`, () => {
      const state = after(null, ...READY, closedWith(code));
      assert.equal(state.kind, "backoff");
      assert.deepEqual(state.memory.session, SESSION);
    });
  }

  for (const code of [4001, 4003, 4005, 4006, 4007, 4009]) {
    it(`a ready shard closed with ${code} identifies anew`, () => {
      const state = after(null, ...READY, closedWith(code));
      assert.equal(state.kind, "backoff");
      assert.equal(state.memory.session, null);
    });
  }

  for (const code of [4004, 4010, 4011, 4012, 4013, 4014]) {
    it(`a shard closed with ${code} stops for good`, () => {
      const state = after(null, ...READY, closedWith(code));
      assert.ok(state.kind === "stopped" && state.fatal === code);
      assert.equal(next(state, { kind: "start" }), state);
    });
  }

  it("keeps what is still under way after op 7, and resumes", () => {
    const state = after(null, ...READY, { kind: "reconnect" });
    assert.ok(state.kind === "closing" && state.flow === "keep" && state.code === 4900);
    const back = next(state, { ...CLOSED, code: 4900, by: "us" });
    assert.equal(back.kind, "backoff");
    assert.deepEqual(back.memory.session, SESSION);
  });

  it("waits 1 to 5 s after op 9, and keeps the session only where that is allowed", () => {
    for (const resumable of [true, false]) {
      const state = after(null, ...READY, { kind: "invalid", resumable }, LOST);
      assert.ok(state.kind === "backoff");
      assert.equal(state.wait.floor, 1_000);
      assert.ok(state.wait.spread >= 4_000);
      assert.equal(state.memory.session !== null, resumable);
    }
  });

  it("goes over the main URL after two connects to the resume URL that failed", () => {
    const twice = after(SESSION, { kind: "start" }, LOST, { kind: "elapsed" }, LOST);
    const third = next(twice, { kind: "elapsed" });
    assert.ok(third.kind === "connecting" && third.via === "main");
    assert.deepEqual(third.memory.session, SESSION);
  });

  it("counts failed connects to the resume URL from anew once it brought a Hello", () => {
    const once = after(SESSION, { kind: "start" }, LOST, { kind: "elapsed" });
    const [, ...greeted] = CONNECTED;
    const later: Input[] = [...greeted, LOST, { kind: "elapsed" }, LOST, { kind: "elapsed" }];
    const state = later.reduce(next, once);
    assert.ok(state.kind === "connecting" && state.via === "resume");
  });

  it("gives a session up after five unanswered RESUMEs over a minute, and not before", () => {
    const attempt = (at: number): Input[] => [
      { kind: "opened" },
      { kind: "hello", at },
      { ...CLOSED, code: 1006, by: "network", at },
      { kind: "elapsed" },
    ];
    const quick = after(SESSION, { kind: "start" }, ...[0, 1, 2, 3, 4, 5, 6].flatMap(attempt));
    assert.deepEqual(quick.memory.session, SESSION);
    const times = [0, 15_000, 30_000, 45_000, 60_000];
    assert.deepEqual(
      after(SESSION, { kind: "start" }, ...times.slice(0, 4).flatMap(attempt)).memory.session,
      SESSION,
    );
    const long = after(SESSION, { kind: "start" }, ...times.flatMap(attempt));
    assert.equal(long.memory.session, null);
  });

  it("keeps a quiet session that resumes cleanly, however often", () => {
    const round = (hour: number): Input[] => [
      { kind: "elapsed" },
      { kind: "opened" },
      { kind: "hello", at: hour * 3_600_000 },
      { kind: "resumed" },
      { kind: "healthy" },
      { ...CLOSED, code: 1006, by: "network", at: (hour + 1) * 3_600_000 },
    ];
    const state = after(null, ...READY, LOST, ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap(round));
    assert.deepEqual(state.memory.session, SESSION);
  });

  it("counts RESUMEs from anew once a dispatch has come", () => {
    const resuming = after(SESSION, ...CONNECTED);
    assert.equal(resuming.memory.resumes.count, 1);
    assert.equal(next(resuming, { kind: "progress" }).memory.resumes.count, 0);
  });

  it("counts a dispatch behind an op 7 as an answer to its RESUME", () => {
    const closing = after(SESSION, ...CONNECTED, { kind: "reconnect" });
    const answered = next(closing, { kind: "progress" });
    assert.equal(answered.kind, "closing");
    assert.equal(answered.memory.resumes.count, 0);
    assert.equal(next(answered, { kind: "progress" }), answered);
  });

  it("resumes behind a refused message, and gives the session up at the second refusal", () => {
    const refused: Input = { kind: "refused", seq: 7, reason: "too large" };
    const again: Input[] = [
      { ...CLOSED, code: 4900, by: "us" },
      { kind: "elapsed" },
      { kind: "opened" },
      { kind: "hello", at: 0 },
    ];
    const first = after(SESSION, ...CONNECTED, refused, ...again);
    assert.deepEqual(first.memory.session, SESSION);
    assert.equal(next(first, { ...refused, seq: 8 }).memory.session?.id, "s1");
    assert.equal(next(first, refused).memory.session, null);
  });

  it("takes what comes after op 7, but nothing behind a message that it refuses", () => {
    const asked = after(SESSION, ...CONNECTED, { kind: "reconnect" });
    assert.ok(asked.kind === "closing" && asked.flow === "keep");
    const refused: Input = { kind: "refused", seq: 7, reason: "too large" };
    const spoilt = next(asked, refused);
    assert.ok(spoilt.kind === "closing" && spoilt.flow === "discard");
    assert.equal(spoilt.memory.refusedAt, 7);
    assert.equal(spoilt.memory.failures, asked.memory.failures);
    assert.equal(next(spoilt, { ...refused, seq: 8 }), spoilt);
  });

  it("backs off longer with each connection that did not last, until one is healthy", () => {
    const spread = (state: State): number => (state.kind === "backoff" ? state.wait.spread : -1);
    const early = after(null, ...READY, closedWith(4000));
    assert.equal(spread(early), 1_000);
    const [, ...rest] = CONNECTED;
    const second = [{ kind: "elapsed" } as const, ...rest, { kind: "resumed" } as const];
    assert.equal(spread([...second, closedWith(4000)].reduce(next, early)), 2_000);
    const healthy = [...second, { kind: "healthy" } as const, closedWith(4000)];
    assert.equal(spread(healthy.reduce(next, early)), 0);
  });

  it("caps the backoff at 60 s for resumes and at 600 s for identifies", () => {
    const fail = (state: State): State =>
      [{ kind: "elapsed" } as const, LOST].reduce<State>(next, state);
    let resume = after(SESSION, { kind: "start" }, LOST);
    let identify = after(null, ...CONNECTED, { kind: "permit" }, LOST);
    for (let n = 0; n < 300; n++) [resume, identify] = [fail(resume), fail(identify)];
    assert.ok(resume.kind === "backoff" && resume.wait.spread === 60_000);
    assert.ok(identify.kind === "backoff" && identify.wait.spread === 600_000);
  });

  it("ends at once from a backoff, and by a close frame from a connection", () => {
    const stop: Input = { kind: "stop", code: 4900 };
    assert.equal(after(null, ...READY, LOST, stop).kind, "stopped");
    const closing = after(null, ...READY, stop);
    assert.ok(closing.kind === "closing" && closing.aim === "stop");
    assert.equal(next(closing, LOST).kind, "stopped");
    assert.deepEqual(closing.memory.session, SESSION);
  });

  it("drops the session where it is to end", () => {
    assert.equal(after(null, ...READY, { kind: "stop", code: 1000 }).memory.session, null);
  });

  it("twilight 26: ignores READY and RESUMED once its close frame is out", () => {
    const closing = after(SESSION, ...CONNECTED, { kind: "broken", reason: "late" });
    assert.equal(next(closing, { kind: "resumed" }), closing);
    assert.equal(next(closing, { kind: "ready", session: SESSION }), closing);
  });

  it("never identifies without a permit, nor resumes without a session, whatever happens", () => {
    const input: fc.Arbitrary<Input> = fc.oneof(
      ...(["start", "opened", "permit", "progress", "resumed", "healthy", "elapsed"] as const).map(
        (kind) => fc.constant<Input>({ kind }),
      ),
      fc.constant<Input>({ kind: "hello", at: 0 }),
      fc.constant<Input>({ kind: "reconnect" }),
      fc.constant<Input>({ kind: "ready", session: SESSION }),
      fc.boolean().map((resumable): Input => ({ kind: "invalid", resumable })),
      fc.nat(3).map((seq): Input => ({ kind: "refused", seq, reason: "" })),
      fc.constantFrom(1000, 1006, 4000, 4001, 4007, 4009).map(closedWith),
      fc.constant<Input>(LOST),
    );
    const check = (inputs: Input[]): void => {
      let state = initial(null);
      for (const one of inputs) {
        const then = next(state, one);
        if (then.kind === "identifying" && state.kind !== "identifying") {
          assert.ok(state.kind === "waiting" && one.kind === "permit");
        }
        if (then.kind === "resuming") assert.notEqual(then.memory.session, null);
        if (then.kind === "waiting") assert.equal(then.memory.session, null);
        state = then;
      }
    };
    fc.assert(fc.property(fc.array(input, { maxLength: 60 }), check), { numRuns: 2_000 });
  });
});
