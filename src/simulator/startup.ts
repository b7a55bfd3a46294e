// What follows an identify that passed: READY, then the shard's guilds, one by one.
// https://discord.com/developers/docs/events/gateway-events#ready

import { GatewayIntentBits } from "discord-api-types/v10";
import type { Client } from "./client.js";
import { readyData } from "./ready.js";
import type { Session, Wish } from "./session.js";
import type { World } from "./world.js";

/** GUILD_CREATEs sent in one go, where nothing limits their rate. */
const AT_ONCE = 16;

/** Opens a session for the client and sends it READY and its guilds. */
export function begin(client: Client, wish: Wish): void {
  const { world } = client;
  const count = world.guilds.countOn(wish.shard, wish.total);
  const session = world.sessions.create(wish, client.query, count, world.encode);
  client.serve(session);
  client.heartbeats.settle(session);
  const nameless = world.weather.meet("readyWithoutSession", client) !== undefined;
  session.dispatch("READY", readyData(world, session, count, nameless));
  world.recorder.note({ kind: "ready", shard: session.shard, session: session.id });
  if ((wish.intents & GatewayIntentBits.Guilds) !== 0) new Startup(world, session).run();
}

class Startup {
  readonly #world: World;
  readonly #session: Session;
  readonly #waiting: number[] = [];
  readonly #late: number[] = [];

  constructor(world: World, session: Session) {
    this.#world = world;
    this.#session = session;
    const { shard, total } = session;
    const { late } = world.settings;
    for (let rank = 0; rank < world.guilds.countOn(shard, total); rank++) {
      const list = world.random.next() < late ? this.#late : this.#waiting;
      list.push(world.guilds.nth(shard, total, rank));
    }
  }

  run(): void {
    const { guildRate, lateBy } = this.#world.settings;
    const paced = Number.isFinite(guildRate);
    const due = this.#waiting.splice(0, paced ? 1 : AT_ONCE);
    for (const guild of due) this.#send(guild);
    if (this.#waiting.length > 0) return this.#later(paced ? 1000 / guildRate : 0);
    const { recorder } = this.#world;
    if (this.#late.length === 0) {
      recorder.note({ kind: "started", shard: this.#session.shard, session: this.#session.id });
      return;
    }
    this.#waiting.push(...this.#late.splice(0));
    this.#later(lateBy);
  }

  #later(ms: number): void {
    this.#world.timers.after(ms, () => {
      if (this.#session.end === null) this.run();
    });
  }

  #send(guild: number): void {
    const { guilds, payloads, random, settings } = this.#world;
    if (random.next() < settings.unavailable) {
      this.#session.dispatch("GUILD_DELETE", `{"id":"${guilds.id(guild)}","unavailable":true}`);
    } else this.#session.dispatch("GUILD_CREATE", payloads.create(guild));
  }
}
