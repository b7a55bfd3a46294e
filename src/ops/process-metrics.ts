// What prom-client tells of any Node process: CPU, memory, files, the main thread's lag, garbage
// collection. It is about the process, so there is one of it, made when it is first asked for.

import { collectDefaultMetrics, Registry } from "prom-client";

/** The main thread's lag is sampled so rarely, in ms, that it takes no measurable time. */
const PRECISION_MS = 100;

/** Gauges that are named as counters are, which Prometheus' own tools complain about. */
const MISNAMED = ["resources", "handles", "requests"].map((of) => `nodejs_active_${of}_total`);

let made: Registry | null = null;

/** The registry of the process. */
export function processRegistry(): Registry {
  if (made !== null) return made;
  made = new Registry();
  collectDefaultMetrics({ register: made, eventLoopMonitoringPrecision: PRECISION_MS });
  for (const name of MISNAMED) made.removeSingleMetric(name);
  return made;
}
