// The headline: how many shards are ready, and in which phase the bot is.

import { byId, fill, make, setAttribute, setText, show, write } from "./dom.js";
import { duration, several, whole } from "./format.js";
import { isRecent, STATES, STATE_NAMES } from "./states.js";

/** @import { ShardStateName } from "../../shard/sink.js" */
/** @import { StatusFrame } from "../status-frame.js" */

/** The headline is read out at most so often, in ms. */
const SAY_EVERY_MS = 10_000;

/** Close codes after which no shard can go on. */
const FATAL = new Set([4004, 4010, 4011, 4012, 4013, 4014]);

/** @param {StatusFrame} frame */
function startText({ start, status }) {
  if (start === null) return status.total === 0 ? "asking Discord how to start" : "";
  if (start.windowsLeft === 0) return "the last ones are on their way";
  const windows = several(start.windowsLeft, "identify window");
  return `${windows} left, about ${duration(start.msLeft)}`;
}

/** @param {StatusFrame} frame */
function phaseText(frame) {
  const { phase, startedAt, at } = frame.status;
  const since = startedAt === null ? "" : ` for ${duration(at - startedAt)}`;
  switch (phase) {
    case "idle":
      return "Not started";
    case "starting":
      return [`Starting${since}`, startText(frame)].filter(Boolean).join(", ");
    case "running":
      return `Running${since}`;
    case "closing":
      return closingText(frame.status);
  }
}

/**
 * Why it ends, where a shard was closed with a code that ends all of them.
 *
 * @param {StatusFrame["status"]} status
 */
function closingText({ shards }) {
  const fatal = shards.find(({ lastClose }) => FATAL.has(lastClose?.code ?? 0))?.lastClose;
  return fatal ? `Closing: Discord closed with ${fatal.code}, ${fatal.reason}` : "Closing";
}

/** @param {StatusFrame["status"]} status */
function scopeText({ total, shards, threads }) {
  const here =
    shards.length < total ? `${whole(shards.length)} of ${whole(total)} shards here` : "";
  const on = threads.length === 0 ? "" : `on ${several(threads.length, "thread")}`;
  return [here, on].filter(Boolean).join(" ");
}

/**
 * `busy` while shards are on their way, as in a start or after Discord's op 7.
 *
 * @param {StatusFrame["status"]} status
 * @param {number} ready
 */
function moodOf({ phase, shards }, ready) {
  if (phase === "running" && ready === shards.length) return "good";
  const isBad = shards.some(({ state }) => state === "backoff" || state === "stopped");
  return phase === "running" && isBad ? "bad" : "busy";
}

export class Headline {
  #title = "gateway-run";
  /** @type {string | null} */
  #instead = null;
  #saidAt = 0;
  #announcement = byId("announcement");
  /** @type {Map<ShardStateName, HTMLElement>} */
  #counts = new Map();
  #recent = make("span", { class: "count" });

  constructor() {
    const items = STATE_NAMES.map((state) => {
      const count = make("span", { class: "count" });
      this.#counts.set(state, count);
      const { word, letter } = STATES[state];
      return make("li", {}, [
        make("span", { class: "swatch", "data-state": state }, [letter]),
        word,
        count,
      ]);
    });
    const swatch = make("span", { class: "swatch", "data-state": "idle", "data-recent": "" });
    byId("legend").replaceChildren(
      ...items,
      make("li", {}, [swatch, "Closed lately", this.#recent]),
    );
  }

  /** @param {StatusFrame} frame */
  update(frame) {
    const { status } = frame;
    const { shards, phase } = status;
    const ready = shards.filter(({ state }) => state === "ready").length;
    const total = shards.length;
    const text =
      total === 0 ? "No shards yet" : `${whole(ready)} of ${several(total, "shard")} ready`;
    write("headline", text);
    write("version", status.version);
    setAttribute(byId("headline"), "data-mood", moodOf(status, ready));
    write("subline", [phaseText(frame), scopeText(status)].filter(Boolean).join(" · "));
    this.#progress(phase === "starting" && total > 0, ready, total);
    this.#legend(status);
    this.#say(`${text}, ${phase}`);
    this.#title = total === 0 ? "gateway-run" : `${ready}/${total} ready · gateway-run`;
    this.#entitle();
  }

  /**
   * Names the tab after the connection where what it said may not be true any more; null after
   * the bot.
   *
   * @param {string | null} instead
   */
  name(instead) {
    this.#instead = instead;
    this.#entitle();
  }

  #entitle() {
    const { title } = document;
    const wanted = this.#instead === null ? this.#title : `${this.#instead} · gateway-run`;
    if (title !== wanted) document.title = wanted;
  }

  /**
   * @param {boolean} shown
   * @param {number} ready
   * @param {number} total
   */
  #progress(shown, ready, total) {
    show("progress", shown);
    const bar = byId("progress");
    setAttribute(bar, "aria-valuemin", "0");
    setAttribute(bar, "aria-valuenow", String(ready));
    setAttribute(bar, "aria-valuemax", String(Math.max(1, total)));
    fill("progress", total === 0 ? 0 : ready / total);
  }

  /** @param {StatusFrame["status"]} status */
  #legend({ shards, at }) {
    /** @type {Map<ShardStateName, number>} */
    const counts = new Map();
    for (const { state } of shards) counts.set(state, (counts.get(state) ?? 0) + 1);
    for (const [state, count] of this.#counts) {
      this.#count(count, counts.get(state) ?? 0);
    }
    this.#count(this.#recent, shards.filter((shard) => isRecent(shard, at)).length);
  }

  /**
   * @param {Element} element
   * @param {number} value
   */
  #count(element, value) {
    setText(element, whole(value));
    setAttribute(element.parentElement ?? element, "data-none", value === 0 ? "" : null);
  }

  /**
   * Has it read out, not every second.
   *
   * @param {string} text
   */
  #say(text) {
    if (Date.now() - this.#saidAt < SAY_EVERY_MS) return;
    if (this.#announcement.textContent === text) return;
    this.#saidAt = Date.now();
    setText(this.#announcement, text);
  }
}
