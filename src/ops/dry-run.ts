// `gateway-run --dry-run`: asks Discord what a start would be and prints it. No session file is
// locked or changed, no socket to the gateway is opened, no identify is spent.

import type { Logger } from "pino";
import { checkBudget } from "../coordinator/plan.js";
import { SessionPeek } from "../coordinator/session-peek.js";
import { settingsOf } from "../coordinator/settings.js";
import { survey, type Survey } from "../coordinator/survey.js";
import { GatewayError } from "../discord/gateway-error.js";
import { findBot, type Bot } from "./bot.js";
import { coloured, paintFor } from "./colour.js";
import { complaint, errorFields } from "./complaint.js";
import { coordinatorOptions } from "./coordinator-options.js";
import { endOfOutput, type End } from "./ending.js";
import { EXIT, exitCodeOf, type ExitCode } from "./exit-codes.js";
import type { RunFlags } from "./flags.js";
import { forecast, type Forecast } from "./forecast.js";
import { forecastTable } from "./forecast-table.js";
import { makeLog, stderrLines } from "./log.js";
import { usageChecked } from "./usage-error.js";

/** What would come of it, and the error that a start would end with. */
interface Verdict {
  readonly budget: Forecast["budget"];
  readonly error: GatewayError | null;
}

function logOf({ logFormat, logLevel }: RunFlags, secret: string): Logger {
  const format = logFormat ?? (process.stderr.isTTY ? "pretty" : "json");
  const colour = coloured(process.stderr, process.env);
  return makeLog({ level: logLevel, format, colour, secret, output: stderrLines() });
}

function judge({ plan, bot, sessions }: Survey, spendReserve: boolean): Verdict {
  try {
    return { budget: checkBudget(plan, bot, sessions.length, spendReserve), error: null };
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return { budget: "refused", error };
  }
}

/** Settles when it is written. Gives how it ends where it cannot be. */
async function print(text: string): Promise<End | null> {
  const { stdout } = process;
  stdout.on("error", () => undefined); // it reaches the write as well
  const error = await new Promise<Error | null | undefined>((resolve) => {
    stdout.write(text, resolve);
  });
  return error ? endOfOutput(error) : null;
}

async function warnOfFolder(peek: SessionPeek, file: string, log: Logger): Promise<void> {
  const fault = await peek.folderFault();
  if (fault === null) return;
  log.warn({ code: "STORE_FAILED" }, `A start could not keep sessions in ${file}: ${fault}`);
}

async function foresee(flags: RunFlags, bot: Bot, log: Logger): Promise<ExitCode> {
  const settings = usageChecked(() =>
    settingsOf({ ...coordinatorOptions(flags, bot), logger: log }),
  );
  const { gatewayUrl, compress, spendReserve } = settings;
  const { sessions: file = null } = flags;
  const peek = file === null ? null : new SessionPeek(file);
  const found = await survey(
    { ...settings, sessions: peek ?? settings.sessions },
    new AbortController().signal,
    {
      warning: (error) => log.warn(errorFields(error), error.message),
    },
  );
  if (peek !== null && file !== null) await warnOfFolder(peek, file, log);
  const { budget, error } = judge(found, spendReserve);
  const plan = forecast(found, { budget, file, gatewayUrl, compress, spendReserve });
  const paint = paintFor(process.stdout, process.env);
  const text = flags.json ? `${JSON.stringify(plan)}\n` : forecastTable(plan, paint, Date.now());
  const end = await print(text);
  if (end !== null) log[end.level](end.fields, end.sentence);
  if (error !== null) throw error;
  return end?.code ?? EXIT.done;
}

/**
 * Plans a start.
 *
 * @returns the code that the start would end with, 0 where it would not.
 * @throws UsageError when there is no token, or the flags go wrong together.
 */
export async function dryRun(flags: RunFlags): Promise<ExitCode> {
  const bot = await findBot(flags);
  const log = logOf(flags, bot.token);
  try {
    return await foresee(flags, bot, log);
  } catch (error) {
    if (!(error instanceof GatewayError) && !(error instanceof RangeError)) throw error;
    const circumstances = { intents: flags.intents, tokenSource: bot.tokenSource };
    log.fatal(errorFields(error), complaint(error, circumstances));
    return exitCodeOf(error);
  } finally {
    await bot.stop();
  }
}
