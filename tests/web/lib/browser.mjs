// SPDX-License-Identifier: GPL-3.0-or-later
// A headless Chromium for the tests of pages, and the command whose pages they are.
import axe from "axe-core";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
export const DEMO = join(ROOT, "datasets", "demo", "comments.ndjson");
const TENOR = process.env.TENOR || join(ROOT, "build", "release", "tenor");
export const MODELS = process.env.TENOR_TEST_MODELS || join(ROOT, "build", "release", "test-models");
const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
export const skip = existsSync(CHROMIUM) ? false : "there is no Chromium";

// light, dark, and the window of a phone
export const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1200, height: 900 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1200, height: 900 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
];

const run = promisify(execFile);
export const tenor = async (...words) => (await run(TENOR, words, { maxBuffer: 1 << 30 })).stdout;
export const batch = (results, ...words) => tenor("batch", "-q", "--models", MODELS, "-o", results, ...words);
export const readJson = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));

export function temporaryFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "tenor-web-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const PATIENCE_MS = 120000; // of a machine that does other things, too
export const launch = () => chromium.launch({ executablePath: CHROMIUM, timeout: PATIENCE_MS, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

// A page that remembers in `complaints` what it said to its console, and in `requests` its requests.
export async function newPage(browser, options = {}) {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(PATIENCE_MS);
  page.complaints = [];
  page.requests = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => page.requests.push(request.url()));
  return page;
}

// What axe finds.
export async function faultsOf(page) {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.html.slice(0, 200)).slice(0, 3).join(" | ")}`);
  });
}

// Pixels by which the page is wider than its window.
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
