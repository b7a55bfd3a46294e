// Every flag: its name, its environment variable, its default, what reads its value, and its line
// in the help.

import { Option, type Command } from "commander";
import * as value from "./values.js";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

function option(
  flags: string,
  description: string,
  parse: (text: string) => unknown,
  env?: string,
): Option {
  const made = new Option(flags, description).argParser(parse);
  return env === undefined ? made : made.env(env);
}

function addBotOptions(program: Command): void {
  program
    .optionsGroup("Bot:")
    .addOption(option("--token-file <path>", "file that holds the token; '-' is stdin", value.file))
    .addOption(
      option(
        "-i, --intents <names>",
        "names in any style, a number, 'unprivileged' or 'all'",
        value.intents,
        "DISCORD_INTENTS",
      ).default(value.intents("unprivileged"), "unprivileged"),
    )
    .addOption(
      option(
        "-e, --events <names>",
        "only these dispatches, by name; all when left out",
        value.events,
        "DISCORD_EVENTS",
      ),
    )
    .addOption(option("--presence <json>", "presence to begin with", value.presence))
    .addOption(
      option(
        "--large-threshold <n>",
        "members above which a guild comes without its offline ones, 50 to 250",
        value.largeThreshold,
      ),
    )
    .addOption(new Option("--token [token]").hideHelp());
}

function addShardOptions(program: Command): void {
  program
    .optionsGroup("Shards:")
    .addOption(
      option(
        "--shards <auto|n>",
        "total; auto is Discord's figure",
        value.autoOrCount,
        "GATEWAY_SHARDS",
      ).default("auto", "auto"),
    )
    .addOption(
      option(
        "--shard-ids <0-15,20>",
        "only these; all when left out",
        value.shardIds,
        "GATEWAY_SHARD_IDS",
      ),
    )
    .addOption(
      option("--threads <auto|n>", "worker threads", value.autoOrCount, "GATEWAY_THREADS").default(
        "auto",
        "auto",
      ),
    )
    .addOption(
      option(
        "--sessions <file>",
        "resume from here, keep sessions here",
        value.file,
        "GATEWAY_SESSIONS",
      ),
    )
    .option("--spend-reserve", "identify below the reserve of the day, too");
}

function addConnectionOptions(program: Command): void {
  program
    .optionsGroup("Connection:")
    .addOption(
      option(
        "--compress <kind>",
        "auto, zstd, zlib or none; auto is zstd where it can be read",
        value.oneOf(["auto", "zstd", "zlib", "none"]),
        "GATEWAY_COMPRESS",
      ).default("auto", "auto"),
    )
    .addOption(
      option(
        "--api-url <url>",
        "REST API; Discord's when left out",
        value.apiUrl,
        "DISCORD_API_URL",
      ),
    )
    .addOption(
      option(
        "--gateway-url <url>",
        "gateway; the one that the API names when left out",
        value.gatewayUrl,
      ),
    );
}

function addTrialOptions(program: Command): void {
  program
    .optionsGroup("To try:")
    .addOption(
      option(
        "--demo [shards]",
        "no token: a simulated Discord in this process, with 16 shards",
        value.positive,
      ),
    )
    .option("--dry-run", "ask Discord, print the plan of a start, and end")
    .option("--json", "the plan as JSON");
}

function addOutputOptions(program: Command): void {
  program
    .optionsGroup("Output:")
    .addOption(
      option(
        "-o, --output <ndjson|none>",
        "events on stdout; none to a terminal, else ndjson",
        value.oneOf(["ndjson", "none"]),
      ),
    )
    .addOption(
      option(
        "--http <[host:]port>",
        "status page, metrics and probes; by default on 127.0.0.1 alone",
        value.http,
        "GATEWAY_HTTP",
      ),
    )
    .addOption(option("--drain <seconds>", "longest graceful close", value.seconds).default(10))
    .addOption(
      option("--log-level <level>", LEVELS.join(", "), value.oneOf(LEVELS), "LOG_LEVEL").default(
        "info",
        "info",
      ),
    )
    .addOption(
      option(
        "--log-format <pretty|json>",
        "pretty to a terminal, else json",
        value.oneOf(["pretty", "json"]),
      ),
    );
}

function addSettingsOptions(program: Command): void {
  program
    .optionsGroup("Settings:")
    .addOption(
      option(
        "-c, --config <file>",
        "these settings by name, in JSON or a module (.mjs)",
        value.file,
        "GATEWAY_CONFIG",
      ),
    )
    .addOption(
      option("--env-file <file>", "variables that the environment does not have", value.file),
    );
}

/** The flags of `gateway-run`, in the groups that the help shows. */
export function addRunOptions(program: Command): void {
  addBotOptions(program);
  addShardOptions(program);
  addConnectionOptions(program);
  addOutputOptions(program);
  addTrialOptions(program);
  addSettingsOptions(program);
}

/** The flags of `gateway-run simulate`. */
export function addSimulateOptions(simulate: Command): void {
  simulate
    .addOption(option("--port <n>", "0 takes a free one", value.port).default(0))
    .addOption(option("--shards <n>", "shards it recommends", value.positive).default(1))
    .addOption(option("--max-concurrency <n>", "identifies in 5 s", value.positive).default(1))
    .addOption(option("--rate <n>", "events/s over all shards", value.rate).default(0))
    .addOption(
      option("--heartbeat <ms>", "heartbeat interval", value.milliseconds).default(41_250),
    );
}
