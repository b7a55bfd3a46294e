// A time that a timer can wait.

import * as v from "valibot";

/** In ms. */
const LONGEST_MS = 2 ** 31 - 1;

const MS = `must be a number of ms from 0 to ${LONGEST_MS}`;

/** How long to wait, in ms, where it is given. */
export const milliseconds: v.GenericSchema<number | undefined> = v.optional(
  v.pipe(v.number(MS), v.minValue(0, MS), v.maxValue(LONGEST_MS, MS)),
);
