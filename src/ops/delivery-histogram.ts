// A Prometheus histogram whose buckets were counted elsewhere: prom-client's own can only be told
// of one observation at a time.

import { Histogram } from "prom-client";
import type { DeliveryStatus } from "../coordinator/status.js";

const NAME = "gateway_delivery_seconds";
const HELP = "From an event's arrival in its thread to the return of its listeners.";

/** A histogram as prom-client's registry writes it. */
interface Written {
  readonly name: string;
  readonly help: string;
  readonly type: "histogram";
  readonly aggregator: "sum";
  readonly values: readonly {
    readonly metricName: string;
    readonly labels: { readonly le?: number | string };
    readonly value: number;
  }[];
}

/** The histogram of deliveries. */
export class DeliveryHistogram extends Histogram<"le"> {
  readonly #delivery: DeliveryStatus;

  constructor(delivery: DeliveryStatus) {
    super({ name: NAME, help: HELP, registers: [] });
    this.#delivery = delivery;
  }

  /** By this name, which its types leave out, prom-client asks a histogram for what to write. */
  getForPromString(): Promise<Written> {
    const { buckets, sum, count } = this.#delivery;
    const finite = buckets.map((bucket) => ({ le: bucket.seconds, value: bucket.count }));
    const values = [
      ...[...finite, { le: "+Inf", value: count }].map(({ le, value }) => {
        return { metricName: `${NAME}_bucket`, labels: { le }, value };
      }),
      { metricName: `${NAME}_sum`, labels: {}, value: sum },
      { metricName: `${NAME}_count`, labels: {}, value: count },
    ];
    return Promise.resolve({
      name: NAME,
      help: HELP,
      type: "histogram",
      aggregator: "sum",
      values,
    });
  }
}
