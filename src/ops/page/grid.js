// The grid of shards, a list of options for each thread. It is built anew only when other shards
// run; each second only what has changed is touched. Arrow keys go from shard to shard.

import { byId, make, setAttribute, setText, show } from "./dom.js";
import { compact, NONE, several, whole } from "./format.js";
import { isRecent, STATES } from "./states.js";

/** @import { ShardStatus, Status, ThreadStatus } from "../../coordinator/status.js" */
/** @import { Rates } from "./rates.js" */

/** Up to so many shards each has room for figures, and up to so many for its number. */
const LARGE = 64;
const MEDIUM = 256;

/** Up to so many shards on a thread, two threads stand side by side. */
const FEW = 4;

/**
 * @typedef {object} GridOwner
 * @property {(id: number) => void} chosen - by click, touch or key.
 * @property {(id: number | null) => void} pointed - by the mouse; null when it has left.
 */

/** @param {number} count */
function sizeFor(count) {
  if (count <= LARGE) return "large";
  return count <= MEDIUM ? "medium" : "small";
}

/** One shard's place. Read aloud it is its number and its state; the rest is in the panel. */
class Cell {
  /** @param {number} id */
  constructor(id) {
    const silent = { "aria-hidden": "true" };
    this.letter = make("span", { class: "letter", ...silent });
    this.latency = make("span", { class: "latency", ...silent });
    this.rate = make("span", { class: "rate", ...silent });
    this.word = make("span", { class: "unseen" });
    const shard = make("span", { class: "unseen" }, ["Shard "]);
    const number = make("span", { class: "number" }, [String(id)]);
    this.element = make(
      "div",
      { role: "option", "data-shard": String(id), "aria-selected": "false", tabindex: "-1" },
      [shard, number, this.word, this.letter, this.latency, this.rate],
    );
  }

  /**
   * @param {ShardStatus} shard
   * @param {number} now
   */
  update(shard, now) {
    const { state } = shard;
    const { word, letter } = STATES[state];
    setAttribute(this.element, "data-state", state);
    setText(this.word, `, ${word.toLowerCase()}`);
    setText(this.letter, letter);
    setAttribute(this.element, "data-recent", isRecent(shard, now) ? "" : null);
  }

  /**
   * @param {ShardStatus} shard
   * @param {number | null} rate
   */
  updateFigures({ state, latencyMs }, rate) {
    const isReady = state === "ready";
    const latency = latencyMs === null ? NONE : `${whole(latencyMs)} ms`;
    const events = rate === null ? NONE : `${compact(rate)}/s`;
    setText(this.latency, isReady ? latency : "");
    setText(this.rate, isReady ? events : STATES[state].word);
  }
}

export class Grid {
  #owner;
  #root = byId("grid");
  /** @type {Map<number, Cell>} */
  #cells = new Map();
  /** @type {Map<number, Element>} */
  #notes = new Map();
  #built = "";
  /** @type {number | null} */
  #chosen = null;

