// Captured events for tests on real shapes and sizes. They are no part of the repository: a test
// that wants them says that it is skipped where they are not at hand.

import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const FILE =
  process.env["CORPUS"] ?? new URL("../../../../shared/corpus/events.ndjson.gz", import.meta.url);

/** For the `skip` of a test: a reason, or false where the events are there. */
export const noCorpus: string | false = existsSync(FILE)
  ? false
  : "no captured events here: set CORPUS to a gzipped file with one message a line";

/** Every captured message, as bytes. */
export function corpus(): Buffer[] {
  return splitLines(gunzipSync(readFileSync(FILE)));
}

function splitLines(text: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
