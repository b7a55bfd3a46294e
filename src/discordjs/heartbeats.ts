// Tells a manager of heartbeats, from which discord.js has its `ping`. Threads send no message for
// one: they leave the latency in shared memory, and here is looked for it now and then.

import type { Status } from "../coordinator/status.js";
import type { Speaker } from "./speaker.js";

/** Discord asks for a heartbeat every 41 s, so that this is not late, in ms. */
const LOOK_EVERY_MS = 5_000;

/** Who has the latencies. */
export interface Latencies {
  status(): Pick<Status, "shards">;
}

/** A look at the latencies every few seconds. */
export class Heartbeats {
  readonly #speaker: Speaker;
  readonly #last = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  /** Begins to look. It keeps no process from ending. */
  start(source: Latencies): void {
    this.#timer ??= setInterval(() => this.#look(source), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(source: Latencies): void {
    for (const { id, latencyMs } of source.status().shards) {
      if (latencyMs === null || latencyMs === this.#last.get(id)) continue;
      this.#last.set(id, latencyMs);
      const ackAt = Date.now();
      const latency = Math.round(latencyMs);
      this.#speaker.heartbeat(id, { ackAt, heartbeatAt: ackAt - latency, latency });
    }
  }
}
