// A status page in a browser, with what went wrong on it.

import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";

/** How a page is looked at. */
export interface Look {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
}

/** A page, and its errors: exceptions, refused scripts and styles, failed requests. */
export interface LookedAt extends AsyncDisposable {
  readonly page: Page;
  readonly errors: readonly string[];
}

/** Opens it. */
export async function lookAt(browser: Browser, url: string, look: Look = {}): Promise<LookedAt> {
  const { colorScheme = "light", width = 1_280 } = look;
  const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors, [Symbol.asyncDispose]: () => page.close() };
}

/** The rules of accessibility that the page breaks, and where. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>("axe.run()");
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
