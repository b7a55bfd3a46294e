// A gateway client with no opinions: sends what a test tells it and keeps what comes. It inflates
// with Node's own streaming zlib and with fzstd, which nothing else here uses.

import { once } from "node:events";
import { createInflate, type Inflate } from "node:zlib";
import { Decompress } from "fzstd";
import { WebSocket, type ClientOptions, type RawData } from "ws";

export interface Message {
  readonly op: number;
  readonly s: number | null;
  readonly t: string | null;
  readonly d: unknown;
}

/** What READY gives, as far as tests need it. */
export interface Ready {
  readonly id: string;
  /** `resume_gateway_url`. */
  readonly url: string;
  readonly message: Message;
}

/** What stands at a path inside unknown JSON; undefined for nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let inside = value;
  for (const key of path) {
    if (typeof inside !== "object" || inside === null) return undefined;
    inside = Reflect.get(inside, key);
  }
  return inside;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

const MARKER = Buffer.from([0x00, 0x00, 0xff, 0xff]);

export const QUERY: string = "/?v=10&encoding=json";
export const ZLIB: string = `${QUERY}&compress=zlib-stream`;
export const ZSTD: string = `${QUERY}&compress=zstd-stream`;

export interface IdentifyOptions {
  readonly shard?: readonly [number, number];
  readonly intents?: number;
  readonly more?: { readonly [key: string]: unknown };
}

export class RawClient {
  readonly socket: WebSocket;
  readonly token: string;
  readonly messages: Message[] = [];
  /** WebSocket messages as they came. */
  readonly frames: { readonly data: Buffer; readonly binary: boolean }[] = [];
  closed: Closed | null = null;
  /** An error of the socket or of the decoder. */
  failure: Error | null = null;
  #taken = 0;
  #text = "";
  #work: Promise<void> = Promise.resolve();
  readonly #inflate: Inflate | null;
  readonly #zstd: Decompress | null;
  readonly #waiters = new Set<() => void>();

  constructor(url: string, token: string, query: string = QUERY, options: ClientOptions = {}) {
    this.token = token;
    this.socket = new WebSocket(url + query, { perMessageDeflate: false, ...options });
    this.#zstd = query.includes("compress=zstd-stream")
      ? new Decompress((chunk) => (this.#text += Buffer.from(chunk).toString("latin1")))
      : null;
    this.#inflate = query.includes("compress=zlib-stream") ? createInflate() : null;
    this.#inflate?.on("data", (chunk: Buffer) => (this.#text += chunk.toString("latin1")));
    this.#inflate?.on("error", (error) => this.#fail(error));
    this.socket.on("message", (data, binary) => this.#receive(data, binary));
    this.socket.on("error", (error) => this.#fail(error));
    this.socket.on("close", (code, reason) => {
      void this.#work.then(() => {
        this.closed = { code, reason: reason.toString() };
        this.#wake();
      });
    });
  }

  static async open(
    url: string,
    token: string,
    query: string = QUERY,
    options: ClientOptions = {},
  ): Promise<RawClient> {
    const client = new RawClient(url, token, query, options);
    await once(client.socket, "open");
    return client;
  }

  /** The last seq that came. */
  get seq(): number {
    return this.messages.reduce((last, { s }) => s ?? last, 0);
  }

  /** The seqs of all dispatches, in their order. */
  get seqs(): number[] {
    return this.messages.flatMap(({ s }) => (s === null ? [] : [s]));
  }

  send(op: number, d: unknown): void {
    this.socket.send(JSON.stringify({ op, d }));
  }

  identify({ shard, intents = 1, more = {} }: IdentifyOptions = {}): void {
    const properties = { os: "linux", browser: "raw", device: "raw" };
    this.send(2, { token: this.token, intents, properties, ...(shard && { shard }), ...more });
  }

  resume(session_id: string, seq: number, token: string = this.token): void {
    this.send(6, { token, session_id, seq });
  }

  /** Identifies and waits for READY. */
  async ready(options: IdentifyOptions = {}): Promise<Ready> {
    await this.op(10);
    this.identify(options);
    const message = await this.event("READY");
    const id = String(at(message.d, "session_id"));
    return { id, url: String(at(message.d, "resume_gateway_url")), message };
  }

  /** The next message with this op that has not been taken. */
  op(op: number): Promise<Message> {
    return this.next((message) => message.op === op, `op ${op}`);
  }

  /** The next dispatch with this name that has not been taken. */
  event(name: string): Promise<Message> {
    return this.next(({ t }) => t === name, name);
  }

  /** Takes messages up to and with the first that fits. */
  async next(fits: (message: Message) => boolean, name = "a message"): Promise<Message> {
    for (;;) {
      while (this.#taken < this.messages.length) {
        const message = this.messages[this.#taken++];
        if (message !== undefined && fits(message)) return message;
      }
      if (this.closed !== null) throw new Error(`${name} did not come before ${this.#end()}`);
      await this.#something(name);
    }
  }

  /** Waits for the end of the connection. */
  async end(): Promise<Closed> {
    while (this.closed === null) await this.#something("the close");
    return this.closed;
  }

  /** Waits for something that cannot be read, or for an error of the socket. */
  async failed(): Promise<Error> {
    while (this.failure === null) await this.#something("a failure");
    return this.failure;
  }

  /** Waits until so many messages are in. */
  async count(messages: number): Promise<void> {
    while (this.messages.length < messages) await this.#something(`${messages} messages`);
  }

  async close(code = 4900): Promise<Closed> {
    this.socket.close(code);
    return this.end();
  }

  #end(): string {
    return `close ${this.closed?.code} ${this.closed?.reason} ${this.failure?.message ?? ""}`;
  }

  #something(name: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(wake);
        reject(new Error(`${name} did not come in 10 s`));
      }, 10_000);
      this.#waiters.add(wake);
    });
  }

  #wake(): void {
    for (const wake of this.#waiters) wake();
  }

  #fail(error: Error): void {
    this.failure ??= error;
    this.#wake();
  }

  #receive(raw: RawData, binary: boolean): void {
    const data = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
    this.frames.push({ data, binary });
    if (this.#zstd !== null) return this.#decompress(this.#zstd, data);
    if (this.#inflate === null) return this.#parse(data.toString());
    const inflate = this.#inflate;
    this.#work = this.#work.then(async () => {
      await new Promise<void>((resolve) => inflate.write(data, () => resolve()));
      const tail = Buffer.concat(this.frames.slice(-4).map((frame) => frame.data)).subarray(-4);
      if (tail.equals(MARKER) && this.#isWhole()) {
        this.#parse(Buffer.from(this.#text, "latin1").toString());
      }
    });
  }

  #decompress(zstd: Decompress, data: Buffer): void {
    try {
      zstd.push(data);
    } catch (error) {
      return this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
    if (this.#isWhole()) this.#parse(Buffer.from(this.#text, "latin1").toString());
  }

  /** Whether the text so far is JSON: a part that ends like a whole message need not be one. */
  #isWhole(): boolean {
    try {
      JSON.parse(this.#text);
      return true;
    } catch {
      return false; // more is to come
    }
  }

  #parse(text: string): void {
    this.#text = "";
    try {
      this.messages.push(JSON.parse(text));
      this.#wake();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
