// What msgpackr does not bring back as it was: such payloads cross as JSON text instead.
//
// Read in msgpackr 2.1's source and seen: the key `__proto__` comes back as `__proto_`, the key
// `__keys__` mixes up its table of shapes, a lone surrogate becomes U+FFFD, a leading U+FEFF goes
// missing where the native extractor does not run, and it recurses, so that deep nesting
// overflows the stack.

/** Levels of nesting that cross in binary. A cold stack of 984 KB reads three times as many. */
const MAX_DEPTH = 1_000;

const UNSAFE_TEXT = /^\uFEFF|\p{Surrogate}/u;

/** Whether `value`, parsed from a message with this `text`, comes back from msgpackr as it is. */
export function isFaithful(value: unknown, text: string): boolean {
  // A level takes two characters of text at least, which spares most messages the walk.
  if (text.length > 2 * MAX_DEPTH && isDeep(value, MAX_DEPTH)) return false;
  return !isSuspect(text) || isSafe(value);
}

/** Rules out nearly every message at the cost of three searches; both keys end in `__"`. */
function isSuspect(text: string): boolean {
  return text.includes("\\u") || text.includes('__"') || text.includes("\uFEFF");
}

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeep(item, levels - 1));
  return Object.values(value).some((item) => isDeep(item, levels - 1));
}

function isSafe(value: unknown): boolean {
  if (typeof value === "string") return !UNSAFE_TEXT.test(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isSafe);
  return Object.entries(value).every(([key, item]) => isSafeKey(key) && isSafe(item));
}

function isSafeKey(key: string): boolean {
  return key !== "__proto__" && key !== "__keys__" && !UNSAFE_TEXT.test(key);
}
