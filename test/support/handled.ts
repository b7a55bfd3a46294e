// A rig whose worker threads have the handlers of `handlers.ts`, and what these saw.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Coordinator, type CoordinatorOptions } from "../../src/index.js";
import { Simulator, type SimulatorOptions } from "../../src/simulator/index.js";
import { Folder } from "./folder.js";
import { Rig } from "./rig.js";

/** An event as a handler saw it. */
export interface Seen {
  readonly shard: number;
  readonly session: string;
  readonly seq: number;
  readonly name: string;
}

/** Where the handlers are, with what they are to do. */
export function handlersThat(does: { readonly [what: string]: string }): URL {
  const url = new URL("handlers.js", import.meta.url);
  for (const [what, value] of Object.entries(does)) url.searchParams.set(what, value);
  return url;
}

/** A rig with handlers. */
export class Handled implements AsyncDisposable {
  readonly rig: Rig;
  readonly folder: Folder;
  /** Those of its coordinator, for another one. */
  readonly options: CoordinatorOptions;

  constructor(here: Rig, folder: Folder, options: CoordinatorOptions) {
    this.rig = here;
    this.folder = folder;
    this.options = options;
  }

  /** Everything that the handlers saw, over all threads and their lives. */
  async seen(): Promise<Seen[]> {
    const text = await readFile(this.folder.file("log"), "utf8");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  }

  /** Stops the traffic, and waits until everything sent is acknowledged by heartbeats. */
  async settled(): Promise<void> {
    const { simulator } = this.rig;
    simulator.inject({ kind: "rate", rate: 0 });
    await simulator.waitFor(
      () => simulator.sessions.every(({ seq, heartbeatSeq }) => seq === heartbeatSeq),
      20_000,
    );
  }

  /** Asserts that the handlers saw what was sent: all that is wanted, in order and once. */
  async assertSeen(wants: (name: string) => boolean = () => true): Promise<void> {
    const seen = await this.seen();
    for (const { id, shard, sent } of this.rig.simulator.sessions) {
      const wanted = sent.filter(({ t }) => wants(t));
      const expected = wanted.map(({ s, t }) => ({ shard, session: id, seq: s, name: t }));
      assert.deepEqual(
        seen.filter(({ session }) => session === id),
        expected,
      );
    }
  }

  /** The names that were sent, without some. */
  namesBut(...some: readonly string[]): ReadonlySet<string> {
    const all = this.rig.simulator.sessions.flatMap(({ sent }) => sent.map(({ t }) => t));
    return new Set(all.filter((name) => !some.includes(name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rig[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

/** Makes a rig with handlers that do this, and keep a log. */
export async function handled(
  does: { readonly [what: string]: string },
  simulated: SimulatorOptions = {},
  options: Partial<CoordinatorOptions> = {},
): Promise<Handled> {
  const folder = await Folder.make();
  const handlers = handlersThat({ log: folder.file("log"), ...does });
  const simulator = new Simulator({
    identifyWindow: 0,
    maxConcurrency: 64,
    keepSent: true,
    guilds: 3,
    heartbeatInterval: 500,
    heartbeatGrace: 20,
    ringSize: 100_000,
    ...simulated,
  });
  const { apiUrl, token } = await simulator.start();
  const all = { token, apiUrl, drain: 5, handlers, ...options };
  return new Handled(new Rig(simulator, new Coordinator(all)), folder, all);
}
