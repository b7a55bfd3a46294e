// What an identify says of the bot's presence: the last one that was sent, since Discord forgets it
// with the session.

import { sentData } from "../discord/gateway-command.js";

/** The presence of one shard. */
export class LastPresence {
  #presence: unknown;
  /** Those that are on their way, by the command's id. */
  readonly #sending = new Map<number, unknown>();

  /** @param presence - the `d` of an op 3, or null. */
  constructor(presence: unknown) {
    this.#presence = presence;
  }

  get presence(): unknown {
    return this.#presence;
  }

  /** A command is to be sent. */
  sending({ id, text }: { readonly id: number; readonly text: string }): void {
    if (!text.startsWith('{"op":3,')) return;
    this.#sending.set(id, sentData(text));
  }

  /** A command was sent, or was not. */
  settled(id: number, sent: boolean): void {
    if (sent && this.#sending.has(id)) this.#presence = this.#sending.get(id);
    this.#sending.delete(id);
  }
}
