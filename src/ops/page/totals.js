// The figures at the top: how much goes through, what it takes, and what was lost.

import { write } from "./dom.js";
import { Chart } from "./chart.js";
import { megabytes, NONE, several, short, whole } from "./format.js";

/** @import { StatusFrame } from "../status-frame.js" */
/** @import { Rates } from "./rates.js" */

export class Totals {
  #events = new Chart("events-chart", 10);
  #load = new Chart("load-chart", 0.1);

  /**
   * @param {StatusFrame} frame
   * @param {Rates} rates
   */
  update({ status, load, rssBytes }, rates) {
    const { totals, threads } = status;
    const { events } = rates;
    write("events", events === null ? NONE : whole(events));
    write("load", short(load * 100));
    write("rss", whole(rssBytes / 1_000_000));
    if (events !== null) {
      this.#events.add(events);
      this.#load.add(load);
    }
    const p99 = rates.delivery(0.99);
    const p50 = rates.delivery(0.5);
    write("delivery", p99 === null ? NONE : short(p99));
    write("delivery-note", p50 === null ? "no event of late" : `p50 ${short(p50)} ms`);
    const heap = threads.reduce((sum, { heapBytes }) => sum + heapBytes, 0);
    write("rss-note", `${megabytes(heap)} MB heap in threads`);
    write("lost", whole(totals.sessionsLost));
    write("lost-note", several(totals.threadDeaths, "thread death"));
  }
}
