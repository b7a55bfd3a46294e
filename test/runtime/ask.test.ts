import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Coordinator, type GatewayError } from "../../src/index.js";
import { Simulator } from "../../src/simulator/index.js";
import type * as Handlers from "../support/handlers.js";
import { handlersThat } from "../support/handled.js";

const handlers = handlersThat({});

/** A bot of four shards in two threads, 0 and 2 in the first of them. */
async function start(apiUrl: string, token: string): Promise<Coordinator<typeof Handlers>> {
  const gateway = new Coordinator<typeof Handlers>({ token, apiUrl, handlers, threads: 2 });
  gateway.on("warning", () => undefined);
  await gateway.start();
  return gateway;
}

describe("a question to handlers", { concurrency: 1 }, () => {
  const simulator = new Simulator({ shards: 4, identifyWindow: 0, maxConcurrency: 64 });
  let gateway: Coordinator<typeof Handlers>;
  let address: { readonly apiUrl: string; readonly token: string };

  before(async () => {
    address = await simulator.start();
    gateway = await start(address.apiUrl, address.token);
  });

  after(async () => {
    await gateway.close();
    await simulator.close();
  });

  /** The error of the only thread that was asked. */
  async function errorOf(name: string, data: unknown, timeout = 10_000): Promise<GatewayError> {
    const untyped = gateway as unknown as Coordinator;
    const results = await untyped.ask({ thread: 0 }, name, data, { timeout });
    assert.equal(results.length, 1);
    const [result] = results;
    assert.ok(result?.kind === "error");
    assert.equal(result.thread, 0);
    assert.equal(result.error.thread, 0);
    return result.error;
  }

  it("is answered by each thread, by one, or by the one of a shard", async () => {
    const all = await gateway.ask("all", "whoami", null);
    const shards = all.map((one) => (one.kind === "value" ? one.value.shards : []));
    assert.deepEqual(
      shards.flat().toSorted((a, b) => a - b),
      [0, 1, 2, 3],
    );
    assert.deepEqual(
      all,
      shards.map((own, thread) => ({ kind: "value", thread, value: { thread, shards: own } })),
    );
    assert.equal(all.length, 2);
    assert.deepEqual(await gateway.ask({ thread: 1 }, "whoami", null), all.slice(1));
    for (const [thread, own] of shards.entries()) {
      for (const shard of own) {
        const one = await gateway.ask({ shard }, "whoami", null);
        assert.deepEqual(one, [all[thread]]);
      }
    }
  });

  it("may be answered later, each by its own answer", async () => {
    const asked = [1, 2, 3].map((number) => gateway.ask({ thread: 1 }, "double", number));
    const results = (await Promise.all(asked)).flat();
    assert.deepEqual(
      results,
      [2, 4, 6].map((value) => ({ kind: "value", thread: 1, value })),
    );
  });

  it("that fails says why, with the cause's own words and where it was thrown", async () => {
    for (const name of ["fail", "refuse"]) {
      const { code, message, cause } = await errorOf(name, "no such luck");
      assert.equal(code, "ANSWER_FAILED");
      assert.equal(message, `The answer '${name}' failed: no such luck`);
      assert.ok(cause instanceof Error);
      assert.match(String(cause.stack), /no such luck\n +at .*support.handlers/);
    }
  });

  it("that nobody answers by name is an error, whatever objects have by nature", async () => {
    for (const name of ["nothing", "constructor", "__proto__", "toString", ""]) {
      const { code, message } = await errorOf(name, null);
      assert.equal(code, "UNKNOWN_ANSWER");
      assert.match(message, /they have whoami, double, fail, /);
    }
  });

  it("whose value cannot cross is an error, and data that cannot is a misuse", async () => {
    const { code, message } = await errorOf("unclonable", null);
    assert.equal(code, "ANSWER_FAILED");
    assert.match(message, /cannot cross between threads: /);
    const untyped = gateway as unknown as Coordinator;
    await assert.rejects(
      untyped.ask("all", "whoami", () => 1),
      /^TypeError: Cannot ask 'whoami' as 'data' must be what can be cloned: /,
    );
  });

  it("that is not answered in time is an error, and one of others meanwhile is not", async () => {
    const late = errorOf("never", null, 50);
    const [other] = await gateway.ask({ thread: 0 }, "double", 1);
    assert.equal(other?.kind, "value");
    assert.deepEqual((await late).code, "ANSWER_TIMEOUT");
    assert.equal((await late).message, "Thread 0 has not answered 'never' within 50 ms");
  });

  it("that keeps its thread for over 1 s is warned of", async () => {
    const warned = new Promise<GatewayError>((resolve) => gateway.once("warning", resolve));
    await gateway.ask({ thread: 1 }, "slow", null);
    const { code, thread, message } = await warned;
    assert.deepEqual([code, thread], ["HANDLER_SLOW", 1]);
    assert.match(message, /with the answer 'slow'/);
  });

  it("is lost with its thread, and the others answer", async () => {
    const waiting = gateway.ask("all", "never", null);
    const untyped = gateway as unknown as Coordinator;
    const results = await Promise.all([
      untyped.ask({ thread: 0 }, "die", null),
      gateway.ask({ thread: 1 }, "double", 21),
    ]);
    const [died, lived] = results.flat();
    assert.ok(died?.kind === "error");
    assert.equal(died.error.code, "ANSWER_LOST");
    assert.match(died.error.message, /^Thread 0 will not answer 'die': .*died/);
    assert.deepEqual(lived, { kind: "value", thread: 1, value: 42 });
    await gateway.close();
    const lost = (await waiting).map((one) => one.kind === "error" && one.error.code);
    assert.deepEqual(lost, ["ANSWER_LOST", "ANSWER_LOST"]);
    await assert.rejects(gateway.ask("all", "whoami", null), { code: "CLOSED" });
  });

  it("to a thread that is being started again is lost, and then answered again", async () => {
    gateway = await start(address.apiUrl, address.token);
    const untyped = gateway as unknown as Coordinator;
    const heard = (state: string): Promise<void> => {
      return new Promise((resolve) => {
        gateway.on("shard", (event) => {
          if (event.id === 0 && event.state === state) resolve();
        });
      });
    };
    for (let death = 0; death < 2; death++) {
      const died = heard("backoff");
      const back = heard("ready");
      await untyped.ask({ thread: 0 }, "die", null);
      await died;
      if (death === 0) await back;
    }
    assert.equal((await errorOf("whoami", null)).code, "ANSWER_LOST");
    await heard("connecting");
    const [again] = await gateway.ask({ shard: 0 }, "double", 2);
    assert.deepEqual(again, { kind: "value", thread: 0, value: 4 });
  });

  it("has the types of the module's answers", () => {
    interface Module {
      readonly answers: { readonly count: (name: string) => Promise<number> };
    }
    const typed = async (bot: Coordinator<Module>): Promise<number> => {
      const [result] = await bot.ask("all", "count", "MESSAGE_CREATE");
      // @ts-expect-error -- no such answer
      await bot.ask("all", "counts", "MESSAGE_CREATE");
      // @ts-expect-error -- its data is a string
      await bot.ask("all", "count", 5);
      return result?.kind === "value" ? result.value : 0;
    };
    assert.equal(typeof typed, "function", "what matters is that it compiles");
  });

  it("to nobody, or put wrongly, is refused at the door", async () => {
    const untyped = gateway as unknown as Coordinator;
    await assert.rejects(gateway.ask({ shard: 9 }, "whoami", null), {
      code: "UNKNOWN_SHARD",
      shard: 9,
    });
    await assert.rejects(gateway.ask({ thread: 2 }, "whoami", null), {
      code: "UNKNOWN_THREAD",
      message: "Cannot ask thread 2: there are 2, from 0 on",
    });
    const wrong: readonly (readonly [...Parameters<typeof untyped.ask>])[] = [
      ["some" as "all", "whoami", null],
      [{ thread: -1 }, "whoami", null],
      [{ shard: 0.5 }, "whoami", null],
      [{ shard: 0, thread: 0 }, "whoami", null],
      ["all", 5 as unknown as string, null],
      ["all", "whoami", null, { timeout: -1 }],
      ["all", "whoami", null, { timeOut: 1 } as object],
    ];
    for (const call of wrong) await assert.rejects(untyped.ask(...call), /^(Type|Range)Error: /);
    const { apiUrl, token } = address;
    const idle = new Coordinator({ token, apiUrl, handlers });
    await assert.rejects(idle.ask("all", "whoami", null), { code: "NOT_RUNNING" });
    const bare = new Coordinator({ token, apiUrl });
    await assert.rejects(bare.ask("all", "whoami", null), /TypeError: .* there are no 'handlers'/);
  });
});
