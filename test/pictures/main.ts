// `npm run pictures`: the status page as the README shows it, docs/status-page.png. With a folder
// behind it, pictures of every scene, dark and light and on a phone, for whoever changes the page;
// words behind that pick scenes.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { openChromium } from "../support/chromium.js";
import { README_SCENE, SCENES, type Scene } from "./scenes.js";
import { Stage } from "./stage.js";

const README_PICTURE = fileURLToPath(new URL("../../../docs/status-page.png", import.meta.url));

const WIDE = { width: 1_280, height: 800 } as const;
const README = { width: 1_280, height: 720 } as const;
const NARROW = { width: 390, height: 844 } as const;

type Look = (page: Page, scene: Scene) => Promise<void>;

async function watch(browser: Browser, scene: Scene, look: Look): Promise<void> {
  await using stage = await Stage.open(scene.simulator, scene.threads);
  const page = await browser.newPage({ viewport: WIDE, colorScheme: "light" });
  await page.goto(stage.url);
  await scene.play(stage, page);
  await look(page, scene);
  await page.close();
}

async function shoot(page: Page, path: string, fullPage: boolean): Promise<void> {
  await page.screenshot({ path, fullPage });
  console.log(path);
}

async function shootForReadme(page: Page): Promise<void> {
  await page.setViewportSize(README);
  await shoot(page, README_PICTURE, false);
}

async function shootAll(folder: string, page: Page, { name }: Scene): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(WIDE);
    await shoot(page, join(folder, `${name}-wide-${colorScheme}.png`), true);
    await page.setViewportSize(NARROW);
    await shoot(page, join(folder, `${name}-narrow-${colorScheme}.png`), false);
  }
  await page.keyboard.press("Escape");
  await shoot(page, join(folder, `${name}-narrow-whole.png`), true);
}

async function draw(browser: Browser, folder: string | undefined, words: readonly string[]) {
  if (folder === undefined) return await watch(browser, README_SCENE, shootForReadme);
  await mkdir(folder, { recursive: true });
  const picked = SCENES.filter(({ name }) => words.length === 0 || words.includes(name));
  for (const scene of picked) {
    await watch(browser, scene, (page) => shootAll(folder, page, scene));
  }
}

const [folder, ...words] = process.argv.slice(2);
const browser = await openChromium();
try {
  await draw(browser, folder, words);
} finally {
  await browser.close();
}
process.exit();
