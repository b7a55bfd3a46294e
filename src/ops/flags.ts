// The command line as data: what commander reads from flags and environment, checked, with no
// effect of its own. A flag wins over its environment variable, which wins over the default.

import { Command, CommanderError } from "commander";
import type { Presence } from "../coordinator/options.js";
import { VERSION } from "../discord/user-agent.js";
import { paintFor } from "./colour.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { addRunOptions, addSimulateOptions } from "./flag-options.js";

/** What `gateway-run` was asked to do. */
export interface RunFlags {
  readonly shards: "auto" | number;
  readonly shardIds?: readonly number[];
  readonly threads: "auto" | number;
  readonly intents: number;
  readonly events?: readonly string[];
  readonly compress: "auto" | "zstd" | "zlib" | "none";
  readonly presence?: Presence;
  readonly largeThreshold?: number;
  /** File that keeps sessions for the next process. */
  readonly sessions?: string;
  /** Identify below the reserve of the day, too. */
  readonly spendReserve: boolean;
  /** Default: by what stdout is. */
  readonly output?: "ndjson" | "none";
  readonly apiUrl?: string;
  readonly gatewayUrl?: string;
  /** Shards of the embedded simulator; true for its own number of them. */
  readonly demo?: true | number;
  readonly tokenFile?: string;
  /** Longest graceful close, in seconds. */
  readonly drain: number;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Default: by what stderr is. */
  readonly logFormat?: "pretty" | "json";
}

/** What `gateway-run simulate` was asked to do. */
export interface SimulateFlags {
  readonly port: number;
  readonly shards: number;
  readonly maxConcurrency: number;
  /** Events a second, over all shards. */
  readonly rate: number;
  /** Heartbeat interval, in ms. */
  readonly heartbeat: number;
}

/** What is to be done. */
export type CommandLine =
  | { readonly kind: "run"; readonly flags: RunFlags }
  | { readonly kind: "simulate"; readonly flags: SimulateFlags }
  /** Nothing more than to print: help, the version, or what is wrong. */
  | { readonly kind: "print"; readonly text: string; readonly code: ExitCode };

const NO_TOKEN_FLAG =
  "error: there is no --token, since every process of this machine could read it (ps shows it)" +
  " and your shell would keep it: put it into DISCORD_TOKEN, or into a file named by --token-file";

const DESCRIPTION =
  "Runs a Discord bot's connections to the gateway in worker threads. Events go to stdout, one " +
  "line of JSON each; everything else goes to stderr.";

const AFTER_HELP = `
The token comes from --token-file, DISCORD_TOKEN, the file that DISCORD_TOKEN_FILE names, or
$CREDENTIALS_DIRECTORY/discord_token, in this order.

Examples:
  $ gateway-run --demo                            no token, no bot: a simulated Discord
  $ gateway-run -i Guilds,GuildMessages | jq -c '[.shard,.t]'
  $ gateway-run -e MESSAGE_CREATE -o ndjson > messages.ndjson`;

function addSimulate(program: Command, chosen: (flags: SimulateFlags) => void): void {
  const simulate = program
    .command("simulate")
    .description("a Discord gateway on 127.0.0.1, to test any bot against")
    .helpOption("-h, --help", "this text")
    .action((flags: SimulateFlags) => chosen(flags));
  addSimulateOptions(simulate);
}

/** What one flag alone cannot tell is wrong. */
function checkTogether(program: Command, flags: RunFlags): void {
  const given = (name: string): boolean => program.getOptionValueSource(name) === "cli";
  const fail = (text: string): never => program.error(text, { code: "gateway-run.usage" });
  if (given("token")) fail(NO_TOKEN_FLAG);
  const clash = ["tokenFile", "apiUrl", "gatewayUrl"].find(given);
  if (flags.demo !== undefined && clash !== undefined) {
    const name = clash.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    fail(`error: --demo brings its own Discord: leave --${name} out`);
  }
  const last = flags.shardIds?.at(-1);
  if (last !== undefined && typeof flags.shards === "number" && last >= flags.shards) {
    const end = flags.shards - 1;
    fail(`error: --shard-ids names shard ${last}, but of ${flags.shards} the last is ${end}`);
  }
}

/** Takes the value off an unknown `--flag=value`: it may be a secret, and hides what is meant. */
function withoutUnknownValues(program: Command, argv: readonly string[]): readonly string[] {
  const commands = [program, ...program.commands];
  const known = new Set(commands.flatMap(({ options }) => options.map(({ long }) => long)));
  return argv.map((word) => {
    const name = word.split("=", 1)[0] ?? word;
    return word.startsWith("--") && !known.has(name) ? name : word;
  });
}

function makeProgram(print: (text: string) => void, done: (line: CommandLine) => void): Command {
  const program = new Command("gateway-run")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print })
    .configureHelp({ styleTitle: (title) => paintFor(process.stdout, process.env)("bold", title) })
    .enablePositionalOptions()
    .description(DESCRIPTION)
    .addHelpText("after", AFTER_HELP)
    .allowExcessArguments();
  addRunOptions(program);
  program.optionsGroup("Other:").version(VERSION, "-V, --version", "this version");
  program.helpOption("-h, --help", "this text");
  addSimulate(program, (flags) => done({ kind: "simulate", flags }));
  program.action((flags: RunFlags) => {
    const [word] = program.args;
    if (word !== undefined) {
      program.error(`error: unknown command '${word}': the only one is 'simulate'`);
    }
    checkTogether(program, flags);
    done({ kind: "run", flags });
  });
  return program;
}

/**
 * Reads a command line.
 *
 * @param argv - the words after the program's name.
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  let text = "";
  let line: CommandLine | undefined;
  const program = makeProgram(
    (part) => (text += part),
    (found) => (line = found),
  );
  try {
    program.parse(withoutUnknownValues(program, argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { kind: "print", text, code: error.exitCode === 0 ? EXIT.done : EXIT.usage };
  }
  return line ?? { kind: "print", text, code: EXIT.done };
}
