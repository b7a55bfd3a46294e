import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BroadcastChannel, MessagePort } from "node:worker_threads";
import { inspect } from "node:util";
import { pino } from "pino";
import { MemorySessions, type CoordinatorOptions } from "../../src/index.js";
import type { SimulatorOptions } from "../../src/simulator/index.js";
import { rig, type Rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

const SECRET = "c2VjcmV0LXRva2Vu.of-this.test-alone";

const DEEP = { depth: 10, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity };

/** Tells what a worker's environment is. */
const TELL_ENV = `
  import { BroadcastChannel, isMainThread } from "node:worker_threads";
  if (!isMainThread) {
    const channel = new BroadcastChannel("env");
    channel.postMessage({ ...process.env });
    channel.unref();
  }`;

process.env["DISCORD_TOKEN"] = SECRET;
process.env["AUTHORIZATION"] = `Bot ${SECRET}`;
process.env["NODE_OPTIONS"] += ` --import data:text/javascript,${encodeURIComponent(TELL_ENV)}`;

/** Every message between threads, as text. */
const crossed: string[] = [];

// oxlint-disable-next-line typescript/unbound-method -- both are called with their `this`
const { postMessage, on } = MessagePort.prototype;
MessagePort.prototype.postMessage = function (...args) {
  crossed.push(inspect(args[0], DEEP));
  return postMessage.apply(this, args);
};
MessagePort.prototype.on = function (
  this: MessagePort,
  name: string,
  listener: (value: unknown) => void,
) {
  const spy = (value: unknown): void => {
    crossed.push(inspect(value, DEEP));
    listener(value);
  };
  return on.call(this, name as "message", name === "message" ? spy : listener);
} as typeof on;

/** Everything that a run shows to anybody, as texts. */
class Shown {
  readonly texts: string[] = [];

  readonly logger: NonNullable<CoordinatorOptions["logger"]> = pino(
    { level: "trace" },
    { write: (line: string) => void this.texts.push(line) },
  );

  add(value: unknown): void {
    this.texts.push(inspect(value, DEEP), String(value), JSON.stringify(value) ?? "");
    if (!(value instanceof Error)) return;
    this.texts.push(String(value.stack));
    if (value.cause !== undefined) this.add(value.cause);
  }

  listen({ gateway }: Rig): void {
    for (const name of ["plan", "shard", "sessionLost", "warning", "error"] as const) {
      gateway.on(name, (...args: readonly unknown[]) => args.forEach((arg) => this.add(arg)));
    }
    gateway.on("dispatch", (dispatch) => this.add(dispatch));
  }
}

interface Scene {
  readonly name: string;
  readonly simulator?: SimulatorOptions;
  readonly options?: Partial<CoordinatorOptions>;
  readonly act: (here: Rig) => Promise<unknown>;
  /** How often a thread is started. */
  readonly tasks: number;
}

class BrokenSessions extends MemorySessions {
  override seqs(): Promise<never> {
    return Promise.reject(new Error("broken"));
  }
}

const SCENES: readonly Scene[] = [
  {
    name: "a run with commands, a resume, a lost session and a listener that fails",
    options: { sessions: new BrokenSessions() },
    tasks: 2,
    act: async (here) => {
      await here.gateway.start();
      here.gateway.once("dispatch", () => {
        throw new Error("oops");
      });
      const [guildId = ""] = here.simulator.guildIds(0);
      await here.gateway.requestGuildMembers({ guildId, query: "" });
      here.simulator.emit(0, "PING", {});
      const back = here.shard(0, "ready");
      here.simulator.inject({ kind: "reset", shard: 0 });
      await back;
      const anew = here.shard(1, "ready");
      here.simulator.inject({ kind: "invalidSession", resumable: false, shard: 1 });
      await anew;
    },
  },
  {
    name: "threads that die",
    tasks: 4,
    act: async (here) => {
      await here.gateway.start();
      const back = Promise.all([here.shard(0, "ready"), here.shard(1, "ready")]);
      sabotage({ how: "throw", whom: "all" });
      await back;
    },
  },
  {
    name: "a token that the gateway refuses",
    tasks: 2,
    act: async (here) => {
      here.simulator.inject({ kind: "closeInsteadOfReady", code: 4004 });
      throw await here.gateway.start().catch((error: unknown) => error);
    },
  },
  {
    name: "a token that the API refuses",
    simulator: { token: "another.one" },
    tasks: 0,
    act: ({ gateway }) => gateway.start(),
  },
  {
    name: "an API that cannot be reached",
    options: { apiUrl: "http://127.0.0.1:1/api/v10" },
    tasks: 0,
    act: ({ gateway }) => gateway.start({ signal: AbortSignal.timeout(100) }),
  },
];

for (const { name, simulator = {}, options = {}, act, tasks } of SCENES) {
  it(`twilight 68: the token appears nowhere: ${name}`, async () => {
    const shown = new Shown();
    crossed.length = 0;
    const channel = new BroadcastChannel("env");
    const environments: string[] = [];
    channel.addEventListener("message", (event: unknown) => {
      environments.push(inspect(event, DEEP));
    });
    const here = await rig(
      { shards: 2, token: SECRET, ...simulator },
      { token: `Bot ${SECRET}`, threads: 2, intents: 3, logger: shown.logger, ...options },
    );
    shown.listen(here);
    shown.add(here.gateway);
    await act(here).catch((error: unknown) => shown.add(error));
    shown.add(here.gateway);
    await here.gateway.close();
    shown.add(here.gateway);
    await here.simulator.close();
    await sleep(20);
    channel.close();
    assert.ok(shown.texts.length > 5);
    const leaks = [...shown.texts, ...environments].filter((text) => text.includes(SECRET));
    assert.deepEqual(leaks, []);
    assert.equal(environments.length >= tasks, true);
    assert.equal(crossed.filter((text) => text.includes(SECRET)).length, tasks);
  });
}
