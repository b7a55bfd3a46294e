import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { Handlers } from "../../src/host/handlers.js";
import { UserCode } from "../../src/host/user-code.js";
import type { Dispatch } from "../../src/index.js";
import type { DispatchHandler } from "../../src/transport/handler-module.js";
import type { ErrorData, HostTask } from "../../src/transport/messages.js";
import { Bench } from "../support/outbox-bench.js";

const PAYLOADS = ["decoded", "json"] as const;

const CONTEXT = { thread: 0, shards: [0], send: () => Promise.resolve() };

/** Handlers, what failed in them and what was slow. */
function handlers(
  dispatch: DispatchHandler,
  payload: HostTask["payload"] = "decoded",
  now: () => number = () => 0,
): { readonly at: Handlers; readonly failed: ErrorData[]; readonly slow: string[] } {
  const failed: ErrorData[] = [];
  const slow: string[] = [];
  const code = new UserCode(0, ({ message }) => slow.push(message), now);
  const at = new Handlers({
    dispatch,
    context: CONTEXT,
    payload,
    code,
    failed: (error) => failed.push(error),
  });
  at.session(0, "session-0");
  return { at, failed, slow };
}

/** Gives a message to handlers; whether they dealt with it. */
function offer(at: Handlers, text: string, name = "PING"): boolean {
  const message = Buffer.from(text);
  const dealt = at.dealsWith(0, { op: 0, s: 7, t: name, d: null }, message, false);
  message.fill("#"); // as it is when it is used again
  return dealt;
}

const ODD = '{ "d" : {"a":"é\\u0000","b":\r\n[1, 2]} ,"t":"PING","op":0,"s":7}';

describe("a dispatch in a handler", () => {
  it("is as on the main thread: data as parsed, json as Discord's text on one line", () => {
    for (const payload of PAYLOADS) {
      const read: unknown[] = [];
      const { at } = handlers((dispatch) => {
        const { shard, session, seq, name, replayed, json, data } = dispatch;
        read.push({ shard, session, seq, name, replayed, json, data });
      }, payload);
      assert.equal(offer(at, ODD), false);
      const json = '{"a":"é\\u0000","b":  [1, 2]}';
      const data = { a: "é\0", b: [1, 2] };
      const fields = { shard: 0, session: "session-0", seq: 7, name: "PING", replayed: false };
      assert.deepEqual(read, [{ ...fields, json, data }]);
    }
  });

  it("gives what the main thread would, whichever of data and json is read first", () => {
    const texts: string[] = [];
    const read: DispatchHandler = ({ data, json }) => {
      texts.push(json);
      assert.deepEqual(data, { a: "é\0", b: [1, 2] });
    };
    offer(handlers(read, "decoded").at, ODD);
    offer(handlers(read, "json").at, ODD);
    assert.deepEqual(texts, ['{"a":"é\\u0000","b":[1,2]}', '{"a":"é\\u0000","b":  [1, 2]}']);
  });

  it("without `d` has null, and a broken one fails the handler that reads it", () => {
    let data: unknown;
    const { at, failed } = handlers((dispatch) => {
      ({ data } = dispatch);
    });
    offer(at, '{"t":"PING","s":7,"op":0}');
    assert.equal(data, null);
    offer(at, '{"t":"PING","s":7,"op":0,"d":{"a"');
    assert.equal(failed.length, 1);
    assert.match(
      failed[0]?.message ?? "",
      /^A handler failed on PING of shard 0: Cannot read the d/,
    );
  });

  it("can be read after a promise was returned, else only before the handler returned", async () => {
    for (const payload of PAYLOADS) {
      for (const want of ["data", "json"] as const) {
        const kept: Dispatch[] = [];
        const later: unknown[] = [];
        const { at } = handlers((dispatch) => void kept.push(dispatch), payload);
        offer(at, '{"t":"PING","s":7,"op":0,"d":[1]}');
        assert.throws(() => kept[0]?.[want], { code: "MESSAGE_REFUSED", message: /has returned/ });
        const other = handlers(async (dispatch) => {
          await turn();
          later.push(dispatch[want]);
        }, payload);
        offer(other.at, '{"t":"PING","s":7,"op":0,"d":[1]}');
        await turn();
        await turn();
        assert.deepEqual(later, [want === "data" ? [1] : "[1]"]);
      }
    }
  });
});