  /** @param {GridOwner} owner */
  constructor(owner) {
    this.#owner = owner;
    this.#root.addEventListener("click", (event) => this.#choose(shardAt(event)));
    this.#root.addEventListener("focusin", (event) => this.#choose(shardAt(event)));
    this.#root.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") owner.pointed(shardAt(event));
    });
    this.#root.addEventListener("pointerleave", () => owner.pointed(null));
    this.#root.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * @param {Status} status
   * @param {Rates} rates
   */
  update({ at, shards, threads }, rates) {
    const wanted = shards.map(({ id, thread }) => `${id}:${thread}`).join();
    if (wanted !== this.#built) this.#build(shards, threads);
    this.#built = wanted;
    const hasFigures = sizeFor(shards.length) === "large";
    for (const shard of shards) {
      const cell = this.#cells.get(shard.id);
      cell?.update(shard, at);
      if (hasFigures) cell?.updateFigures(shard, rates.eventsOf(shard));
    }
    for (const thread of threads) this.#note(thread, shards);
  }

  /**
   * Marks a shard; null for none.
   *
   * @param {number | null} id
   */
  mark(id) {
    const before = this.#chosen === null ? undefined : this.#cells.get(this.#chosen);
    before?.element.setAttribute("aria-selected", "false");
    this.#chosen = id;
    const cell = id === null ? undefined : this.#cells.get(id);
    cell?.element.setAttribute("aria-selected", "true");
    this.#keepReachable();
  }

  /**
   * Scrolls to a shard that something covers.
   *
   * @param {number} id
   */
  reveal(id) {
    this.#cells.get(id)?.element.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} id */
  focus(id) {
    this.#cells.get(id)?.element.focus();
  }

  /**
   * @param {readonly ShardStatus[]} shards
   * @param {readonly ThreadStatus[]} threads
   */
  #build(shards, threads) {
    const focused = document.activeElement?.closest("[data-shard]")?.getAttribute("data-shard");
    this.#root.dataset["size"] = sizeFor(shards.length);
    const few = sizeFor(shards.length) === "large" && shards.length <= threads.length * FEW;
    setAttribute(this.#root, "data-few", few ? "" : null);
    this.#cells = new Map(shards.map(({ id }) => [id, new Cell(id)]));
    this.#notes.clear();
    const lists = threads.map(({ index }) => {
      const own = shards.filter(({ thread }) => thread === index);
      const cells = own.flatMap(({ id }) => this.#cells.get(id)?.element ?? []);
      const note = make("span", { class: "aside" });
      this.#notes.set(index, note);
      return make("section", { class: "thread" }, [
        make("h3", {}, [`Thread ${index} `, note]),
        make("div", { role: "listbox", "aria-label": `Shards of thread ${index}` }, cells),
      ]);
    });
    this.#root.replaceChildren(...lists);
    show("no-shards", shards.length === 0);
    this.mark(this.#chosen);
    if (focused) this.focus(Number(focused));
  }

  /**
   * @param {ThreadStatus} thread
   * @param {readonly ShardStatus[]} shards
   */
  #note({ index, state }, shards) {
    const note = this.#notes.get(index);
    const own = shards.filter(({ thread }) => thread === index);
    const ready = own.filter((shard) => shard.state === "ready").length;
    const count = `${whole(ready)} of ${several(own.length, "shard")} ready`;
    if (note) setText(note, state === "up" ? count : `${count}, starting again`);
  }

  /** One option of each list can be reached with the tab key: the chosen one, or the first. */
  #keepReachable() {
    for (const list of this.#root.querySelectorAll("[role=listbox]")) {
      const reachable = list.querySelector("[aria-selected=true]") ?? list.firstElementChild;
      for (const old of list.querySelectorAll("[tabindex='0']"))
        setAttribute(old, "tabindex", "-1");
      if (reachable) setAttribute(reachable, "tabindex", "0");
    }
  }

  /** @param {number | null} id */
  #choose(id) {
    if (id !== null && id !== this.#chosen) this.#owner.chosen(id);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const id = shardAt(event);
    if (id === null) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return this.#choose(id);
    }
    const ids = [...this.#cells.keys()];
    const to = targetOf(event.key, ids.indexOf(id), ids.length, this.#columns(id));
    const target = to === null ? undefined : ids[Math.min(ids.length - 1, Math.max(0, to))];
    if (target === undefined) return;
    event.preventDefault();
    this.focus(target);
  }

  /**
   * How many shards stand in a row.
   *
   * @param {number} id
   */
  #columns(id) {
    const list = this.#cells.get(id)?.element.parentElement;
    const cells = /** @type {HTMLElement[]} */ ([...(list?.children ?? [])]);
    return cells.filter(({ offsetTop }) => offsetTop === cells[0]?.offsetTop).length;
  }
}

/**
 * The index that a key leads to; null for any other key.
 *
 * @param {string} key
 * @param {number} at
 * @param {number} count
 * @param {number} columns
 */
function targetOf(key, at, count, columns) {
  switch (key) {
    case "ArrowRight":
      return at + 1;
    case "ArrowLeft":
      return at - 1;
    case "ArrowDown":
      return at + columns < count ? at + columns : null;
    case "ArrowUp":
      return at - columns >= 0 ? at - columns : null;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/**
 * The shard that an event is about.
 *
 * @param {Event} event
 */
function shardAt({ target }) {
  const cell = target instanceof Element ? target.closest("[data-shard]") : null;
  return cell === null ? null : Number(cell.getAttribute("data-shard"));
}
