// Event names as strings, each made once: some hundred names come millions of times.

/** Slots of the table; Discord has about 80 names. A power of two. */
const SLOTS = 1_024;
const MASK = SLOTS - 1;

interface Slot {
  readonly bytes: Buffer;
  readonly name: string;
}

const slots: (Slot | undefined)[] = Array.from({ length: SLOTS }, () => undefined);

/**
 * The string that stands in ASCII from `start` to `end`. A name whose slot is taken by another
 * replaces it, so that odd names cannot fill the memory.
 */
export function eventName(text: Buffer, start: number, end: number): string {
  let hash = end - start;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + (text[i] ?? 0)) | 0;
  const index = (hash ^ (hash >>> 10)) & MASK;
  const slot = slots[index];
  if (slot !== undefined && isAt(slot.bytes, text, start, end)) return slot.name;
  const name = text.toString("latin1", start, end);
  slots[index] = { bytes: Buffer.from(name, "latin1"), name };
  return name;
}

function isAt(bytes: Buffer, text: Buffer, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== text[start + i]) return false;
  }
  return true;
}
