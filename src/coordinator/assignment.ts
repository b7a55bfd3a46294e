// Which thread runs which shards.

/** Shards that one thread carries by itself before another is worth its memory. */
const SHARDS_A_THREAD = 4;

/**
 * Deals shards out to threads: contiguous runs whose lengths differ by at most one, the longer
 * ones first. Neighbours start in the same identify window, so a thread's work comes together.
 *
 * @param ids - shard numbers, in the order to deal them in.
 * @param threads - how many threads; those beyond the number of shards get none.
 * @returns one list a thread.
 */
export function assign(ids: readonly number[], threads: number): number[][] {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(
      `Cannot assign shards as 'threads' must be a positive integer: received ${threads}`,
    );
  }
  const least = Math.floor(ids.length / threads);
  const longer = ids.length % threads;
  return Array.from({ length: threads }, (_, thread) => {
    const start = thread * least + Math.min(thread, longer);
    return ids.slice(start, start + least + (thread < longer ? 1 : 0));
  });
}

/**
 * How many threads so many shards want.
 *
 * @param shards - how many shards this process runs.
 * @param cores - how many cores there are, as `os.availableParallelism()` tells.
 */
export function autoThreads(shards: number, cores: number): number {
  return Math.max(1, Math.min(cores, Math.ceil(shards / SHARDS_A_THREAD)));
}
