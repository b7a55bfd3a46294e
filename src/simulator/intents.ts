// Whether a session's intents let an event through to it.

import { GatewayIntentBits } from "discord-api-types/v10";
import { INTENT_EVENTS } from "../discord/intent-events.js";

/** The bits that bring each event, where any are needed. */
const BITS = new Map<string, number>();

for (const [intent, events] of Object.entries(INTENT_EVENTS)) {
  const bit = Number(Reflect.get(GatewayIntentBits, intent));
  for (const event of events) BITS.set(event, (BITS.get(event) ?? 0) | bit);
}

/** Whether a session with these intents gets this event; direct messages count as allowed. */
export function allows(intents: number, name: string): boolean {
  const bits = BITS.get(name);
  return bits === undefined || (intents & bits) !== 0;
}
