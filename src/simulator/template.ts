// JSON text with gaps: written once as an object, filled for every event by joining strings.

/** The gaps, by name: a string value holds `%name%`; one that is `#name#` becomes bare JSON. */
export type Fill<Name extends string> = { readonly [N in Name]: string };

export class Template<Name extends string> {
  readonly #literals: readonly string[];
  readonly #gaps: readonly Name[];

  /**
   * @param shape - any JSON, with gaps in its strings and keys.
   * @param names - every gap there may be.
   * @throws TypeError when a gap is none of the names.
   */
  constructor(shape: unknown, names: readonly Name[]) {
    const pieces = JSON.stringify(shape).split(/"#(\w+)#"|%(\w+)%/);
    const literals: string[] = [];
    const gaps: Name[] = [];
    for (let at = 0; at < pieces.length; at += 3) {
      literals.push(pieces[at] ?? "");
      const found = pieces[at + 1] ?? pieces[at + 2];
      if (found === undefined) continue;
      const name = names.find((known) => known === found);
      if (name === undefined) throw new TypeError(`Cannot use ${found} as a gap: no such name`);
      gaps.push(name);
    }
    this.#literals = literals;
    this.#gaps = gaps;
  }

  render(fill: Fill<Name>): string {
    let text = this.#literals[0] ?? "";
    for (let at = 0; at < this.#gaps.length; at++) {
      const gap = this.#gaps[at];
      if (gap !== undefined) text += fill[gap] + (this.#literals[at + 1] ?? "");
    }
    return text;
  }
}
