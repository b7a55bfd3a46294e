// `gateway-run` itself: a coordinator whose events go to stdout, until a signal, a closed stdout
// or a fatal error ends it.

import type { Logger } from "pino";
import { Coordinator } from "../coordinator/coordinator.js";
import type { CoordinatorOptions } from "../coordinator/options.js";
import { begin } from "./begin.js";
import { findBot, type Bot } from "./bot.js";
import { endBySignal, Ending, endOfOutput } from "./ending.js";
import { LineOutput, NoOutput, type EventOutput } from "./event-output.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import type { RunFlags } from "./flags.js";
import { listen } from "./listen.js";
import { Meter } from "./meter.js";
import { openReport, type Report } from "./report.js";
import { onStopSignal } from "./stop-signals.js";
import { UsageError } from "./usage-error.js";
import { Watch } from "./watch.js";

function optionsOf(flags: RunFlags, bot: Bot, logger: Logger): CoordinatorOptions {
  const { shards: total, shardIds: ids } = flags;
  return {
    token: bot.token,
    apiUrl: bot.apiUrl,
    gatewayUrl: bot.gatewayUrl,
    intents: flags.intents,
    shards: ids === undefined ? total : { total, ids },
    threads: flags.threads,
    events: flags.events,
    presence: flags.presence,
    largeThreshold: flags.largeThreshold,
    sessions: flags.sessions,
    spendReserve: flags.spendReserve,
    compress: flags.compress,
    payload: "json",
    drain: flags.drain,
    logger,
  };
}

/** @throws UsageError where the options go wrong together. */
function makeCoordinator(options: CoordinatorOptions, output: EventOutput): Coordinator {
  try {
    return new Coordinator(options, output);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) {
      throw new UsageError(error.message, { cause: error });
    }
    throw error;
  }
}

function outputOf({ output }: RunFlags): "ndjson" | "none" {
  return output ?? (process.stdout.isTTY ? "none" : "ndjson");
}

function onUnexpected(report: Report): void {
  process.on("uncaughtException", (error) => {
    report.log.fatal({ err: error }, "unexpected: please report this");
    report.stop();
    process.exit(EXIT.unexpected);
  });
}

/**
 * Runs a bot until it is over.
 *
 * @returns the code to exit with.
 * @throws UsageError when there is no token, or the flags go wrong together.
 */
export async function run(flags: RunFlags): Promise<ExitCode> {
  const bot = await findBot(flags);
  const ending = new Ending();
  const kind = outputOf(flags);
  const output =
    kind === "none"
      ? new NoOutput()
      : new LineOutput(process.stdout, (error) => ending.with(endOfOutput(error)));
  const watch = new Watch();
  const report = openReport(
    flags,
    kind,
    { watch, meter: new Meter(() => output.count) },
    bot.token,
  );
  const { log } = report;
  onUnexpected(report);
  onStopSignal((signal) => ending.with(endBySignal(signal, flags.drain)));
  const gateway = makeCoordinator(optionsOf(flags, bot, log), output);
  const audience = {
    watch,
    ending,
    circumstances: { intents: flags.intents, tokenSource: bot.tokenSource },
  };
  listen(gateway, audience);
  const server = await begin(gateway, flags.http, audience, log);
  const end = await ending.end;
  log[end.level](end.fields, end.sentence);
  await gateway.close();
  await server?.close();
  report.stop();
  await bot.stop();
  return end.code;
}
