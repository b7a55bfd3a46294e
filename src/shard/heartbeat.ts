export function heartbeatInterval(value: unknown): number | null {
  return typeof value === "number" && value >= 1 && value <= 3_600_000 ? value : null;
}
export class Heartbeat {
  #o: { beat: () => void; zombie: () => void; bytesRead: () => number; now: () => number };
  #t: NodeJS.Timeout | undefined;
  #alive = true;
  constructor(o: { beat: () => void; zombie: () => void; bytesRead: () => number; now: () => number }) { this.#o = o; }
  start(every: number): void {
    this.stop(); this.#alive = true;
    const tick = (): void => {
      setImmediate(() => {
      if (this.#t === undefined) return;
      if (!this.#alive) return this.#o.zombie();
      this.#alive = false;
      this.#t = setTimeout(tick, every);
      this.#o.beat();
      });
    };
    this.#t = setTimeout(tick, every * Math.random());
  }
  stop(): void { clearTimeout(this.#t); this.#t = undefined; }
  life(): void { this.#alive = true; }
  ack(): void {}
  sent(_kind: string): void {}
  pause(): void { this.#alive = true; }
  resume(): void { this.#alive = true; }
}
