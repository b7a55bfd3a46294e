// What each step of an event's way costs by itself, in this process: where the time goes.

import { Outbox } from "../src/host/outbox.js";
import { createInflater } from "../src/shard/inflate.js";
import { payloadRange, peek } from "../src/shard/peek.js";
import type { Header } from "../src/shard/sink.js";
import { BatchReceiver, type Batch } from "../src/transport/batch.js";
import { BatchWriter } from "../src/transport/batch-writer.js";
import { Decoder } from "../src/transport/decoder.js";
import { Encoder } from "../src/transport/encoder.js";
import type { BatchMessage, HostTask } from "../src/transport/messages.js";
import { Deflater } from "../src/simulator/deflate.js";
import type { Bench, Named, Question } from "./support/bench.js";
import { loadEvents, messageOf, type Event } from "./support/events.js";
import { figure } from "./support/figures.js";
import type { Table } from "./support/table.js";

const SECONDS = 1;

/** Events that a step goes through over and over. */
const SAMPLE = 4_000;

const MAX_BYTES = 67_108_864;
const MAX_PACKED = 1_048_576;

/** A step: goes through all events once. */
interface Step extends Named {
  readonly run: () => void;
}

/** A message as each step finds it. */
interface Message {
  readonly text: Buffer;
  readonly header: Header;
}

export const micro: Question = {
  name: "micro",
  about: "each step of an event's way by itself",

  async run(bench): Promise<readonly Table[]> {
    const { steady, guilds } = loadEvents(bench.options.corpus);
    return [
      await table(bench, "Steady traffic", steady.slice(0, SAMPLE)),
      await table(bench, "GUILD_CREATE", guilds.slice(0, SAMPLE / 10)),
    ];
  },
};

async function table(bench: Bench, name: string, events: readonly Event[]): Promise<Table> {
  const messages = events.map((event, index) => messageFrom(event, index + 2));
  const mean = messages.reduce((sum, { text }) => sum + text.length, 0) / messages.length;
  const steps = bench.wanted([...shardSteps(messages), ...transportSteps(messages)]);
  const seconds = bench.options.seconds ?? SECONDS;
  const measured = await bench.rounds(steps, async ({ run }) => {
    return microseconds(run, seconds) / messages.length;
  });
  return {
    title: `${name}, ${messages.length} events of ${Math.round(mean)} bytes`,
    columns: [{ key: "us", title: "µs/event", digits: 2 }],
    rows: [...measured].map(([title, all]) => ({ name: title, cells: { us: figure(all) } })),
    notes: ["wall time in one thread that does nothing else, so that all is in the caches"],
  };
}

function messageFrom(event: Event, seq: number): Message {
  const text = messageOf(event, seq);
  const header = peek(text);
  if (header === null) throw new TypeError(`no header: ${text.toString()}`);
  return { text, header };
}

/** µs that one run takes, on the mean of as many as fit into the time. */
function microseconds(run: () => void, seconds: number): number {
  run(); // the first one is for the compiler
  const began = performance.now();
  let runs = 0;
  do {
    run();
    runs += 1;
  } while (performance.now() - began < seconds * 1_000);
  return ((performance.now() - began) * 1_000) / runs;
}

function shardSteps(messages: readonly Message[]): readonly Step[] {
  const deflater = new Deflater(6, 0x9c);
  const frames = messages.map(({ text }) => deflater.pack(text));
  const inflater = createInflater("zlib", MAX_BYTES);
  const inflate = (): void => {
    inflater.reset();
    for (const frame of frames) inflater.push(frame);
  };
  const over = (act: (text: Buffer) => unknown) => (): void => {
    for (const { text } of messages) act(text);
  };
  return [
    { title: "inflate", run: inflate },
    { title: "peek: the header", run: over(peek) },
    {
      title: "peek: where d is",
      run: () => {
        for (const { text, header } of messages) payloadRange(text, header.d);
      },
    },
    {
      title: "JSON.parse of the text, for comparison",
      run: over((text) => JSON.parse(text.toString())),
    },
  ];
}

function transportSteps(messages: readonly Message[]): readonly Step[] {
  const encoder = new Encoder(payloadRange);
  const decoder = new Decoder();
  const target = Buffer.alloc(MAX_PACKED);
  const encode = ({ text, header: { t, d } }: Message): number =>
    encoder.encode({ t: t ?? "", d }, text, target, 0);
  const packed = messages.map((message) => Buffer.from(target.subarray(0, encode(message))));
  decoder.learn(encoder.takeShapes() ?? []);
  const batches = batchesOf(messages);
  return [
    {
      title: "encode",
      run: () => {
        for (const message of messages) encode(message);
      },
    },
    {
      title: "decode",
      run: () => {
        for (const bytes of packed) decoder.decode(bytes, 0, bytes.length);
      },
    },
    { title: "batch: write, decoded", run: outboxRun(messages, "decoded", null) },
    { title: "batch: write, json", run: outboxRun(messages, "json", null) },
    { title: "batch: filtered away", run: outboxRun(messages, "decoded", []) },
    { title: "batch: walk, unread", run: () => walk(batches, false) },
    { title: "batch: walk and read", run: () => walk(batches, true) },
  ];
}

/** The same batches each time, as a port would bring them. */
function batchesOf(messages: readonly Message[]): readonly Batch[] {
  const writer = new BatchWriter("decoded", payloadRange);
  const receiver = new BatchReceiver();
  const origin = { shard: 0, epoch: 1, replayed: false, internal: false };
  for (const { text, header } of messages) writer.add(origin, header, text);
  const batches: Batch[] = [];
  for (let out = writer.take(); out !== null; out = writer.take()) {
    batches.push(receiver.receive(out.message));
  }
  return batches;
}

/** A walk as the coordinator's: a dispatch for each record. */
function walk(batches: readonly Batch[], read: boolean): void {
  for (const batch of batches) {
    for (const cursor = batch.cursor(); cursor.next();) {
      const dispatch = cursor.dispatch("session");
      if (read && dispatch.data === undefined) throw new TypeError("a dispatch without data");
    }
  }
}

/** The host's way, with a port that hands each buffer back. */
function outboxRun(
  messages: readonly Message[],
  payload: HostTask["payload"],
  events: readonly string[] | null,
): () => void {
  const credits: { readonly bytes: number; readonly buffers: ArrayBuffer[] }[] = [];
  const port = {
    postMessage: ({ bytes }: BatchMessage) => {
      const { buffer } = bytes;
      credits.push({
        bytes: buffer.byteLength,
        buffers: buffer instanceof ArrayBuffer ? [buffer] : [],
      });
    },
  };
  const task = { payload, events, port, charged: 0, maxBufferedBytes: MAX_BYTES, noncePrefix: "-" };
  const owner = { full: () => undefined, room: () => undefined };
  const outbox = new Outbox(task as unknown as HostTask, owner);
  return () => {
    for (const { text, header } of messages) outbox.add(0, header, text, false);
    outbox.flush();
    for (const credit of credits.splice(0)) {
      outbox.credit({ kind: "credit", marks: new Float64Array(0), ...credit });
    }
  };
}
