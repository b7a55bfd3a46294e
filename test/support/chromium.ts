// The Chromium of the machine, driven without a window.

import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const EXECUTABLE = "/usr/bin/chromium";

const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Why a test cannot have it; false where it can, and where it must: in CI. */
export function withoutChromium(): string | false {
  if (existsSync(EXECUTABLE) || process.env["CI"] === "true") return false;
  return `there is no ${EXECUTABLE}`;
}

/** Starts it. */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: EXECUTABLE, headless: true, args: ARGS });
}
