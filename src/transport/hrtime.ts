// The clock that all threads of a process share.

/** A steady time, in ms, the same in every thread. */
export function hrtime(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
