// `gateway-run` itself: a coordinator whose events go to stdout, until a signal, a closed stdout
// or a fatal error ends it.

import type { Logger } from "pino";
import { Coordinator } from "../coordinator/coordinator.js";
import type { CoordinatorOptions } from "../coordinator/options.js";
import { findBot, type Bot } from "./bot.js";
import { complaint, errorFields } from "./complaint.js";
import { LineOutput, NoOutput, type EventOutput } from "./event-output.js";
import { EXIT, exitCodeOf, isFatal, type ExitCode } from "./exit-codes.js";
import type { RunFlags } from "./flags.js";
import { Meter } from "./meter.js";
import { openReport } from "./report.js";
import { onStopSignal } from "./stop-signals.js";
import { Watch } from "./watch.js";

/** With what code the process ends: the first reason counts. */
class Ending {
  readonly code: Promise<ExitCode>;
  #resolve: (code: ExitCode) => void = () => undefined;

  constructor() {
    this.code = new Promise((resolve) => (this.#resolve = resolve));
  }

  with(code: ExitCode): void {
    this.#resolve(code);
  }
}

function optionsOf(flags: RunFlags, bot: Bot, logger: Logger): CoordinatorOptions {
  const { shards: total, shardIds: ids } = flags;
  return {
    token: bot.token,
    intents: flags.intents,
    shards: ids === undefined || total === "auto" ? total : { total, ids },
    threads: flags.threads,
    compress: flags.compress,
    payload: "json",
    drain: flags.drain,
    logger,
    ...(flags.events === undefined ? {} : { events: flags.events }),
    ...(flags.presence === undefined ? {} : { presence: flags.presence }),
    ...(flags.largeThreshold === undefined ? {} : { largeThreshold: flags.largeThreshold }),
    ...(bot.apiUrl === undefined ? {} : { apiUrl: bot.apiUrl }),
    ...(bot.gatewayUrl === undefined ? {} : { gatewayUrl: bot.gatewayUrl }),
  };
}

function makeOutput(kind: "ndjson" | "none", broken: (error: Error) => void): EventOutput {
  return kind === "none" ? new NoOutput() : new LineOutput(process.stdout, broken);
}
