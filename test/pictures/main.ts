// `npm run pictures`: the status page as the README shows it, docs/status-page.png. With a folder
// behind it, pictures of every scene, dark and light and on a phone, for whoever changes the page;
// words behind that pick scenes.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { openChromium } from "../support/chromium.js";
import { SCENES, type Scene } from "./scenes.js";
import { Stage } from "./stage.js";

const README_PICTURE = fileURLToPath(new URL("../../../docs/status-page.png", import.meta.url));

const WIDE = { width: 1_280, height: 800 } as const;
const NARROW = { width: 390, height: 844 } as const;

async function watch(browser: Browser, scene: Scene, shoot: (page: Page) => Promise<void>) {
  await using stage = await Stage.open(scene.simulator, scene.threads);
  const page = await browser.newPage({ viewport: WIDE, colorScheme: "light" });
  await page.goto(stage.url);
  await scene.play(stage, page);
  await shoot(page);
  await page.close();
}

async function shootAll(page: Page, folder: string, { name }: Scene): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [form, size] of [
      ["wide", WIDE],
      ["narrow", NARROW],
    ] as const) {
      await page.setViewportSize(size);
      const path = join(folder, `${name}-${form}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: form === "wide" });
      console.log(path);
    }
  }
  await page.keyboard.press("Escape");
  await page.screenshot({ path: join(folder, `${name}-narrow-whole.png`), fullPage: true });
}

const [folder, ...words] = process.argv.slice(2);
const browser = await openChromium();
try {
  if (folder === undefined) {
    const [first] = SCENES;
    if (first)
      await watch(
        browser,
        first,
        async (page) => void (await page.screenshot({ path: README_PICTURE })),
      );
    console.log(README_PICTURE);
  } else {
    await mkdir(folder, { recursive: true });
    const picked = SCENES.filter(({ name }) => words.length === 0 || words.includes(name));
    for (const scene of picked)
      await watch(browser, scene, (page) => shootAll(page, folder, scene));
  }
} finally {
  await browser.close();
}
process.exit();
