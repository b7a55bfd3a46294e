// Plays frames to shards: as fast as they take them, or at a rate.

import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { clock } from "./clock.js";

/** Bytes that are given to a socket at once. */
const CHUNK = 65_536;

/** Sleep between two looks at the clock, in ms. */
const NAP_MS = 0.2;

/** Settles when the kernel has all of it. */
export async function blast(socket: Socket, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    await written(socket, bytes.subarray(at, at + CHUNK));
  }
}

/** When event number n is due, counted over all shards in turn, is `at + n / rate` (s). */
export interface Pace {
  /** In ms, by the clock that processes share. */
  readonly at: number;
  /** Events a second over all shards. */
  readonly rate: number;
}

/** The frames of a socket's events from `from` up to `to`. */
export type Frames = (socket: number, from: number, to: number) => Buffer;

/**
 * Sends `count` events to each socket, each event when it is due.
 *
 * @returns how late each look at the clock found the first event that was due, in ms.
 */
export async function paced(
  sockets: readonly Socket[],
  count: number,
  frames: Frames,
  { at, rate }: Pace,
): Promise<number[]> {
  const lateness: number[] = [];
  const sent = sockets.map(() => 0);
  const total = count * sockets.length;
  for (let done = 0; done < total;) {
    await nap(at);
    const now = clock();
    const due = Math.min(total, Math.floor(((now - at) * rate) / 1_000) + 1);
    if (due <= done) continue;
    lateness.push(now - at - (done * 1_000) / rate);
    for (const [index, socket] of sockets.entries()) {
      const from = sent[index] ?? 0;
      const to = Math.max(from, Math.ceil((due - index) / sockets.length));
      if (to > from && socket.writable) socket.write(frames(index, from, to));
      sent[index] = to;
    }
    done = due;
  }
  return lateness;
}

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** A timer of Node's is a whole millisecond, so this thread sleeps by a lock that nobody opens. */
async function nap(until: number): Promise<void> {
  await turn();
  const left = until - clock();
  Atomics.wait(NEVER, 0, 0, left > NAP_MS ? Math.min(left, 10) : NAP_MS);
}

function written(socket: Socket, bytes: Buffer): Promise<void> {
  if (!socket.writable) return Promise.resolve();
  return new Promise((resolve) => {
    socket.write(bytes, () => resolve()); // with an error where the socket is gone meanwhile
  });
}
