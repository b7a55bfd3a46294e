// What prom-client tells of any Node process: CPU, memory, files, garbage collection. It is about the process, so there is one of it, made when it is first asked for.

import { collectDefaultMetrics, Registry } from "prom-client";

/** The loop's delay is sampled so rarely, in ms, that it takes no measurable time. */
const PRECISION_MS = 100;

/**
 * Gauges that are named as counters are, which Prometheus' own tools complain about; and the
 * quantiles of the loop's delay, which include the time between two samples.
 */
const LEFT_OUT = /^nodejs_(active_\w+_total|eventloop_lag_\w+_seconds)$/;

let made: Registry | null = null;

/** The registry of the process. */
export function processRegistry(): Registry {
  if (made !== null) return made;
  made = new Registry();
  collectDefaultMetrics({ register: made, eventLoopMonitoringPrecision: PRECISION_MS });
  for (const { name } of made.getMetricsAsArray()) {
    if (LEFT_OUT.test(name)) made.removeSingleMetric(name);
  }
  return made;
}
