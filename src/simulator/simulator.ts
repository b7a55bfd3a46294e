// A Discord gateway on loopback: starts it, breaks it, and tells what its clients did.

import type { IncomingMessage, ServerResponse } from "node:http";
import { Budget } from "./budget.js";
import { control } from "./control.js";
import { encoder } from "./envelope.js";
import type { Fault } from "./fault.js";
import { assertFault } from "./fault-shapes.js";
import { Faults } from "./faults.js";
import { Gate } from "./gate.js";
import { GuildPayloads } from "./guild-payloads.js";
import { Guilds } from "./guilds.js";
import { answer } from "./http.js";
import { Listener } from "./listener.js";
import type { Settings, SimulatorOptions } from "./options.js";
import { Random } from "./random.js";
import {
  Recorder,
  type CloseEntry,
  type CommandEntry,
  type Host,
  type IdentifyEntry,
  type Notice,
  type ResumeEntry,
  type Violation,
} from "./recorder.js";
import { Sessions } from "./sessions.js";
import { settle } from "./settle.js";
import { Timers } from "./timers.js";
import { Traffic } from "./traffic.js";
import { viewOf, type SessionView } from "./view.js";
import { Weather } from "./weather.js";
import type { World } from "./world.js";

/** Where a started simulator is to be found. */
export interface Address {
  /** The REST base; ends in `/api/v10`. */
  readonly apiUrl: string;
  /** Of the main listener, without a query. */
  readonly gatewayUrl: string;
  readonly token: string;
}

/** What `GET /control` shows, beside violations and sessions. */
export interface Counters {
  /** Op 2s that came in, however they were answered. */
  readonly identifies: number;
  /** Op 6s that ended in RESUMED. */
  readonly resumes: number;
  readonly resumesRefused: number;
  /** WebSocket connections since the start. */
  readonly connections: number;
  /** Those that are open now. */
  readonly open: number;
  readonly heartbeats: number;
  /** Requests to the REST side. */
  readonly requests: number;
  /** How many connections ended with each code. */
  readonly closes: { readonly [code: string]: number };
  /** Identifies left for the day. */
  readonly remaining: number;
}

export class Simulator {
  readonly #settings: Settings;
  readonly #world: World;
  readonly #gate: Gate;
  readonly #faults: Faults;
  readonly #traffic: Traffic;
  readonly #main: Listener;
  readonly #resume: readonly Listener[];
  #state: "new" | "started" | "closed" = "new";

  /** @throws TypeError or RangeError on an option that cannot be. */
  constructor(options: SimulatorOptions = {}) {
    this.#settings = settle(options);
    const { tls, resumePorts } = this.#settings;
    this.#world = this.#makeWorld();
    this.#gate = new Gate(this.#world);
    this.#traffic = new Traffic(this.#world);
    this.#faults = new Faults(this.#world, this.#traffic, this.#gate.connections);
    this.#main = new Listener(this.#handlers("main"), tls);
    this.#resume = Array.from(
      { length: resumePorts },
      () => new Listener(this.#handlers("resume"), tls),
    );
  }

