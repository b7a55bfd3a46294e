// The bot under test, in a process of its own: it writes down what it is handed, asks for members
// now and then, and does what the harness orders over IPC.

import { BroadcastChannel } from "node:worker_threads";
import { Coordinator, GatewayError, type CoordinatorOptions } from "../../src/index.js";
import { CHANNEL, type Order } from "../support/saboteur.js";
import { RecordWriter } from "./record.js";
import { sumOf } from "./sums.js";

/** What a bot is told to do. */
export type BotOrder =
  | { readonly kind: "block"; readonly ms: number }
  | { readonly kind: "sabotage"; readonly order: Order };

/** What a bot is started with. */
export interface BotStart {
  readonly record: string;
  readonly options: CoordinatorOptions;
  /** Guilds to ask for members. */
  readonly guilds: readonly string[];
}

const ASK_MS = 500;
const ANSWER_MS = 20_000;

const { record, options, guilds } = JSON.parse(process.argv[2] ?? "") as BotStart;
const payload = options.payload ?? "decoded";
const out = new RecordWriter(record);
const channel = new BroadcastChannel(CHANNEL);
channel.unref();
const gateway = new Coordinator(options);

gateway.on("dispatch", (dispatch) => {
  const { shard, session, seq, data, name } = dispatch;
  if (data === undefined) fail("NO_DATA", `${name} has no data`);
  const text = payload === "json" ? dispatch.json : JSON.stringify(data);
  out.dispatch(shard, session, seq, sumOf(text, payload));
});
gateway.on("sessionLost", (event) => out.entry({ kind: "lost", ...event }));
gateway.on("warning", ({ code, message }) => out.entry({ kind: "warning", code, text: message }));
gateway.on("error", ({ code, message }) => fail(code, message));
/** Shards whose threads are up: one that dies while it loads is meant to end the bot. */
const up = new Set<number>();
let kept: Order | null = null;

gateway.on("shard", ({ id, state, reason = "" }) => {
  if (reason.startsWith("Thread ")) up.delete(id);
  else up.add(id);
  if (kept !== null) sabotage(kept);
  if (state === "ready" || state === "backoff") note(state, `${id} ${reason}`);
});

function note(code: string, text: string): void {
  out.entry({ kind: "note", code, text });
}

function fail(code: string, text: string): void {
  out.entry({ kind: "error", code, text });
}

/** Once every thread is up. */
function sabotage(order: Order): void {
  const ready = up.size === options.shards;
  kept = ready ? null : order;
  if (ready) channel.postMessage({ ...order, hold: new SharedArrayBuffer(4) });
}

process.on("message", ({ kind, ...order }: BotOrder & { ms: number; order: Order }) => {
  if (kind === "sabotage") sabotage(order.order);
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, order.ms);
});

let asked = 0;
const asking = setInterval(() => {
  const guildId = guilds[asked++ % guilds.length] ?? "";
  note("asked", guildId);
  gateway.requestGuildMembers({ guildId, query: "a", limit: 5, timeout: ANSWER_MS }).then(
    () => note("answered", guildId),
    (error: unknown) => note("unanswered", codeOf(error)),
  );
}, ASK_MS);

function codeOf(error: unknown): string {
  if (!(error instanceof GatewayError)) fail("NO_CODE", String(error));
  return error instanceof GatewayError ? error.code : "none";
}

async function end(): Promise<void> {
  clearInterval(asking);
  await gateway.close();
  if (process.connected) process.disconnect();
}

process.once("SIGTERM", () => void end());
process.once("disconnect", () => void end()); // the harness is gone

try {
  await gateway.start();
  note("started", "");
} catch (error) {
  const code = codeOf(error);
  if (code !== "CLOSED") {
    fail(code, String(error));
    await end();
    process.exitCode = 1;
  }
}
