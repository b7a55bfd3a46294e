// Prometheus' text about a bot. A registry is made for each scrape and filled from one status, so
// nothing of it is touched while events flow, and no value is of another moment than its neighbour.

import { Counter, Gauge, Registry } from "prom-client";
import type { Status } from "../coordinator/status.js";
import { DeliveryHistogram } from "./delivery-histogram.js";
import { familiesOf, type Family } from "./metric-families.js";
import { processRegistry } from "./process-metrics.js";

/** The content type of the text. */
export const METRICS_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;

/** Without a value a metric is left out: prom-client would say 0, which nobody has counted. */
function fill({ kind, name, help, samples }: Family, registry: Registry): void {
  if (samples[0] === undefined) return;
  const labelNames = Object.keys(samples[0].labels);
  const config = { name, help, labelNames, registers: [registry] };
  if (kind === "counter") {
    const counter = new Counter(config);
    for (const { labels, value } of samples) counter.inc(labels, value);
  } else {
    const gauge = new Gauge(config);
    for (const { labels, value } of samples) gauge.set(labels, value);
  }
}

/** Every metric of a bot and of its process, in Prometheus' text format. */
export async function metricsOf(status: Status): Promise<string> {
  const registry = new Registry();
  for (const family of familiesOf(status)) fill(family, registry);
  registry.registerMetric(new DeliveryHistogram(status.totals.delivery));
  const [bot, node] = await Promise.all([registry.metrics(), processRegistry().metrics()]);
  return `${bot}\n${node}`;
}
