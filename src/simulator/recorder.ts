// What the clients did, kept for the test that asks: every violation, and what came in and went.

import { EventEmitter } from "node:events";
import type { Rule } from "./rules.js";

/** A client broke a rule. `shard` is null while the connection has not said which it is. */
export interface Violation {
  /** ms since 1970, by the simulator's clock. */
  readonly at: number;
  readonly shard: number | null;
  readonly rule: Rule;
  /** What exactly was wrong. */
  readonly detail: string;
}

/** An op 2 that came in, however it was answered. */
export interface IdentifyEntry {
  readonly at: number;
  readonly shard: number;
  readonly total: number;
  /** As it came; null for none. */
  readonly presence: unknown;
}

/** An op 6 that came in. */
export interface ResumeEntry {
  readonly at: number;
  readonly shard: number | null;
  readonly session: string;
  readonly seq: number;
  readonly host: Host;
  readonly ok: boolean;
}

/** A command (op 3 and up) that came in. */
export interface CommandEntry {
  readonly at: number;
  readonly shard: number | null;
  readonly op: number;
  readonly d: unknown;
}

/** A connection that ended. */
export interface CloseEntry {
  readonly at: number;
  readonly shard: number | null;
  /** 1005 for a close frame without code, 1006 for none. */
  readonly code: number;
  readonly by: "client" | "server" | "network";
}

/** Which of the simulator's listeners a connection came to. */
export type Host = "main" | "resume";

/** A dispatch took its seq; whether a connection is there to get it is another matter. */
export interface DispatchNotice {
  readonly kind: "dispatch";
  readonly shard: number;
  readonly session: string;
  readonly s: number;
  readonly t: string;
  /** The JSON text of `d`. */
  readonly d: string;
}

/** Something that has just happened. */
export type Notice =
  | { readonly kind: "connection"; readonly host: Host }
  | ({ readonly kind: "violation" } & Violation)
  | ({ readonly kind: "identify" } & IdentifyEntry)
  | ({ readonly kind: "resume" } & ResumeEntry)
  | ({ readonly kind: "command" } & CommandEntry)
  | ({ readonly kind: "close" } & CloseEntry)
  | { readonly kind: "ready"; readonly shard: number; readonly session: string }
  | { readonly kind: "started"; readonly shard: number; readonly session: string }
  | DispatchNotice
  | { readonly kind: "heartbeat"; readonly shard: number | null; readonly d: unknown }
  | { readonly kind: "http"; readonly path: string; readonly status: number };

const LONGEST_LOG = 100_000;

function keep<T>(log: T[], entry: T): void {
  if (log.length >= LONGEST_LOG) log.splice(0, LONGEST_LOG / 2);
  log.push(entry);
}

export class Recorder {
  readonly violations: Violation[] = [];
  readonly identifyLog: IdentifyEntry[] = [];
  readonly resumeLog: ResumeEntry[] = [];
  readonly commands: CommandEntry[] = [];
  readonly closes: CloseEntry[] = [];
  connections = 0;
  identifies = 0;
  resumes = 0;
  resumesRefused = 0;
  heartbeats = 0;
  requests = 0;
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  note(notice: Notice): void {
    this.#count(notice);
    this.#emitter.emit("notice", notice);
  }

  #count(notice: Notice): void {
    switch (notice.kind) {
      case "violation": {
        const { at, shard, rule, detail } = notice;
        return keep(this.violations, { at, shard, rule, detail });
      }
      case "identify": {
        this.identifies++;
        const { kind: _, ...entry } = notice;
        return keep(this.identifyLog, entry);
      }
      case "resume": {
        if (notice.ok) this.resumes++;
        else this.resumesRefused++;
        const { kind: _, ...entry } = notice;
        return keep(this.resumeLog, entry);
      }
      case "command": {
        const { at, shard, op, d } = notice;
        return keep(this.commands, { at, shard, op, d });
      }
      case "close": {
        const { at, shard, code, by } = notice;
        return keep(this.closes, { at, shard, code, by });
      }
      case "connection":
        this.connections++;
        return;
      case "heartbeat":
        this.heartbeats++;
        return;
      case "http":
        this.requests++;
        return;
      case "ready":
      case "dispatch":
      case "started":
    }
  }

  /** Notes a dispatch where somebody is told of it: there are too many to make one for nobody. */
  sent(notice: () => DispatchNotice): void {
    if (this.#emitter.listenerCount("notice") > 0) this.note(notice());
  }

  /** How many connections ended with each code. */
  closesByCode(): { readonly [code: string]: number } {
    const counts: { [code: string]: number } = {};
    for (const { code } of this.closes) counts[code] = (counts[code] ?? 0) + 1;
    return counts;
  }

  /** Calls back on everything that happens, until the returned function is called. */
  watch(listener: (notice: Notice) => void): () => void {
    this.#emitter.on("notice", listener);
    return () => this.#emitter.off("notice", listener);
  }
}
