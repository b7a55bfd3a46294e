// Puts a dispatch into the message that goes over the wire, in Discord's way or, where a knob
// says so, in another way that means the same.

import type { Settings } from "./options.js";
import type { Random } from "./random.js";
import type { Encode } from "./session.js";

const EXTRA_KEYS = [`"_extra":{"nested":[1,{"s":2,"t":"NO","op":7}]}`, `"x\\"y":"{}]\\\\"`];

function shuffle(parts: string[], random: Random): void {
  for (let last = parts.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = parts[last] ?? "";
    parts[last] = parts[other] ?? "";
    parts[other] = moved;
  }
}

function prettify(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2);
}

/** The encoder that the knobs ask for; the usual one is a single concatenation. */
export function encoder(settings: Settings, random: Random): Encode {
  const { keyOrder, unknownKeys, prettyPrint } = settings;
  if (keyOrder === "fixed" && !unknownKeys && !prettyPrint) {
    return (name, s, data) => Buffer.from(`{"t":"${name}","s":${s},"op":0,"d":${data}}`);
  }
  return (name, s, data) => {
    const parts = [`"t":"${name}"`, `"s":${s}`, `"op":0`, `"d":${data}`];
    if (unknownKeys) parts.push(...EXTRA_KEYS);
    if (keyOrder === "shuffled") shuffle(parts, random);
    const text = `{${parts.join(",")}}`;
    return Buffer.from(prettyPrint ? prettify(text) : text);
  };
}

/** A message that is no dispatch. */
export function control(op: number, d: unknown): Buffer {
  return Buffer.from(`{"t":null,"s":null,"op":${op},"d":${JSON.stringify(d)}}`);
}
