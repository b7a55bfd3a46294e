// The log of what happened, newest first. Its texts come from Discord, the network and errors: they
// are put in as text, whatever they look like.

import { byId, make, show, write } from "./dom.js";
import { clock } from "./format.js";

/** @import { Happening } from "../happening-log.js" */

/** As many as the server keeps. */
const KEPT = 200;

export class Log {
  #list = byId("log");
  /** @type {Set<string>} */
  #ids = new Set();

  /**
   * Adds an entry, unless it is there already.
   *
   * @param {Happening} entry
   */
  add({ id, at, kind, title, detail }) {
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const time = make("time", { datetime: new Date(at).toISOString() }, [clock(at)]);
    const texts = [
      make("strong", {}, [title]),
      ...(detail ? [" ", make("span", {}, [detail])] : []),
    ];
    const item = make("li", { "data-id": id, "data-kind": kind }, [
      time,
      make("span", { class: "dot", "aria-hidden": "true" }),
      make("p", {}, texts),
    ]);
    this.#list.prepend(item);
    while (this.#list.children.length > KEPT) this.#dropOldest();
    show("log-empty", false);
    write("log-note", `the last ${KEPT} are kept`);
  }

  #dropOldest() {
    const oldest = this.#list.lastElementChild;
    this.#ids.delete(oldest?.getAttribute("data-id") ?? "");
    oldest?.remove();
  }
}
