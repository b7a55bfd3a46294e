// The table of worker threads.

import { byId, make, setAttribute, setText, show, write } from "./dom.js";
import { megabytes, NONE, short, whole } from "./format.js";

/** @import { Status, ThreadStatus } from "../../coordinator/status.js" */

/** One row of the table. */
class Row {
  /** @param {number} index */
  constructor(index) {
    this.name = make("th", { scope: "row" }, [String(index)]);
    this.filled = make("span", { class: "fill" });
    this.load = make("span", { class: "percent" });
    this.lag = make("td");
    this.heap = make("td");
    this.deaths = make("td");
    const bar = make("span", { class: "bar", "aria-hidden": "true" }, [this.filled]);
    const load = make("td", { class: "load" }, [make("div", {}, [bar, this.load])]);
    this.element = make("tr", {}, [this.name, load, this.lag, this.heap, this.deaths]);
  }

  /** @param {ThreadStatus} thread */
  update({ state, load, lagMs, heapBytes, deaths, seenAt }) {
    const isUp = state === "up" && seenAt !== null;
    setAttribute(this.element, "data-state", isUp ? "up" : "down");
    this.filled.style.width = `${isUp ? Math.min(1, load) * 100 : 0}%`;
    setText(this.load, isUp ? `${whole(load * 100)} %` : "down");
    setText(this.lag, isUp ? `${short(lagMs)} ms` : NONE);
    setText(this.heap, isUp ? `${megabytes(heapBytes)} MB` : NONE);
    setText(this.deaths, whole(deaths));
    setAttribute(this.deaths, "data-some", deaths > 0 ? "" : null);
  }
}

export class Threads {
  #body = byId("threads");
  /** @type {Row[]} */
  #rows = [];

  /** @param {Status} status */
  update({ threads, inflater }) {
    if (threads.length !== this.#rows.length) {
      this.#rows = threads.map(({ index }) => new Row(index));
      this.#body.replaceChildren(...this.#rows.map(({ element }) => element));
    }
    for (const [at, thread] of threads.entries()) this.#rows[at]?.update(thread);
    write("threads-note", inflater === null ? "" : `inflated by ${inflater}`);
    show("threads-note", inflater !== null);
  }
}
