// What an identify says of the bot's presence: the last one that was sent, since Discord forgets it
// with the session.

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
    const command: unknown = JSON.parse(text);
    this.#sending.set(id, Reflect.get(Object(command), "d"));
  }

  /** A command was sent, or was not. */
  settled(id: number, sent: boolean): void {
    if (sent && this.#sending.has(id)) this.#presence = this.#sending.get(id);
    this.#sending.delete(id);
  }
}
