// One clock for all processes of a machine: `process.hrtime` counts from the machine's start.

const [seconds, nanoseconds] = process.hrtime();
const OFFSET = seconds * 1_000 + nanoseconds / 1_000_000 - performance.now();

/** Now, in ms since some moment that is the same for every process. */
export function clock(): number {
  return performance.now() + OFFSET;
}
