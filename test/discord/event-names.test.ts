import assert from "node:assert/strict";
import test from "node:test";
import { EVENT_NAMES, eventNames } from "../../src/discord/event-names.js";

test("a documented event is read in any case and style, once", () => {
  const styles = ["MESSAGE_CREATE", "messageCreate", "MessageCreate", "message-create"];
  assert.deepEqual(eventNames(styles), ["MESSAGE_CREATE"]);
});

test("every documented event is read as itself", () => {
  assert.equal(EVENT_NAMES.length, 79);
  assert.deepEqual(eventNames(EVENT_NAMES), EVENT_NAMES);
});

test("an undocumented event is taken in Discord's style", () => {
  assert.deepEqual(eventNames(["GUILD_JOIN_REQUEST_CREATE", "guildJoinRequestUpdate"]), [
    "GUILD_JOIN_REQUEST_CREATE",
    "GUILD_JOIN_REQUEST_UPDATE",
  ]);
});

test("a slip of up to three letters is an error that holds the nearest name", () => {
  for (const slip of ["MESAGE_CREATE", "MESSAGE_CREATED", "MESSAGE_CREATEXYZ"]) {
    assert.throws(() => eventNames([slip]), {
      name: "RangeError",
      message: `Cannot read event names as '${slip}' is no event, the nearest is MESSAGE_CREATE`,
    });
  }
});

test("what cannot be a name is refused", () => {
  for (const name of [
    "",
    "1_EVENT_OF_SOME_KIND",
    "MESSAGE_CREATE,TYPING_START",
    "ÄRGER_MIT_EVENTS",
  ]) {
    assert.throws(() => eventNames([name]), RangeError, name);
  }
});
