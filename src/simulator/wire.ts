// Turns messages into WebSocket frames on one connection: compressed or not, split, fragmented,
// slow, or not at all.

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { Deflater } from "./deflate.js";
import type { Settings } from "./options.js";
import type { Packer } from "./packer.js";
import { Throttle } from "./throttle.js";
import type { Timers } from "./timers.js";
import { reset } from "./reset.js";
import { zstdPacker } from "./zstd.js";

/** Bytes that stay whole when a message is damaged: a zstd block's length is in them. */
const FIRST_DAMAGED = 3;

/** `data` in `count` parts of about the same size, none of them empty. */
function cut(data: Buffer, count: number): Buffer[] {
  const size = Math.max(1, Math.ceil(data.length / count));
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += size) parts.push(data.subarray(at, at + size));
  return parts;
}

/** What a client may ask for in `compress`; empty for nothing. */
export type Compress = "" | "zlib-stream" | "zstd-stream";

function packerOf(compress: Compress, settings: Settings): Packer | null {
  if (compress === "zstd-stream") return zstdPacker(settings);
  const { level, compressHeader } = settings;
  return compress === "zlib-stream" ? new Deflater(level, compressHeader) : null;
}

/** What a WebSocket runs over: the stream that it writes to, and the TCP socket below TLS. */
export interface Lines {
  readonly raw: Duplex;
  readonly tcp: Socket;
}

export class Wire {
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #tcp: Socket;
  /** null for a connection without compression. */
  readonly #packer: Packer | null;
  readonly #split: number;
  readonly #fragments: number;
  #throttle: Throttle | null = null;
  #shut = false;
  #corked = false;

  constructor(socket: WebSocket, lines: Lines, compress: Compress, settings: Settings) {
    const { split, fragments } = settings;
    this.#socket = socket;
    this.#raw = lines.raw;
    this.#tcp = lines.tcp;
    this.#packer = packerOf(compress, settings);
    this.#split = split;
    this.#fragments = fragments;
  }

  /** Bytes that the client has not read. */
  get behind(): number {
    return this.#socket.bufferedAmount + (this.#throttle?.bytes ?? 0);
  }

  write(message: Buffer): void {
    if (this.#shut) return;
    this.#cork();
    if (this.#packer === null) return this.#message(message, false);
    this.#pack(this.#packer.pack(message));
  }

  /** Sends one message whose compressed bytes are damaged; its end still looks right. */
  writeCorrupt(message: Buffer): void {
    if (this.#shut) return;
    const bytes = this.#packer === null ? message : this.#packer.pack(message);
    const damaged = Buffer.from(bytes);
    const to = Math.max(1, damaged.length - 4);
    for (let at = Math.min(FIRST_DAMAGED, to - 1); at < to; at++)
      damaged[at] = (damaged[at] ?? 0) ^ 0x5a;
    this.#message(damaged, this.#packer !== null);
  }

  /** From here on frames go out at so many bytes a second. */
  slow(bytesPerSecond: number, timers: Timers): void {
    this.#throttle = new Throttle(bytesPerSecond, timers);
  }

  /** Stops reading and writing and leaves the connection open. */
  freeze(): void {
    this.#shut = true;
    this.#socket.pause();
  }

  /** Sends a close frame; nothing goes out after it. */
  close(code: number, reason: string): void {
    if (this.#shut) return;
    this.#shut = true;
    this.#socket.close(code, reason);
  }

  /** Ends the TCP connection without a close frame. */
  end(): void {
    this.#shut = true;
    this.#raw.end();
  }

  /** Resets the TCP connection; what was written before is out before the reset. */
  reset(): void {
    this.#shut = true;
    this.#raw.uncork();
    reset(this.#tcp, this.#raw);
  }

  /** Frees the compression context. */
  free(): void {
    this.#shut = true;
    this.#packer?.close();
  }

  #pack(bytes: Buffer): void {
    if (this.#split <= 1) return this.#message(bytes, true);
    for (const part of cut(bytes, this.#split)) this.#message(part, true);
  }

  #message(data: Buffer, binary: boolean): void {
    if (this.#fragments === 1) return this.#frame(data, binary, true);
    const parts = cut(data, this.#fragments);
    parts.forEach((part, index) => this.#frame(part, binary, index === parts.length - 1));
  }

  #frame(data: Buffer, binary: boolean, fin: boolean): void {
    if (this.#throttle === null) this.#socket.send(data, { binary, fin });
    else this.#throttle.push(data.length, () => this.#socket.send(data, { binary, fin }));
  }

  /** Gathers what is written in one turn of the loop into one write to the socket. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#raw.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.#raw.uncork();
    });
  }
}
