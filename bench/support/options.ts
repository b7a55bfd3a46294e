// The command line of the bench.

import { parseArgs } from "node:util";

export interface Options {
  /** Questions, by name; all where there is none. */
  readonly names: readonly string[];
  readonly json: boolean;
  /** A file of captured events; null for generated ones. */
  readonly corpus: string | null;
  readonly rounds: number;
  /** How long one measurement lasts with the fastest, in seconds; null for a question's own. */
  readonly seconds: number | null;
  /** Words of which one must be in a row's name; all rows where there is none. */
  readonly only: readonly string[];
  /** Numbers of shards for `scale`; null for its own. */
  readonly shards: readonly number[] | null;
  /** Where profiles go; null for none. */
  readonly profile: string | null;
}

export const USAGE = `npm run bench -- [names] [--json] [--corpus <file>] [--rounds <n>]

  --json            one JSON document instead of tables
  --corpus <file>   captured events, one {t,s,op,d} a line, gzipped or not; else they are generated
  --rounds <n>      how often everything is measured; 5 by default
  --seconds <n>     about how long each measurement lasts
  --only <words>    only rows whose name has one of these words, with commas between
  --shards <list>   numbers of shards for scale
  --profile <dir>   CPU profiles of the measured processes, one a thread
`;

/** @throws TypeError or RangeError that says what is wrong. */
export function readOptions(args: readonly string[]): Options | "help" {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      corpus: { type: "string" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string" },
      only: { type: "string" },
      shards: { type: "string" },
      profile: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    names: positionals,
    json: values.json,
    corpus: values.corpus ?? null,
    rounds: positive("rounds", values.rounds, true),
    seconds: values.seconds === undefined ? null : positive("seconds", values.seconds, false),
    only: values.only?.toLowerCase().split(",") ?? [],
    shards: values.shards?.split(",").map((text) => positive("shards", text, true)) ?? null,
    profile: values.profile ?? null,
  };
}

function positive(name: string, text: string, whole: boolean): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!whole || Number.isInteger(value))) return value;
  throw new RangeError(`Cannot take --${name} as ${text}: it must be a positive number`);
}
