// The command line as data: what commander reads from flags and environment, checked, with no
// effect of its own but that of `--env-file`, whose variables join the environment.

import { Command, CommanderError } from "commander";
import type { Presence } from "../coordinator/options.js";
import { VERSION } from "../discord/user-agent.js";
import { takeConfig, type ConfigFile } from "./config.js";
import { loadEnvFile } from "./env-file.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import { addRunOptions, addSimulateOptions } from "./flag-options.js";
import { AFTER_HELP, DESCRIPTION, LAYOUT } from "./help.js";
import type { HttpOptions } from "./http-options.js";
import { withoutTokens } from "./token-shape.js";
import { UsageError } from "./usage-error.js";

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
  readonly spendReserve?: boolean;
  /** Default: by what stdout is. */
  readonly output?: "ndjson" | "none";
  /** Where to serve the status page and the metrics; nowhere when left out. */
  readonly http?: HttpOptions;
  readonly apiUrl?: string;
  readonly gatewayUrl?: string;
  /** Shards of the embedded simulator; true for its own number of them. */
  readonly demo?: true | number;
  /** Print the plan of a start and end. */
  readonly dryRun?: boolean;
  /** Print it as JSON. */
  readonly json?: boolean;
  readonly tokenFile?: string;
  /** What named that file, where no flag did. */
  readonly tokenFileNamedBy?: string;
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

/** What leads to more settings. */
interface SettingsFlags {
  readonly config?: string;
  readonly envFile?: string;
}

/** What is to be done. */
export type CommandLine =
  | { readonly kind: "run"; readonly flags: RunFlags }
  | { readonly kind: "simulate"; readonly flags: SimulateFlags }
  /** A config file has a say: read again with what it holds. */
  | { readonly kind: "config"; readonly path: string }
  /** Nothing more than to print: help, the version, or what is wrong. */
  | { readonly kind: "print"; readonly text: string; readonly code: ExitCode };

const NO_TOKEN_FLAG =
  "there is no --token, since every process of this machine could read it (ps shows it)" +
  " and your shell would keep it: put it into DISCORD_TOKEN, or into a file named by --token-file";

function addSimulate(program: Command, chosen: (flags: SimulateFlags) => void): void {
  const simulate = program
    .command("simulate")
    .description("a Discord gateway on 127.0.0.1, to test any bot against")
    .helpOption("-h, --help", "this text")
    .allowExcessArguments(false)
    .action((flags: SimulateFlags) => chosen(flags));
  addSimulateOptions(simulate);
}

/** What is wrong whatever else is given. */
function checkAlone(program: Command): void {
  const [word] = program.args;
  if (word !== undefined) {
    throw new UsageError(`unknown command '${word}': the only one is 'simulate'`);
  }
  if (program.getOptionValueSource("token") === "cli") throw new UsageError(NO_TOKEN_FLAG);
}

/** What a setting is called where it was given. */
function nameOf(program: Command, key: string, path = ""): string {
  if (program.getOptionValueSource(key) === "config") return `${path}: '${key}'`;
  const option = program.options.find((candidate) => candidate.attributeName() === key);
  const isOfEnv = program.getOptionValueSource(key) === "env";
  return (isOfEnv ? option?.envVar : option?.long) ?? key;
}

/** What one flag alone cannot tell is wrong. */
function checkTogether(program: Command, flags: RunFlags, path: string | undefined): void {
  const given = (name: string): boolean => program.getOptionValueSource(name) === "cli";
  const clash = ["tokenFile", "apiUrl", "gatewayUrl"].find(given);
  if (flags.demo !== undefined && clash !== undefined) {
    const name = clash.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--demo brings its own Discord: leave --${name} out`);
  }
  if (flags.json === true && flags.dryRun !== true) {
    const json = nameOf(program, "json", path);
    throw new UsageError(`${json} is how --dry-run prints: give both, or neither`);
  }
  const last = flags.shardIds?.at(-1);
  if (last !== undefined && typeof flags.shards === "number" && last >= flags.shards) {
    const [ids, total] = ["shardIds", "shards"].map((key) => nameOf(program, key, path));
    const end = `the last is ${flags.shards - 1} (${total})`;
    throw new UsageError(`${ids} names shard ${last}, but of ${flags.shards} ${end}`);
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

/** A demo leaves the sessions of a bot alone, unless it is told to use that very file. */
function ofDemo(program: Command, flags: RunFlags): RunFlags {
  if (flags.demo === undefined || program.getOptionValueSource("sessions") === "cli") return flags;
  const { sessions: _, ...rest } = flags;
  return rest;
}

function tokenName(program: Command, config: ConfigFile | null): Partial<RunFlags> {
  if (program.getOptionValueSource("tokenFile") !== "config") return {};
  return { tokenFileNamedBy: nameOf(program, "tokenFile", config?.path) };
}

/** What `gateway-run` itself is asked to do. */
function runLine(program: Command, config: ConfigFile | null): CommandLine {
  checkAlone(program);
  const { config: path } = program.opts<SettingsFlags>();
  if (config !== null) takeConfig(program, config);
  else if (path !== undefined) return { kind: "config", path };
  const { config: _, envFile: __, ...flags } = program.opts<RunFlags & SettingsFlags>();
  checkTogether(program, flags, config?.path);
  return { kind: "run", flags: ofDemo(program, { ...flags, ...tokenName(program, config) }) };
}

/** Where what is read goes. */
interface Reader {
  readonly print: (text: string) => void;
  readonly done: (line: CommandLine) => void;
}

function makeProgram({ print, done }: Reader, config: ConfigFile | null): Command {
  const program = new Command("gateway-run")
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: print })
    .configureHelp(LAYOUT)
    .enablePositionalOptions()
    .description(DESCRIPTION)
    .addHelpText("after", AFTER_HELP)
    .allowExcessArguments()
    .on("option:env-file", loadEnvFile); // before commander asks the environment
  addRunOptions(program);
  program.optionsGroup("Other:").version(VERSION, "-V, --version", "this version");
  program.helpOption("-h, --help", "this text");
  addSimulate(program, (flags) => done({ kind: "simulate", flags }));
  program.action(() => done(runLine(program, config)));
  return program;
}

/**
 * Reads a command line.
 *
 * @param argv - the words after the program's name.
 * @param config - the config file that a first reading named, now with what it holds.
 */
export function readCommandLine(
  argv: readonly string[],
  config: ConfigFile | null = null,
): CommandLine {
  let text = "";
  let line: CommandLine | undefined;
  try {
    const program = makeProgram(
      { print: (part) => (text += part), done: (found) => (line = found) },
      config,
    );
    program.parse(withoutUnknownValues(program, argv), { from: "user" });
  } catch (error) {
    if (error instanceof UsageError) {
      return { kind: "print", text: `error: ${error.message}\n`, code: EXIT.usage };
    }
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "print", text, code: EXIT.done };
    return { kind: "print", text: withoutTokens(text), code: EXIT.usage };
  }
  return line ?? { kind: "print", text, code: EXIT.done };
}
