import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { Folder } from "../support/folder.js";
import { handlersThat } from "../support/handled.js";
import { rig } from "../support/rig.js";
import { sabotage } from "../support/sabotage.js";

const SECRET = "bm90LXRvLWJlLXNlZW4.by-any.handler-at-all";

process.env["ANY_TOKEN"] = SECRET;
process.env["ANY_OTHER"] = "another value";

/** A module with this text. */
function module(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

describe("a handler module", { concurrency: 1 }, () => {
  const wrong: readonly (readonly [what: string, handlers: string, why: RegExp])[] = [
    ["is not there", "/nowhere/handlers.js", /from file:\/\/\/nowhere\/handlers\.js: .*not find/i],
    ["throws", module("throw new Error('not today')"), /not today$/],
    ["is no JavaScript", module("export {"), /Unexpected/],
    ["exports nothing of use", module("export default 1"), /neither 'dispatch' nor 'answers'$/],
    ["has a dispatch that is none", module("export const dispatch = 1"), /'dispatch' is no func/],
    ["has answers that are none", module("export const answers = 'x'"), /'answers' is no object/],
    ["has an answer that is none", module("export const answers = {a: 1}"), /'a' is no function/],
  ];
  for (const [what, handlers, why] of wrong) {
    it(`that ${what} ends the start`, async () => {
      await using here = await rig({ shards: 4 }, { handlers, threads: 2 });
      await assert.rejects(here.gateway.start(), (error: Error) => {
        assert.equal(Reflect.get(error, "code"), "HANDLERS_NOT_LOADED");
        assert.match(error.message, /^Cannot load the handlers from /);
        assert.match(error.message, why);
        return true;
      });
      assert.equal(here.simulator.counters.connections, 0);
      assert.deepEqual([here.errors, here.warnings], [[], []]);
    });
  }

  it("is found by URL, by the text of one, and by path", async () => {
    const url = handlersThat({});
    for (const handlers of [url, url.href, url.pathname]) {
      await using here = await rig({ shards: 1 }, { handlers });
      await here.gateway.start();
      const [result] = await here.gateway.ask("all", "double", 4);
      assert.deepEqual(result, { kind: "value", thread: 0, value: 8 });
    }
  });

  it("that cannot be loaded for a while costs a thread's new lives, and not the bot", async () => {
    await using folder = await Folder.make();
    const broken = folder.file("broken");
    const handlers = handlersThat({ broken });
    await using here = await rig({ shards: 2 }, { handlers, threads: 1 });
    await here.gateway.start();
    await writeFile(broken, "");
    sabotage({ how: "exit", whom: "all" });
    const isBroken = ({ message }: Error): boolean => message.includes("broken for now");
    await here.until(() => here.warnings.some(isBroken));
    await rm(broken);
    await here.until(() => [0, 1].every((id) => here.times(id, "ready") > 1));
    assert.deepEqual(here.errors, []);
  });

  it("gets hold of no token", async () => {
    const handlers = handlersThat({ lost: "all" });
    await using here = await rig({ shards: 1, token: SECRET }, { handlers });
    await here.gateway.start();
    const [result] = await here.gateway.ask("all", "around", null);
    const text = String(Object(result).value);
    assert.ok(text.includes("another value"), "it can look around");
    assert.ok(!text.includes(SECRET));
  });
});
