// SPDX-License-Identifier: GPL-3.0-or-later
// The HTML report in a browser, from disk: it shows every article and its charts, sorts, searches
// and turns pages, asks for nothing, can be read by all, and text of others stays text.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { batch, DEMO, faultsOf, launch, LOOKS, MODELS, newPage, overflow, readJson, skip, temporaryFolder, tenor } from "./lib/browser.mjs";

const HOSTILE = [
  "</script><script>document.title = 'broken'</script>",
  "<img src=x onerror=\"document.title='broken'\">",
  "\"><b>bold</b> '><i onmouseover=alert(1)>",
  "\u202eright to left\u2066 and \u0007 bell",
  "<!-- <script> \u2028 ${7*7} ]]> &lt;b&gt;",
  "long" + "word".repeat(250000),
];
const HEADS = ["sentiment", "stance", "reply"];
const DATA = /(<script type="application\/json" id="data">)(.*?)(<\/script>)/s;

async function makePage(folder, name, ...inputs) {
  const results = join(folder, name), file = `${results}.html`;
  await batch(results, "--excerpts", ...inputs);
  await tenor("report", "--format", "html", "--against", results, "-o", file, results);
  return file;
}

test("the HTML report", { skip }, async (t) => {
  const folder = temporaryFolder(t), browser = await launch();
  t.after(() => browser.close());
  const file = await makePage(folder, "demo", DEMO), html = readFileSync(file, "utf8");
  const current = join(folder, "demo", "current"), rows = readJson(current, "articles.json");
  const largest = rows.reduce((most, row) => (row.comments > most.comments ? row : most));
  const document_ = readJson(current, largest.file);

  const open = async (path, options) => {
    const page = await newPage(browser, options);
    await page.goto(`file://${path}`);
    return page;
  };
  const close = async (page) => { // nothing went wrong in silence, nothing was asked for
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests.filter((url) => !url.startsWith(`file://${folder}`)), []);
    await page.close();
  };
  const texts = (page, selector) => page.locator(selector).allTextContents();
  const column = async (page, n) => (await texts(page, `#articles tbody td:nth-child(${n})`)).map((text) => Number(text.replaceAll(",", "")));
  // names of what is drawn, each with the number of its marks
  const charts = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll(".chart")].map((chart) => [chart.getAttribute("aria-label"), chart.querySelectorAll("svg .mark-rect path, svg .mark-symbol path, svg .mark-text.role-mark text").length])));

  await t.test("shows every article, those with the most comments first", async () => {
    const page = await open(file);
    assert.deepEqual((await texts(page, "#articles td.title")).sort(), rows.map((row) => row.title || row.article_id).sort());
    const comments = await column(page, 2);
    assert.deepEqual(comments, rows.map((row) => row.comments).sort((a, b) => b - a));
    await page.click("#articles th button:text-is('Comments')");
    assert.deepEqual(await column(page, 2), comments.reverse());
    assert.deepEqual(await texts(page, "th[aria-sort=ascending]"), ["Comments"]);
    await close(page);
  });

  await t.test("finds an article, opens it, and comes back", async () => {
    const page = await open(file), wanted = largest.title;
    await page.fill("#search", wanted.toUpperCase());
    assert.deepEqual(await texts(page, "#articles td.title"), [wanted]);
    await page.click("#articles td.title a");
    assert.equal(await page.locator("main h2").first().textContent(), wanted);
    const shown = await page.locator("main").textContent();
    assert.ok(shown.includes(`${document_.comments.count} comments`));
    assert.ok(document_.terms.distinctive.length > 0);
    for (const { term } of document_.terms.distinctive) assert.ok(shown.includes(term), term);
    for (const head of HEADS) {
      for (const { share } of document_[head].classes) assert.ok(shown.includes(`${(100 * share).toFixed(0)} %`));
    }
    await page.goBack();
    await page.waitForSelector("#articles");
    await close(page);
  });

  await t.test("shows every article's page", async () => {
    const page = await open(file);
    for (const row of rows) {
      await page.evaluate((id) => { location.hash = `#/article/${encodeURIComponent(id)}`; }, row.article_id);
      await page.waitForFunction((title) => document.querySelector("main h2").textContent === title, row.title || row.article_id);
      for (const [name, marks] of Object.entries(await charts(page))) assert.ok(marks > 0, `${row.article_id}: ${name} is empty`);
    }
    await close(page);
  });

  await t.test("draws the charts with their library", async () => {
    assert.match(html, /charts=\(\(\)=>/, "this build has no library: make web-deps");
    const page = await open(file), overview = await charts(page), n = document_.sentiment_by_stance.cells.length;
    for (const head of ["Sentiment", "Stance", "Replies"]) {
      assert.equal(overview[`${head}: shares with intervals`], 3 + 3 * 2 + 3, head); // bars, ticks and numbers
      assert.equal(overview[`${head}: distribution of the comments' scores`], 20, head);
    }
    const days = new Set(rows.filter((row) => row.published_at).map((row) => row.published_at.slice(0, 10)));
    assert.equal(overview["Comments and mean sentiment by the articles' day of publication"], 2 * days.size); // bars and points
    assert.equal(overview["Shares of the run before and of this one, with intervals"], 2 * 9);
    await page.evaluate((id) => { location.hash = `#/article/${id}`; }, largest.article_id);
    await page.waitForFunction((title) => document.querySelector("main h2").textContent === title, largest.title);
    const article = await charts(page), { buckets } = document_.time, depths = document_.thread.depths.filter((d) => d.comments > 0);
    assert.equal(article["Sentiment: shares with intervals"], 12);
    assert.equal(article["Comments and mean sentiment over time"], buckets.length + buckets.filter((b) => b.sentiment_mean !== null).length);
    assert.equal(article["Comments, and the share of replies that disagree, by depth in the thread"],
      depths.length + depths.filter((d) => d.disagree_share !== null).length);
    assert.equal(article["Comments by their sentiment and stance"], 2 * n); // fields and numbers
    // what is drawn is what was measured: the bars' widths are the shares
    const widths = await page.evaluate(() => [...document.querySelectorAll(".chart")][0].querySelectorAll(".mark-rect.layer_0_marks path").values().map((path) => path.getBBox().width).toArray());
    const shares = document_.sentiment.classes.map((c) => c.share);
    widths.forEach((width, i) => assert.ok(Math.abs(width / widths[0] - shares[i] / shares[0]) < 0.02, `${widths}, not ${shares}`));
    await close(page);
  });

  await t.test("has a table behind every chart", async () => {
    const page = await open(`${file}#/article/${largest.article_id}`);
    assert.ok(await page.locator("figure details table").count() >= 6);
    const depth = page.locator("details", { hasText: "Comments and disagreement by depth" });
    await depth.locator("summary").click();
    assert.equal(await depth.locator("tbody tr").count(), document_.thread.depths.filter((d) => d.comments > 0).length);
    await close(page);
  });

  await t.test("has specifications without a fault", async () => {
    const page = await open(file);
    const said = await page.evaluate(() => {
      const said = [], logger = { level() { return this; }, error: (...what) => said.push(what.join()), warn: (...what) => said.push(what.join()), info() {}, debug() {} };
      const specs = JSON.parse(document.getElementById("data").textContent).charts;
      for (const [name, spec] of Object.entries(specs)) {
        if (!spec.$schema || !spec.description || !spec.data.name) said.push(`${name} is not whole`);
        globalThis.charts.compile(spec, { logger });
      }
      return said;
    });
    // said of every chart with rows whose number decides on its height
    assert.deepEqual(said.filter((text) => !text.includes('Dropping "fit-y"')), []);
    await close(page);
  });

  await t.test("follows the scheme of the system", async () => {
    const page = await open(file, { colorScheme: "light" });
    const color = () => page.evaluate(() => document.querySelector(".chart .mark-rect path").getAttribute("fill"));
    const light = await color();
    await page.emulateMedia({ colorScheme: "dark" });
    await page.waitForFunction((before) => document.querySelector(".chart .mark-rect path").getAttribute("fill") !== before, light);
    await close(page);
  });

  await t.test("shows every number without the library", async () => {
    const bare = join(folder, "bare.html"), scripts = html.split("<script>");
    assert.equal(scripts.length, 3);
    writeFileSync(bare, scripts[0] + "<script>" + scripts[2]);
    const page = await open(`${bare}#/article/${largest.article_id}`);
    assert.equal(await page.locator("svg").count(), 0);
    assert.equal(await page.locator("details").count(), 0); // unfolded
    assert.equal(await page.locator("meter").count(), 9);
    assert.equal(await page.locator("table:has-text('Over time (UTC)') tbody tr").count(), document_.time.buckets.length);
    assert.deepEqual(await faultsOf(page), []);
    await close(page);
  });

  await t.test("stays small in the browser with 20,000 articles", async (t) => {
    const large = join(folder, "large.html");
    writeFileSync(large, html.replace(DATA, (_, start, text, end) => {
      const data = JSON.parse(text);
      data.rows = Array.from({ length: 20000 }, (_, n) => ({ ...data.rows[n % data.rows.length], article_id: `copy ${n}`, title: `Article number ${n}` }));
      return start + JSON.stringify(data).replaceAll("<", "\\u003c") + end;
    }));
    const page = await open(large);
    assert.equal(await page.locator("#articles tbody tr").count(), 50);
    assert.equal(await page.locator(".pager [role=status]").textContent(), "page 1 of 400");
    await page.click("#articles th button:text-is('Article')");
    const first = await texts(page, "#articles td.title");
    await page.click(".pager button:text-is('Next')");
    assert.equal(await page.locator(".pager [role=status]").textContent(), "page 2 of 400");
    assert.notDeepEqual(await texts(page, "#articles td.title"), first);
    const [sorted_ms, found_ms] = await page.evaluate(() => {
      const time = (act) => { const from = performance.now(); act(); return Math.round(performance.now() - from); };
      const search = document.getElementById("search");
      return [time(() => [...document.querySelectorAll("#articles th button")].find((b) => b.textContent === "Article").click()),
        time(() => { search.value = "number 1"; search.dispatchEvent(new Event("input")); })];
    });
    t.diagnostic(`20,000 articles: sorted by title in ${sorted_ms} ms, half of them found in ${found_ms} ms`);
    await page.fill("#search", "number 19999");
    assert.deepEqual(await texts(page, "#articles td.title"), ["Article number 19999"]);
    await close(page);
  });

  for (const { name, ...look } of LOOKS) {
    await t.test(`can be read by all: ${name}`, async () => {
      const page = await open(file, look);
      for (const hash of ["#/", `#/article/${largest.article_id}`]) {
        await page.evaluate((to) => { location.hash = to; }, hash);
        await page.waitForFunction((overview) => !!document.getElementById("articles") === overview, hash === "#/");
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        assert.deepEqual(await faultsOf(page), [], hash);
        assert.equal(await overflow(page), 0, hash);
      }
      await close(page);
    });
  }

  await t.test("keeps other people's text text", async () => {
    const input = join(folder, "hostile.ndjson");
    writeFileSync(input, HOSTILE.flatMap((text, n) => Array.from({ length: 6 }, (_, k) => JSON.stringify({
      article_id: `h${n}`, id: k, text: `What a good idea, thank you. ${text.slice(0, 2000)}`,
      article: { title: text, section: text.slice(0, 100), target: text.slice(0, 100) },
    }) + "\n")).join(""));
    const page = await open(await makePage(folder, "hostile", input));
    const made = "main img, main script, main b, main i";
    assert.equal(await page.locator("#articles td.title").count(), HOSTILE.length);
    assert.equal(await page.locator(made).count(), 0);
    for (const n of HOSTILE.keys()) {
      await page.evaluate((to) => { location.hash = to; }, `#/article/h${n}`);
      await page.waitForFunction((title) => document.title.startsWith(title), `tenor: ${HOSTILE[n].slice(0, 10).trim()}`);
      assert.ok(await page.locator("main blockquote").count() > 0);
      const shown = await page.locator("main h2").first().textContent();
      assert.ok(shown.trim() && !shown.includes("\u202e"), shown.slice(0, 80));
      assert.equal(await page.locator(made).count(), 0);
      if (n === 0) assert.deepEqual(await faultsOf(page), []); // of a megabyte axe would take minutes
      for (const look of LOOKS) {
        await page.setViewportSize(look.viewport);
        assert.equal(await overflow(page), 0, `article ${n}, ${look.name}`);
      }
    }
    await page.evaluate(() => { location.hash = "#/"; });
    await page.waitForSelector("#articles");
    for (const look of LOOKS) {
      await page.setViewportSize(look.viewport);
      assert.equal(await overflow(page), 0, `overview, ${look.name}`);
    }
    await close(page);
  });

  await t.test("makes do with one head, one comment, no time and no author", async () => {
    const input = join(folder, "one.ndjson"), results = join(folder, "one"), models = join(folder, "models"), one = `${results}.html`;
    writeFileSync(input, '{"article_id":"constructor","id":1,"text":"What a good idea, thank you."}\n');
    cpSync(join(MODELS, "sentiment"), join(models, "sentiment"), { recursive: true });
    await tenor("batch", "-q", "--models", models, "-o", results, input);
    await tenor("report", "--format", "html", "--against", join(folder, "demo"), "-o", one, results);
    const page = await open(one);
    assert.equal(await page.locator(".chart").count(), 3); // shares, scores, and the drift of what both have
    await page.click("#articles td.title a");
    await page.waitForFunction(() => document.querySelector("main h2").textContent === "constructor");
    assert.equal(await page.locator(".card .chart").count(), 2);
    await close(page);
    await tenor("report", "--format", "html", "--filter", "nothing has this", "--against", results, "-o", one, join(folder, "demo"));
    const none = await open(one);
    assert.equal(await none.locator("#articles td.title").count(), 0);
    await close(none);
  });

  await t.test("runs no script but its own", async () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
    assert.match(policy, /^default-src 'none'; script-src 'sha256-/);
    assert.doesNotMatch(policy, /unsafe/);
    const page = await open(file);
    assert.ok(await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = 1";
      document.body.append(script);
      return window.ran === undefined;
    }));
    assert.equal(page.complaints.length, 1); // the browser says that it refused
    assert.match(page.complaints[0], /Content Security Policy/);
    await page.close();
  });
});
