"use strict";
/* The report's page: everything comes out of the element "data"; text only ever becomes text. */
const data = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");
const PAGE_ROWS = 50;
const view = { sort: "comments", down: true, search: "", page: 0 };
const FLAGS = {
  small: "Few comments: every figure here may be chance. Their intervals say so.",
  stance_target_is_title: "Stance is measured toward the article's title, for want of a target. It stands in no ranking.",
  low_coverage: "Many comments could not be scored: the model knows too few of their words.",
  one_voice: "One author's comments decide the figures: without them the mean would be another.",
  out_of_domain: "The comments use words that the model was not trained on: trust its labels less.",
};
const HEADS = { sentiment: "Sentiment", stance: "Stance", reply: "Replies to their parent" };
const COLUMNS = [
  ["title", "Article", false, ""], ["comments", "Comments", true, ""], ["sentiment_mean", "Sentiment", true, ""],
  ["sentiment_negative", "Negative", true, "wide"], ["sentiment_positive", "Positive", true, "wide"],
  ["stance_mean", "Stance", true, "wide"], ["reply_disagree", "Disagreeing", true, "wide"], ["published_at", "Published", false, "wide"],
];

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
  return made;
}
/* text of others: directions and controls stay within */
function foreign(text) { return element("bdi", {}, String(text).replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ")); }
const known = (x) => x !== null && x !== undefined;
const score = (x) => (known(x) ? (x > 0 ? "+" : x < 0 ? "\u2212" : "") + Math.abs(x).toFixed(2) : "\u2013");
const percent = (x) => (known(x) ? (100 * x).toFixed(0) + " %" : "\u2013");
const count = (x) => (known(x) ? Number(x).toLocaleString("en") : "\u2013");
const day = (x) => (known(x) ? x.slice(0, 10) : "\u2013");
function cell(column, row) {
  const value = row[column];
  if (column === "comments") return count(value);
  if (column.endsWith("_mean")) return score(value);
  return column.endsWith("_at") ? day(value) : percent(value);
}
function table(caption, heads, rows) {
  const numeric = heads.map(([, isNumber]) => isNumber);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, element("table", {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, heads.map(([name, isNumber]) => element("th", { scope: "col", class: isNumber ? "number" : null }, name)))),
    element("tbody", {}, rows.map((row) => element("tr", {}, row.map((value, i) => element(i ? "td" : "th", { scope: i ? null : "row", class: numeric[i] ? "number" : null }, value)))))));
}
/* ------------------------------------------------------------------ charts */

/* Specifications are the engine's, data stand where they say; colors are the style's. Without the
 * library `charts` the tables stand alone, unfolded. */
const hasCharts = typeof charts === "object";
const dark = matchMedia("(prefers-color-scheme: dark)");
const compiled = new Map(); // of this scheme, by name
let drawn = []; // on this page

function chartColors() {
  const style = getComputedStyle(document.documentElement), color = (name) => style.getPropertyValue("--" + name).trim();
  const axis = { labelColor: color("faint"), titleColor: color("faint"), gridColor: color("line"), domainColor: color("line"), tickColor: color("line"), titleFontWeight: "normal", labelFontSize: 12, titleFontSize: 12 };
  return {
    background: null, font: "system-ui, sans-serif", axis, view: { stroke: null }, padding: 2,
    range: { category: [color("low"), color("middle"), color("high")] },
    bar: { color: color("middle") }, rule: { color: color("ink") }, tick: { color: color("ink"), thickness: 1.5 },
    style: {
      interval: { color: color("ink"), strokeWidth: 1.5 }, label: { color: color("ink"), fontSize: 13 },
      volume: { color: color("middle"), opacity: .4 }, mood: { color: color("link"), strokeWidth: 2 }, disagreement: { color: color("low"), strokeWidth: 2 },
      cross: { color: color("link") }, before: { color: color("faint"), strokeWidth: 1.5 }, now: { color: color("link"), strokeWidth: 2 },
    },
  };
}
/* the points of a line have its color */
function withPoints(spec, config) {
  const color = (style) => (config.style[style] || {}).color;
  return { ...spec, layer: spec.layer && spec.layer.map((layer) => (layer.mark.point ? { ...layer, mark: { ...layer.mark, point: { color: color(layer.mark.style), size: 30, tooltip: true } } } : { ...layer, mark: { ...layer.mark, tooltip: true } })) };
}
/* Vega-Lite warns of every chart as wide as its column whose rows decide on its height */
const quiet = { level() { return this; }, error(...what) { console.error(...what); return this; }, warn() { return this; }, info() { return this; }, debug() { return this; } };
function specification(name) {
  if (!compiled.has(name)) {
    const config = chartColors(), spec = data.charts[name], tooltip = spec.mark ? { mark: { ...spec.mark, tooltip: true } } : {};
    compiled.set(name, charts.compile({ ...withPoints(spec, config), ...tooltip }, { config, logger: quiet }).spec);
  }
  return compiled.get(name);
}
function draw(chart) {
  if (chart.view) chart.view.finalize();
  const rows = chart.rows.map((row) => (row !== null && typeof row === "object" ? { ...row } : row)); // Vega marks the rows it is given
  chart.view = new charts.View(charts.parse(specification(chart.name), null, { ast: true }), { renderer: "svg", expr: charts.expressionInterpreter })
    .data(data.charts[chart.name].data.name, rows).initialize(chart.holder);
  chart.view.run();
}
function clearCharts() {
  for (const chart of drawn) if (chart.view) chart.view.finalize();
  drawn = [];
}
function rowsOf(name, root) { return data.charts[name].data.name.split(".").reduce((at, key) => (known(at) ? at[key] : null), root) || []; }
/* a chart of `root`'s figures with its table behind it */
function chart(name, root, note, asTable) {
  const rows = rowsOf(name, root);
  if (!hasCharts) return asTable || null;
  const holder = element("div", { "aria-hidden": "true" });
  drawn.push({ name, rows, holder });
  return element("figure", {}, element("div", { class: "chart", role: "img", "aria-label": data.charts[name].description }, holder),
    note ? element("figcaption", { class: "small faint" }, note) : null, asTable ? element("details", {}, element("summary", {}, "As a table"), asTable) : null);
}
dark.addEventListener("change", () => { compiled.clear(); drawn.forEach(draw); });

