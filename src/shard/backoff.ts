// How long to wait before the next connection: exponential backoff with full jitter, so that the
// shards of many bots do not come back all at once after an outage.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

/** Longest wait, in ms, by what the next connection is for: an identify costs budget. */
const CAPS = { resume: 60_000, identify: 600_000 } as const;

const FIRST_MS = 1_000;

/**
 * The longest wait after so many failures in a row: none before the first failure, then 1 s,
 * doubled with each one up to the cap.
 *
 * @param next - what the next connection is for
 * @returns ms
 */
export function ceiling(next: "resume" | "identify", failures: number): number {
  return failures < 1 ? 0 : Math.min(FIRST_MS * 2 ** (failures - 1), CAPS[next]);
}

/**
 * A wait evenly spread below a ceiling.
 *
 * @param random - gives numbers in [0, 1)
 * @returns whole ms
 */
export function delay(ceilingMs: number, random: () => number = Math.random): number {
  return Math.round(ceilingMs * random());
}
