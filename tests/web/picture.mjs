// SPDX-License-Identifier: GPL-3.0-or-later
// node picture.mjs OUT: a picture of the report on the demo, its models calibrated by the demo's
// labels: from the title to the list of articles.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO, launch, newPage, ROOT, tenor } from "./lib/browser.mjs";

const folder = mkdtempSync(join(tmpdir(), "tenor-picture-")), site = join(folder, "site"), results = join(folder, "results"), file = join(folder, "report.html");
const browser = await launch();
try {
  await tenor("calibrate", "-q", "--models", join(ROOT, "models"), "--labels", join(ROOT, "datasets", "demo", "labels.ndjson"), "-o", site);
  await tenor("batch", "-q", "--models", site, "--excerpts", "-o", results, DEMO);
  await tenor("report", "--format", "html", "-o", file, results);
  const page = await newPage(browser, { viewport: { width: 1120, height: 1000 }, colorScheme: "light" });
  await page.goto(`file://${file}`);
  await page.waitForSelector(".chart svg");
  await page.evaluate(() => { document.getElementById("run").remove(); }); // the time of the run would make each picture another
  await page.screenshot({ path: process.argv[2] });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
