/// <reference lib="es2023" />
// The shards that are not ready although the bot runs, longest away first: what one looks for at
// three in the morning.

import { byId, make, setAttribute, setText, show } from "./dom.js";
import { duration, whole } from "./format.js";
import { STATES } from "./states.js";

/** @import { ShardStatus, Status } from "../../coordinator/status.js" */

const MOST = 8;

export class Away {
  #list = byId("away-list");
  /** @type {Map<number, HTMLElement>} */
  #buttons = new Map();
  #rest = make("li", { class: "aside" });
  #chosen;

  /** @param {(id: number) => void} chosen */
  constructor(chosen) {
    this.#chosen = chosen;
  }

  /** @param {Status} status */
  update({ at, phase, shards }) {
    const away = phase === "running" ? shards.filter(({ state }) => state !== "ready") : [];
    const shown = away.toSorted((a, b) => a.since - b.since).slice(0, MOST);
    show("away", away.length > 0);
    const ids = shown.map(({ id }) => id);
    if (ids.join() !== [...this.#buttons.keys()].join()) this.#build(ids);
    for (const shard of shown) this.#describe(shard, at);
    setText(this.#rest, away.length > MOST ? `and ${whole(away.length - MOST)} more` : "");
  }

  /** @param {readonly number[]} ids */
  #build(ids) {
    const before = this.#buttons;
    this.#buttons = new Map(ids.map((id) => [id, before.get(id) ?? this.#button(id)]));
    const items = [...this.#buttons.values()].map((button) => make("li", {}, [button]));
    this.#list.replaceChildren(...items, this.#rest);
  }

  /** @param {number} id */
  #button(id) {
    const button = make("button", { type: "button", class: "chip" });
    button.addEventListener("click", () => this.#chosen(id));
    return button;
  }

  /**
   * @param {ShardStatus} shard
   * @param {number} now
   */
  #describe({ id, state, since }, now) {
    const button = this.#buttons.get(id);
    if (!button) return;
    setAttribute(button, "data-state", state);
    setText(button, `${id} ${STATES[state].word.toLowerCase()}, ${duration(now - since)}`);
  }
}
