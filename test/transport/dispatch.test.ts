import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { GatewayError } from "../../src/discord/gateway-error.js";
import { Dispatch } from "../../src/transport/dispatch.js";
import { Pipe } from "./pipe.js";

function dispatchOf(payload: "decoded" | "json", d: string): Dispatch {
  const pipe = new Pipe(payload);
  pipe.add("MESSAGE_CREATE", 7, d);
  const at = pipe.send()[0]?.cursor();
  assert.ok(at !== undefined && at.next());
  return at.dispatch("abc");
}

test("a dispatch shows where it comes from without being read", () => {
  const { shard, session, seq, name, replayed } = dispatchOf("decoded", "[]");
  assert.deepEqual([shard, session, seq, name, replayed], [0, "abc", 7, "MESSAGE_CREATE", false]);
});

test("data and json are made once", () => {
  for (const payload of ["decoded", "json"] as const) {
    const dispatch = dispatchOf(payload, '{"a":[1]}');
    assert.equal(dispatch.data, dispatch.data);
    assert.equal(dispatch.json, '{"a":[1]}');
  }
});

test("decoded, json is what data gives", () => {
  assert.equal(dispatchOf("decoded", '{ "a" : 1.0 }').json, '{"a":1}');
  const changed = dispatchOf("decoded", '{"a":1}');
  Object.assign(Object(changed.data), { b: 2 });
  assert.equal(changed.json, '{"a":1,"b":2}');
});

test("as JSON text, json is Discord's own, before and after data is read", () => {
  const dispatch = dispatchOf("json", '{ "a" : 1.0 }');
  assert.equal(dispatch.json, '{ "a" : 1.0 }');
  assert.deepEqual(dispatch.data, { a: 1 });
  assert.equal(dispatch.json, '{ "a" : 1.0 }');
});

test("what cannot cross in binary keeps Discord's own text when decoded, too", () => {
  const dispatch = dispatchOf("decoded", '{ "__proto__" : 1e999 }');
  assert.deepEqual(dispatch.data, JSON.parse('{ "__proto__" : 1e999 }'));
  assert.equal(dispatch.json, '{ "__proto__" : 1e999 }');
});

test("null and false are data", () => {
  for (const d of ["null", "false", "0", '""']) {
    const dispatch = dispatchOf("decoded", d);
    assert.equal(dispatch.data, JSON.parse(d));
    assert.equal(dispatch.json, d);
  }
});

test("a payload that is no JSON is told when data is read, and its text is there", () => {
  const dispatch = dispatchOf("json", "[1 2]");
  for (let time = 0; time < 2; time++) {
    assert.throws(() => dispatch.data, {
      name: GatewayError.name,
      code: "MESSAGE_REFUSED",
      message: "Cannot read the data of MESSAGE_CREATE 7 of shard 0",
      shard: 0,
    });
  }
  assert.equal(dispatch.json, "[1 2]");
  assert.match(inspect(dispatch), /MESSAGE_REFUSED/);
});

test("a payload that is damaged is told each time, and the batch keeps it", () => {
  let released = 0;
  const holder = {
    unpack: () => {
      throw new Error("damaged");
    },
    text: () => "",
    release: () => (released += 1),
  };
  const fields = { shard: 3, session: "s", seq: 1, name: "A", replayed: false };
  const dispatch = new Dispatch(fields, { holder, start: 0, end: 1, text: false });
  assert.throws(() => dispatch.data, { code: "MESSAGE_REFUSED", cause: new Error("damaged") });
  assert.throws(() => dispatch.json, { code: "MESSAGE_REFUSED" });
  assert.equal(released, 0);
});

test("inspect shows all of a dispatch", () => {
  const shown = inspect(dispatchOf("decoded", '{"content":"hi"}'), { breakLength: Infinity });
  assert.equal(
    shown,
    "Dispatch { shard: 0, session: 'abc', seq: 7, name: 'MESSAGE_CREATE', " +
      "replayed: false, data: { content: 'hi' } }",
  );
  assert.match(inspect([[[dispatchOf("decoded", "1")]]]), /\[Dispatch\]/);
});
