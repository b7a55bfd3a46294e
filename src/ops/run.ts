// `gateway-run` itself: a coordinator whose events go to stdout, until a signal, a closed stdout
// or a fatal error ends it.

import { Coordinator } from "../coordinator/coordinator.js";
import { begin } from "./begin.js";
import { findBot } from "./bot.js";
import { coordinatorOptions } from "./coordinator-options.js";
import { DemoShow } from "./demo-show.js";
import { endBySignal, Ending, endOfOutput } from "./ending.js";
import { LineOutput, NoOutput } from "./event-output.js";
import { EXIT, type ExitCode } from "./exit-codes.js";
import type { RunFlags } from "./flags.js";
import { listen } from "./listen.js";
import { Meter } from "./meter.js";
import { openReport, type Report } from "./report.js";
import { onStopSignal } from "./stop-signals.js";
import { Systemd } from "./systemd.js";
import { usageChecked } from "./usage-error.js";
import { Watch } from "./watch.js";

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
  const progress = { watch, meter: new Meter(() => output.count) };
  const report = openReport(flags, kind, progress, bot.token);
  const { log } = report;
  const systemd = Systemd.find(process.env, log);
  onUnexpected(report);
  onStopSignal((signal) => ending.with(endBySignal(signal, flags.drain)));
  const options = { ...coordinatorOptions(flags, bot), logger: log };
  const show = bot.kill === undefined ? null : new DemoShow(bot.kill, output, flags);
  const gateway = usageChecked(() => new Coordinator(options, show?.sink ?? output));
  show?.follow(gateway);
  systemd?.follow(gateway, progress);
  const audience = {
    watch,
    ending,
    circumstances: { intents: flags.intents, tokenSource: bot.tokenSource },
  };
  listen(gateway, audience);
  const server = await begin(gateway, flags.http, audience, log);
  const end = await ending.end;
  log[end.level](end.fields, end.sentence);
  show?.stop();
  systemd?.stopping();
  await gateway.close();
  await server?.close();
  const { startedAt, totals } = gateway.status();
  if (startedAt !== null) show?.summarise(log, totals);
  report.stop();
  await bot.stop();
  return end.code;
}
