// Generates events at a set rate: each session gets its shard's part of it, in the mix of the
// profile, as far as its intents let it.

import { GatewayIntentBits } from "discord-api-types/v10";
import { Draw, GAPS, type Gap } from "./draw.js";
import { EVENT_SHAPES } from "./event-shapes.js";
import { allows } from "./intents.js";
import { redact } from "./people.js";
import { PROFILES } from "./profiles.js";
import { Random } from "./random.js";
import type { Session } from "./session.js";
import { Template } from "./template.js";
import type { World } from "./world.js";

const TICK_MS = 5;

/** What one tick may at most make up for, where the loop was held up. */
const LONGEST_TICK_MS = 250;

/** How finely a mix is cut. */
const MIX_SIZE = 4096;

interface Source {
  readonly name: string;
  readonly template: Template<Gap>;
}

/** An event that is ready to be sent. */
interface Made {
  readonly guild: number;
  readonly name: string;
  readonly data: string;
}

type Mix = readonly Source[];

export class Traffic {
  readonly #world: World;
  readonly #random: Random;
  readonly #draw: Draw;
  readonly #mixes = new Map<number, Mix>();
  /** What each session is owed, in events. */
  readonly #owed = new WeakMap<Session, number>();
  /** An event that waits for the next one of another guild. */
  readonly #late = new WeakMap<Session, Made>();
  #timer: NodeJS.Timeout | null = null;
  #last = 0;
  /** Events a second over all shards. */
  rate: number;

  constructor(world: World) {
    this.#world = world;
    this.#random = new Random(world.settings.seed);
    this.#draw = new Draw(world.guilds, this.#random);
    this.rate = world.settings.rate;
  }

  start(): void {
    if (this.#timer !== null) return;
    this.#last = performance.now();
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Sends `count` generated events to a session now. */
  burst(session: Session, count: number): void {
    this.#draw.tick(this.#world.settings.now());
    this.#feed(session, count);
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = Math.min(now - this.#last, LONGEST_TICK_MS);
    this.#last = now;
    if (this.rate === 0) return;
    this.#draw.tick(this.#world.settings.now());
    for (const session of this.#world.sessions.live()) {
      const due = this.#due(session, elapsed);
      const behind = session.outlet?.behind ?? 0;
      if (due > 0 && behind <= this.#world.settings.backlog) this.#feed(session, due);
    }
  }

  /** How many events a session gets for `elapsed` ms; what is left of one waits for the next. */
  #due(session: Session, elapsed: number): number {
    const before = this.#owed.get(session) ?? this.#random.next();
    const owed = before + (this.rate * elapsed) / 1000 / session.total;
    const due = Math.floor(owed);
    this.#owed.set(session, owed - due);
    return due;
  }

  #feed(session: Session, count: number): void {
    const { guilds } = this.#world;
    const { shard, total } = session;
    const held = guilds.countOn(shard, total);
    const mix = this.#mix(session.intents);
    if (held === 0 || mix.length === 0) return;
    for (let sent = 0; sent < count; sent++) {
      const guild = guilds.nth(shard, total, this.#random.zipf(held));
      this.#draw.next(guild);
      const { name, template } = this.#random.pick(mix);
      this.#order(session, { guild, name, data: template.render(this.#draw) });
    }
  }

  /** Sends an event, or holds it back behind the next one of another guild. */
  #order(session: Session, event: Made): void {
    const { reorder } = this.#world.settings;
    const late = this.#late.get(session);
    this.#late.delete(session);
    if (late !== undefined) {
      const inOrder = late.guild === event.guild ? [late, event] : [event, late];
      for (const each of inOrder) this.#send(session, each);
    } else if (reorder > 0 && this.#random.next() < reorder) this.#late.set(session, event);
    else this.#send(session, event);
  }

  #send(session: Session, { name, data }: Made): void {
    const { drops, duplicates } = this.#world.settings;
    if (drops > 0 && this.#random.next() < drops) session.swallow(name, data);
    else session.dispatch(name, data);
    if (duplicates > 0 && this.#random.next() < duplicates) session.dispatch(name, data);
  }

  /** A list in which each source stands as often as its share says. */
  #mix(intents: number): Mix {
    const known = this.#mixes.get(intents);
    if (known !== undefined) return known;
    const content = (intents & GatewayIntentBits.MessageContent) !== 0;
    const parts = PROFILES[this.#world.settings.profile]
      .filter(([name]) => allows(intents, name))
      .flatMap(([name, share]) => partsOf(name, share, content));
    const sum = parts.reduce((total, [share]) => total + share, 0);
    const mix = parts.flatMap(([share, source]) =>
      Array.from({ length: Math.max(1, Math.round((share / sum) * MIX_SIZE)) }, () => source),
    );
    this.#mixes.set(intents, mix);
    return mix;
  }
}

/** The event's shapes, each with its part of the event's share. */
function partsOf(name: string, share: number, content: boolean): (readonly [number, Source])[] {
  const variants = EVENT_SHAPES[name] ?? [];
  const sum = variants.reduce((total, [weight]) => total + weight, 0);
  return variants.map(([weight, shape]) => {
    const seen = content ? shape : redact(shape);
    return [(share * weight) / sum, { name, template: new Template(seen, GAPS) }] as const;
  });
}
