// Compresses one connection's messages as `zstd-stream`: one frame that never ends, flushed after
// each message, tuned as Discord says that it tunes its own. It takes Node's own zstd, of 22.15 and
// later, or the one of zstd-napi.

import { createRequire } from "node:module";
import * as zlib from "node:zlib";
import { ZstdCompress } from "minizlib";
import type { Packer } from "./packer.js";

/** Settings of Discord's, by their names in libzstd. */
const TUNING = { hashLog: 16, chainLog: 16 } as const;

/** What differs. */
export interface ZstdSettings {
  readonly level: number;
  readonly windowLog: number;
}

/** As much of `zstd-napi/binding` as is used. Its own types are missing where it is not there. */
interface ZstdNapi {
  readonly CCtx: new () => Context;
  readonly CParameter: { readonly [name: string]: number };
  readonly EndDirective: { readonly flush: number };
}

interface Context {
  setParameter(name: number | undefined, value: number): void;
  compressStream2(
    into: Uint8Array,
    from: Uint8Array,
    end: number,
  ): readonly [left: number, made: number, used: number];
}

const OUTPUT_BYTES = 131_072;

/** By zstd-napi. */
class NapiPacker implements Packer {
  readonly #context: Context;
  readonly #flush: number;
  readonly #output = Buffer.allocUnsafeSlow(OUTPUT_BYTES);

  constructor({ CCtx, CParameter, EndDirective }: ZstdNapi, settings: Parameters) {
    this.#context = new CCtx();
    this.#flush = EndDirective.flush;
    for (const [name, value] of Object.entries(settings)) {
      this.#context.setParameter(CParameter[name], value);
    }
  }

  pack(message: Buffer): Buffer {
    const pieces: Buffer[] = [];
    let rest = message;
    for (;;) {
      const [left, made, used] = this.#context.compressStream2(this.#output, rest, this.#flush);
      pieces.push(Buffer.from(this.#output.subarray(0, made)));
      rest = rest.subarray(used);
      if (left === 0 && rest.length === 0) return Buffer.concat(pieces);
    }
  }

  close(): void {
    // freed when it is collected
  }
}

type Parameters = Readonly<Record<string, number>>;

/** By Node itself. */
class NodePacker implements Packer {
  readonly #stream: ZstdCompress;
  readonly #pieces: Buffer[] = [];

  constructor(settings: Parameters) {
    const constants: Parameters = { ...zlib.constants };
    const params = Object.entries(settings).map(([name, value]) => {
      return [String(constants[`ZSTD_c_${name}`]), value] as const;
    });
    const options = { flush: constants["ZSTD_e_flush"] ?? 1, params: Object.fromEntries(params) };
    this.#stream = new ZstdCompress(options);
    this.#stream.on("data", (piece: Buffer) => this.#pieces.push(piece));
  }

  pack(message: Buffer): Buffer {
    this.#stream.write(message);
    return Buffer.concat(this.#pieces.splice(0));
  }

  close(): void {
    this.#stream.close();
  }
}

const NODE_HAS_ZSTD = "createZstdCompress" in zlib;

let loaded: ZstdNapi | null | undefined;

function loadNapi(): ZstdNapi | null {
  if (loaded !== undefined) return loaded;
  try {
    loaded = createRequire(import.meta.url)("zstd-napi/binding") as ZstdNapi;
  } catch {
    loaded = null;
  }
  return loaded;
}

/** Whether anything here knows zstd. */
export function canZstd(): boolean {
  return NODE_HAS_ZSTD || loadNapi() !== null;
}

/**
 * A stream for one connection.
 *
 * @throws Error where `canZstd()` is false.
 */
export function zstdPacker({ level, windowLog }: ZstdSettings): Packer {
  const settings = { compressionLevel: level, windowLog, ...TUNING };
  if (NODE_HAS_ZSTD) return new NodePacker(settings);
  const library = loadNapi();
  if (library === null)
    throw new Error("Cannot compress as zstd-stream: no library for it is there");
  return new NapiPacker(library, settings);
}
