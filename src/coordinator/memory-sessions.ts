// Sessions for as long as the process lives.

import { IdentifyLog } from "./identify-log.js";
import { moment, type Moment } from "./moment.js";
import type {
  PastIdentify,
  SessionStore,
  Stored,
  StoredSession,
  StoreKey,
} from "./session-store.js";

/**
 * Keeps sessions in memory, where a write is stored as soon as it is made. A new process starts with none;
 * a later coordinator in the same process that is given the same store resumes what the one
 * before left, and a key other than the last one empties it.
 */
export class MemorySessions implements SessionStore {
  /** For so long a heartbeat may acknowledge less than it could, in ms: it does so every 41 s. */
  readonly seqsEvery = 200;
  readonly #clock: () => Moment;
  readonly #sessions = new Map<number, StoredSession>();
  #key: StoreKey | null = null;
  #identifies: IdentifyLog;

  /** @param clock - for tests. */
  constructor(clock: () => Moment = moment) {
    this.#clock = clock;
    this.#identifies = new IdentifyLog(clock, Infinity);
  }

  load(key: StoreKey): Promise<Stored> {
    const { bot, total, intents } = key;
    const last = this.#key;
    const [stored] = this.#sessions.values();
    if (last?.bot !== bot) this.#identifies = new IdentifyLog(this.#clock, Infinity);
    const fits = total === null || total === stored?.total;
    if (last?.bot !== bot || last.intents !== intents || !fits) this.#sessions.clear();
    this.#key = key;
    return Promise.resolve({
      sessions: [...this.#sessions.values()],
      identifies: this.#identifies.past(),
      since: 0,
      rejected: null,
    });
  }

  put(session: StoredSession): Promise<void> {
    this.#sessions.set(session.shard, { ...session });
    return Promise.resolve();
  }

  end(shard: number): Promise<void> {
    this.#sessions.delete(shard);
    return Promise.resolve();
  }

  seqs(positions: readonly (readonly [shard: number, seq: number])[]): Promise<void> {
    for (const [shard, seq] of positions) {
      const session = this.#sessions.get(shard);
      if (session !== undefined) {
        this.#sessions.set(shard, { ...session, seq });
      }
    }
    return Promise.resolve();
  }

  identify(identify: PastIdentify): Promise<void> {
    this.#identifies.add(identify);
    return Promise.resolve();
  }

  unused(shard: number): Promise<void> {
    this.#identifies.remove(shard);
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