/* ------------------------------------------------------------------- heads */

const uncalibrated = (head) => (head && !head.calibrated ? "; shares are not calibrated for this site" : "");
function meter(share) { return known(share) ? element("meter", { min: 0, max: 1, value: share, "aria-label": percent(share) }) : ""; }
function histogramTable(head, name) {
  const { from, to, counts } = head.distribution.histogram, step = (to - from) / counts.length;
  return table(`${name}: comments by score`, [["Scores from", true], ["to", true], ["Comments", true]], counts.map((n, i) => [(from + i * step).toFixed(1), (from + (i + 1) * step).toFixed(1), count(n)]));
}
function classTable(head, name) {
  return table(`${name}: shares of ${count(head.count)} comments; intervals of ${percent(data.confidence)}${uncalibrated(head)}`,
    [["Class", false], ["Share", true], ["Interval", true]],
    head.classes.map((c) => [c.label, percent(c.share), `${percent(c.share_low)} to ${percent(c.share_high)}`]));
}
function shortTable(head, name) {
  return table(`${name}: shares${uncalibrated(head)}`, [["Class", false], ["Share", true], ["", false]], head.classes.map((c) => [c.label, percent(c.share), meter(c.share)]));
}
function headCard(root, name) {
  const head = root[name];
  if (!head || !head.count) return null;
  return element("section", { class: "card", "aria-label": HEADS[name] }, element("h3", {}, HEADS[name]),
    head.target ? element("p", { class: "small" }, "toward ", foreign(head.target)) : null,
    element("p", { class: "small" }, `mean ${score(head.score.mean)} (${score(head.score.mean_low)} to ${score(head.score.mean_high)})`),
    hasCharts ? chart(`${name}_shares`, root, `bars: shares, with their intervals${uncalibrated(head)}`, null) : shortTable(head, HEADS[name]),
    hasCharts ? chart(`${name}_scores`, root, "comments by their score, from \u22121 to 1", histogramTable(head, HEADS[name])) : null);
}

/* ---------------------------------------------------------------- overview */

