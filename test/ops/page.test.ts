import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import { serveHttp } from "../../src/ops/http.js";
import { openChromium, withoutChromium } from "../support/chromium.js";
import { lookAt, violations } from "../support/looked-at.js";
import { MadeSource } from "../support/made-source.js";
import { Served } from "../support/served.js";

/** A killed shard has to be seen within this time, in ms. */
const SEEN_MS = 2_000;

const LOOKS = [
  [16, "light", 1_280],
  [16, "dark", 1_280],
  [16, "light", 390],
  [16, "dark", 390],
  [100, "dark", 1_280],
  [100, "light", 390],
  [1_000, "light", 1_280],
] as const;

/** In the page: whether what has the focus is what is seen in its place. */
const FOCUS_IS_SEEN = `(() => {
  const { left, top, width, height } = document.activeElement.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return document.activeElement.contains(seen);
})()`;

async function textOf(page: Page, id: string): Promise<string> {
  return (await page.textContent(`#${id}`)) ?? "";
}

/** Settles when an element's text matches. */
async function says(page: Page, id: string, pattern: RegExp, timeout = 10_000): Promise<void> {
  const element = page.locator(`#${id}`).filter({ hasText: pattern });
  await element.waitFor({ state: "attached", timeout });
}

describe("the status page", { skip: withoutChromium() }, () => {
  let browser: Browser;

  before(async () => {
    browser = await openChromium();
  });

  after(() => browser.close());

  it("shows a bot, and its values change while one looks", async () => {
    await using served = await Served.ready({ shards: 4, rate: 300 });
    await using look = await lookAt(browser, served.http.url);
    const { page, errors } = look;
    await says(page, "headline", /^4 of 4 shards ready$/);
    await says(page, "connection", /^Live$/);
    await says(page, "events", /^[1-9]/);
    await page.click('[data-shard="2"]');
    await says(page, "detail-title", /^Shard 2$/);
    const seen = await textOf(page, "detail-events");
    await page.locator("#detail-events").filter({ hasNotText: seen }).waitFor();
    assert.deepEqual(errors, []);
  });

  it("shows a start from its beginning", async () => {
    await using served = await Served.open({
      shards: 10,
      maxConcurrency: 1,
      identifyWindow: 5_000,
    });
    await using look = await lookAt(browser, served.http.url);
    const { page } = look;
    await says(page, "subline", /^Not started/);
    const started = served.gateway.start().catch(() => undefined);
    await says(page, "subline", /^Starting .* left, about \d+ s · on 2 threads$/);
    assert.ok(await page.isVisible("#progress"));
    await served.gateway.close();
    await started;
    await says(page, "subline", /^Closing/);
  });

  it("shows a killed shard within 2 s, and that it has come back", async () => {
    await using served = await Served.ready({ shards: 4 });
    await using look = await lookAt(browser, served.http.url);
    const { page } = look;
    await says(page, "log", /All shards are ready/);
    served.simulated.simulator.inject({ kind: "reset", shard: 1 });
    await says(page, "log", /Shard 1 lost its connection/, SEEN_MS);
    await says(page, "log", /Shard 1 is ready again/);
    await page.waitForSelector('[data-shard="1"][data-recent][data-state="ready"]');
  });

  it("names the shards that are away, and leads to them", async () => {
    await using served = await Served.ready({ shards: 4 });
    const { simulator } = served.simulated;
    await using look = await lookAt(browser, served.http.url);
    const { page } = look;
    simulator.inject({ kind: "noResumed", shard: 3, ms: 60_000 });
    simulator.inject({ kind: "reset", shard: 3 });
    await says(page, "headline", /^3 of 4 shards ready$/);
    await page.click("#away-list button");
    await says(page, "detail-title", /^Shard 3$/);
    await says(page, "detail-state", /^Resuming$/);
    await says(page, "detail-close-how", /^Code 1006, by the network/);
  });

  it("puts in as text whatever Discord says", async () => {
    await using served = await Served.ready({ shards: 1 });
    await using look = await lookAt(browser, served.http.url);
    const { page, errors } = look;
    const reason = `<img src=x onerror="document.title='owned'"><b>&lt;`;
    served.simulated.simulator.inject({ kind: "close", code: 4000, reason, shard: 0 });
    await page.locator("#log").filter({ hasText: reason }).waitFor();
    await page.locator("#detail-close-why").filter({ hasText: reason }).waitFor();
    assert.equal(await page.locator("main img, main b").count(), 0);
    assert.doesNotMatch(await page.title(), /owned/);
    assert.deepEqual(errors, []);
  });

  it("says when the connection to the bot is lost, and goes on when it is back", async () => {
    const source = new MadeSource(2);
    const first = await serveHttp(source, { port: 0 });
    await using look = await lookAt(browser, first.url);
    const { page } = look;
    await says(page, "connection", /^Live$/);
    await first.close();
    await says(page, "connection", /^Connection lost$/);
    await says(page, "stale", /how it stood \d+ s ago/);
    await using again = await serveHttp(source, { port: Number(new URL(first.url).port) });
    assert.equal(again.url, first.url);
    await says(page, "connection", /^Live$/, 20_000);
    assert.ok(!(await page.isVisible("#stale")));
  });

  it("is worked with the keyboard", async () => {
    await using http = await serveHttp(new MadeSource(64), { port: 0 });
    await using look = await lookAt(browser, http.url);
    const { page } = look;
    await page.focus('[data-shard="0"]');
    for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft"]) await page.keyboard.press(key);
    const below = Number((await textOf(page, "detail-title")).replace("Shard ", ""));
    assert.ok(below > 1 && below < 32, `shard ${below}`);
    await page.keyboard.press("End");
    assert.equal(await textOf(page, "detail-title"), "Shard 63");
    await page.keyboard.press("Home");
    assert.equal(await textOf(page, "detail-title"), "Shard 0");
    await page.keyboard.press("Escape");
    assert.equal(await page.isVisible("#detail-close"), false);
    await page.keyboard.press("Enter");
    assert.equal(await textOf(page, "detail-title"), "Shard 0");
  });

  it("hides no shard that has the focus behind its panel", async () => {
    await using http = await serveHttp(new MadeSource(64), { port: 0 });
    await using look = await lookAt(browser, http.url, { width: 390 });
    const { page } = look;
    await page.focus('[data-shard="0"]');
    for (const key of ["ArrowDown", "ArrowDown", "End", "ArrowUp", "Home"]) {
      await page.keyboard.press(key);
      const seen = await page.evaluate(FOCUS_IS_SEEN);
      assert.ok(seen, `behind ${key}`);
    }
  });

  it("shows no panel of a shard that runs no more", async () => {
    const source = new MadeSource(4);
    const first = await serveHttp(source, { port: 0 });
    await using look = await lookAt(browser, first.url);
    const { page } = look;
    await page.click('[data-shard="3"]');
    await first.close();
    await says(page, "connection", /^Connection lost$/);
    assert.equal(await page.title(), "connection lost · gateway-run");
    const port = Number(new URL(first.url).port);
    await using again = await serveHttp(new MadeSource(2), { port });
    assert.equal(again.url, first.url);
    await says(page, "headline", / of 2 shards/, 20_000);
    assert.equal(await page.isVisible("#detail-close"), false);
    assert.match(await page.title(), /^\d\/2 ready/);
  });

  it("shows the only shard, until its panel is closed; on a phone when it is chosen", async () => {
    await using http = await serveHttp(new MadeSource(1), { port: 0 });
    await using wide = await lookAt(browser, http.url);
    await says(wide.page, "detail-title", /^Shard 0$/);
    await wide.page.click("#detail-close");
    await says(wide.page, "events", /^0$/); // a second later
    await says(wide.page, "detail-title", /^Shard$/);
    await using narrow = await lookAt(browser, http.url, { width: 390 });
    await narrow.page.waitForSelector('[data-shard="0"]');
    assert.equal(await narrow.page.isVisible("#detail"), false);
    await narrow.page.click('[data-shard="0"]');
    assert.equal(await narrow.page.isVisible("#detail"), true);
  });

  for (const shards of [1, 100, 1_000]) {
    it(`shows ${shards} shards, on a phone without sideways scrolling`, async () => {
      await using http = await serveHttp(new MadeSource(shards), { port: 0 });
      await using look = await lookAt(browser, http.url, { width: 390 });
      const { page } = look;
      await page
        .locator("[data-shard]")
        .nth(shards - 1)
        .waitFor({ state: "attached" });
      const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.equal(overflow, 0);
    });
  }

  for (const [shards, colorScheme, width] of LOOKS) {
    it(`axe finds nothing: ${shards} shards, ${colorScheme}, ${width} px`, async () => {
      await using http = await serveHttp(new MadeSource(shards), { port: 0 });
      await using look = await lookAt(browser, http.url, { colorScheme, width });
      const { page } = look;
      await page.waitForSelector('[data-shard="7"][data-state="backoff"]');
      assert.deepEqual(await violations(page), []);
      await page.click('[data-shard="7"]');
      assert.deepEqual(await violations(page), []);
      await page.focus('[data-shard="6"]');
      assert.deepEqual(await violations(page), []);
    });
  }
});
