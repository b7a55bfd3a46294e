// Everything that a shard sends goes through here, so that no connection passes Discord's limit:
// identify or resume first, heartbeats at once, commands as there is room. Commands wait while there
// is no connection, and outlive any number of them.
// https://discord.com/developers/docs/events/gateway#rate-limiting

import { GatewayError, type GatewayErrorCode } from "../discord/gateway-error.js";
import { MAX_SEND_BYTES } from "../discord/limits.js";
import { Outbox, type SendKind, type Sent, type Write } from "./outbox.js";
import { peek } from "./peek.js";
import { WaitingCommands, type Command, type Lane } from "./waiting-commands.js";

export type { Command } from "./waiting-commands.js";

/** What the queue needs from its shard. */
export interface CommandQueueOptions {
  readonly shard: number;
  /** Gives a text to the socket of the connection that is up. */
  readonly write: Write;
  /** Says what became of a command, once for each: null when it was sent. */
  readonly settled: (id: number, error: GatewayError | null) => void;
  /** A monotonic clock, in ms. */
  readonly now: () => number;
}

/** A heartbeat. */
export interface Beat {
  /** Makes it when it leaves, since it may have to wait. */
  readonly text: () => string;
  /** Is called when the socket has it. */
  readonly sent: () => void;
}

/** Most commands that wait; at 4 KB each they take 80 MB. */
const MAX_WAITING = 20_000;
const LANES: readonly Lane[] = ["high", "presence", "normal"];
const UPDATE_PRESENCE = 3;

/** What one shard sends. */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  readonly #waiting: WaitingCommands;
  /** Of the connection that is up. */
  #outbox: Outbox | null = null;
  /** Whether commands may leave. */
  #gate: "shut" | "open" = "shut";
  /** A heartbeat for which there was no room. */
  #owed: Beat | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Why nothing is sent any more. */
  #ended: GatewayError | null = null;

  constructor(options: CommandQueueOptions) {
    this.#options = options;
    this.#waiting = new WaitingCommands(({ id, timeout }) => {
      this.#reject(id, "COMMAND_EXPIRED", `it could not be sent within ${timeout} ms`);
    });
  }

  /** How many commands wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /**
   * A connection is up. Heartbeats and `first` may leave, commands may not yet.
   *
   * @param intervalMs - between its heartbeats
   */
  connect(intervalMs: number): void {
    this.disconnect();
    this.#outbox = new Outbox(intervalMs, this.#options.write, this.#options.now);
  }

  /** Sends the identify or resume. */
  first(text: string, sent: Sent): void {
    if (this.#outbox !== null) this.#send(this.#outbox, "first", text, sent);
  }

  /** Commands may leave from now on: the connection has a session. */
  open(): void {
    this.#gate = "open";
    this.#pump();
  }

  /** Sends a heartbeat ahead of everything; where there is no room, only the last one waits for it. */
  beat(beat: Beat): void {
    this.#owed = beat;
    this.#pump();
  }

  /** The connection is gone: what its socket had not written yet is lost, the rest waits on. */
  disconnect(): void {
    const outbox = this.#outbox;
    this.#outbox = null;
    this.#gate = "shut";
    this.#owed = null;
    clearTimeout(this.#timer);
    outbox?.discard();
  }

  /** Takes a command, whose outcome `settled` tells, maybe before this returns. */
  push(command: Command): void {
    const { id, text } = command;
    const bytes = Buffer.byteLength(text);
    if (this.#ended !== null) this.#options.settled(id, this.#ended);
    else if (bytes > MAX_SEND_BYTES) {
      const reason = `it takes ${bytes} bytes, and Discord takes ${MAX_SEND_BYTES} at most`;
      this.#reject(id, "COMMAND_TOO_LARGE", reason);
    } else if (this.size >= MAX_WAITING) {
      this.#reject(id, "COMMAND_QUEUE_FULL", `${MAX_WAITING} commands wait already`);
    } else {
      this.#waiting.add(command, laneOf(command));
      this.#pump();
    }
  }

  /** Takes a command back without a word; false when it does not wait any more. */
  cancel(id: number): boolean {
    return this.#waiting.remove(id) !== null;
  }

  /** Ends the connection's sending, and every command that waits or is yet to come. */
  end(error: GatewayError): void {
    this.disconnect();
    this.#ended = error;
    for (const lane of LANES) {
      for (let next = this.#waiting.take(lane); next !== null; next = this.#waiting.take(lane)) {
        this.#options.settled(next.id, error);
      }
    }
  }

  /** Sends what may be sent now, and comes back when there is room for more. */
  #pump(): void {
    const outbox = this.#outbox;
    if (outbox === null) return;
    const waits = [this.#sendBeat(outbox)];
    if (this.#gate === "open") waits.push(...LANES.map((lane) => this.#sendLane(outbox, lane)));
    clearTimeout(this.#timer);
    const wait = Math.min(...waits);
    if (wait === Infinity || this.#outbox !== outbox) return;
    this.#timer = setTimeout(() => this.#pump(), Math.ceil(wait)).unref();
  }

  /** Returns how long until a heartbeat can leave, in ms; Infinity where none waits for time. */
  #sendBeat(outbox: Outbox): number {
    if (this.#owed === null) return Infinity;
    const wait = outbox.wait("beat");
    if (wait > 0) return wait;
    const { text, sent } = this.#owed;
    this.#owed = null;
    this.#send(outbox, "beat", text(), () => undefined);
    sent();
    return Infinity;
  }

  /** Returns how long until the next of the lane can leave, likewise. */
  #sendLane(outbox: Outbox, lane: Lane): number {
    const kind = lane === "presence" ? "presence" : "command";
    while (this.#outbox === outbox && this.#waiting.has(lane)) {
      const wait = outbox.wait(kind);
      if (wait > 0) return wait;
      const command = this.#waiting.take(lane);
      if (command !== null) this.#sendCommand(outbox, kind, command);
    }
    return Infinity;
  }

  #sendCommand(outbox: Outbox, kind: SendKind, { id, text }: Command): void {
    this.#send(outbox, kind, text, (error) => {
      if (error === null) this.#options.settled(id, null);
      else this.#reject(id, "COMMAND_LOST", "its connection ended before it was out", error);
    });
  }

  #send(outbox: Outbox, kind: SendKind, text: string, sent: Sent): void {
    outbox.send(kind, text, (error) => {
      sent(error);
      this.#pump();
    });
  }

  #reject(id: number, code: GatewayErrorCode, reason: string, cause?: unknown): void {
    const { shard, settled } = this.#options;
    settled(id, new GatewayError(code, `Cannot send a command: ${reason}`, { shard, cause }));
  }
}

/** Presences have a limit of their own, behind which nothing else should wait. */
function laneOf({ text, priority }: Command): Lane {
  return peek(Buffer.from(text))?.op === UPDATE_PRESENCE ? "presence" : priority;
}
