// The bot's token, held so that nothing that prints, logs or serialises its holder shows it.

import { createHash } from "node:crypto";

const REDACTED = "[token]";

/** Anything else could not stand in a header either. */
const TOKEN = /^(?:Bot +)?([\x21-\x7e]+)$/i;

/** Whether a text can be a token: not empty, ASCII, no white space but after a leading `Bot`. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** A token that only `reveal()` shows: `inspect` sees no private fields. */
export class Token {
  readonly #value: string;

  /**
   * @param text - the token, with or without `Bot ` before it.
   * @throws RangeError where `isToken` says no.
   */
  constructor(text: string) {
    const value = TOKEN.exec(text)?.[1];
    if (value === undefined) {
      throw new RangeError("Cannot use a token that is empty or holds white space or non-ASCII");
    }
    this.#value = value;
  }

  /** The token itself. */
  reveal(): string {
    return this.#value;
  }

  /** SHA-256 of the token in hex: tells bots apart and may be stored. */
  digest(): string {
    return createHash("sha256").update(this.#value).digest("hex");
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }
}
