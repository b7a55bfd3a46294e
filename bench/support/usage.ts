// What a process and its main thread have used so far.

import { readFileSync } from "node:fs";
import { clock } from "./clock.js";

/** Taken at one moment; two of them make a difference. */
export interface Usage {
  /** In ms, by the clock that processes share. */
  readonly at: number;
  /** CPU time of all threads, in µs. */
  readonly process: number;
  /** CPU time of the main thread, in µs; NaN where it cannot be told. */
  readonly main: number;
  /** Memory, in bytes. */
  readonly rss: number;
  /** The most memory that it ever had, in bytes. */
  readonly peak: number;
}

export function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    at: clock(),
    process: user + system,
    main: mainThread(),
    rss: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1_024,
  };
}

/** The kernel's own count for the thread whose id is the process's: ns on a CPU, first of three. */
function mainThread(): number {
  try {
    const text = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8");
    return Number.parseInt(text, 10) / 1_000;
  } catch {
    return threadUsage();
  }
}

/** Newer versions of Node tell it of the thread that asks. */
function threadUsage(): number {
  const ask: unknown = Reflect.get(process, "threadCpuUsage");
  if (typeof ask !== "function") return Number.NaN;
  const { user, system } = Reflect.apply(ask, process, []) as NodeJS.CpuUsage;
  return user + system;
}
