// Numbers and times as people read them.

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const COMPACT = new Intl.NumberFormat("en", { notation: "compact" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** What stands where there is no value. */
export const NONE = "–";

/**
 * 12,345.
 *
 * @param {number} value
 */
export function whole(value) {
  return WHOLE.format(value);
}

/**
 * 0, 3.2 below ten, else 12.
 *
 * @param {number} value
 */
export function short(value) {
  return value >= 0.05 && value < 9.95 ? TENTHS.format(value) : WHOLE.format(value);
}

/**
 * As `short`, in few letters: 1.2K, 35K.
 *
 * @param {number} value
 */
export function compact(value) {
  return value < 1_000 ? short(value) : COMPACT.format(value);
}

/**
 * `1 thread`, `2 threads`.
 *
 * @param {number} count
 * @param {string} noun
 */
export function several(count, noun) {
  return `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/**
 * Megabytes.
 *
 * @param {number} bytes
 */
export function megabytes(bytes) {
  return short(bytes / 1_000_000);
}

/**
 * 12 s, 3 min 05 s, 2 h 07 min, 3 d 4 h.
 *
 * @param {number} ms
 */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${twoDigits(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** @param {number} value */
function twoDigits(value) {
  return String(value).padStart(2, "0");
}

/**
 * 14:05:09, with the day where it is another one.
 *
 * @param {number} at
 */
export function clock(at) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? CLOCK.format(date) : `${DAY.format(date)}, ${CLOCK.format(date)}`;
}
