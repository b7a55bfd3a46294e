// What the user holds: one bot's connection to Discord, whatever number of shards and threads it
// takes. What happens in a run stands in run.ts; here is what may be asked of it.

import { EventEmitter } from "node:events";
import {
  commandText,
  sentData,
  type GatewayCommand,
  type SendOptions,
} from "../discord/gateway-command.js";
import { GatewayError } from "../discord/gateway-error.js";
import { shardOf } from "../discord/shard-of.js";
import { VERSION } from "../discord/user-agent.js";
import type { Dispatch } from "../transport/dispatch.js";
import type {
  AnswerData,
  AnswerName,
  AnswerValue,
  HandlerModule,
} from "../transport/handler-module.js";
import { checkAsk, type AskOptions, type AskResult, type AskTarget } from "./ask.js";
import type { BatchSink } from "./batch-sink.js";
import {
  checkClose,
  checkMembers,
  checkSend,
  checkStart,
  type CloseOptions,
  type StartOptions,
} from "./calls.js";
import { NO_RUN } from "./chronicle.js";
import { closeRun } from "./close-run.js";
import { Delivery } from "./delivery.js";
import type { CoordinatorEvents } from "./events.js";
import { Farewell } from "./farewell.js";
import { Listeners } from "./listeners.js";
import { Members, type GuildMembers, type MembersRequest } from "./members.js";
import type { CoordinatorOptions } from "./options.js";
import { prepare } from "./prepare.js";
import { Reporter } from "./reporter.js";
import { Run } from "./run.js";
import { settingsOf, type Settings } from "./settings.js";
import type { Status } from "./status.js";
import { StoreClaim } from "./store-claim.js";

/** https://discord.com/developers/docs/events/gateway-events#update-presence */
const PRESENCE_UPDATE = 3;

/** How long an answer of a handler module may take, in ms. */
const ANSWER_MS = 10_000;

/**
 * A bot's gateway, off this thread. It runs once: make another to start again.
 *
 * Events: every dispatch by its name (data and dispatch), `dispatch`, `plan`, `shard`, `ready`,
 * `sessionLost`, `warning` and `error`.
 *
 * @typeParam Module - of the handler module, for `ask`: `typeof import("./handlers.js")`.
 */
