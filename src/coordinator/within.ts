// Waits, but not for ever.

/** Waits for a promise, but not longer than `ms`; then `late` is called. */
export async function within<T>(
  ms: number,
  promise: Promise<T>,
  late: () => void,
): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), Math.max(0, ms));
  });
  const first = await Promise.race([promise, limit]);
  clearTimeout(timer);
  if (first === "late") late();
  return first;
}
