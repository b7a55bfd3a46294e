// What goes out: the shard's own messages and the user's commands, through one queue that keeps
// Discord's limits.

import { GatewayError } from "../discord/gateway-error.js";
import { CommandQueue, type Command } from "./command-queue.js";
import { LastPresence } from "./last-presence.js";
import type { Write } from "./outbox.js";
import { heartbeatText, identifyText, resumeText, type IdentifySettings } from "./payloads.js";

/** What a sender needs to know. */
export interface SenderOptions {
  readonly id: number;
  readonly total: number;
  readonly token: string;
  readonly settings: IdentifySettings;
  /** Says what became of a command, once for each: null when the socket took it. */
  readonly settled: (id: number, error: GatewayError | null) => void;
  /** A steady clock, in ms. */
  readonly now: () => number;
}

/** The outbound side of one shard. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #commands: CommandQueue;
  readonly #presence: LastPresence;
  /** What heartbeats acknowledge, or null. */
  acknowledged: number | null;

  /** @param write - gives a text to the connection that is up. */
  constructor(options: SenderOptions, acknowledged: number | null, write: Write) {
    const { id, settings, settled, now } = options;
    this.#options = options;
    this.acknowledged = acknowledged;
    this.#presence = new LastPresence(settings.presence);
    this.#commands = new CommandQueue({
      shard: id,
      write,
      settled: (command, error) => {
        this.#presence.settled(command, error === null);
        settled(command, error);
      },
      now,
    });
  }

  /** A connection is up. @param interval - between its heartbeats, in ms. */
  connected(interval: number): void {
    this.#commands.connect(interval);
  }

  /** The connection has a session: commands may leave. */
  ready(): void {
    this.#commands.open();
  }

  /** Sends nothing more on this connection. */
  silence(): void {
    this.#commands.disconnect();
  }

  /** Sends nothing more at all. */
  end(): void {
    const { id } = this.#options;
    const message = `Shard ${id} is stopped and sends no more`;
    this.#commands.end(new GatewayError("CLOSED", message, { shard: id }));
  }

  /** Sends a command as soon as the shard is ready and has room. */
  send(command: Command): void {
    this.#presence.sending(command);
    this.#commands.push(command);
  }

  identify(): void {
    const { token, id, total, settings } = this.#options;
    const { presence } = this.#presence;
    this.acknowledged = null;
    this.#first(identifyText(token, [id, total], { ...settings, presence }));
  }

  resume(session: string, seq: number): void {
    this.#first(resumeText(this.#options.token, session, seq));
  }

  /** @param sent - called when the socket has it, which may be later. */
  heartbeat(sent: () => void): void {
    this.#commands.beat({ text: () => heartbeatText(this.acknowledged), sent });
  }

  /** A write that fails ends its connection, which tells of it. */
  #first(text: string): void {
    this.#commands.first(text, () => undefined);
  }
}