  /**
   * Listens.
   *
   * @throws what `listen` does, such as an error with code EADDRINUSE.
   */
  async start(): Promise<Address> {
    if (this.#state !== "new") throw new TypeError("Cannot start a simulator twice");
    this.#state = "started";
    const { host, port, resumeHost, token, tls } = this.#settings;
    await this.#main.open(host, port);
    await Promise.all(this.#resume.map((listener) => listener.open(host, 0)));
    await this.#spoilResumeHost(resumeHost);
    this.#traffic.start();
    const http = tls === undefined ? "http" : "https";
    const apiUrl = `${http}://${inUrl(host)}:${this.#main.port}/api/v10`;
    return { apiUrl, gatewayUrl: this.#urlOf(this.#main), token };
  }

  /** Cuts all connections and stops listening. */
  async close(): Promise<void> {
    this.#state = "closed";
    this.#traffic.stop();
    this.#gate.close();
    this.#world.timers.close();
    await Promise.all([this.#main, ...this.#resume].map((listener) => listener.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Makes something go wrong, at once or for a while.
   *
   * @returns how many connections or sessions it hit; 0 for a fault that stands.
   * @throws TypeError when it is no fault.
   */
  inject(fault: Fault): number {
    assertFault(fault);
    return this.#faults.inject(fault);
  }

  /**
   * Sends an event to every session of a shard, whatever its intents.
   *
   * @param data - its `d`, as it goes through JSON.stringify.
   * @returns how many sessions there are.
   */
  emit(shard: number, name: string, data: unknown): number {
    return this.#faults.inject({ kind: "dispatch", shard, name, data });
  }

  /** Sends a text as it is to every connection of a shard; no session keeps it. */
  emitRaw(shard: number, text: string): number {
    return this.#faults.inject({ kind: "raw", shard, text });
  }

  /** Every rule that a client broke. */
  get violations(): readonly Violation[] {
    return this.#world.recorder.violations;
  }

  /** The sessions that live: with a connection, or resumable. */
  get sessions(): readonly SessionView[] {
    return this.#world.sessions.live().map(viewOf);
  }

  /** The sessions that are gone. */
  get endedSessions(): readonly SessionView[] {
    return this.#world.sessions.ended().map(viewOf);
  }

  /** Every op 2 that came in. */
  get identifyLog(): readonly IdentifyEntry[] {
    return this.#world.recorder.identifyLog;
  }

  /** Every op 6 that came in. */
  get resumeLog(): readonly ResumeEntry[] {
    return this.#world.recorder.resumeLog;
  }

  /** Every command that came in, op 3 and up. */
  get commands(): readonly CommandEntry[] {
    return this.#world.recorder.commands;
  }

  /** Every connection that ended. */
  get closes(): readonly CloseEntry[] {
    return this.#world.recorder.closes;
  }

  get counters(): Counters {
    const { recorder, budget } = this.#world;
    const { identifies, resumes, resumesRefused, connections, heartbeats, requests } = recorder;
    return {
      identifies,
      resumes,
      resumesRefused,
      connections,
      open: this.#gate.connections.size,
      heartbeats,
      requests,
      closes: recorder.closesByCode(),
      remaining: budget.remaining,
    };
  }

  /** The ids of a shard's guilds. */
  guildIds(shard: number, total: number = this.#settings.shards): string[] {
    const { guilds } = this.#world;
    const count = guilds.countOn(shard, total);
    return Array.from({ length: count }, (_, rank) => guilds.id(guilds.nth(shard, total, rank)));
  }

  /** Calls back on everything that happens, until the returned function is called. */
  watch(listener: (notice: Notice) => void): () => void {
    return this.#world.recorder.watch(listener);
  }

  /**
   * Waits for something to happen.
   *
   * @param what - the kind of the notice to wait for; or a test, which is made now and after
   *   every notice.
   * @param timeout - in ms.
   * @throws Error when it did not happen in time.
   */
  async waitFor(what: Notice["kind"] | (() => boolean), timeout = 10_000): Promise<void> {
    if (typeof what === "function" && what()) return;
    const name = typeof what === "function" ? String(what) : what;
    await new Promise<void>((resolve, reject) => {
      const finish = (end: () => void): void => {
        clearTimeout(timer);
        stop();
        end();
      };
      const stop = this.watch(({ kind }) => {
        if (typeof what === "function" ? what() : kind === what) finish(resolve);
      });
      const late = new Error(`Cannot wait longer than ${timeout} ms for ${name}`);
      const timer = setTimeout(() => finish(() => reject(late)), timeout);
    });
  }

  #makeWorld(): World {
    const settings = this.#settings;
    const random = new Random(settings.seed);
    const guilds = new Guilds(settings.shards * settings.guilds);
    const recorder = new Recorder();
    return {
      settings,
      random,
      guilds,
      payloads: new GuildPayloads(guilds, settings),
      recorder,
      weather: new Weather(settings.now),
      budget: new Budget(settings),
      sessions: new Sessions(settings, recorder),
      timers: new Timers(),
      encode: encoder(settings, random),
      fullRequests: new Map(),
      gatewayUrl: () => settings.advertise(this.#urlOf(this.#main)),
      resumeUrl: (shard) =>
        settings.advertise(this.#urlOf(this.#resume[shard % this.#resume.length] ?? this.#main)),
      shutOut: (code) => {
        for (const connection of this.#gate.connections) connection.close(code);
      },
    };
  }

  #urlOf({ port }: Listener): string {
    const { host, tls } = this.#settings;
    return `${tls === undefined ? "ws" : "wss"}://${inUrl(host)}:${port}`;
  }

  #handlers(host: Host): ConstructorParameters<typeof Listener>[0] {
    return {
      request: (request, response) => this.#answer(host, request, response),
      upgrade: (upgrade) => this.#gate.take(host, upgrade),
    };
  }

  #answer(host: Host, request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (host === "main" && path === "/control") control(this, request, response);
    else answer(this.#world, path, request, response);
  }

  async #spoilResumeHost(how: Settings["resumeHost"]): Promise<void> {
    const standing = { host: "resume", ms: Infinity } as const;
    if (how === "refuse") await Promise.all(this.#resume.map((listener) => listener.close()));
    if (how === "silent") this.#world.weather.add({ kind: "noHello", ...standing });
    if (how === "reset") this.#world.weather.add({ kind: "refuse", ...standing });
  }
}

/** A host as it stands in a URL: an IPv6 address in brackets. */
function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
