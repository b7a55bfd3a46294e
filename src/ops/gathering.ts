// Gathers what happens to many shards at once: entries that come within a fifth of a second and
// are the same but for the shard become one. When Discord closes a thousand connections, that is
// one line of the log, and pushes nothing else out.

import type { Happening, HappeningKind } from "./happening-log.js";
import { afterText, cut, titleOf } from "./happening-words.js";

/** What happened once. */
export interface Occurrence {
  readonly kind: HappeningKind;
  /** In place of a title about a shard. */
  readonly title?: string;
  readonly shard?: number;
  readonly detail: string;
  /** How long the shard was away, in ms. */
  readonly away?: number;
}

interface Group {
  readonly at: number;
  readonly first: Occurrence;
  readonly shards: number[];
  readonly away: number[];
  times: number;
}

const GATHER_MS = 200;

/** Groups that are gathered at once; more push the first ones out, as they would in the log. */
const MOST_GROUPS = 200;

function entryOf({ at, first, shards, away, times }: Group): Omit<Happening, "id"> {
  const { kind } = first;
  const title = first.title ?? titleOf(kind, shards);
  const often = times > 1 && first.title !== undefined ? `, ${times} times` : "";
  const detail = away.length > 0 ? afterText(away) : first.detail;
  return { at, kind, title: `${title}${often}`, detail };
}

/** Gathers. */
export class Gathering {
  readonly #groups = new Map<string, Group>();
  readonly #done: (entries: readonly Omit<Happening, "id">[]) => void;
  #timer: NodeJS.Timeout | null = null;

  /** @param done - gets the entries of one fifth of a second, in the order of their beginning. */
  constructor(done: (entries: readonly Omit<Happening, "id">[]) => void) {
    this.#done = done;
  }

  add(occurrence: Occurrence): void {
    const first = { ...occurrence, detail: cut(occurrence.detail) };
    const key = `${first.kind} ${first.title ?? ""} ${first.detail}`;
    const fresh: Group = { at: Date.now(), first, shards: [], away: [], times: 0 };
    const group = this.#groups.get(key) ?? fresh;
    group.times++;
    if (first.shard !== undefined) group.shards.push(first.shard);
    if (first.away !== undefined) group.away.push(first.away);
    this.#groups.set(key, group);
    const [oldest] = this.#groups.keys();
    if (this.#groups.size > MOST_GROUPS && oldest !== undefined) this.#groups.delete(oldest);
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = null;
    const groups = [...this.#groups.values()];
    this.#groups.clear();
    this.#done(groups.map(entryOf));
  }
}
