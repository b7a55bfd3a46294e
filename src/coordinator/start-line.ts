// Where the shards of a start wait for each other before the first of them asks for its identify.
// Discord wants them in ascending groups; threads come up one before the other, and whoever asked
// first would go first.
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency

/** How long those who are there wait for the others, in ms: some may not connect at all. */
const GRACE_MS = 1_000;

/** Opens once, for all. */
export class StartLine {
  readonly #missing: Set<number>;
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param shards - those that are going to identify. */
  constructor(shards: Iterable<number>) {
    this.#missing = new Set(shards);
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** A shard is there; settles when it may go on. All that wait go on in one turn. */
  arrive(shard: number): Promise<void> {
    this.#missing.delete(shard);
    this.#timer ??= setTimeout(() => this.#open(), GRACE_MS).unref();
    if (this.#missing.size === 0) {
      clearTimeout(this.#timer);
      this.#open();
    }
    return this.#opened;
  }
}
