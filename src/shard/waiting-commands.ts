// Commands that wait for room in the send window, each until its deadline: in lanes, and in the
// order of their arrival within a lane.

/** A command as its sender gives it. */
export interface Command {
  /** Names the command in its receipt; no two waiting ones share it. */
  readonly id: number;
  /** The JSON to send. */
  readonly text: string;
  /** `high` goes ahead of everything else that waits. */
  readonly priority: "high" | "normal";
  /** How long it may wait, in ms; null for as long as it takes. */
  readonly timeout: number | null;
}

/** Which of the waiting commands go first: presences have a limit of their own, and may be stuck. */
export type Lane = "high" | "presence" | "normal";

interface Waiting {
  readonly command: Command;
  readonly deadline: NodeJS.Timeout | null;
}

/** Longer waits overflow `setTimeout`, and would end at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The commands of one shard that wait. */
export class WaitingCommands {
  readonly #lanes: Readonly<Record<Lane, Map<number, Waiting>>> = {
    high: new Map(),
    presence: new Map(),
    normal: new Map(),
  };
  readonly #expired: (command: Command) => void;

  /** @param expired - is given a command whose deadline has passed, and that waits no longer */
  constructor(expired: (command: Command) => void) {
    this.#expired = expired;
  }

  get size(): number {
    return Object.values(this.#lanes).reduce((sum, lane) => sum + lane.size, 0);
  }

  has(lane: Lane): boolean {
    return this.#lanes[lane].size > 0;
  }

  add(command: Command, lane: Lane): void {
    const { id, timeout } = command;
    const expires = timeout !== null && timeout <= MAX_TIMEOUT_MS;
    const expire = (): void => {
      if (this.remove(id) !== null) this.#expired(command);
    };
    const deadline = expires ? setTimeout(expire, timeout).unref() : null;
    this.#lanes[lane].set(id, { command, deadline });
  }

  /** Takes the first of a lane. */
  take(lane: Lane): Command | null {
    const [id] = this.#lanes[lane].keys();
    return id === undefined ? null : this.remove(id);
  }

  /** Takes one out of the middle; null when it does not wait. */
  remove(id: number): Command | null {
    for (const lane of Object.values(this.#lanes)) {
      const waiting = lane.get(id);
      if (waiting === undefined) continue;
      clearTimeout(waiting.deadline ?? undefined);
      lane.delete(id);
      return waiting.command;
    }
    return null;
  }
}
