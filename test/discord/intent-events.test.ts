import assert from "node:assert/strict";
import test from "node:test";
import { GatewayDispatchEvents } from "discord-api-types/gateway/v10";
import { INTENT_EVENTS, UNCONDITIONAL_EVENTS } from "../../src/discord/intent-events.js";
import { INTENT_NAMES } from "../../src/discord/intents.js";

const behindIntents = new Set<string>(Object.values(INTENT_EVENTS).flat());

test("every intent has its events, each once", () => {
  assert.deepEqual(Object.keys(INTENT_EVENTS).toSorted(), [...INTENT_NAMES].toSorted());
  for (const [intent, events] of Object.entries(INTENT_EVENTS)) {
    assert.equal(new Set(events).size, events.length, intent);
  }
});

test("63 events are behind intents and 16 come always: together all that are documented", () => {
  assert.equal(behindIntents.size, 63);
  assert.equal(UNCONDITIONAL_EVENTS.length, 16);
  assert.deepEqual(
    [...behindIntents, ...UNCONDITIONAL_EVENTS].toSorted(),
    Object.values<string>(GatewayDispatchEvents).toSorted(),
  );
});

test("only events of guilds and direct messages, and of thread members, have two intents", () => {
  const all = Object.values(INTENT_EVENTS).flat();
  const twice = new Set(all.filter((name, index) => all.indexOf(name) !== index));
  assert.deepEqual([...twice].toSorted(), [
    "CHANNEL_PINS_UPDATE",
    "MESSAGE_CREATE",
    "MESSAGE_DELETE",
    "MESSAGE_POLL_VOTE_ADD",
    "MESSAGE_POLL_VOTE_REMOVE",
    "MESSAGE_REACTION_ADD",
    "MESSAGE_REACTION_REMOVE",
    "MESSAGE_REACTION_REMOVE_ALL",
    "MESSAGE_REACTION_REMOVE_EMOJI",
    "MESSAGE_UPDATE",
    "THREAD_MEMBERS_UPDATE",
    "TYPING_START",
  ]);
});
