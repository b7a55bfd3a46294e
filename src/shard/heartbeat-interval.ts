// The interval that Hello asks for, where it is one.
// https://discord.com/developers/docs/events/gateway#hello-event

const MIN_MS = 1;
/** An hour: timers hold 24 days, and no gateway waits that long for a sign of life. */
const MAX_MS = 3_600_000;

/**
 * Reads a Hello.
 *
 * @param d - its payload, parsed
 * @returns ms between heartbeats; null when the Hello is broken
 */
export function heartbeatInterval(d: unknown): number | null {
  if (typeof d !== "object" || d === null || !("heartbeat_interval" in d)) return null;
  const interval = d.heartbeat_interval;
  const isSane = typeof interval === "number" && interval >= MIN_MS && interval <= MAX_MS;
  return isSane ? interval : null;
}
