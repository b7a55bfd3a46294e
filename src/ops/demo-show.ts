// What a demo shows beyond a run: sockets that break now and then, and what came of it.

import type { Logger } from "pino";
import type { Coordinator } from "../coordinator/coordinator.js";
import type { Totals } from "../coordinator/status.js";
import type { RunFlags } from "./flags.js";
import type { EventOutput } from "./event-output.js";
import { GapCount } from "./gap-count.js";
import { several } from "./sentences.js";

/** From when all are ready, in ms: soon enough for whoever looks on for half a minute. */
const FIRST_KILL_MS = 5_000;
const KILL_EVERY_MS = 12_000;

/** Runs one demo. */
export class DemoShow {
  /** To be given to the coordinator in place of the output. */
  readonly sink: GapCount;
  readonly #kill: (shard: number) => void;
  readonly #ready = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  /** @param kill - breaks the connection of a shard. */
  constructor(kill: (shard: number) => void, output: EventOutput, { events }: RunFlags) {
    this.#kill = kill;
    this.sink = new GapCount(output, events !== undefined);
  }

  /** Begins once all shards are ready. */
  follow(gateway: Coordinator): void {
    gateway.on("shard", ({ id, state }) => {
      if (state === "ready") this.#ready.add(id);
      else this.#ready.delete(id);
    });
    gateway.once("ready", () => this.#killIn(FIRST_KILL_MS));
  }

  /** Kills no more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Says what came of it. */
  summarise(log: Logger, { resumes, identifies, sessionsLost }: Totals): void {
    const { count: events, lost } = this.sink;
    const parts = [
      several(events, "event"),
      several(resumes.resumed, "resume"),
      several(identifies, "identify", "identifies"),
      `lost ${lost}`,
      ...(sessionsLost === 0 ? [] : [`and what ${several(sessionsLost, "session")} held`]),
    ];
    const counts = { events, resumes: resumes.resumed, identifies, lost, sessionsLost };
    log.info(counts, `demo: ${parts.join(", ")}`);
  }

  #killIn(ms: number): void {
    this.#timer = setTimeout(() => {
      const shards = [...this.#ready];
      const shard = shards[Math.floor(Math.random() * shards.length)];
      if (shard !== undefined) this.#kill(shard);
      this.#killIn(KILL_EVERY_MS);
    }, ms);
  }
}
