// Tells systemd how the run goes, where it wants to know (`Type=notify`). Node has no datagram
// sockets in the file system, so systemd's own command does the sending: the unit needs
// `NotifyAccess=all`. https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Logger } from "pino";
import type { Coordinator } from "../coordinator/coordinator.js";
import { why } from "../discord/why.js";
import { progressSentence, regularly, type ProgressSource } from "./progress.js";

const COMMAND = "systemd-notify";

/** systemd-notify waits until systemd has read it; longer than this it is not let, in ms. */
const PATIENCE_MS = 5_000;

/** A service manager that wants to know. */
export class Systemd {
  readonly #env: NodeJS.ProcessEnv;
  readonly #log: Logger;
  #sending: Promise<void> = Promise.resolve();
  #waiting = 0;
  #failed = false;
  #stop: () => void = () => undefined;

  private constructor(env: NodeJS.ProcessEnv, log: Logger) {
    this.#env = env;
    this.#log = log;
  }

  /**
   * Finds it by `NOTIFY_SOCKET`, which is taken out of the environment: it is nobody else's.
   *
   * @returns null where nobody wants to know.
   */
  static find(env: NodeJS.ProcessEnv, log: Logger): Systemd | null {
    const { NOTIFY_SOCKET, PATH } = env;
    if (!NOTIFY_SOCKET) return null;
    delete env["NOTIFY_SOCKET"];
    return new Systemd({ NOTIFY_SOCKET, PATH }, log);
  }

  /** Tells when all shards are ready, and how it goes before and afterwards. */
  follow(gateway: Coordinator, source: ProgressSource): void {
    gateway.once("ready", () => this.#send("--ready", ...status(source)));
    this.#stop = regularly(source.watch, () => {
      if (this.#waiting === 0) this.#send(...status(source));
    });
  }

  /** Tells that the end has begun. */
  stopping(): void {
    this.#stop();
    this.#send("STOPPING=1", "--status=draining");
  }

  /** One at a time: what is told first is to arrive first. */
  #send(...words: readonly string[]): void {
    if (words.length === 0) return;
    this.#waiting++;
    this.#sending = this.#sending.then(() => this.#notify(words)).then(() => void this.#waiting--);
  }

  /** Never rejects. */
  async #notify(words: readonly string[]): Promise<void> {
    const options = { env: this.#env, stdio: "ignore", timeout: PATIENCE_MS } as const;
    try {
      const [code] = (await once(spawn(COMMAND, words, options), "exit")) as [number | null];
      if (code !== 0) throw new Error(`${COMMAND} ended with ${code ?? "a signal"}`);
    } catch (error) {
      if (this.#failed) return;
      this.#failed = true;
      this.#log.warn({}, `systemd cannot be told how it goes: ${why(error)}`);
    }
  }
}

function status(source: ProgressSource): readonly string[] {
  const sentence = progressSentence(source);
  return sentence === null ? [] : [`--status=${sentence}`];
}
