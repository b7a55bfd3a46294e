// All sessions of the bot, the living and the ended.

import { randomBytes } from "node:crypto";
import type { Settings } from "./options.js";
import type { Recorder } from "./recorder.js";
import { Ring } from "./ring.js";
import { Session, type Encode, type End, type Wish } from "./session.js";

const ENDED_KEPT = 10_000;

export class Sessions {
  readonly #live = new Map<string, Session>();
  readonly #ended = new Map<string, Session>();
  readonly #settings: Settings;
  readonly #recorder: Recorder;

  constructor(settings: Settings, recorder: Recorder) {
    this.#settings = settings;
    this.#recorder = recorder;
  }

  /** A new session; `guilds` is how many its shard has. */
  create(wish: Wish, query: string, guilds: number, encode: Encode): Session {
    const { ringSize, ringBytes, keepSent } = this.#settings;
    const capacity = ringSize || Math.max(100, Math.min(3500, 75 * guilds));
    const id = randomBytes(16).toString("hex");
    const ring = new Ring(capacity, ringBytes);
    const session = new Session({ id, wish, query, ring, encode, keepSent }, this.#recorder);
    this.#live.set(id, session);
    return session;
  }

  /** The living: attached to a connection, or resumable. */
  live(): readonly Session[] {
    this.#expire();
    return [...this.#live.values()];
  }

  ended(): readonly Session[] {
    return [...this.#ended.values()];
  }

  /** The session with this id, living or ended. */
  find(id: string): Session | undefined {
    this.#expire();
    return this.#live.get(id) ?? this.#ended.get(id);
  }

  end(session: Session, end: End): void {
    if (!this.#live.delete(session.id)) return;
    session.finish(end);
    this.#ended.set(session.id, session);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > ENDED_KEPT && oldest !== undefined) this.#ended.delete(oldest);
  }

  #expire(): void {
    const now = this.#settings.now();
    for (const session of this.#live.values()) {
      if (session.expired(now, this.#settings.sessionTtl)) this.end(session, "expired");
    }
  }
}
