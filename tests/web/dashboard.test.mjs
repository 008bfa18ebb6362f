// SPDX-License-Identifier: GPL-3.0-or-later
// docs/examples/dashboard.html in a browser while batches publish. Two nights take turns in one
// results directory: whatever the page shows must be one of them, whole. And the Vega-Lite
// example of docs/dashboards.md draws what is published.
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import test from "node:test";
import { batch, DEMO, launch, newPage, readJson, ROOT, skip, temporaryFolder, tenor } from "./lib/browser.mjs";

const PUBLICATIONS = 12;
const PATIENCE_MS = 60000;
const LOOKS_MS = 1000; // ten polls
const HOSTILE = "<img src=x onerror='document.title=1'><script>document.title = 2</script>\u202e";
const TYPES = { ".html": "text/html", ".json": "application/json" };

// One hostile article beside a plain one.
function writeOther(file) {
  writeFileSync(file, Array.from({ length: 40 }, (_, n) => JSON.stringify({
    article_id: n % 2, id: n, text: "What a good idea, thank you.", article: { title: n % 2 ? HOSTILE : "The plain one" },
  }) + "\n").join(""));
}

// What a page must show of the current run.
function published(results) {
  const rows = readJson(results, "current", "articles.json");
  return {
    results: rows[0].results_id, titles: rows.map((row) => row.title || row.article_id).sort(),
    comments: rows.reduce((n, row) => n + row.comments, 0),
  };
}

const look = (page) => page.evaluate(() => ({
  results: document.body.dataset.results || null,
  titles: [...document.querySelectorAll("#articles td.title")].map((cell) => cell.textContent).sort(),
  comments: [...document.querySelectorAll("#articles tr")].reduce((n, row) => n + Number(row.cells[1].textContent), 0),
}));

async function waitFor(what, found, wanted) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const now = await found();
    if (wanted(now)) return now;
    assert.ok(Date.now() < until, `${what}: not in time, but ${JSON.stringify(now)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

// Files of `folder`; `server.interrupt` is awaited once, when the next articles.json is asked for.
async function serve(t, folder) {
  const server = createServer(async (request, response) => {
    const file = join(folder, new URL(request.url, "http://localhost").pathname);
    if (server.interrupt && file.endsWith("articles.json")) {
      const interrupt = server.interrupt;
      server.interrupt = null;
      await interrupt();
    }
    let body;
    try { // what is there now may be gone at the next look
      body = readFileSync(file);
    } catch {
      return response.writeHead(404).end();
    }
    return response.writeHead(200, { "Content-Type": TYPES[extname(file)] }).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => server.close());
  return server;
}

test("the example of a dashboard", { skip }, async (t) => {
  const folder = temporaryFolder(t), results = join(folder, "results"), nights = [DEMO, join(folder, "other.ndjson")];
  writeOther(nights[1]);
  writeFileSync(join(folder, "dashboard.html"), readFileSync(join(ROOT, "docs", "examples", "dashboard.html")));
  const server = await serve(t, folder), browser = await launch(), origin = `http://127.0.0.1:${server.address().port}`;
  t.after(() => browser.close());
  let last = Promise.resolve(); // of two runs at once, one would fail
  const publish = (night) => {
    last = last.then(() => batch(results, night)).then(() => published(results));
    return last;
  };
  const isShown = (page, expected) => waitFor("the page", () => look(page), (now) => {
    try { assert.deepEqual(now, expected); } catch { return false; }
    return true;
  });

  await t.test("shows one night or the other, whole, while batches publish", async () => {
    const page = await newPage(browser), expected = new Map(), seen = [];
    const first = await publish(nights[0]);
    expected.set(first.results, first);
    await page.goto(`${origin}/dashboard.html?data=results/current/&every=0.1`);
    await isShown(page, first);
    let over = false;
    const publishing = (async () => {
      for (let n = 0; n < PUBLICATIONS; n++) {
        const found = await publish(nights[(n + 1) % 2]);
        expected.set(found.results, found);
      }
    })().finally(() => { over = true; });
    while (!over) seen.push(await look(page));
    await publishing;
    seen.push(await isShown(page, await last));
    // a run that is published between the page's two requests
    await isShown(page, await publish(nights[1]));
    server.interrupt = () => publish(nights[1]);
    await publish(nights[0]);
    await waitFor("a request of articles", async () => server.interrupt, (interrupt) => interrupt === null);
    for (const until = Date.now() + LOOKS_MS; Date.now() < until;) seen.push(await look(page));
    for (const now of seen) assert.deepEqual(now, expected.get(now.results));
    assert.equal(new Set(seen.map((now) => now.results)).size, 2, "the page did not follow the nights");
    assert.deepEqual(page.complaints, []);
    await page.close();
  });

  await t.test("keeps titles text, and what it showed when the results are gone", async () => {
    const page = await newPage(browser), other = await publish(nights[1]);
    await page.goto(`${origin}/dashboard.html?data=results/current/&every=0.1`);
    await isShown(page, other);
    assert.ok(other.titles.includes(HOSTILE));
    assert.equal(await page.locator("#articles img, #articles script").count(), 0);
    assert.equal(await page.title(), "The tenor of the site");
    assert.deepEqual(page.complaints, []);
    renameSync(results, `${results}.away`);
    await waitFor("the status", () => page.locator("#status").textContent(), (text) => text.startsWith("Not up to date: site.json: 404"));
    assert.deepEqual(await look(page), other);
    renameSync(`${results}.away`, results);
    await page.close();
  });

  await t.test("has a Vega-Lite specification beside it that draws what is published", async () => {
    await publish(nights[0]);
    await tenor("report", "--format", "html", "-o", join(folder, "report.html"), results);
    const blocks = readFileSync(join(ROOT, "docs", "dashboards.md"), "utf8").match(/^```json\n[^]*?^```$/gm).map((block) => JSON.parse(block.slice(8, -3)));
    const spec = blocks.find((block) => block.$schema);
    assert.match(spec.data.url, /\/current\/articles\.json$/);
    spec.data = { values: readJson(results, "current", "articles.json") };
    const page = await newPage(browser);
    await page.goto(`file://${folder}/report.html`); // for its copy of the library
    const drawn = await page.evaluate(async (specification) => {
      const said = [], note = (...what) => said.push(what.join()), logger = { level() { return this; }, error: note, warn: note, info() {}, debug() {} };
      const { compile, expressionInterpreter, parse, View } = globalThis.charts, holder = document.createElement("div");
      document.body.append(holder);
      const view = new View(parse(compile(specification, { logger }).spec, null, { ast: true }), { renderer: "svg", expr: expressionInterpreter, logger }).initialize(holder);
      await view.runAsync();
      return { said, rules: holder.querySelectorAll("svg .mark-rule line").length, dots: holder.querySelectorAll("svg .layer_1_marks path").length };
    }, spec);
    const rows = spec.data.values.filter((row) => row.sentiment_mean_shrunk !== null && row.published_at !== null).length;
    assert.deepEqual(drawn.said, []);
    assert.equal(drawn.dots, rows);
    assert.ok(drawn.rules >= rows, `${drawn.rules} intervals of ${rows} articles`); // those of the axes are rules, too
    assert.deepEqual(page.complaints, []);
    await page.close();
  });
});
