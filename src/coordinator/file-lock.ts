// One process at a time for a file. A lock must be gone the moment its process is, however that
// ended, so it is not a file but a listening socket: the kernel closes it with the process, and a
// connect tells whether anybody is behind one.
//
// On Linux there are two. The socket `<file>.lock` is found by whoever sees the file, in whichever
// container (sockets with a path know no network namespaces, abstract ones do); but after a kill
// its name is left over, and two processes that clear it away at once could both win. The abstract
// socket has no name to be left over, so within one namespace the kernel itself decides. Windows
// has that in its named pipes. Over a network file system nothing of this reaches another machine.

import { createHash } from "node:crypto";
import { type BigIntStats, lstatSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError } from "../discord/gateway-error.js";

/** A process that was killed may take so long to be gone, in ms. */
const PATIENCE_MS = 1_000;
const RETRY_MS = 50;

/** The longest name of a socket that every system takes whole, in bytes. */
const LONGEST_NAME = 103;

/** A lock that is held. */
export class FileLock {
  readonly #servers: readonly Server[];

  private constructor(servers: readonly Server[]) {
    this.#servers = servers;
  }

  /**
   * Locks a file, whether it exists or not.
   *
   * @param file - its real path.
   * @returns null where another process, or this one, holds it.
   */
  static async take(file: string): Promise<FileLock | null> {
    const servers: Server[] = [];
    const lock = new FileLock(servers);
    for (const name of names(file)) {
      const server = await takeName(name);
      if (server === "held") {
        await lock.release();
        return null;
      }
      // A folder that takes no sockets takes no files either, or another name holds.
      if (server !== "impossible") servers.push(server);
    }
    return lock;
  }

  /**
   * Whether somebody holds a file now, found out without taking it.
   *
   * @param file - its real path.
   */
  static async isHeld(file: string): Promise<boolean> {
    const answers = await Promise.all(names(file).map((name) => knock(name)));
    return answers.includes("connected");
  }

  async release(): Promise<void> {
    await Promise.all(this.#servers.map((server) => closed(server)));
  }
}

/** Says that another process holds it. */
export function lockedError(file: string): GatewayError {
  const message =
    `Another process keeps its sessions in ${file}: one process at a time may run a bot's ` +
    "shards from one file. End that one first, or give this one a file of its own";
  return new GatewayError("STORE_LOCKED", message);
}

function names(file: string): readonly string[] {
  const hash = createHash("sha256").update(file).digest("hex").slice(0, 32);
  if (process.platform === "win32") return [`\\\\.\\pipe\\gateway-run-${hash}`];
  const beside = `${file}.lock`;
  const fits = Buffer.byteLength(beside) <= LONGEST_NAME;
  const path = fits ? beside : join(tmpdir(), `gateway-run-${hash}.lock`);
  return process.platform === "linux" ? [`\0gateway-run-${hash}`, path] : [path];
}

async function takeName(name: string): Promise<Server | "held" | "impossible"> {
  for (const until = performance.now() + PATIENCE_MS; ; await sleep(RETRY_MS)) {
    const before = socketAt(name);
    const server = await listen(name);
    if (typeof server !== "string") return server;
    if (server !== "EADDRINUSE") return "impossible";
    if (before !== null && (await knock(name)) === "ECONNREFUSED") clear(name, before);
    if (performance.now() > until)
      return before === null && !nameless(name) ? "impossible" : "held";
  }
}

/**
 * Listens, or gives the code of what went wrong. The process does not stay alive for it, and does
 * not share it with those of its cluster.
 */
function listen(path: string): Promise<Server | string> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
    server.listen({ path, exclusive: true }, () => resolve(server.unref()));
  });
}

/** What a connect says: `connected`, or the code of an error. */
function knock(name: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(name, () => {
      socket.destroy();
      resolve("connected");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
  });
}

/** Whether nothing of this name stands in the file system. */
function nameless(name: string): boolean {
  return name.startsWith("\0") || process.platform === "win32";
}

/** The socket file of this name; null where there is none, or something else. */
function socketAt(name: string): BigIntStats | null {
  if (nameless(name)) return null;
  try {
    const found = lstatSync(name, { bigint: true });
    return found.isSocket() ? found : null;
  } catch {
    return null; // none, or none that may be seen: listening tells which
  }
}

/** Removes a name that is left over, unless another process has just put its own there. */
function clear(name: string, before: BigIntStats): void {
  const now = socketAt(name);
  if (now === null || now.ino !== before.ino || now.ctimeNs !== before.ctimeNs) return;
  rmSync(name, { force: true });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
