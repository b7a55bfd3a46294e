// What a shard does next, told from the history of its connections: nothing is counted as it goes,
// every rule looks back at what happened.

import type { Input, State } from "../../src/shard/state.js";

type Kind = State["kind"];
type Session = { readonly id: string; readonly url: string };

/** One connection, as it went. */
interface Connection {
  readonly via: "resume" | "main";
  greeted: boolean;
  identified: boolean;
  /** Of which session RESUME was sent, and when. */
  resumed: { readonly session: string; readonly at: number } | null;
  /** Whether that brought a dispatch. */
  answered: boolean;
  ready: boolean;
  healthy: boolean;
}

/** What can be seen of a shard from outside. */
export interface Outlook {
  readonly kind: Kind;
  readonly session: Session | null;
  readonly via?: "resume" | "main";
  readonly wait?: { readonly floor: number; readonly spread: number };
  readonly fatal?: number | null;
  /** Our close frame, whether what comes behind it is good, and what is to follow. */
  readonly closing?: readonly [code: number, flow: "keep" | "discard", aim: "reconnect" | "stop"];
}

const LIVE = ["connecting", "hello", "waiting", "identifying", "resuming", "ready"] as const;

/** Where an input means anything. Elsewhere it is an echo of a connection that is gone. */
const MEANT: Readonly<Record<Input["kind"], readonly Kind[]>> = {
  start: ["idle"],
  elapsed: ["backoff"],
  opened: ["connecting"],
  hello: ["hello"],
  permit: ["waiting"],
  ready: ["identifying"],
  progress: ["resuming", "closing"],
  resumed: ["resuming"],
  healthy: ["ready"],
  reconnect: LIVE,
  invalid: LIVE,
  broken: LIVE,
  refused: [...LIVE, "closing"],
  closed: [...LIVE, "closing"],
  stop: [...LIVE, "closing", "idle", "backoff"],
};

/** Codes of Discord's behind which there is no session any more, and those that end everything. */
const FORGET: readonly number[] = [4001, 4003, 4005, 4006, 4007, 4009, 4015, 4016];
const FATAL: readonly number[] = [4004, 4010, 4011, 4012, 4013, 4014];

/** The rules of one shard. */
export class LifecycleModel {
  kind: Kind = "idle";
  now = 0;
  session: Session | null;
  readonly #history: Connection[] = [];
  /** Where messages of the session were refused. */
  #refusals: number[] = [];
  #floor = 0;
  #more: Partial<Outlook> = {};

  constructor(session: Session | null) {
    this.session = session;
  }

  get outlook(): Outlook {
    return { kind: this.kind, session: this.session, ...this.#more };
  }

  /** The session that a READY of this connection brings. */
  get fresh(): Session {
    return { id: `s${this.#history.length}`, url: "wss://resume.test" };
  }

  /** The input that leads on to a shard that is healthy. */
  get onward(): Input {
    const inputs: Partial<Record<Kind, Input>> = {
      idle: { kind: "start" },
      backoff: { kind: "elapsed" },
      connecting: { kind: "opened" },
      hello: { kind: "hello", at: this.now },
      waiting: { kind: "permit" },
      identifying: { kind: "ready", session: this.fresh },
      resuming: { kind: "resumed" },
      ready: { kind: "healthy" },
    };
    return inputs[this.kind] ?? { kind: "closed", code: 4900, by: "us", reason: "", at: this.now };
  }

  /** Whether the input is of the connection that there is. */
  means(input: Input): boolean {
    return MEANT[input.kind].includes(this.kind);
  }

  /** What the input leads to. */
  take(input: Input): void {
    if (this.means(input)) this.#act(input);
  }

  #act(input: Input): void {
    const connection = this.#history.at(-1);
    switch (input.kind) {
      case "start":
      case "elapsed":
        return this.#connect();
      case "reconnect":
      case "invalid":
      case "broken":
      case "refused":
        return this.#abandon(input);
      case "closed":
        return this.#closed(input);
      case "stop":
        return this.#stop(input.code);
      case "opened":
        return this.#enter("hello", { via: connection?.via ?? "main" });
      default:
        if (connection !== undefined) this.#advance(input, connection);
    }
  }