function drift() {
  const before = data.before;
  if (!before) return null;
  const now = data.site, rows = [["Articles", count(before.articles), count(now.articles)], ["Comments", count(before.comments.count), count(now.comments.count)], ["Authors", count(before.comments.authors), count(now.comments.authors)]];
  for (const name of Object.keys(HEADS)) {
    if (!now[name] || !before[name]) continue;
    rows.push([`${HEADS[name]}, mean`, score(before[name].score.mean), score(now[name].score.mean)]);
    now[name].classes.forEach((c, i) => rows.push([`${HEADS[name]}, ${c.label}`, percent((before[name].classes[i] || {}).share), percent(c.share)]));
  }
  return [element("h2", {}, "Against the run before"), chart("drift", data, "shares with their intervals; blue, lower: this run; gray, upper: the run before", table("The run before and this one", [["Figure", false], ["Before", true], ["Now", true]], rows)), element("p", { class: "small faint" }, "Whether a difference is more than chance: tenor compare.")];
}
function wanted() {
  const search = view.search.toLocaleLowerCase(), rows = data.rows.filter((row) => !search || row.search.includes(search));
  const order = (a, b) => {
    const x = a[view.sort], y = b[view.sort];
    if (!known(x) || !known(y)) return known(x) ? -1 : known(y) ? 1 : 0;
    return (typeof x === "number" ? x - y : String(x).localeCompare(String(y), "en")) * (view.down ? -1 : 1);
  };
  return rows.sort((a, b) => order(a, b) || (a.article_id < b.article_id ? -1 : 1));
}
function articleLink(row) {
  return element("a", { href: "#/article/" + encodeURIComponent(row.article_id) }, foreign(row.title || row.article_id));
}
function fillTable() {
  const rows = wanted(), pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
  view.page = Math.min(view.page, pages - 1);
  const shown = rows.slice(view.page * PAGE_ROWS, (view.page + 1) * PAGE_ROWS);
  const turn = (by) => element("button", { type: "button", disabled: view.page + by < 0 || view.page + by >= pages, onclick: () => { view.page += by; fillTable(); } }, by < 0 ? "Previous" : "Next");
  const heads = COLUMNS.map(([column, name, isNumber, kind]) => element("th", { scope: "col", class: `${isNumber ? "number" : ""} ${kind}`, "aria-sort": view.sort === column ? (view.down ? "descending" : "ascending") : "none" },
    element("button", { type: "button", onclick: () => { view.down = view.sort === column ? !view.down : isNumber; view.sort = column; view.page = 0; fillTable(); document.querySelector(`#articles th[aria-sort$=ending] button`).focus(); } }, name)));
  document.getElementById("articles").replaceChildren(
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Articles" }, element("table", {}, element("caption", {}, `${count(rows.length)} article${rows.length === 1 ? "" : "s"}${uncalibrated(data.site.sentiment)}`), element("thead", {}, element("tr", {}, heads)),
      element("tbody", {}, shown.map((row) => element("tr", {}, COLUMNS.map(([column, , isNumber, kind]) => element("td", { class: `${isNumber ? "number" : column === "title" ? "title" : ""} ${kind}` }, column === "title" ? articleLink(row) : cell(column, row)))))))),
    element("p", { class: "pager" }, turn(-1), turn(1), element("span", { role: "status" }, `page ${view.page + 1} of ${pages}`)));
}
function overview() {
  const site = data.site, days = data.days;
  document.title = "tenor: the site";
  main.replaceChildren(...[
    element("p", {}, `${count(site.articles)} articles, ${count(site.comments.count)} comments by ${count(site.comments.authors)} known authors, ${count(site.comments.replies)} of them replies. ${count(site.comments.scored)} were scored.`),
    element("div", { class: "cards" }, Object.keys(HEADS).map((name) => headCard(site, name))),
    element("h2", { id: "list" }, "Articles"),
    element("div", { class: "tools" }, element("label", { for: "search" }, "Search"), element("input", { id: "search", type: "search", value: view.search, oninput: (event) => { view.search = event.target.value; view.page = 0; fillTable(); } })),
    element("div", { id: "articles" }),
    days.length > 1 ? [element("h2", {}, "By day of publication"), chart("days", data, "bars: comments; line: mean sentiment, from \u22121 to 1",
      table("By day of publication", [["Day", false], ["Comments", true], ["Mean sentiment", true]], days.map((d) => [d.day, count(d.comments), score(d.sentiment_mean)])))] : null,
    drift(), element("h2", {}, "All shares"), element("div", {}, Object.keys(HEADS).map((name) => (site[name] && site[name].count ? classTable(site[name], HEADS[name]) : null))),
  ].flat(2).filter(Boolean));
  fillTable();
  drawn.forEach(draw);
}

/* -------------------------------------------------------------- one article */

