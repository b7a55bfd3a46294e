// Answers a connection's heartbeats, and checks what they claim to have seen.
// https://discord.com/developers/docs/events/gateway#sending-heartbeats

import { isInteger } from "./inbound.js";
import type { Session } from "./session.js";
import type { Client } from "./client.js";

export class Heartbeats {
  readonly #client: Client;
  /** The `d` of the last heartbeat before there was a session; undefined for none. */
  #early: number | null | undefined = undefined;

  constructor(client: Client) {
    this.#client = client;
  }

  /** A heartbeat came in. */
  take(d: unknown): void {
    const { world, shard } = this.#client;
    world.recorder.note({ kind: "heartbeat", shard, d });
    if (d !== null && !(isInteger(d) && d >= 0)) {
      this.#client.violate("heartbeat-integer", `d is ${JSON.stringify(d)}`);
    } else if (this.#client.session === null) this.#early = d;
    else this.#judge(this.#client.session, d);
    this.#answer();
  }

  /** The connection has a session now: what came before is judged by it. */
  settle(session: Session): void {
    if (this.#early !== undefined && this.#early !== null) this.#judge(session, this.#early);
    this.#early = undefined;
  }

  #judge(session: Session, d: number | null): void {
    const earlier = session.heartbeatSeq;
    if (d === null) {
      if (earlier !== null) this.#client.violate("heartbeat-null", `after ${earlier}`);
      return;
    }
    if (d > session.seq) this.#client.violate("heartbeat-ahead", `${d} after ${session.seq}`);
    else if (earlier !== null && d < earlier) {
      this.#client.violate("heartbeat-behind", `${d} after ${earlier}`);
    } else session.beat(d, this.#client.world.settings.trimAtHeartbeat);
  }

  #answer(): void {
    const { world } = this.#client;
    const { ackDrop, ackDuplicate, ackDelay } = world.settings;
    const mode = world.weather.meet("acks", this.#client)?.mode;
    if (mode === "drop" || world.random.next() < ackDrop) return;
    const twice = mode === "duplicate" || world.random.next() < ackDuplicate;
    const delay = world.weather.meet("ackDelay", this.#client)?.delay ?? ackDelay;
    world.timers.soon(delay, () => {
      this.#client.send(11, null);
      if (twice) this.#client.send(11, null);
    });
  }
}
