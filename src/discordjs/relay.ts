// Tells a manager of @discordjs/ws what its coordinator tells, in the order in which the shards of
// @discordjs/ws would.

import type { Coordinator } from "../coordinator/coordinator.js";
import type { CoordinatorEvents } from "../coordinator/events.js";
import type { ShardEvent } from "../coordinator/shard-board.js";
import { closeCode } from "../discord/close-codes.js";
import { GatewayError } from "../discord/gateway-error.js";
import { why } from "../discord/why.js";
import type { ManagerSessions } from "./manager-sessions.js";
import type { Speaker } from "./speaker.js";

type Dispatch = CoordinatorEvents["dispatch"][0];
type State = ShardEvent["state"];

/** The close code of a connection that ended without one. */
const ABNORMAL = 1_006;

/** In these a shard has no connection. */
const CLOSED: ReadonlySet<State> = new Set(["idle", "backoff", "stopped"]);

/** Behind Hello a shard is in one of these. */
const GREETED: ReadonlySet<State> = new Set(["waiting", "identifying", "resuming"]);

/** Between one coordinator and its manager. */
export class Relay {
  readonly #speaker: Speaker;
  readonly #sessions: ManagerSessions;
  readonly #states: Map<number, State>;
  /** The last seq of each shard's session that the manager was told. */
  readonly #seqs = new Map<number, number>();
  /** The close code that ended everything. */
  #fatal: number | null = null;

  /** @param shards - those that run here. */
  constructor(speaker: Speaker, sessions: ManagerSessions, shards: readonly number[]) {
    this.#speaker = speaker;
    this.#sessions = sessions;
    this.#states = new Map(shards.map((shard) => [shard, "idle"]));
  }

  get states(): ReadonlyMap<number, State> {
    return this.#states;
  }

  /** Begins to tell. */
  listenTo(coordinator: Coordinator): void {
    coordinator.on("dispatch", (dispatch) => this.#dispatch(dispatch));
    coordinator.on("shard", (event) => this.#shard(event));
    coordinator.on("error", (error) => this.#error(error));
    coordinator.on("warning", ({ code, message, shard }) => {
      this.#speaker.debug(shard, `${code}: ${message}`);
    });
    coordinator.on("sessionLost", ({ shard, seq, reason }) => {
      this.#speaker.debug(shard, `Lost its session, last at ${seq}: ${reason}`);
    });
  }

  /** Why Discord refused a shard at the start, to those who listen; the start rejects besides. */
  refused(error: unknown): void {
    if (!(error instanceof GatewayError) || error.shard === undefined) return;
    if (this.#speaker.isHeard) this.#speaker.error(error.shard, error);
  }

  #dispatch({ shard, seq, name, data }: Dispatch): void {
    this.#seqs.set(shard, seq);
    if (name === "READY") this.#speaker.ready(shard, data);
    if (name === "RESUMED") {
      this.#tellReach(shard);
      this.#speaker.resumed(shard);
    }
    this.#speaker.dispatch(shard, { t: name, s: seq, op: 0, d: data });
  }

  #shard({ id, state, code, reason, by }: ShardEvent): void {
    const before = this.#states.get(id) ?? "idle";
    this.#states.set(id, state);
    const end = code === undefined ? "" : `, closed with ${code} by ${by}`;
    const because = reason === undefined || reason === "" ? "" : `: ${reason}`;
    this.#speaker.debug(id, `Is ${state}${end}${because}`);
    if (before === "connecting" && GREETED.has(state)) {
      this.#tellReach(id);
      this.#speaker.hello(id);
    }
    if (by === "network") this.#speaker.socketError(id, new Error(reason));
    if (code !== undefined) this.#closed(id, code);
    else if (state === "backoff" && !CLOSED.has(before)) this.#closed(id, ABNORMAL);
  }

  /** One code that nothing can mend ends every shard, and is then the code of all. */
  #closed(shard: number, code: number): void {
    if (closeCode(code).after === "stop") this.#fatal ??= code;
    this.#speaker.closed(shard, this.#fatal ?? code);
  }

  /** discord.js counts what a resume replayed by what the manager knows before and after it. */
  #tellReach(shard: number): void {
    const told = this.#sessions.reached(shard, this.#seqs.get(shard) ?? 0);
    told.catch((error: unknown) => {
      this.#speaker.debug(shard, `updateSessionInfo failed: ${why(error)}`);
    });
  }

  /** What a listener threw goes where it goes without this strategy: it is a rejection. */
  #error(error: GatewayError): void {
    if (error.code === "LISTENER_FAILED") return void Promise.reject(error.cause);
    const { code, message, shard } = error;
    if (code === "BUDGET_EXHAUSTED" && !this.#speaker.isHeard) {
      return this.#speaker.debug(shard, `${code}: ${message}`); // some shards wait, nothing ends
    }
    this.#speaker.error(shard, error);
    // discord.js has no event for it that anybody must listen to; a bot without shards is no bot.
    if (code === "WORKERS_CRASHING") void Promise.reject(error);
  }
}