function part(title, ...children) { return element("section", {}, element("h2", {}, title), ...children); }
function words(terms) {
  const list = (title, rows) => (rows && rows.length ? element("div", {}, element("p", { class: "small" }, title), element("ul", { class: "words" }, rows.map((t) => element("li", {}, foreign(t.term), element("span", { class: "faint small" }, ` ${t.count}`))))) : null);
  if (!terms) return null;
  const lists = [list("unlike the rest of the site", terms.distinctive)];
  for (const head of ["sentiment", "stance"]) (terms[head] || []).forEach((c) => lists.push(list(`${c.label} comments`, c.terms)));
  return lists.some(Boolean) ? [element("h2", {}, "Words"), element("div", { class: "cards" }, lists.filter(Boolean).map((l) => element("div", { class: "card" }, l)))] : null;
}
function examples(document_) {
  const lists = (document_.examples && document_.examples.sentiment) || [];
  const shown = lists.filter((c) => c.representative.some((e) => e.excerpt));
  if (!shown.length) return null;
  return [element("h2", {}, "Examples"), element("div", { class: "cards" }, shown.map((c) => element("div", { class: "card" }, element("h3", {}, c.label), c.representative.filter((e) => e.excerpt).map((e) => element("blockquote", {}, foreign(e.excerpt), element("span", { class: "faint small" }, ` ${percent(e.p)}`))))))];
}
function crossTable(document_) {
  const cross = document_.sentiment_by_stance;
  if (!cross || !cross.count) return null;
  const columns = [...new Set(cross.cells.map((c) => c.stance))], rows = [...new Set(cross.cells.map((c) => c.sentiment))];
  const at = (row, column) => cross.cells.find((c) => c.sentiment === row && c.stance === column);
  return part("Sentiment by stance", chart("cross", document_, null, table("Comments by their sentiment (rows) and stance (columns)", [["", false], ...columns.map((c) => [c, true])], rows.map((r) => [r, ...columns.map((c) => count(at(r, c).count))]))),
    element("p", { class: "small faint" }, `Cram\u00e9r's V ${known(cross.cramers_v) ? cross.cramers_v.toFixed(2) : "\u2013"}, p ${known(cross.exact_p_value) ? cross.exact_p_value.toPrecision(2) : "\u2013"}`));
}
function timeCourse(document_) {
  const buckets = document_.time.buckets;
  if (buckets.length < 2) return null;
  return part("Over time", chart("time", document_, "bars: comments; line: mean sentiment, from \u22121 to 1",
    table("Over time (UTC)", [["From", false], ["Comments", true], ["Mean sentiment", true]], buckets.map((b) => [b.start.replace("T", " ").slice(0, 16), count(b.comments), score(b.sentiment_mean)]))));
}
function thread(document_) {
  const depths = document_.thread.depths.filter((d) => d.comments > 0);
  if (!depths.length) return null;
  return part("Thread", chart("depths", document_, "bars: comments; line: the share of labelled replies that disagree",
    table("Comments and disagreement by depth", [["Depth", false], ["Comments", true], ["Labelled replies", true], ["Disagree", true]], depths.map((d) => [String(d.depth) + (d.or_deeper ? " or deeper" : ""), count(d.comments), count(d.labelled_replies), percent(d.disagree_share)]))),
    element("p", { class: "small faint" }, `h-index ${count(document_.thread.h_index)}, longest exchange of two ${count(document_.thread.longest_exchange)}, reciprocity ${percent(document_.thread.reciprocity)}`));
}
function facts(row, document_) {
  const c = document_ ? document_.comments : row;
  const text = [`${count(document_ ? c.count : c.comments)} comments`, `${count(c.scored)} scored`, `${count(c.authors)} authors`, `${count(c.threads)} threads`, `${count(c.replies)} replies`];
  return element("p", {}, text.join(", "), known(row.published_at) ? `; published ${day(row.published_at)}` : "", row.section ? [", ", foreign(row.section)] : "");
}
function article(id) {
  const row = data.rows.find((r) => r.article_id === id), document_ = Object.hasOwn(data.documents, id) ? data.documents[id] : null;
  if (!row) { location.hash = "#/"; return; }
  document.title = `tenor: ${row.title || id}`;
  const flags = (row.flags || "").split(" ").filter(Boolean);
  main.replaceChildren(...[
    element("p", {}, element("a", { href: "#/" }, "All articles")), element("h2", {}, foreign(row.title || id)), facts(row, document_),
    flags.map((flag) => element("p", { class: "flag" }, FLAGS[flag] || flag)),
    document_ ? [element("div", { class: "cards" }, Object.keys(HEADS).map((name) => headCard(document_, name))), element("div", { class: "parts" }, timeCourse(document_), thread(document_), crossTable(document_)), words(document_.terms), examples(document_),
      element("h2", {}, "All shares"), Object.keys(HEADS).map((name) => (document_[name] && document_[name].count ? classTable(document_[name], HEADS[name]) : null))]
      : element("p", {}, "This page has no details of the article: its document stands in the results directory."),
  ].flat(3).filter(Boolean));
  drawn.forEach(draw);
}

function route() {
  const match = /^#\/article\/(.+)$/.exec(location.hash);
  let id = null;
  try { id = match ? decodeURIComponent(match[1]) : null; } catch { id = null; }
  clearCharts();
  if (id !== null) article(id); else overview();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}
for (const row of data.rows) row.search = [row.title, row.article_id, row.section, row.target].filter(Boolean).join(" ").toLocaleLowerCase();
window.addEventListener("hashchange", route);
route();
