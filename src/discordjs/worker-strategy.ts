// The strategy itself: from the five calls of a manager of @discordjs/ws to a coordinator. A
// coordinator runs once, so each `spawn` makes another.

import { Coordinator } from "../coordinator/coordinator.js";
import { FileSessions } from "../coordinator/file-sessions.js";
import { MemorySessions } from "../coordinator/memory-sessions.js";
import type { SessionStore } from "../coordinator/session-store.js";
import type { GatewayCommand } from "../discord/gateway-command.js";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import { coordinatorOptions, type WorkerStrategyOptions } from "./coordinator-options.js";
import { Heartbeats } from "./heartbeats.js";
import { ManagerSessions } from "./manager-sessions.js";
import type { ShardManager } from "./manager.js";
import { Relay } from "./relay.js";
import { Speaker } from "./speaker.js";
import { statuses } from "./statuses.js";
import { throttledQueue } from "./throttled-queue.js";

/** `CloseCodes.Resuming` of @discordjs/ws. */
const RESUMING = 4_200;

/** How a manager has its shards destroyed. */
export interface DestroyOptions {
  readonly code?: number;
  readonly reason?: string;
}

/** What a `spawn` made. */
interface Spawned {
  readonly coordinator: Coordinator;
  readonly relay: Relay;
  readonly heartbeats: Heartbeats;
}

/**
 * A sharding strategy for @discordjs/ws, and so for discord.js, that runs all shards in worker
 * threads of this package:
 * `new Client({ ws: { buildStrategy: (manager) => new WorkerStrategy(manager) } })`.
 *
 * Everything that the manager says is taken from it: token, shards, intents, presence, properties,
 * `largeThreshold`, the address of the API, an identify throttler of the user's own. Its
 * compression, encoding and timeouts are not: those are the coordinator's.
 *
 * Sessions are kept by the manager's `retrieveSessionInfo` and `updateSessionInfo`, unless
 * `sessions` is given: then that is where they come from and what outlives `destroy`, and the
 * manager's functions are only told.
 *
 * @typeParam Manager - the class of the manager.
 */
export class WorkerStrategy<Manager extends ShardManager = ShardManager> {
  readonly #manager: Manager;
  readonly #options: WorkerStrategyOptions;
  readonly #speaker: Speaker;
  readonly #identifies = new MemorySessions();
  #spawned: Spawned | null = null;

  /** The options are checked when the manager connects. */
  constructor(manager: Manager, options: WorkerStrategyOptions = {}) {
    this.#manager = manager;
    this.#options = options;
    this.#speaker = new Speaker(manager);
  }

  /** The coordinator that runs the shards; null before they are spawned and when they are destroyed. */
  get coordinator(): Coordinator | null {
    return this.#spawned?.coordinator ?? null;
  }

  /**
   * Makes a coordinator for these shards.
   *
   * @throws TypeError or RangeError that names the option at fault, or where there are shards.
   */
  async spawn(shardIds: number[]): Promise<void> {
    if (this.#spawned !== null) throw new TypeError("Cannot spawn shards beside those there are");
    const total = await this.#manager.getShardCount();
    const sessions = new ManagerSessions(
      this.#manager.options,
      shardIds,
      this.#store(),
      this.#identifies,
    );
    const identify = this.#options.identify ?? (await throttledQueue(this.#manager)) ?? undefined;
    const shards = { ids: shardIds, total };
    const coordinator = new Coordinator({
      ...coordinatorOptions(this.#manager, shards, this.#options),
      sessions,
      identify,
    });
    const relay = new Relay(this.#speaker, sessions, shardIds);
    relay.listenTo(coordinator);
    this.#spawned = { coordinator, relay, heartbeats: new Heartbeats(this.#speaker) };
  }

  /**
   * Starts the shards; settles when all are ready.
   *
   * @throws GatewayError as `Coordinator.start`.
   */
  async connect(): Promise<void> {
    if (this.#spawned === null)
      throw new TypeError("Cannot connect shards before they are spawned");
    const { coordinator, relay, heartbeats } = this.#spawned;
    heartbeats.start(coordinator);
    try {
      await coordinator.start();
    } catch (error) {
      relay.refused(error);
      throw error;
    }
  }

  /**
   * Hands over what is under way and ends the worker threads. The shards' sessions end, unless
   * they are kept in `sessions`, or the code is 4200.
   */
  async destroy({ code }: DestroyOptions = {}): Promise<void> {
    const spawned = this.#spawned;
    this.#spawned = null;
    spawned?.heartbeats.stop();
    const keep = this.#options.sessions !== undefined || code === RESUMING;
    await spawned?.coordinator.close({ sessions: keep ? "keep" : "end" });
  }

  /**
   * Sends when the shard is ready and has room for it. discord.js waits for none of these promises,
   * so that one that rejects is told as `debug` as well.
   *
   * @throws GatewayError as `Coordinator.send`.
   */
  send(shardId: number, { op, d }: GatewayCommand): Promise<void> {
    const sent = this.#send(shardId, { op, d });
    sent.catch((error: unknown) => {
      this.#speaker.debug(shardId, `Op ${op} was not sent: ${why(error)}`);
    });
    return sent;
  }

  /** Where each shard stands. */
  fetchStatus(): ReturnType<Manager["fetchStatus"]> {
    const states = this.#spawned?.relay.states ?? new Map();
    const found = statuses(states, this.#manager.options.rest.hashes);
    // What this manager's `fetchStatus` gives is a Collection of numbers, of the class of `hashes`.
    return found as ReturnType<Manager["fetchStatus"]>;
  }

  async #send(shardId: number, command: GatewayCommand): Promise<void> {
    if (this.#spawned === null) {
      throw new GatewayError("NOT_RUNNING", "The manager has no shards: connect it first");
    }
    await this.#spawned.coordinator.send(shardId, command);
  }

  #store(): SessionStore | null {
    const { sessions } = this.#options;
    return typeof sessions === "string" ? new FileSessions(sessions) : (sessions ?? null);
  }
}
