// SPDX-License-Identifier: GPL-3.0-or-later
// The HTML report in a browser, from disk: it shows every article and its charts, sorts, filters and
// turns pages, opens the comments behind a figure, takes people's labels, asks for nothing, can be
// read by all, and text of others stays text.
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { batch, DEMO, faultsOf, launch, LOOKS, MODELS, newPage, overflow, readJson, ROOT, skip, temporaryFolder, tenor } from "./lib/browser.mjs";

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
  const TITLES = "#articles td.title > a:first-child";
  const settled = (page) => page.evaluate(() => new Promise((done) => setTimeout(done, 50))); // a change of the address is heard of later
  const go = async (page, hash) => { await page.evaluate((to) => { location.hash = to; }, hash); await settled(page); };
  const titled = (page, title) => page.waitForFunction((wanted) => document.querySelector("main h2").textContent === wanted, title);
  const shares = (share) => `${(100 * share).toFixed(0)}\u00a0%`;
  const column = async (page, n) => (await texts(page, `#articles tbody td:nth-child(${n})`)).map((text) => Number(text.replaceAll(",", "")));
  // names of what is drawn, each with the number of its marks
  const charts = (page) => page.evaluate(() => Object.fromEntries([...document.querySelectorAll(".chart")].map((chart) => [chart.getAttribute("aria-label"), chart.querySelectorAll("svg .mark-rect path, svg .mark-symbol path, svg .mark-text.role-mark text").length || chart.querySelectorAll("svg .mark-area path").length])));

  await t.test("shows every article, those with the most comments first", async () => {
    const page = await open(file);
    assert.deepEqual((await texts(page, TITLES)).sort(), rows.map((row) => row.title || row.article_id).sort());
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
    assert.deepEqual(await texts(page, TITLES), [wanted]);
    await page.click(TITLES);
    await titled(page, wanted);
    const shown = await page.locator("main").textContent();
    assert.ok(shown.includes(`${document_.comments.count} comments`));
    assert.ok(document_.terms.distinctive.length > 0);
    for (const { term } of document_.terms.distinctive) assert.ok(shown.includes(term), term);
    for (const head of HEADS) for (const { share } of document_[head].classes) assert.ok(shown.includes(shares(share)));
    await page.goBack();
    await page.waitForSelector("#articles");
    await close(page);
  });

  await t.test("shows every article's page", async () => {
    const page = await open(file);
    for (const row of rows) {
      await go(page, `#article=${encodeURIComponent(row.article_id)}`);
      await titled(page, row.title || row.article_id);
      for (const [name, marks] of Object.entries(await charts(page))) assert.ok(marks > 0, `${row.article_id}: ${name} is empty`);
    }
    await close(page);
  });

  await t.test("draws the charts with their library", async () => {
    assert.match(html, /charts=\(\(\)=>/, "this build has no library: make web-deps");
    const page = await open(file), overview = await charts(page), n = document_.sentiment_by_stance.cells.length;
    for (const head of ["Sentiment", "Stance", "Replies"]) {
      assert.equal(overview[`${head}: distribution of the comments' scores`], 20, head);
    }
    const days = new Set(rows.filter((row) => row.published_at).map((row) => row.published_at.slice(0, 10)));
    assert.equal(overview["Comments and mean sentiment by the articles' day of publication"], 2 * days.size); // bars and points
    assert.equal(overview["Shares of the run before and of this one, with intervals"], 2 * 9);
    await go(page, `#article=${largest.article_id}`);
    await titled(page, largest.title);
    const article = await charts(page), { buckets } = document_.time, depths = document_.thread.depths.filter((d) => d.comments > 0);
    assert.equal(article["Comments and mean sentiment over time"], buckets.length + buckets.filter((b) => b.sentiment_mean !== null).length);
    assert.equal(article["Comments, and the share of replies that disagree, by depth in the thread"],
      depths.length + depths.filter((d) => d.disagree_share !== null).length);
    assert.equal(article["Comments by their sentiment and stance"], 2 * n); // fields and numbers
    assert.equal(article["Mean sentiment comment by comment, with a band"], 1);
    await close(page);
  });

  await t.test("draws no share whose interval says nothing", async () => {
    const vague = document_.sentiment.classes.some((c) => c.share_high - c.share_low > 0.4);
    assert.ok(vague); // the models of the tests are calibrated for no site
    const sure = html.replace(DATA, (_, start, text, end) => {
      const data = JSON.parse(text);
      for (const c of data.site.sentiment.classes) Object.assign(c, { share_low: c.share - 0.05, share_high: c.share + 0.05 });
      Object.assign(data.site.sentiment.score, { mean_low: -0.1, mean_high: 0.2 });
      const [names, ...all] = data.rows, of = (name) => names.indexOf(name);
      all.slice(0, 2).forEach((row, i) => { row[of("reply_disagree")] = 0.25; row[of("reply_disagree_low")] = 0.2; row[of("reply_disagree_high")] = i ? 0.7 : 0.3; });
      return start + JSON.stringify(data).replaceAll("<", "\\u003c") + end;
    });
    writeFileSync(join(folder, "sure.html"), sure);
    const site = readJson(current, "site.json"), card = "main section[aria-label=Sentiment]";
    for (const [path, blurred] of [[file, true], [join(folder, "sure.html"), false]]) {
      const page = await open(path), widths = await page.evaluate((at) => [...document.querySelectorAll(`${at} .fill`)].map((fill) => fill.getBoundingClientRect().width / fill.parentElement.getBoundingClientRect().width), card);
      const wanted = site.sentiment.classes.map((c) => (blurred ? c.counted : c.share));
      widths.forEach((width, i) => assert.ok(Math.abs(width - wanted[i]) < 0.02, `${widths}, not ${wanted}`)); // what is drawn is what was measured
      assert.equal(await page.locator(`${card} .whisker`).count(), blurred ? 0 : 3);
      assert.equal((await page.locator(card).textContent()).includes("too uncertain to say until labels of yours"), blurred);
      assert.match(await page.locator(card).textContent(), blurred ? /Mean score, from \u22121 to 1: too uncertain to say\./ : /Mean score, from \u22121 to 1: .\d\.\d\d, \u22120\.10 to \+0\.20\./);
      // of replies, no column of that phrase
      assert.equal(await page.locator("#articles th", { hasText: "Disagreeing" }).count(), blurred ? 0 : 1);
      const replies = await page.locator("#articles td.number.wide").allTextContents();
      assert.deepEqual([replies.includes("25\u00a0%"), replies.includes("too uncertain to say")], [!blurred, !blurred]);
      await close(page);
    }
  });

  const ofArticle = readFileSync(join(current, "comments.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter((c) => c.article_id === largest.article_id);
  const found = async (page) => await settled(page) ?? Number(/^([\d,]+) comments? of/.exec(await page.locator("main [role=status]").textContent())[1]);

  await t.test("opens the comments behind a share, and comes back", async () => {
    const page = await open(`${file}#article=${largest.article_id}`), { label, count } = document_.sentiment.classes[0];
    await page.click(`main section[aria-label=Sentiment] a:text-is('${label}')`);
    assert.equal(new URL(page.url()).hash, `#article=${largest.article_id}&sentiment=${label}`);
    assert.equal(await found(page), count);
    assert.equal(await page.locator("#shown .comment").count(), count);
    for (const text of await texts(page, "#shown .comment")) assert.match(text, /(almost surely|very likely|probably|perhaps) negative/);
    const likes = (await texts(page, "#shown .comment")).map((text) => Number((/(\d+) likes?/.exec(text) || [0, -1])[1]));
    assert.deepEqual(likes, [...likes].sort((a, b) => b - a));
    // highlighted: of each comment the words that tenor published as deciding
    const most = ofArticle.filter((c) => c.sentiment && c.sentiment.label === label).sort((a, b) => b.likes - a.likes || (a.id < b.id ? -1 : 1))[0];
    const marks = await texts(page, "#shown .comment:first-child mark");
    assert.ok(most.sentiment.words.length > 0);
    assert.deepEqual([...new Set(marks)].sort(), [...new Set(most.sentiment.words)].sort());
    await page.goBack();
    await titled(page, largest.title);
    await page.goForward();
    await page.waitForSelector("#shown .comment");
    assert.equal(await found(page), count);
    await close(page);
  });

  await t.test("opens a bar of the histogram, a depth, a time, a word and a cell, each with as many comments as it says", async () => {
    const page = await open(`${file}#article=${largest.article_id}`);
    const opened = async (wanted) => { await page.waitForSelector("#shown"); const n = await found(page); assert.equal(n, wanted, page.url()); await page.goBack(); await page.waitForSelector("main figure"); };
    const bars = document_.sentiment.distribution.histogram.counts, tallest = bars.indexOf(Math.max(...bars));
    await page.locator("main section[aria-label=Sentiment] .chart .mark-rect path").nth(tallest).click();
    await opened(bars[tallest]);
    for (const depth of document_.thread.depths.filter((d) => d.comments > 0)) {
      await go(page, `#article=${largest.article_id}&depth=${depth.depth}${depth.or_deeper ? "%2B" : ""}`);
      await opened(depth.comments);
    }
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
    for (const [caption, n] of [["Over time (UTC)", document_.time.buckets[1].comments], ["Comments by their sentiment (rows) and stance (columns)", document_.sentiment_by_stance.cells[3].count]]) {
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      await page.locator(`table:has(caption:text-is('${caption}')) tbody tr:nth-child(2) a`).first().click();
      await opened(n);
    }
    const { term, count } = document_.terms.distinctive[0];
    await page.click(`.words a:has-text('${term}') >> nth=0`);
    await page.waitForSelector("#shown");
    const n = await found(page), begin = ofArticle.filter((c) => (c.excerpt || "").toLowerCase().includes(term)).length;
    assert.ok(n > 0 && n <= Math.max(count, begin), `${term}: ${n} of ${count}`); // an excerpt need not reach to the word
    await close(page);
  });

  await t.test("has an address for every view, filters and searches in it", async () => {
    const page = await open(`${file}#article=${largest.article_id}&sentiment=negative&reply=disagree`);
    const both = ofArticle.filter((c) => c.sentiment && c.sentiment.label === "negative" && c.reply && c.reply.label === "disagree");
    assert.equal(await found(page), both.length);
    await page.selectOption("label:has-text('Replies') select", "");
    await page.waitForFunction(() => !location.hash.includes("reply"));
    assert.equal(await found(page), document_.sentiment.classes[0].count);
    const word = both[0].excerpt.split(" ")[0];
    await page.fill("#search", word);
    const with_ = ofArticle.filter((c) => c.sentiment && c.sentiment.label === "negative" && c.excerpt.toLowerCase().includes(word.toLowerCase()));
    assert.equal(await found(page), with_.length);
    const again = await open(file + new URL(page.url()).hash);
    assert.equal(await found(again), with_.length);
    await again.click("a.chip");
    await again.waitForFunction(() => !location.hash.includes("sentiment"));
    assert.ok(await found(again) >= with_.length);
    await close(again);
    await go(page, "#sentiment=negative"); // of all articles
    assert.equal(await found(page), readJson(current, "site.json").sentiment.classes[0].count);
    await go(page, "#article=nothing");
    await page.waitForSelector("#articles");
    await close(page);
  });

  await t.test("filters the list, and keeps that in its address", async () => {
    const page = await open(file), { section } = largest;
    await page.selectOption("select[name=section]", section);
    assert.equal(await page.locator(TITLES).count(), rows.filter((row) => row.section === section).length);
    await page.click(TITLES);
    await page.waitForFunction(() => !document.getElementById("articles"));
    await page.goBack();
    await page.waitForSelector("#articles");
    assert.equal(await page.locator(TITLES).count(), rows.filter((row) => row.section === section).length);
    await go(page, "#flags=small");
    await page.waitForFunction((n) => document.querySelectorAll("#articles tbody tr").length === n, rows.filter((row) => row.flags.includes("small")).length);
    assert.ok((await texts(page, "#articles td.title")).every((text) => /S[TCVD]*$/.test(text) || /\bS/.test(text)));
    await go(page, "#sort=sentiment_mean_shrunk-up");
    const wanted = rows.toSorted((a, b) => a.sentiment_mean_shrunk - b.sentiment_mean_shrunk || (a.article_id < b.article_id ? -1 : 1)).map((row) => row.title || row.article_id);
    await page.waitForFunction((title) => document.querySelector("#articles td.title > a").textContent === title, wanted[0]);
    assert.deepEqual(await texts(page, TITLES), wanted);
    const links = await page.locator("#articles a.outside").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.deepEqual(links.sort(), rows.map((row) => row.url).filter(Boolean).sort());
    await close(page);
  });

  await t.test("gives people's labels as a file that tenor reads", async () => {
    const page = await open(`${file}#article=${largest.article_id}&comments=all`), labels = join(folder, "my-labels.ndjson");
    for (const nth of [0, 1, 2]) {
      const one = page.locator("#shown .comment:has(summary)").nth(nth);
      await one.locator("summary").click();
      await one.locator("select").first().selectOption(nth ? "positive" : "negative");
    }
    await page.locator("#shown .comment:has(summary)").nth(2).locator("select").first().selectOption(""); // taken back
    await page.reload(); // they stay
    const [file_] = await Promise.all([page.waitForEvent("download"), page.click("#labels button")]);
    assert.equal(file_.suggestedFilename(), "my-labels.ndjson");
    await file_.saveAs(labels);
    const given = readFileSync(labels, "utf8").trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(given.map((row) => row.sentiment).sort(), ["negative", "positive"]);
    for (const row of given) {
      const own = ofArticle.find((c) => c.id === row.id);
      assert.deepEqual([row.text, row.article_id, row.article_title, row.drawn], [own.excerpt, largest.article_id, largest.title, "chosen"]);
    }
    const samples = join(ROOT, "datasets", "samples", "sentiment.ndjson"), model = join(folder, "model");
    await tenor("train", "-q", "-C", "1", "--folds", "3", "--min-count", "1", "--task", "sentiment", "-o", model, samples, labels);
    assert.equal(readJson(model, "model.json").training.supporting, 2); // learnt from, judged by none
    const answers = join(ROOT, "datasets", "demo", "labels.ndjson"), calibrate = (of, to) => tenor("calibrate", "-q", "--models", MODELS, "--labels", of, "-o", join(folder, to));
    assert.equal(await calibrate(`${answers},${labels}`, "with"), await calibrate(answers, "without"));
    await close(page);
  });

  await t.test("sets this night beside the one before", async () => {
    const results = join(folder, "demo");
    const history = join(results, "history.ndjson"), now = JSON.parse(readFileSync(history, "utf8").trim().split("\n").pop()), before = (days) => new Date(Date.parse(now.finished_at) - days * 864e5).toISOString().slice(0, 19) + "Z";
    writeFileSync(history, [8, 1].map((days) => ({ ...now, run_id: `night ${days}`, started_at: before(days), finished_at: before(days), comments: 100 * days })).concat(now).map((row) => JSON.stringify(row) + "\n").join(""));
    await tenor("report", "--format", "html", "-o", join(folder, "nights.html"), results);
    const page = await open(join(folder, "nights.html")), table = page.locator("table:has(caption:text-is('Nights'))");
    assert.match(await table.locator("thead").textContent(), /A week before, .*The night before, .*This night, /);
    assert.deepEqual(await table.locator("tbody tr:has(th:text-is('Comments')) td").allTextContents(), ["800", "100", String(rows.reduce((n, row) => n + row.comments, 0))]);
    await close(page);
  });

  await t.test("shows differences, sections and weeks where a run has them, and nothing where not", async () => {
    const rich = join(folder, "rich.html"), difference = (estimate, q_value) => ({ estimate, low: estimate - 0.1, high: estimate + 0.1, p_value: q_value / 2, q_value, smallest_detectable: 0.2 });
    const group = (more) => ({ articles: 3, comments: 30, sentiment_negative: 0.3, sentiment_negative_low: 0.2, sentiment_negative_high: 0.4, reply_disagree: 0.3, reply_disagree_low: 0, reply_disagree_high: 0.9, ...more });
    writeFileSync(rich, html.replace(DATA, (_, start, text, end) => {
      const data = JSON.parse(text), [names] = data.rows, at = data.rows.findIndex((row) => row[0] === largest.article_id);
      for (const [name, value] of Object.entries({ difference: -0.3, difference_low: -0.4, difference_high: -0.2, difference_q: 0.01 })) data.rows[at][names.indexOf(`sentiment_${name}`)] = value;
      data.sections = [group({ section: largest.section, sentiment_difference: difference(-0.3, 0.01) }), group({ section: null, sentiment_difference: difference(0.05, 0.8) })];
      data.targets = [];
      data.periods = [1, 8, 15].map((n) => group({ period: "week", starts_at: `2024-04-${String(n).padStart(2, "0")}T00:00:00Z`, sentiment_difference: null }));
      data.documents[largest.article_id].sentiment.difference = difference(-0.3, 0.01);
      data.documents[largest.article_id].time.sentiment_trend = { comments: 100, change: difference(0.1, 0.5) };
      return start + JSON.stringify(data).replaceAll("<", "\\u003c") + end;
    }));
    const page = await open(rich), sections = page.locator("table:has(caption:has-text('Sections'))");
    assert.match(await page.locator("main .lead").textContent(), new RegExp(`Unlike the rest of the site: ${largest.title.slice(0, 10)}.*\\(\u22120\\.30\\)`));
    assert.deepEqual(await sections.locator("tbody tr:first-child").locator("th, td").allTextContents(), [largest.section, "3", "30", "30\u00a0%", "\u22120.30 (\u22120.40 to \u22120.20), beyond chance"]);
    assert.match(await sections.locator("tbody tr:last-child").textContent(), /^\(none\).*\+0\.05 \(\u22120\.05 to \+0\.15\)$/);
    assert.equal(await page.locator("table:has(caption:has-text('By when comments were written')) tbody tr").count(), 3);
    await page.click(`table:has(caption:has-text('Sections')) a`);
    await page.waitForSelector("#articles .lead");
    assert.equal(await page.locator(TITLES).count(), rows.filter((row) => row.section === largest.section).length);
    assert.deepEqual(await faultsOf(page), []);
    await go(page, `#article=${largest.article_id}`);
    await page.waitForFunction(() => !document.getElementById("articles"));
    const shown = await page.locator("main").textContent();
    assert.ok(shown.includes("Against the other articles: \u22120.30 (\u22120.40 to \u22120.20)."));
    assert.ok(shown.includes("changed by +0.10 (0.00 to +0.20), which may be chance: one of 0.20 would have shown."));
    await close(page);
  });

  await t.test("is a small file", () => assert.ok(Buffer.byteLength(html) < 2e6));

  await t.test("has a table behind every chart", async () => {
    const page = await open(`${file}#article=${largest.article_id}`);
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
    const page = await open(`${bare}#article=${largest.article_id}`);
    assert.equal(await page.locator("svg").count(), 0);
    assert.equal(await page.locator("details:has(table)").count(), 0); // unfolded
    assert.equal(await page.locator(".shares .fill").count(), 9);
    assert.equal(await page.locator("table:has-text('Over time (UTC)') tbody tr").count(), document_.time.buckets.length);
    assert.deepEqual(await faultsOf(page), []);
    await close(page);
  });

  await t.test("stays small in the browser with 20,000 articles", async (t) => {
    const large = join(folder, "large.html");
    writeFileSync(large, html.replace(DATA, (_, start, text, end) => {
      const data = JSON.parse(text);
      const [names, ...rows] = data.rows, own = { article_id: (n) => `copy ${n}`, title: (n) => `Article number ${n}` };
      data.rows = [names, ...Array.from({ length: 20000 }, (_, n) => rows[n % rows.length].map((value, i) => (own[names[i]] ? own[names[i]](n) : value)))];
      return start + JSON.stringify(data).replaceAll("<", "\\u003c") + end;
    }));
    const page = await open(large);
    assert.equal(await page.locator("#articles tbody tr").count(), 50);
    assert.equal(await page.locator(".pager [role=status]").textContent(), "page 1 of 400");
    await page.click("#articles th button:text-is('Article')");
    const first = await texts(page, TITLES);
    await page.click(".pager button:text-is('Next')");
    assert.equal(await page.locator(".pager [role=status]").textContent(), "page 2 of 400");
    assert.notDeepEqual(await texts(page, TITLES), first);
    const [sorted_ms, found_ms] = await page.evaluate(() => {
      const time = (act) => { const from = performance.now(); act(); return Math.round(performance.now() - from); };
      const search = document.getElementById("search");
      return [time(() => [...document.querySelectorAll("#articles th button")].find((b) => b.textContent === "Article").click()),
        time(() => { search.value = "number 1"; search.dispatchEvent(new Event("input")); })];
    });
    t.diagnostic(`20,000 articles: sorted by title in ${sorted_ms} ms, half of them found in ${found_ms} ms`);
    assert.ok(found_ms < 100, `${found_ms} ms`);
    await page.fill("#search", "number 19999");
    assert.deepEqual(await texts(page, TITLES), ["Article number 19999"]);
    await close(page);
  });

  for (const { name, ...look } of LOOKS) {
    await t.test(`can be read by all: ${name}`, async () => {
      const page = await open(file, look);
      for (const hash of ["#", `#article=${largest.article_id}`, `#article=${largest.article_id}&comments=all`]) {
        await go(page, hash);
        await page.waitForFunction(([overview, list]) => !!document.getElementById("articles") === overview && !!document.getElementById("shown") === list, [hash === "#", hash.includes("comments")]);
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
      await go(page, `#article=h${n}`);
      await page.waitForFunction((title) => document.title.startsWith(title), `tenor: ${HOSTILE[n].slice(0, 10).trim()}`);
      const shown = await page.locator("main h2").first().textContent();
      assert.ok(shown.trim() && !shown.includes("\u202e"), shown.slice(0, 80));
      assert.equal(await page.locator(made).count(), 0);
      if (n === 0) assert.deepEqual(await faultsOf(page), []); // of a megabyte axe would take minutes
      for (const view of ["", "&comments=all"]) {
        await go(page, `#article=h${n}${view}`);
        await page.waitForFunction((wanted) => document.querySelectorAll("#shown .comment").length === wanted, view ? 6 : 0);
        assert.equal(await page.locator(made).count(), 0);
        for (const look of LOOKS) {
          await page.setViewportSize(look.viewport);
          assert.equal(await overflow(page), 0, `article ${n}${view}, ${look.name}`);
        }
      }
    }
    await go(page, "#");
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
    assert.equal(await page.locator(".chart").count(), 2); // scores, and the drift of what both have
    await page.click(TITLES);
    await page.waitForFunction(() => document.querySelector("main h2").textContent === "constructor");
    assert.equal(await page.locator(".card .chart").count(), 1);
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