export class Coordinator<Module extends HandlerModule = HandlerModule>
  extends EventEmitter<CoordinatorEvents>
  implements AsyncDisposable
{
  readonly #settings: Settings;
  readonly #reporter: Reporter;
  readonly #delivery: Delivery;
  readonly #members = new Members();
  readonly #closed = new AbortController();
  readonly #farewell = new Farewell();
  readonly #claim: StoreClaim;
  #state: "idle" | "starting" | "running" | "closed" = "idle";
  #startedAt: number | null = null;
  #run: Run | null = null;
  #closing: Promise<void> | null = null;

  /**
   * Checks the options; nothing else happens before `start`.
   *
   * @param sink - takes whole batches in place of listeners and iterators; not public.
   * @throws TypeError or RangeError that names the option at fault.
   */
  constructor(options: CoordinatorOptions, sink: BatchSink | null = null) {
    super();
    this.#settings = settingsOf(options);
    this.#claim = new StoreClaim(this.#settings.sessions);
    this.#reporter = new Reporter(this, this.#settings.logger);
    const listeners = new Listeners(this, (error) => this.#reporter.error(error));
    this.#delivery = new Delivery(listeners, sink, {
      handed: (position) => this.#run?.handed(position),
      finished: (batch) => this.#run?.finished(batch),
    });
  }

  /**
   * Asks Discord how many shards there should be, starts the threads and their shards, and
   * settles when every shard is ready.
   *
   * @throws GatewayError API_UNREACHABLE, TOKEN_REFUSED, SETTINGS_REFUSED, BUDGET_EXHAUSTED,
   *   WORKERS_CRASHING, HANDLERS_NOT_LOADED, STORE_FAILED, CLOSED or ABORTED. TypeError or RangeError where
   *   `shardOptions` gave something wrong, or where it was started before.
   */
  async start(options: StartOptions = {}): Promise<void> {
    const { signal } = checkStart(options);
    if (this.#state !== "idle") {
      throw new TypeError(`Cannot start a coordinator that is ${this.#state}: make another`);
    }
    this.#state = "starting";
    this.#startedAt = Date.now();
    const stop = AbortSignal.any([this.#closed.signal, ...(signal === undefined ? [] : [signal])]);
    try {
      this.#claim.take();
      await this.#begin(stop);
      stop.throwIfAborted();
    } catch (error) {
      const givenUp = stop.aborted && stop.reason !== this.#closed.signal.reason;
      await this.close();
      throw givenUp ? aborted(error) : error;
    }
    this.#reporter.ready();
  }

  /**
   * Sends a message to the gateway when the shard is ready and has room for it.
   *
   * @returns settles when the socket took it. TypeError and RangeError for misuse.
   * @throws GatewayError COMMAND_REFUSED, COMMAND_TOO_LARGE, COMMAND_QUEUE_FULL, COMMAND_EXPIRED,
   *   COMMAND_LOST, UNKNOWN_SHARD, NOT_RUNNING or CLOSED.
   */
  async send(shard: number, command: GatewayCommand, options: SendOptions = {}): Promise<void> {
    checkSend({ shard, command, options });
    const run = this.#running();
    const text = commandText(shard, command);
    const slot = run.slot(shard);
    if (slot === undefined) {
      const message = `Cannot send on shard ${shard}: it does not run here`;
      throw new GatewayError("UNKNOWN_SHARD", message, { shard });
    }
    const { timeout = null, priority = "normal" } = options;
    await run.receipts.wait(shard, (id) => {
      slot.send({ kind: "send", id, shard, text, timeout, priority });
    });
    if (command.op === PRESENCE_UPDATE) slot.presence(shard, sentData(text));
  }

  /** Sends on the shard that this guild belongs to. As `send` otherwise. */
  async sendToGuild(
    guildId: string | bigint,
    command: GatewayCommand,
    options: SendOptions = {},
  ): Promise<void> {
    await this.send(shardOf(guildId, this.#running().total), command, options);
  }

  /**
   * Asks for members of a guild, gathers every chunk of the answer, and waits out one
   * RATE_LIMITED.
   * https://discord.com/developers/docs/events/gateway-events#request-guild-members
   *
   * @throws GatewayError MEMBERS_TIMEOUT or MEMBERS_RATE_LIMITED, and as `send`.
   */
  async requestGuildMembers(request: MembersRequest): Promise<GuildMembers> {
    checkMembers(request);
    this.#running();
    const send = (d: object, timeout: number): Promise<void> => {
      return this.sendToGuild(request.guildId, { op: 8, d }, { timeout });
    };
    return await this.#members.request(request, send, this.#closed.signal);
  }

  /**
   * Asks the handler modules of one or all worker threads for one of their `answers`.
   *
   * @param data - goes to the answer as a structured clone, and so does what it gives.
   * @returns one result for each thread that is asked, in the order of their numbers. An error is
   *   UNKNOWN_ANSWER, ANSWER_FAILED, ANSWER_TIMEOUT or ANSWER_LOST.
   * @throws GatewayError UNKNOWN_SHARD, UNKNOWN_THREAD, NOT_RUNNING or CLOSED. TypeError or
   *   RangeError for misuse.
   */
  async ask<Name extends AnswerName<Module>>(
    target: AskTarget,
    name: Name,
    data: AnswerData<Module, Name>,
    options: AskOptions = {},
  ): Promise<readonly AskResult<AnswerValue<Module, Name>>[]> {
    checkAsk({ target, name, options });
    if (this.#settings.handlers === null) {
      throw new TypeError(`Cannot ask '${name}' as there are no 'handlers'`);
    }
    const { timeout = ANSWER_MS } = options;
    const results = await this.#running().ask(target, { name, data, timeout });
    // What the thread gave is what its module's type says.
    return results as readonly AskResult<AnswerValue<Module, Name>>[];
  }

  /**
   * An iterator over all dispatches that come from now on. While it is slow the sockets are read
   * no faster; leaving the loop, or `close`, ends it.
   */
  dispatches(): AsyncIterableIterator<Dispatch, undefined> & AsyncDisposable {
    return this.#delivery.iterate();
  }

  /** How it stands now: made when it is asked for, some µs a shard. */
  status(): Status {
    const phase = this.#state === "closed" ? "closing" : this.#state;
    const run = this.#run?.status ?? NO_RUN;
    return { at: Date.now(), version: VERSION, phase, startedAt: this.#startedAt, ...run };
  }

  /**
   * Ends everything within `drain` seconds: reads no more, hands over what is under way, closes
   * the sockets and stores the sessions. Further calls give the same promise. Where one of them asks
   * for the end of the sessions, they end; once they have been left resumable, a `warning` says so.
   */
  close(options: CloseOptions = {}): Promise<void> {
    const { sessions } = checkClose(options);
    if (sessions === "end" && !this.#farewell.end()) {
      const message = "The sessions do not end: an earlier close has left them resumable";
      this.#reporter.warning(new GatewayError("CLOSED", message));
    }
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #begin(stop: AbortSignal): Promise<void> {
    const prepared = await prepare(this.#settings, stop, {
      closed: this.#closed.signal,
      warning: (error) => this.#reporter.warning(error),
      postponed: (error) => this.#reporter.postponed(error),
    });
    stop.throwIfAborted();
    this.#reporter.plan(prepared.plan);
    stop.throwIfAborted(); // a listener of the plan may close
    await new Promise<void>((resolve, reject) => {
      stop.addEventListener("abort", () => reject(stop.reason), { once: true });
      const failed = (error: GatewayError): void => {
        if (this.#state === "starting") reject(error);
        else this.#failed(error);
      };
      const ready = (): void => {
        if (this.#state === "starting") this.#state = "running";
        resolve();
      };
      const parts = {
        ...prepared,
        settings: this.#settings,
        delivery: this.#delivery,
        members: this.#members,
      };
      this.#run = new Run(parts, this.#reporter.runOwner(ready, failed));
      this.#run.start();
    });
  }

  /** A running coordinator that cannot go on says so once, and ends. */
  #failed(error: GatewayError): void {
    if (this.#closing !== null) return;
    void this.close();
    this.#reporter.error(error);
  }

  async #close(): Promise<void> {
    this.#state = "closed";
    this.#closed.abort(new GatewayError("CLOSED", "The coordinator is closed"));
    const run = this.#run;
    try {
      if (run === null) return;
      const undone = await closeRun(run, this.#delivery, this.#farewell, this.#settings.drainMs);
      if (undone !== null) this.#reporter.warning(undone);
    } finally {
      this.#delivery.close();
      await this.#claim.close((error) => this.#reporter.warning(error));
    }
  }

  #running(): Run {
    if (this.#state === "closed") throw new GatewayError("CLOSED", "The coordinator is closed");
    if (this.#run === null) {
      throw new GatewayError("NOT_RUNNING", "The coordinator has no shards yet: start it first");
    }
    return this.#run;
  }
}

function aborted(cause: unknown): GatewayError {
  return new GatewayError("ABORTED", "The start was given up", { cause });
}
