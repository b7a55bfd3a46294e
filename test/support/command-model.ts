// What a shard sends and what becomes of its commands, told from a list of all that was sent:
// without timers, and without regard for speed.

/** All limits, in ms and sends; windows with the margin that is kept of Discord's. */
const WINDOW = { sends: 120, ms: 60_150 } as const;
const PRESENCES = { sends: 5, ms: 20_150 } as const;
const LARGEST_BYTES = 4_096;

type Lane = "high" | "presence" | "normal";
type Kind = "first" | "beat" | Lane;

/** A command as it is given. */
export interface ModelCommand {
  readonly id: number;
  readonly text: string;
  readonly lane: Lane;
  /** When it is of no more use, by the clock; Infinity for never. */
  readonly until: number;
}

/** Something that was given to the socket. */
interface Send {
  readonly kind: Kind;
  readonly text: string;
  readonly id: number | null;
  /** When the socket had written it. */
  left: number | null;
}

/** The rules of one shard's sending. */
export class CommandModel {
  now = 0;
  /** Whether the socket writes at once. */
  flows = true;
  phase: "down" | "greeted" | "named" | "open" | "ended" = "down";
  readonly texts: string[] = [];
  /** What became of commands, in order. */
  readonly outcomes: [id: number, outcome: string][] = [];
  waiting: ModelCommand[] = [];
  /** How many commands and heartbeats there were: names the next. */
  given = 0;
  /** Of the connection that there is. */
  #sends: Send[] = [];
  #interval = 0;
  #owed: number | null = null;

  /** How many texts the socket has and did not write. */
  get unwritten(): number {
    return this.#sends.filter(({ left }) => left === null).length;
  }

  connect(interval: number): void {
    this.disconnect();
    this.#interval = interval;
    this.phase = "greeted";
  }

  disconnect(): void {
    const lost = this.#sends.filter(({ left }) => left === null);
    this.#sends = [];
    this.#owed = null;
    this.phase = "down";
    for (const { id } of lost) this.#settle(id, "COMMAND_LOST");
  }

  first(text: string): void {
    this.phase = "named";
    this.#send("first", text, null);
  }

  open(): void {
    this.phase = "open";
    this.pump();
  }

  beat(beat: number): void {
    this.#owed = beat;
    this.pump();
  }

  push(command: ModelCommand): void {
    const { id, text } = command;
    if (this.phase === "ended") return this.#settle(id, "CLOSED");
    if (Buffer.byteLength(text) > LARGEST_BYTES) return this.#settle(id, "COMMAND_TOO_LARGE");
    this.waiting.push(command);
    this.pump();
  }

  cancel(id: number): boolean {
    const before = this.waiting.length;
    this.waiting = this.waiting.filter((command) => command.id !== id);
    return this.waiting.length < before;
  }

  end(): void {
    this.disconnect();
    this.phase = "ended";
    const lanes = ["high", "presence", "normal"];
    const byLane = this.waiting.toSorted((a, b) => lanes.indexOf(a.lane) - lanes.indexOf(b.lane));
    this.waiting = [];
    for (const { id } of byLane) this.#settle(id, "CLOSED");
  }

  /** The socket has written the oldest text that it has, or could not. */
  write(outcome: "sent" | "COMMAND_LOST"): void {
    const send = this.#sends.find(({ left }) => left === null);
    if (send === undefined) return;
    send.left = this.now;
    this.#settle(send.id, outcome);
    this.pump();
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.now += ms;
    const late = this.waiting.filter(({ until }) => until <= this.now);
    this.waiting = this.waiting.filter(({ until }) => until > this.now);
    for (const { id } of late.toSorted((a, b) => a.until - b.until)) {
      this.#settle(id, "COMMAND_EXPIRED");
    }
    this.pump();
  }

  /** Sends all that may be sent now. */
  pump(): void {
    if (this.phase === "down" || this.phase === "ended") return;
    if (this.#owed !== null && this.#hasRoom("beat")) {
      const text = `beat ${this.#owed} at ${this.now}`;
      this.#owed = null;
      this.#send("beat", text, null);
    }
    if (this.phase !== "open") return;
    for (const lane of ["high", "presence", "normal"] as const) this.#pumpLane(lane);
  }

  #pumpLane(lane: Lane): void {
    for (const command of this.waiting.filter((one) => one.lane === lane)) {
      if (!this.#hasRoom(lane)) return;
      this.cancel(command.id);
      this.#send(lane, command.text, command.id);
    }
  }

  #hasRoom(kind: Kind): boolean {
    const used = this.#used(WINDOW.ms, (send) => send.kind !== "beat" || this.#beatsCount);
    const beats = this.#beatsCount ? Math.ceil(60_000 / this.#interval) : 0;
    switch (kind) {
      case "first":
        return used < WINDOW.sends;
      case "beat":
        return !this.#beatsCount || used < WINDOW.sends - (this.phase === "greeted" ? 1 : 0);
      case "presence":
        if (this.#used(PRESENCES.ms, (send) => send.kind === kind) >= PRESENCES.sends) return false;
        return used < Math.max(1, WINDOW.sends - beats - 3);
      default:
        return used < Math.max(1, WINDOW.sends - beats - 3);
    }
  }

  get #beatsCount(): boolean {
    return this.#interval >= 1_000;
  }

  #used(ms: number, counts: (send: Send) => boolean): number {
    const within = ({ left }: Send): boolean => left === null || left + ms > this.now;
    return this.#sends.filter((send) => within(send) && counts(send)).length;
  }

  #send(kind: Kind, text: string, id: number | null): void {
    this.texts.push(text);
    this.#sends.push({ kind, text, id, left: this.flows ? this.now : null });
    if (this.flows) this.#settle(id, "sent");
  }

  #settle(id: number | null, outcome: string): void {
    if (id !== null) this.outcomes.push([id, outcome]);
  }
}
