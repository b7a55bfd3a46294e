// The status page: what the bot tells once a second is shown by the parts, each of which touches
// only what has changed.

import { Away } from "./away.js";
import { showDetail } from "./detail.js";
import { byId, setAttribute, show, write } from "./dom.js";
import { duration } from "./format.js";
import { Grid } from "./grid.js";
import { Headline } from "./headline.js";
import { showIdentifies } from "./identifies.js";
import { Log } from "./log.js";
import { Rates } from "./rates.js";
import { Stream } from "./stream.js";
import { Threads } from "./threads.js";
import { Totals } from "./totals.js";

/** @import { StatusFrame } from "../status-frame.js" */

/** On a phone the panel of a shard lies over the page. */
const HAS_ROOM = matchMedia("(width > 640px)");

const rates = new Rates();
const headline = new Headline();
const totals = new Totals();
const threads = new Threads();
const log = new Log();
const grid = new Grid({
  chosen: choose,
  pointed(id) {
    pointed = id;
    updateDetail();
  },
});
const away = new Away((id) => {
  choose(id);
  grid.focus(id);
});

/** @type {StatusFrame | null} */
let last = null;
/** @type {number | null} */
let chosen = null;
/** @type {number | null} */
let pointed = null;
let wasChosen = false;
let heardAt = Date.now();

/** @param {number | null} id */
function choose(id) {
  chosen = id;
  wasChosen = true;
  grid.mark(id);
  updateDetail();
  if (id !== null) grid.reveal(id);
}

function updateDetail() {
  const id = pointed ?? chosen;
  const status = last?.status;
  const shard = status?.shards.find((one) => one.id === id) ?? null;
  showDetail(shard, status?.at ?? 0, shard && rates.eventsOf(shard));
  show("detail-close", chosen !== null);
  setAttribute(byId("detail"), "data-chosen", chosen === null ? null : "");
}

/**
 * The only shard is shown without being chosen, once, where its panel covers nothing.
 *
 * @param {StatusFrame["status"]} status
 */
function chooseOnly({ shards }) {
  const [only] = shards;
  if (wasChosen || shards.length !== 1 || !only || !HAS_ROOM.matches) return;
  choose(only.id);
}

/** @param {StatusFrame} frame */
function update(frame) {
  last = frame;
  heardAt = Date.now();
  const { status } = frame;
  rates.add(status);
  headline.update(frame);
  totals.update(frame, rates);
  grid.update(status, rates);
  away.update(status);
  showIdentifies(status);
  threads.update(status);
  chooseOnly(status);
  if (chosen !== null && !status.shards.some(({ id }) => id === chosen)) choose(null);
  updateDetail();
}

/** @param {"live" | "lost" | "paused"} kind */
function connection(kind) {
  const ago = duration(Date.now() - heardAt);
  const texts = {
    live: "Live",
    paused: "Paused",
    lost: last === null ? "Connecting" : "Connection lost",
  };
  headline.name(kind === "live" ? null : texts[kind].toLowerCase());
  setAttribute(byId("connection"), "data-kind", kind);
  write("connection", texts[kind]);
  const isStale = kind === "lost" && last !== null;
  setAttribute(document.body, "data-stale", isStale ? "" : null);
  show("stale", isStale);
  if (isStale) write("stale", `Connection to the bot lost: this is how it stood ${ago} ago.`);
}

byId("detail-close").addEventListener("click", () => choose(null));
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") choose(null);
});
const stream = new Stream({ frame: update, happening: (entry) => log.add(entry), connection });
stream.open();
