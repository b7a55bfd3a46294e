// One clock for all processes of a machine: `process.hrtime` counts from the machine's start.

/** Attempts to read both clocks at the same moment: the kernel may pause a thread in between. */
const ATTEMPTS = 100;

const OFFSET = offset();

/** Now, in ms since some moment that is the same for every process. */
export function clock(): number {
  return performance.now() + OFFSET;
}

function offset(): number {
  let best = { width: Infinity, offset: 0 };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = performance.now();
    const [seconds, nanoseconds] = process.hrtime();
    const width = performance.now() - before;
    const middle = before + width / 2;
    const found = seconds * 1_000 + nanoseconds / 1_000_000 - middle;
    if (width < best.width) best = { width, offset: found };
  }
  return best.offset;
}
