// One life of the bot: a process, from its start to its end.

import { fork, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BotOrder, BotStart } from "./bot.js";

const BOT = fileURLToPath(new URL("bot.js", import.meta.url));
const SABOTEUR = new URL("../support/saboteur.js", import.meta.url).href;

/** The heap that each thread of the bot may have, in MB. */
const HEAP_MB = 192;

/** What glibc's allocator would keep of the largest messages hides what the bot keeps (mallopt(3)). */
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: "1048576", MALLOC_TRIM_THRESHOLD_: "4194304" };

const TAIL = 4_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of its stderr. */
  readonly said: string;
}

export class Life {
  readonly ended: Promise<Exit>;
  readonly #child: ChildProcess;
  #said = "";
  /** Whether it is to end. */
  dying = false;

  constructor(start: BotStart) {
    const execArgv = [`--max-old-space-size=${HEAP_MB}`, "--import", SABOTEUR];
    this.#child = fork(BOT, [JSON.stringify(start)], {
      execArgv,
      env: { ...process.env, ...ALLOCATOR },
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.#child.stderr?.on("data", (text: Buffer) => {
      this.#said = (this.#said + text.toString()).slice(-TAIL);
    });
    this.#child.on("error", () => undefined); // an order that came too late
    this.ended = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => resolve({ code, signal, said: this.#said }));
    });
  }

  order(order: BotOrder): void {
    if (this.#child.connected) this.#child.send(order);
  }

  /** Ends it, or whatever else the signal means. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its resident memory on Linux, in MiB; 0 elsewhere or when it is gone. */
  get rss(): number {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  }
}
