// The live feed of the status page: the status once a second, made and written as text once for
// all readers and only while there is one, and the log as it grows. A slow reader misses statuses,
// for the next one tells all, and no log entry that is still kept.

import type { ServerResponse } from "node:http";
import { EventStream, eventText } from "./event-stream.js";
import { Happenings } from "./happenings.js";
import { StatusFrames } from "./status-frame.js";
import type { StatusSource } from "./status-source.js";

/** Readers at once. */
const MOST_READERS = 64;

const TICK_MS = 1_000;

/** A reader that takes nothing for so many ticks is dropped. */
const MOST_STUCK = 60;

/** Feeds status pages. */
export class StatusFeed {
  readonly #frames: StatusFrames;
  readonly #happenings: Happenings;
  readonly #readers = new Set<EventStream>();
  #timer: NodeJS.Timeout | null = null;
  #frame: Buffer = Buffer.alloc(0);

  constructor(source: StatusSource) {
    this.#frames = new StatusFrames(source);
    this.#happenings = new Happenings(source, () => this.#tellLog());
  }

  /** Whether one more reader is one too many. */
  get full(): boolean {
    return this.#readers.size >= MOST_READERS;
  }

  /**
   * Takes a reader.
   *
   * @param headers - of the response.
   * @param lastEventId - the last log entry that it has; empty for none.
   */
  add(
    response: ServerResponse,
    headers: Readonly<Record<string, string>>,
    lastEventId: string,
  ): void {
    if (this.#timer === null) this.#makeFrame();
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    const reader = new EventStream(response, headers, lastEventId);
    this.#readers.add(reader);
    response.once("close", () => this.#remove(reader));
    this.#tellEntries(reader);
    reader.write(this.#frame);
  }

  /** Ends every stream. */
  close(): void {
    this.#happenings.stop();
    this.#frames.stop();
    this.#endAll();
  }

  #endAll(): void {
    for (const reader of this.#readers) reader.end();
  }

  #remove(reader: EventStream): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #makeFrame(): void {
    this.#frame = Buffer.from(eventText("status", this.#frames.next()));
  }

  #tick(): void {
    try {
      this.#makeFrame();
    } catch {
      // A bot does not die of its status page, which says so when it asks again: with a 500.
      return this.#endAll();
    }
    for (const reader of this.#readers) {
      reader.stuck = reader.drained ? 0 : reader.stuck + 1;
      if (reader.stuck >= MOST_STUCK) reader.drop();
      if (reader.stuck > 0) continue;
      this.#tellEntries(reader);
      reader.write(this.#frame);
    }
  }

  #tellLog(): void {
    for (const reader of this.#readers) if (reader.drained) this.#tellEntries(reader);
  }

  #tellEntries(reader: EventStream): void {
    const { log } = this.#happenings;
    const entries = log.after(reader.seen);
    if (entries.length === 0) return;
    reader.write(entries.map((entry) => eventText("happening", entry, entry.id)).join(""));
    reader.seen = log.last;
  }
}
