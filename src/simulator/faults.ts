// Faults that happen at once, each a line in a table: to connections, to sessions, or to the bot.

import type { Connection } from "./connection.js";
import type { ConnectionFault, Fault, SessionFault, Target } from "./fault.js";
import type { Session } from "./session.js";
import type { Traffic } from "./traffic.js";
import type { World } from "./world.js";

type Kind<F> = F extends { readonly kind: infer K extends string } ? K : never;
type Of<F, K> = Extract<F, { readonly kind: K }>;

const CONNECTION_FAULTS: {
  readonly [K in Kind<ConnectionFault>]: (c: Connection, fault: Of<ConnectionFault, K>) => void;
} = {
  close: (c, { code, reason }) => c.close(code, reason),
  closeWithoutFrame: (c) => c.end(),
  reset: (c) => c.reset(),
  halfOpen: (c) => c.freeze(),
  reconnect: (c) => c.reconnect(),
  invalidSession: (c, { resumable }) => c.invalidate(resumable),
  heartbeatRequest: (c) => c.send(1, null),
  slow: (c, { bytesPerSecond }) => c.wire.slow(bytesPerSecond, c.world.timers),
  corrupt: (c) => c.corrupt(),
  raw: (c, { text }) => c.write(Buffer.from(text)),
  invalidJson: (c) => c.write(Buffer.from(`{"t":"BROKEN","s":1,"op":0,"d":{"a":[1,2`)),
  unknownOp: (c) => c.send(200, { anything: true }),
};

type SessionStrike<F> = (session: Session, fault: F, world: World, traffic: Traffic) => void;

const SESSION_FAULTS: {
  readonly [K in Kind<SessionFault>]: SessionStrike<Of<SessionFault, K>>;
} = {
  expire: (session, _, world) => world.sessions.end(session, "expired"),
  trimRing: (session) => session.ring.trim(Infinity),
  seqJump: (session, { by }) => session.jump(by),
  dispatch: (session, { name, data }) => session.dispatch(name, JSON.stringify(data)),
  burst: (session, { count }, _, traffic) => traffic.burst(session, count),
  unknownEvent: (session) => session.dispatch("GUILD_SOMETHING_NEW", `{"a":null,"":[{}]}`),
  oversize: (session, { bytes }, world) => session.dispatch("OVERSIZE", noise(world, bytes)),
  bomb: (session, { bytes }) => session.dispatch("BOMB", `"${"0".repeat(bytes)}"`),
  guild: (session, { bytes }, world) => {
    const guild = world.guilds.nth(session.shard, session.total, 0);
    session.dispatch("GUILD_CREATE", world.payloads.create(guild, bytes));
  },
  guildsDown: (session, { share }, world) => {
    for (const guild of guildsOf(world, session, share)) {
      session.dispatch("GUILD_DELETE", `{"id":"${world.guilds.id(guild)}","unavailable":true}`);
    }
  },
  guildsUp: (session, _, world) => {
    for (const guild of guildsOf(world, session, 1)) {
      session.dispatch("GUILD_CREATE", world.payloads.create(guild));
    }
  },
};

function guildsOf(world: World, { shard, total }: Session, share: number): number[] {
  const count = Math.ceil(world.guilds.countOn(shard, total) * share);
  return Array.from({ length: count }, (_, rank) => world.guilds.nth(shard, total, rank));
}

/** A JSON string of so many bytes that zlib can do little about. */
function noise(world: World, bytes: number): string {
  const words = Array.from({ length: Math.ceil(bytes / 8) }, () =>
    Math.floor(world.random.next() * 2 ** 40)
      .toString(36)
      .padStart(8, "0"),
  );
  return `"${words.join("")}"`;
}

/** Whether the table has a line for this fault. */
function isOneOf<K extends string, F extends { readonly kind: string }>(
  table: { readonly [N in K]: unknown },
  fault: F,
): fault is Extract<F, { readonly kind: K }> {
  return Object.hasOwn(table, fault.kind);
}

export class Faults {
  readonly #world: World;
  readonly #traffic: Traffic;
  readonly #connections: ReadonlySet<Connection>;

  constructor(world: World, traffic: Traffic, connections: ReadonlySet<Connection>) {
    this.#world = world;
    this.#traffic = traffic;
    this.#connections = connections;
  }

  /** Makes it happen; tells how many connections or sessions it hit, 0 for a standing fault. */
  inject(fault: Fault): number {
    if (isOneOf(CONNECTION_FAULTS, fault)) return this.#hitConnections(fault);
    if (isOneOf(SESSION_FAULTS, fault)) return this.#hitSessions(fault);
    switch (fault.kind) {
      case "rate":
        this.#traffic.rate = fault.rate;
        return 0;
      case "budget":
        this.#world.budget.set(fault.remaining);
        return 0;
      case "clear":
        this.#world.weather.clear(fault.of);
        return 0;
      default:
        this.#world.weather.add(fault);
        return 0;
    }
  }

  #hitConnections(fault: ConnectionFault): number {
    const hit = this.#choose(
      fault,
      [...this.#connections].filter(({ open }) => open),
    );
    const strike = CONNECTION_FAULTS[fault.kind] as (c: Connection, f: ConnectionFault) => void;
    for (const connection of hit) strike(connection, fault);
    return hit.length;
  }

  #hitSessions(fault: SessionFault): number {
    const hit = this.#choose(fault, this.#world.sessions.live());
    const strike = SESSION_FAULTS[fault.kind] as SessionStrike<SessionFault>;
    for (const session of hit) strike(session, fault, this.#world, this.#traffic);
    return hit.length;
  }

  #choose<T extends { readonly shard: number | null }>(
    { shard, fraction = 1 }: Target,
    all: readonly T[],
  ): T[] {
    const meant = all.filter((one) => shard === undefined || one.shard === shard);
    const count = Math.ceil(meant.length * fraction);
    const start = this.#world.random.below(Math.max(1, meant.length));
    return [...meant.slice(start), ...meant.slice(0, start)].slice(0, count);
  }
}
