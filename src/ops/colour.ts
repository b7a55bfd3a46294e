// Whether to colour, as NO_COLOR and FORCE_COLOR say, and by what the stream is otherwise.
// https://no-color.org, https://force-color.org

import { styleText } from "node:util";

/** A stream that may be a terminal. */
export interface MaybeTerminal {
  readonly isTTY?: boolean;
}

/** Whether a stream shows escape sequences as what they mean. */
export function isTerminal(stream: MaybeTerminal, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/** Whether to write colours to a stream. */
export function coloured(stream: MaybeTerminal, env: NodeJS.ProcessEnv): boolean {
  if (env["NO_COLOR"]) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return isTerminal(stream, env);
}

/** Colours a text, or leaves it as it is. */
export type Paint = (style: "bold" | "dim" | "green" | "yellow" | "red", text: string) => string;

/** The paint for a stream. */
export function paintFor(stream: MaybeTerminal, env: NodeJS.ProcessEnv): Paint {
  if (!coloured(stream, env)) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}
