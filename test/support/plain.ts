// Whether data is as JSON.parse would have made it.

/** Made of plain objects and lists, nothing of which is frozen. */
export function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  const known = Array.isArray(value) ? Array.prototype : Object.prototype;
  if (Object.getPrototypeOf(value) !== known) return false;
  return Object.isExtensible(value) && Object.values(value).every(isPlain);
}
