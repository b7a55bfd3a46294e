// The last happenings, each with an id by which a reader that was away is given what it missed.

import { randomUUID } from "node:crypto";

/** What a happening is about. */
export type HappeningKind =
  | "starting"
  | "ready" // for the first time
  | "left" // a shard lost its connection
  | "failed" // a connection that could not be had
  | "stopped"
  | "back"
  | "lost" // a session is gone
  | "warning"
  | "error";

/** One entry. */
export interface Happening {
  readonly id: string;
  /** In ms since 1970. */
  readonly at: number;
  readonly kind: HappeningKind;
  readonly title: string;
  /** May be empty, and may hold anything that Discord, the network or an error said. */
  readonly detail: string;
}

/** More push the oldest out. */
const KEPT = 200;

/** The last 200. */
export class HappeningLog {
  /** An id of another process is none of ours, whatever its number. */
  readonly #life = randomUUID().slice(0, 8);
  #entries: Happening[] = [];
  #count = 0;

  add(entry: Omit<Happening, "id">): void {
    this.#entries.push({ id: `${this.#life}-${++this.#count}`, ...entry });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  /** Those after the one with this id, the oldest first; all where it is not of this log. */
  after(id: string): readonly Happening[] {
    const [life, number] = id.split("-");
    const seen = life === this.#life ? Number(number) : 0;
    const first = this.#count - this.#entries.length;
    return this.#entries.slice(Math.max(0, seen - first));
  }

  /** The id of the last one; empty before there is one. */
  get last(): string {
    return this.#entries.at(-1)?.id ?? "";
  }
}
