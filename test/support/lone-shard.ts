// One shard without a thread around it, and everything that it tells its owner.

import { EventEmitter, once } from "node:events";
import type { GatewayError } from "../../src/index.js";
import { createInflater } from "../../src/shard/inflate.js";
import { Shard } from "../../src/shard/shard.js";
import { SHARD_FIELDS, ShardCounters } from "../../src/shard/shard-counters.js";
import type {
  Header,
  LostSession,
  Session,
  ShardChange,
  ShardStateName,
  Sink,
} from "../../src/shard/sink.js";
import { TlsSharing } from "../../src/shard/tls.js";

const MIB = 1024 * 1024;

/** What differs from test to test. */
export interface LoneShardOptions {
  readonly session?: Session | null;
  readonly acknowledged?: number | null;
  readonly compress?: "zlib" | "none";
  readonly now?: () => number;
  /** Certificates to trust besides Node's own. */
  readonly ca?: readonly string[];
}

/** A shard and its owner; `await using` ends it. */
export class LoneShard implements Sink, AsyncDisposable {
  readonly shard: Shard;
  readonly counters: ShardCounters = new ShardCounters(new Float64Array(SHARD_FIELDS));
  readonly changes: ShardChange[] = [];
  readonly got: { readonly s: number; readonly t: string }[] = [];
  /** Sessions as they began, and null where one ended. */
  readonly sessions: (string | null)[] = [];
  readonly lost: LostSession[] = [];
  readonly warnings: GatewayError[] = [];
  readonly errors: GatewayError[] = [];
  /** The tickets of permits that are asked for. */
  readonly tickets: number[] = [];
  /** Whether a permit comes at once. */
  permits: boolean = true;
  readonly #told = new EventEmitter();

  constructor(gatewayUrl: string, options: LoneShardOptions = {}) {
    const { compress = "none", now = () => performance.now(), ca = [] } = options;
    this.shard = new Shard({
      id: 3,
      total: 8,
      token: "a.token",
      session: options.session ?? null,
      acknowledged: options.acknowledged ?? null,
      gatewayUrl,
      compress,
      sink: this,
      settings: {
        intents: 1,
        largeThreshold: 50,
        properties: { os: "linux", browser: "b", device: "d" },
        presence: null,
      },
      settled: () => undefined,
      now,
      inflater: createInflater(compress, MIB),
      tls: new TlsSharing(ca),
      maxMessageBytes: MIB,
      counters: this.counters,
    });
  }

  /** The changes that say how a connection ended. */
  get ends(): ShardChange[] {
    return this.changes.filter(({ by }) => by !== undefined);
  }

  get state(): ShardStateName {
    return this.changes.at(-1)?.state ?? "idle";
  }

  /** Waits until it comes to this state, or is there. */
  async reach(state: ShardStateName): Promise<void> {
    await this.until(() => this.state === state);
  }

  /** Waits until something that the shard tells makes this true. */
  async until(test: () => boolean): Promise<void> {
    while (!test()) await once(this.#told, "told");
  }

  dispatch(_shard: number, { s, t }: Header): boolean {
    this.got.push({ s: s ?? NaN, t: t ?? "" });
    return this.#tell();
  }

  session(_shard: number, session: Session | null, lost: LostSession | null): void {
    this.sessions.push(session?.id ?? null);
    if (lost !== null) this.lost.push(lost);
    this.#tell();
  }

  change(_shard: number, change: ShardChange): void {
    this.changes.push(change);
    this.#tell();
  }

  lease(_shard: number, ticket: number): void {
    this.tickets.push(ticket);
    if (this.permits) setImmediate(() => this.shard.permit(ticket));
    this.#tell();
  }

  unlease(): void {}

  warning(error: GatewayError): void {
    this.warnings.push(error);
    this.#tell();
  }

  fatal(error: GatewayError): void {
    this.errors.push(error);
    this.#tell();
  }

  #tell(): true {
    this.#told.emit("told");
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.state === "idle") return;
    this.shard.stop(4900);
    await this.reach("stopped");
  }
}