describe("a handler's answer", () => {
  it("of true deals with a dispatch, and no other value does, nor one that comes later", () => {
    const values: readonly unknown[] = [1, "true", {}, [], null, undefined, false, "dealt with"];
    for (const value of values)
      assert.equal(offer(handlers(() => value as boolean).at, ODD), false);
    const later = (async () => true) as unknown as DispatchHandler;
    assert.equal(offer(handlers(later).at, ODD), false);
    assert.equal(offer(handlers(() => true).at, ODD), true);
  });

  it("that is thrown or rejected lets the dispatch cross, and is told with its cause", async () => {
    const boom = new RangeError("boom");
    const answers: readonly DispatchHandler[] = [
      () => {
        throw boom;
      },
      () => Promise.reject(boom),
    ];
    for (const answer of answers) {
      const { at, failed } = handlers(answer);
      assert.equal(offer(at, ODD), false);
      await turn();
      assert.deepEqual(failed, [
        {
          code: "LISTENER_FAILED",
          message: "A handler failed on PING of shard 0: boom",
          shard: 0,
          cause: { message: "boom", stack: boom.stack },
        },
      ]);
    }
  });

  it("that takes 1 s is told of when it comes, and a faster one is not", () => {
    let now = 0;
    const took = (ms: number) => (): boolean => {
      now += ms;
      return true;
    };
    const fast = handlers(took(999), "decoded", () => now);
    offer(fast.at, ODD);
    assert.deepEqual(fast.slow, []);
    const slow = handlers(took(1_440), "decoded", () => now);
    offer(slow.at, ODD);
    assert.deepEqual(slow.slow, [
      "A handler kept thread 0 for 1.4 s with PING of shard 0; " +
        "the heartbeats of its shards had to wait",
    ]);
  });
});

/** What a handler may do that deals with nothing. */
const IDLE: readonly DispatchHandler[] = [
  () => undefined,
  () => false,
  ({ data }) => void data,
  ({ json }) => void json,
  (dispatch) => {
    Object.assign(Object(dispatch.data), { mine: 1 });
  },
  () => {
    throw new Error("boom");
  },
  async ({ data }) => void data,
];

const NAMES = ["PING", "PONG", "GUILD_MEMBERS_CHUNK", "RATE_LIMITED"];

/** What a bench posted, whenever that was. */
function timeless(bench: Bench): object[] {
  return bench.posted().map((message) => ({ ...message, at: "some time" }));
}

it("a handler that deals with nothing changes nothing of what crosses", () => {
  const event = fc.record({
    name: fc.constantFrom(...NAMES),
    d: fc.jsonValue().map((value) => JSON.stringify(value)),
    broken: fc.boolean(),
    does: fc.nat(IDLE.length - 1),
  });
  const events = fc.option(fc.subarray(NAMES), { nil: null });
  fc.assert(
    fc.property(fc.array(event), events, fc.constantFrom(...PAYLOADS), (all, wanted, payload) => {
      let does: DispatchHandler = () => undefined;
      const { at } = handlers((dispatch, context) => does(dispatch, context), payload);
      using plain = new Bench({ payload, events: wanted });
      using handled = new Bench({ payload, events: wanted }, at);
      for (const [index, { name, d, broken, does: which }] of all.entries()) {
        does = IDLE[which] ?? does;
        const text = broken ? d.slice(0, -1) : d;
        assert.equal(handled.add(index, name, text), plain.add(index, name, text));
      }
      plain.outbox.flush();
      handled.outbox.flush();
      assert.deepEqual(timeless(handled), timeless(plain));
    }),
  );
});

it("what a handler deals with moves the mark, and members of ours go to the coordinator", () => {
  const { at } = handlers(({ name }) => name !== "PONG");
  using bench = new Bench({ payload: "decoded" }, at);
  bench.add(1, "PING", "{not json");
  bench.add(2, "PONG", "1");
  bench.add(3, "GUILD_MEMBERS_CHUNK", '{"nonce":"gr-1-7"}');
  bench.add(4, "GUILD_MEMBERS_CHUNK", '{"nonce":"theirs"}');
  bench.outbox.flush();
  const [batch] = bench.batches();
  assert.deepEqual(batch?.records, ["PONG 2", "GUILD_MEMBERS_CHUNK 3 internal"]);
  assert.deepEqual(batch?.marks, [0, 0, 4]);
});

it("without a handler no event is parsed, and with one only what it reads", (t) => {
  const { mock } = t.mock.method(JSON, "parse");
  const parses = (task: Partial<HostTask>, dispatch?: DispatchHandler): number => {
    const at = dispatch === undefined ? null : handlers(dispatch, task.payload).at;
    using bench = new Bench(task, at);
    bench.add(0, "PING", '{"a":[1]}'); // its key is new, and read once
    const first = mock.callCount();
    for (let seq = 1; seq <= 10; seq++) assert.ok(bench.add(seq, "PING", '{"a":[1]}'));
    bench.outbox.flush();
    return mock.callCount() - first;
  };
  assert.equal(parses({ payload: "decoded" }), 0);
  assert.equal(parses({ payload: "decoded", events: [] }), 0);
  assert.equal(parses({ payload: "json" }), 0);
  assert.equal(parses({ payload: "json", events: [] }), 0);
  assert.equal(
    parses({ payload: "decoded" }, () => true),
    0,
  );
  assert.equal(
    parses({ payload: "json" }, ({ json }) => json === ""),
    0,
  );
  assert.equal(
    parses({ payload: "decoded" }, ({ data }) => data !== null),
    10,
  );
});
