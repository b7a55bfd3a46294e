// Checks what a user hands over, and says what is wrong with it in this project's words.

import { inspect } from "node:util";
import * as v from "valibot";
import { nearest } from "../discord/nearest.js";

/** The longest received value that is worth reading in a message. */
const MAX_SHOWN = 80;

/**
 * Parses a value.
 *
 * @param action - what cannot be done with a wrong value: `start a coordinator`.
 * @param schema - its messages complete "as 'name' …".
 * @param whole - what the value as a whole is called.
 * @throws TypeError where a type is wrong or a name unknown, RangeError where a value is. What
 *   stands under `token` is never in the message.
 */
export function check<T>(
  action: string,
  schema: v.GenericSchema<T>,
  value: unknown,
  whole: string,
): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  const sentence = `Cannot ${action} as ${complaint(issue, value, whole)}`;
  throw issue.kind === "validation" ? new RangeError(sentence) : new TypeError(sentence);
}

/** An object that has no other names than these; a wrong one is answered with the nearest. */
export function strict<const Entries extends v.ObjectEntries>(
  entries: Entries,
  message: string,
): v.StrictObjectSchema<Entries, (issue: v.StrictObjectIssue) => string> {
  return v.strictObject(entries, ({ path, expected, input }) => {
    if (path === undefined) {
      return message;
    }
    if (expected !== "never") {
      return "must be given";
    }
    return `is no option, the nearest is '${nearest(String(input), Object.keys(entries)).name}'`;
  });
}

function complaint(issue: v.BaseIssue<unknown>, value: unknown, whole: string): string {
  const path = v.getDotPath(issue);
  const sentence = `'${path ?? whole}' ${issue.message}`;
  if (issue.expected === "never") {
    return sentence; // the value of an unknown option may be a misspelt token's
  }
  const hidden = path === null || path === "token";
  return `${sentence}: received ${hidden ? kind(issue.input) : shown(issue.input, value)}`;
}

function kind(input: unknown): string {
  return input === null ? "null" : input === "" ? "an empty string" : typeof input;
}

function shown(input: unknown, value: unknown): string {
  const text = inspect(input, { depth: 1, breakLength: Infinity, maxArrayLength: 10 });
  const token: unknown = typeof value === "object" && value ? Reflect.get(value, "token") : null;
  const safe = typeof token === "string" && token ? text.replaceAll(token, "[token]") : text;
  return safe.length > MAX_SHOWN ? `${safe.slice(0, MAX_SHOWN)}…` : safe;
}
