// One moment by two clocks. The wall clock outlives a reboot but is set back and forth by people
// and by NTP; the steady one is right, but starts anew with each boot.

import { readFileSync } from "node:fs";
import { hrtime } from "../transport/hrtime.js";

/** Where Linux names the present boot. */
const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/** A moment. */
export interface Moment {
  /** ms since 1970. */
  readonly wall: number;
  /** ms of a clock that all processes of one boot share. */
  readonly steady: number;
  /** Which boot `steady` counts from; null where that cannot be told. */
  readonly boot: string | null;
}

let boot: string | null | undefined;

/** This moment. */
export function moment(): Moment {
  boot ??= bootId();
  return { wall: Date.now(), steady: hrtime(), boot };
}

/**
 * How long after `then` `now` is, in ms, never negative: by the steady clock within one boot,
 * else by the wall clock.
 */
export function elapsed(then: Moment, now: Moment): number {
  const sameBoot = then.boot !== null && then.boot === now.boot;
  return Math.max(0, sameBoot ? now.steady - then.steady : now.wall - then.wall);
}

function bootId(): string | null {
  try {
    return readFileSync(BOOT_ID, "utf8").trim();
  } catch {
    return null; // not Linux, or a container that hides it
  }
}
