// Follows what a coordinator tells and keeps the last of it for the status page's log.

import { errorMonitor, type EventEmitter } from "node:events";
import type { Plan } from "../coordinator/plan.js";
import type { SessionLostEvent } from "../coordinator/run-owner.js";
import type { ShardEvent } from "../coordinator/shard-board.js";
import type { GatewayError } from "../discord/gateway-error.js";
import { Gathering } from "./gathering.js";
import { HappeningLog } from "./happening-log.js";
import { endText, several } from "./happening-words.js";
import type { StatusSource } from "./status-source.js";

/** Follows one. */
export class Happenings {
  readonly log: HappeningLog = new HappeningLog();
  readonly #source: StatusSource;
  readonly #gathering: Gathering;
  /** Since when each shard that lost its connection is away. */
  readonly #away = new Map<number, number>();

  /** @param grown - called when the log has grown. */
  constructor(source: StatusSource, grown: () => void) {
    this.#source = source;
    this.#gathering = new Gathering((entries) => {
      for (const entry of entries) this.log.add(entry);
      grown();
    });
    source.on("plan", this.#plan);
    source.on("ready", this.#ready);
    source.on("shard", this.#shard);
    source.on("sessionLost", this.#sessionLost);
    source.on("warning", this.#warning);
    errorsOf(source).on(errorMonitor, this.#error);
  }

  /** Follows no more. */
  stop(): void {
    this.#gathering.stop();
    this.#source.off("plan", this.#plan);
    this.#source.off("ready", this.#ready);
    this.#source.off("shard", this.#shard);
    this.#source.off("sessionLost", this.#sessionLost);
    this.#source.off("warning", this.#warning);
    errorsOf(this.#source).off(errorMonitor, this.#error);
  }

  readonly #plan = ({ ids, total, threads }: Plan): void => {
    const all = several(total, "shard");
    const title = `Starting ${ids.length === total ? all : `${ids.length} of ${all}`}`;
    const detail = `on ${several(threads, "thread")}`;
    this.#gathering.add({ kind: "starting", title, detail });
  };

  readonly #ready = (): void => {
    this.#gathering.add({ kind: "ready", title: "All shards are ready", detail: "" });
  };

  readonly #shard = (event: ShardEvent): void => {
    const { id: shard, state } = event;
    const since = this.#away.get(shard);
    if (state === "stopped") {
      this.#gathering.add({ kind: "stopped", shard, detail: endText(event) });
    }
    if (state === "backoff") {
      const kind = since === undefined ? "left" : "failed";
      this.#gathering.add({ kind, shard, detail: endText(event) });
      this.#away.set(shard, since ?? Date.now());
    }
    if (state === "ready" && since !== undefined) {
      this.#away.delete(shard);
      this.#gathering.add({ kind: "back", shard, detail: "", away: Date.now() - since });
    }
  };

  readonly #sessionLost = ({ shard, reason, seq }: SessionLostEvent): void => {
    const detail = `${reason}; the last s was ${seq}`;
    this.#gathering.add({ kind: "lost", shard, detail });
  };

  readonly #warning = ({ code, message }: GatewayError): void => {
    this.#gathering.add({ kind: "warning", title: code, detail: message });
  };

  readonly #error = ({ code, message }: GatewayError): void => {
    this.#gathering.add({ kind: "error", title: code, detail: message });
  };
}

/**
 * An emitter whose errors may be watched: a listener of `error` itself would keep one that nobody
 * else listens for from being thrown. Its types know the events by name only.
 */
function errorsOf(source: StatusSource): EventEmitter {
  return source;
}