  #advance(input: Input, connection: Connection): void {
    switch (input.kind) {
      case "hello":
        connection.greeted = true;
        if (this.session === null) return this.#enter("waiting");
        connection.resumed = { session: this.session.id, at: input.at };
        return this.#enter("resuming");
      case "permit":
        connection.identified = true;
        return this.#enter("identifying");
      case "ready":
        this.session = input.session;
        this.#refusals = [];
        connection.ready = true;
        return this.#enter("ready");
      case "progress":
        connection.answered = true;
        return;
      case "resumed":
        connection.answered = true;
        return this.#enter("ready");
      case "healthy":
        connection.healthy = true;
        return;
      default:
    }
  }

  #connect(): void {
    const upToHello = this.#history.findLastIndex(
      ({ greeted, via }) => greeted && via === "resume",
    );
    const healthy = this.#history.findLastIndex((one) => one.healthy || one.ready);
    const failed = this.#history
      .slice(Math.max(upToHello, healthy) + 1)
      .filter(({ via, greeted }) => via === "resume" && !greeted).length;
    const via = this.session !== null && failed < 2 ? "resume" : "main";
    const nothing = { greeted: false, identified: false, ready: false, healthy: false };
    this.#history.push({ via, ...nothing, resumed: null, answered: false });
    this.#enter("connecting", { via });
  }

  #abandon(input: Extract<Input, { kind: "reconnect" | "invalid" | "broken" | "refused" }>): void {
    const before = this.#more.closing;
    if (before !== undefined && before[1] === "discard") return;
    if (input.kind === "invalid" && !input.resumable) this.#forget();
    if (input.kind === "refused") this.#refuse(input.seq);
    this.#floor = input.kind === "invalid" ? 1_000 : 0;
    const has = this.kind === "ready" || this.kind === "resuming";
    const flow = input.kind === "reconnect" && has ? "keep" : "discard";
    this.#enter("closing", { closing: [4900, flow, before?.[2] ?? "reconnect"] });
  }

  /** Refused twice at one place, a session has no way on. */
  #refuse(seq: number): void {
    if (this.#refusals.at(-1) === seq) this.#forget();
    else this.#refusals.push(seq);
  }

  #closed({ code, by, at }: Extract<Input, { kind: "closed" }>): void {
    if (this.#more.closing?.[2] === "stop") return this.#enter("stopped", { fatal: null });
    const said = by === "discord" ? code : 0;
    if (FORGET.includes(said) || FATAL.includes(said) || this.#isHopeless(at)) this.#forget();
    if (FATAL.includes(said)) return this.#enter("stopped", { fatal: said });
    const floor = this.#floor;
    const least = floor === 0 ? 0 : 4_000;
    this.#floor = 0;
    this.#enter("backoff", { wait: { floor, spread: Math.max(least, this.#backoff()) } });
  }

  #stop(code: number): void {
    if (code === 1000) this.#forget();
    if (this.kind === "idle" || this.kind === "backoff") {
      return this.#enter("stopped", { fatal: null });
    }
    this.#enter("closing", { closing: [code, "discard", "stop"] });
  }

  #forget(): void {
    this.session = null;
    this.#refusals = [];
  }

  /** Whether five RESUMEs of the session in a row, over a minute, brought nothing. */
  #isHopeless(at: number): boolean {
    const answered = this.#history.findLastIndex((one) => one.answered || one.ready);
    const times = this.#history.slice(answered + 1).flatMap(({ resumed }) => {
      return resumed !== null && resumed.session === this.session?.id ? [resumed.at] : [];
    });
    return times.length >= 5 && at - (times[0] ?? at) >= 60_000;
  }

  /** The longest wait after all connections since one that was healthy. */
  #backoff(): number {
    const bad = this.#history.slice(this.#history.findLastIndex(({ healthy }) => healthy) + 1);
    if (bad.length === 0) return 0;
    const costly = this.session === null && bad.some(({ identified }) => identified);
    return Math.min(1_000 * 2 ** (bad.length - 1), costly ? 600_000 : 60_000);
  }

  #enter(kind: Kind, more: Partial<Outlook> = {}): void {
    this.kind = kind;
    this.#more = more;
  }
}
