// The states of a shard as the page shows them: by a word, and in the grid by a letter beside the
// colour, so that nobody has to tell colours apart. Only a ready shard has no letter.

/** @import { ShardStatus } from "../../coordinator/status.js" */
/** @import { ShardStateName } from "../../shard/sink.js" */

/** @type {Readonly<Record<ShardStateName, { word: string, letter: string, means: string }>>} */
export const STATES = {
  ready: { word: "Ready", letter: "", means: "" },
  resuming: { word: "Resuming", letter: "R", means: "until RESUMED" },
  connecting: { word: "Connecting", letter: "C", means: "until Hello" },
  waiting: { word: "Waiting", letter: "W", means: "for its turn to identify" },
  identifying: { word: "Identifying", letter: "I", means: "until READY" },
  closing: { word: "Closing", letter: "X", means: "our close frame is out" },
  backoff: { word: "Backoff", letter: "B", means: "until the next connection" },
  stopped: { word: "Stopped", letter: "S", means: "for good" },
  idle: { word: "Idle", letter: "·", means: "not started" },
};

/** A shard that lost a connection so lately is marked, in ms. */
const RECENT_MS = 60_000;

/**
 * Whether a shard lost a connection lately.
 *
 * @param {ShardStatus} shard
 * @param {number} now
 */
export function isRecent({ lastClose }, now) {
  return lastClose !== null && now - lastClose.at < RECENT_MS;
}

/** In the order of the legend. */
export const STATE_NAMES = /** @type {readonly ShardStateName[]} */ (Object.keys(STATES));
