// Finds where values of a JSON text end, on its bytes: no string and no object is made. It reads
// valid JSON exactly; it does not tell broken JSON inside a value that nobody asked for.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;
/** `[` and `{`, and `]` and `}`, differ in this bit only. */
const CURLY = 0x20;

/** The first byte from `at` on that is no white space; the text's length where there is none. */
export function skipSpace(text: Uint8Array, at: number): number {
  let i = at;
  while (i < text.length && isSpace(text[i] ?? 0)) i++;
  return i;
}

/**
 * The byte after the value that begins at `at`.
 *
 * @returns -1 where the text ends first, or no value begins
 */
export function skipValue(text: Uint8Array, at: number): number {
  const first = text[at] ?? 0;
  if (first === QUOTE) return skipString(text, at);
  return (first & ~CURLY) === OPEN ? skipNested(text, at) : skipScalar(text, at);
}

/** The byte after the string whose opening quote is at `at`; -1 where the text ends first. */
export function skipString(text: Uint8Array, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const byte = text[i];
    if (byte === QUOTE) return i + 1;
    if (byte === BACKSLASH) i++;
  }
  return -1;
}

/** One loop over all bytes, strings included: calls and checks that can be spared are. */
function skipNested(text: Uint8Array, at: number): number {
  const { length } = text;
  let depth = 0;
  let i = at;
  while (i < length) {
    const byte = text[i++] ?? 0;
    if (byte === QUOTE) {
      for (let inner = 0; inner !== QUOTE && i < length;) {
        inner = text[i++] ?? 0;
        i += inner === BACKSLASH ? 1 : 0;
      }
    } else if (byte >= OPEN) {
      const kind = byte & ~CURLY;
      if (kind === OPEN) depth++;
      else if (kind === CLOSE && --depth === 0) return i;
    }
  }
  return -1;
}

/** Numbers and literals end where something else begins. */
function skipScalar(text: Uint8Array, at: number): number {
  for (let i = at; i < text.length; i++) {
    const byte = text[i] ?? 0;
    if (byte === COMMA || (byte & ~CURLY) === CLOSE || isSpace(byte)) return i === at ? -1 : i;
  }
  return -1;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
