// The one clock that all threads of a process share.

/** `process.hrtime` in ms. `performance.now()` would count from each thread's own start. */
export function hrtimeMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
