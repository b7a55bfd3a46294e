// A start as it would be, in figures: what `--dry-run` prints, `--json` as it stands here.

import { assign } from "../coordinator/assignment.js";
import { IdentifyBudget } from "../coordinator/identify-budget.js";
import type { Survey } from "../coordinator/survey.js";
import { hrtime } from "../transport/hrtime.js";
import { outlook } from "./outlook.js";

/**
 * A start. What only Discord can tell is null where it gives no answer; how long the start takes
 * also where it would be refused.
 */
export interface Forecast {
  readonly shards: {
    /** The bot's number of shards. */
    readonly total: number;
    /** How many of them would run here. */
    readonly here: number;
    /** Discord's figure. */
    readonly recommended: number | null;
  };
  /** The gateway that shards would connect to. */
  readonly gatewayUrl: string;
  /** How many shards may identify within one window. */
  readonly maxConcurrency: number | null;
  /** Identify windows of 5 s that the start takes. */
  readonly windows: number | null;
  /** Until the last shard may identify, in ms from now; 0 where all resume. */
  readonly lastShardMs: number | null;
  readonly sessions: {
    /** The file, as it was given; null where none is kept. */
    readonly file: string | null;
    /** How many shards would resume: they need no identify. */
    readonly resumable: number;
  };
  readonly identifies: {
    /** What this start would spend. */
    readonly needed: number;
    /** Left today, the reserve included. */
    readonly remaining: number | null;
    /** A day. */
    readonly limit: number | null;
    /** At so many left, identifies stop. */
    readonly reserve: number | null;
    /** When `remaining` is `limit` again, in ms since 1970; null where it is. */
    readonly resetsAt: number | null;
  };
  /**
   * Whether the identifies suffice. `wait`: shards that resume would run, the others wait until
   * `resetsAt`. `refused`: nothing would start.
   */
  readonly budget: "go" | "wait" | "refused";
  /** How many shards each thread would have. */
  readonly threads: readonly number[];
  /** What connections would ask for. */
  readonly compress: "zstd" | "zlib" | "none";
  /** What would inflate it. */
  readonly inflater: string;
}

/** What else it depends on. */
export interface ForecastSettings extends Pick<Forecast, "budget" | "compress"> {
  /** Where sessions are kept; null where they are not. */
  readonly file: string | null;
  /** A gateway to connect to instead of Discord's; or null. */
  readonly gatewayUrl: string | null;
  readonly spendReserve: boolean;
}

/** The start's windows, seen from now on. */
function windowsOf({ plan, bot, stored, sessions }: Survey) {
  const resumed = new Set(sessions.map(({ shard }) => shard));
  const lanes = Array.from({ length: bot.maxConcurrency }, (_, lane) => lane);
  const latest = new Map(lanes.map((lane) => [lane, stored.since] as const));
  for (const { shard, at } of stored.identifies) {
    const lane = shard % bot.maxConcurrency;
    latest.set(lane, Math.max(at, latest.get(lane) ?? 0));
  }
  return outlook({
    maxConcurrency: bot.maxConcurrency,
    shards: new Map(plan.ids.map((id) => [id, resumed.has(id) ? "ready" : "idle"])),
    seen: resumed,
    identified: latest,
    now: Date.now(),
  });
}

function identifiesOf({ bot, plan }: Survey, spendReserve: boolean) {
  const { remaining, total: limit, resetAfter } = bot;
  const { reserve } = new IdentifyBudget({ ...bot, shards: plan.total, spendReserve, now: hrtime });
  return {
    remaining,
    limit,
    reserve,
    resetsAt: remaining === limit ? null : Date.now() + resetAfter,
  };
}

const UNKNOWN = { remaining: null, limit: null, reserve: null, resetsAt: null } as const;

/** Makes it. */
export function forecast(found: Survey, settings: ForecastSettings): Forecast {
  const { plan, bot, sessions, recommended } = found;
  const { budget, file, gatewayUrl, compress, spendReserve } = settings;
  const known = found.from === "discord";
  const needed = plan.ids.length - sessions.length;
  const { windowsLeft, msLeft } = windowsOf(found);
  const tellsWindows = (known || needed === 0) && budget !== "refused";
  const wait = budget === "go" ? 0 : bot.resetAfter;
  return {
    shards: { total: plan.total, here: plan.ids.length, recommended: known ? recommended : null },
    gatewayUrl: gatewayUrl ?? bot.url,
    maxConcurrency: known ? bot.maxConcurrency : null,
    windows: tellsWindows ? windowsLeft : null,
    lastShardMs: tellsWindows ? Math.round(msLeft + wait) : null,
    sessions: { file, resumable: sessions.length },
    identifies: { needed, ...(known ? identifiesOf(found, spendReserve) : UNKNOWN) },
    budget,
    threads: assign(plan.ids, plan.threads).map((ids) => ids.length),
    compress,
    inflater: plan.inflater,
  };
}
