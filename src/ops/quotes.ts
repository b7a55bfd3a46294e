// Strings as ASCII JSON, each made once: the same few session ids and event names come again with
// every line.

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Remembers what it has quoted. */
export class Quotes {
  readonly #known = new Map<string, string>();

  /** A text in quotes, everything beyond ASCII escaped. */
  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(text).replaceAll(/[\u0080-\uffff]/g, escaped);
    this.#known.set(text, quoted);
    return quoted;
  }
}
