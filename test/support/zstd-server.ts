// The server's side of zstd-stream compression: one zstd frame a connection, flushed a message, and
// the libraries that can read it. Where there is none, tests of zstd are skipped, but not in CI.

import { canZstd } from "../../src/shard/inflate.js";
import type { RawZstd } from "../../src/shard/raw-zstd.js";
import { MinizlibZstd, NODE_HAS_ZSTD } from "../../src/shard/zstd-minizlib.js";
import { loadZstdNapi, NapiZstd } from "../../src/shard/zstd-napi.js";
import type { Packer } from "../../src/simulator/packer.js";
import { zstdPacker } from "../../src/simulator/zstd.js";

/** For the `skip` of a test: a reason, or false where something knows zstd. */
export const noZstd: string | false = canZstd()
  ? false
  : "nothing knows zstd here: install zstd-napi, or run on Node 22.15 or later";

if (noZstd !== false && process.env["CI"] === "true") throw new Error(noZstd);

/** The first bytes of a connection: magic, no options, a window of 256 KiB. */
export const ZSTD_HEADER: Buffer = Buffer.from("28b52ffd0040", "hex");

/** One connection's stream. */
export class ZstdServer {
  readonly #packer: Packer;

  constructor(level = 6, windowLog = 18) {
    this.#packer = zstdPacker({ level, windowLog });
  }

  /** The bytes of a message. */
  message(text: string | Buffer): Buffer {
    return this.#packer.pack(Buffer.from(text));
  }
}

const napi = loadZstdNapi();

/** A library, and why it is left out, or false. */
export interface RawZstdLibrary {
  readonly name: string;
  readonly skip: string | false;
  readonly create: (maxBytes: number) => RawZstd;
}

/** All of them. */
export const RAW_ZSTDS: readonly RawZstdLibrary[] = [
  {
    name: "zstd-napi",
    skip: napi === null ? "zstd-napi is not compiled here" : false,
    create: (max) => (napi === null ? new MinizlibZstd(max) : new NapiZstd(napi, max)),
  },
  {
    name: "minizlib's zstd",
    skip: NODE_HAS_ZSTD ? false : "this Node knows no zstd",
    create: (max) => new MinizlibZstd(max),
  },
];
