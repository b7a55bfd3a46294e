// What `--help` says beside the flags, and how it lays them out: readable on 80 columns.

import type { HelpConfiguration, Option } from "commander";
import { paintFor } from "./colour.js";

/** What the command is for. */
export const DESCRIPTION: string =
  "Runs a Discord bot's connections to the gateway in worker threads. Events go to stdout, one " +
  "line of JSON each; everything else goes to stderr.";

/** What stands below the flags. */
export const AFTER_HELP = `
A flag wins over its environment variable ($), that over the file of --config,
and that over the default. In the file a flag is a key without dashes, such as
{ "shardIds": "0-15", "intents": ["Guilds", "GuildMessages"] }.

The token comes from --token-file, $DISCORD_TOKEN, the file that
$DISCORD_TOKEN_FILE names, or $CREDENTIALS_DIRECTORY/discord_token, in this
order.

Examples:
  gateway-run --demo                 no token, no bot: a simulated Discord
  gateway-run --dry-run              what a start would take
  gateway-run -i Guilds,GuildMessages | jq -c '[.shard, .t]'
  gateway-run -e MESSAGE_CREATE > messages.ndjson`;

function describe({ description, defaultValue, defaultValueDescription, envVar }: Option): string {
  const more = [
    ...(defaultValue === undefined ? [] : [`default: ${defaultValueDescription ?? defaultValue}`]),
    ...(envVar === undefined ? [] : [`$${envVar}`]),
  ];
  return more.length === 0 ? description : `${description} (${more.join(", ")})`;
}

/** How commander is to lay it out. */
export const LAYOUT: HelpConfiguration = {
  styleTitle: (title) => paintFor(process.stdout, process.env)("bold", title),
  optionDescription: describe,
};
