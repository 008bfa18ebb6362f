"use strict";
/* The report's page: everything comes out of two elements of JSON; text only ever becomes text. What
 * is shown stands in the address, behind #: article=ID, then sentiment=negative and the like. */
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data"), comments = read("comments");
const [names, ...values] = data.rows; // of columns; then of each row
data.rows = values.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value])));
const main = document.getElementById("main");
const PAGE_ROWS = 50;
const HEADS = { sentiment: "Sentiment", stance: "Stance", reply: "Replies to their parent" };
const FLAGS = data.flags; // letter and meaning, as on the terminal
const MORE = { // of them, on an article's page
  small: "Every figure here may be chance.",
  stance_target_is_title: "Stance is measured toward the article's title, for want of a target. It stands in no ranking.",
  low_coverage: "Many comments could not be scored: the model knows too few of their words.",
  one_voice: "Without one author's comments the mean would be another.",
  out_of_domain: "The comments use words that the model was not trained on: trust its labels less.",
};
/* of a label: a word for its probability in percent, from so much up */
const LIKELY = [[90, "almost surely"], [75, "very likely"], [55, "probably"], [0, "perhaps"]];
/* of labels that are no word of a sentence about a comment */
const SAID = { none: "no stance", favor: "in favor", disagree: "disagrees", agree: "agrees" };

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [property, to] of Object.entries(value)) made.style.setProperty(property, to);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(9)) if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}
const known = (x) => x !== null && x !== undefined;
/* text of others: directions and controls stay within */
const clean = (text) => String(text).replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, " ");
function foreign(text) { return element("bdi", {}, clean(text)); }
const score = (x) => (known(x) ? (x >= 0.005 ? "+" : x <= -0.005 ? "\u2212" : "") + Math.abs(x).toFixed(2) : "\u2013");
const percent = (x) => (known(x) ? (100 * x).toFixed(0) + "\u00a0%" : "\u2013");
const count = (x) => (known(x) ? Number(x).toLocaleString("en") : "\u2013");
const many = (n, what) => `${count(n)} ${what}${n === 1 ? "" : "s"}`;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const day = (x) => (known(x) ? `${Number(x.slice(8, 10))} ${MONTHS[x.slice(5, 7) - 1]} ${x.slice(0, 4)}` : "\u2013");
const moment = (x) => (known(x) ? `${day(x)}, ${x.slice(11, 16)}` : "\u2013");
/* an interval that says nothing, of shares or (range 2) of scores: the rule is the engine's */
const vague = (low, high, range = 1) => known(low) && known(high) && high - low > data.too_uncertain * range;
const VAGUE = "too uncertain to say";
const between = (shown, low, high, range) => (!known(low) ? "" : vague(low, high, range) ? VAGUE : `${shown(low)} to ${shown(high)}`);

/* a difference of means, in words: with its interval, or what would have been seen */
const Z = 1.645; // of intervals of 90 %
const isBeyond = (d) => Boolean(d) && known(d.q_value) && d.q_value <= data.unusual_q;
function apart(d, short) {
  if (!d || !known(d.estimate)) return null;
  if (!known(d.low)) return `${score(d.estimate)}, of too few articles to say more`;
  return `${score(d.estimate)} (${score(d.low)} to ${score(d.high)})${isBeyond(d) ? (short ? ", beyond chance" : "") : short ? "" : !known(d.smallest_detectable) ? ", which may be chance" : `, which may be chance: one of ${score(d.smallest_detectable).slice(1)} would have shown`}`;
}

/* an address; what is null is left out */
const address = (wanted) => "#" + new URLSearchParams(Object.entries(wanted).filter(([, value]) => known(value) && value !== ""));
const held = (id) => (known(id) ? Object.hasOwn(comments, id) : Object.keys(comments).length > 0);
/* a link to comments, where they are on this page */
const opens = (text, wanted) => (held(wanted.article) ? element("a", { href: address(wanted) }, text) : text);

function table(caption, heads, rows) {
  const kind = heads.map(([, isNumber, more]) => [isNumber ? "number" : "", more || ""].join(" ").trim() || null);
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, element("table", {},
    element("caption", {}, caption),
    element("thead", {}, element("tr", {}, heads.map(([name], i) => element(name ? "th" : "td", { scope: name ? "col" : null, class: kind[i] }, name)))),
    element("tbody", {}, rows.map((row) => element("tr", {}, row.map((value, i) => element(i ? "td" : "th", { scope: i ? null : "row", class: kind[i] }, value)))))));
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
  const axis = { labelColor: color("faint"), titleColor: color("faint"), gridColor: color("line"), domainColor: color("line"), tickColor: color("line"), titleFontWeight: "normal", labelFontSize: 12, titleFontSize: 12, offset: 6, labelPadding: 4, titlePadding: 8, labelOverlap: true, labelSeparation: 10 };
  return {
    background: null, font: "system-ui, sans-serif", axis, view: { stroke: null }, padding: 2,
    range: { category: [color("low"), color("middle"), color("high")] },
    bar: { color: color("middle") }, rule: { color: color("ink") }, tick: { color: color("ink"), thickness: 1.5 },
    style: {
      interval: { color: color("ink"), strokeWidth: 1.5 }, label: { color: color("ink"), fontSize: 13 },
      volume: { color: color("middle"), opacity: .4 }, band: { color: color("link"), opacity: .18 }, mood: { color: color("link"), strokeWidth: 2 }, disagreement: { color: color("low"), strokeWidth: 2 },
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
  if (chart.pick) chart.view.addEventListener("click", (event, item) => { if (item && item.datum && item.mark.role === "mark") location.hash = chart.pick(item.datum); });
  chart.view.run();
}
function clearCharts() {
  for (const chart of drawn) if (chart.view) chart.view.finalize();
  drawn = [];
}
function rowsOf(name, root) { return data.charts[name].data.name.split(".").reduce((at, key) => (known(at) ? at[key] : null), root) || []; }
/* a chart of `root`'s figures with its table behind it; `pick`: the address that a mark's click opens */
function chart(name, root, note, asTable, pick) {
  const rows = rowsOf(name, root);
  if (!hasCharts) return asTable || null;
  const holder = element("div", { "aria-hidden": "true" });
  drawn.push({ name, rows, holder, pick });
  return element("figure", {}, element("div", { class: pick ? "chart picks" : "chart", role: "img", "aria-label": data.charts[name].description }, holder),
    note ? element("figcaption", { class: "small faint" }, note) : null, asTable ? element("details", {}, element("summary", {}, "As a table"), asTable) : null);
}
dark.addEventListener("change", () => { compiled.clear(); drawn.forEach(draw); });

/* ---------------------------------------------------------------- comments */

/* what the comments of a view have in common: a row a name in the address, with whether a comment is
 * one of them, and what the view is called */
const foldText = (text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}'\u2019]+/gu, " ")} `;
const VIEWS = {
  comments: [() => true, () => "all"],
  sentiment: [(c, v) => label(c, "sentiment") === v, (v) => v],
  stance: [(c, v) => label(c, "stance") === v, (v) => SAID[v] || v],
  reply: [(c, v) => label(c, "reply") === v, (v) => SAID[v] || `reply: ${v}`],
  scores: [(c, v) => inBin(c, ...v.split(",")), (v) => "score from " + v.split(",").slice(1).map(Number).map(score).join(" to ")],
  time: [(c, v) => known(c.created_at) && c.created_at >= v.split(",")[0] && c.created_at < v.split(",")[1], (v) => "written " + v.split(",").map(moment).join(" to ")],
  depth: [(c, v) => (v.endsWith("+") ? c.depth >= parseInt(v, 10) : c.depth === Number(v)), (v) => `depth ${v}`],
  word: [(c, v) => c.folded.includes(` ${v} `), (v) => `with \u201c${v}\u201d`],
  thread: [(c, v) => c.id === v || c.parent_id === v, () => "one comment and its replies"],
  q: [(c, v) => c.search.includes(v.toLocaleLowerCase()), (v) => `\u201c${v}\u201d`],
};
const ORDERS = {
  likes: ["most liked", (a, b) => (b.likes ?? -1) - (a.likes ?? -1)],
  replies: ["most replies", (a, b) => b.replies.length - a.replies.length],
  newest: ["newest", (a, b) => (b.created_at || "").localeCompare(a.created_at || "")],
  sure: ["surest label", (a, b) => (b.sentiment ? b.sentiment[1] : 0) - (a.sentiment ? a.sentiment[1] : 0)],
};
const label = (c, head) => (c[head] ? c[head][0] : null);
function inBin(c, head, from, to) {
  const value = c[head] ? c[head][2] : NaN;
  return value >= from && (value < to || (Number(to) === 1 && value <= 1));
}
const prepared = new Map();
/* an article's comments with their replies, depth, and text to search in */
function commentsOf(id) {
  if (prepared.has(id)) return prepared.get(id);
  const list = comments[id] || [], by = new Map(list.map((c) => [c.id, c]));
  for (const c of list) Object.assign(c, { article: id, replies: [], folded: foldText(c.excerpt || ""), search: (c.excerpt || "").toLocaleLowerCase() });
  for (const c of list) {
    c.parent = by.get(c.parent_id) || null;
    if (c.parent) c.parent.replies.push(c);
    c.depth = 0;
    for (let at = c.parent, seen = new Set(); at && !seen.has(at); at = by.get(at.parent_id)) { seen.add(at); c.depth++; }
    for (const head of Object.keys(HEADS)) if (c[head] === null) delete c[head];
  }
  prepared.set(id, list);
  return list;
}
const rowOf = new Map(data.rows.map((row) => [row.article_id, row]));
const titleOf = (id) => (rowOf.get(id) && rowOf.get(id).title) || id;
const likely = (p) => LIKELY.find(([from]) => p >= from)[1];
/* text with the words marked that spoke for the label */
function marked(c, head) {
  const words = (c[head] && c[head][3]) || [], text = clean(c.excerpt || "");
  if (!words.length) return element("bdi", {}, text);
  const pattern = words.map((word) => { const w = word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"); return /^[\p{L}\p{N}]/u.test(word) ? `(?<![\\p{L}\\p{N}])${w}(?![\\p{L}\\p{N}])` : w; });
  return element("bdi", {}, text.split(new RegExp(`(${pattern.join("|")})`, "u")).map((piece, i) => (i % 2 ? element("mark", {}, piece) : piece)));
}
function comment(c, head, note) {
  const tells = (name) => c[name] && (name === "sentiment" || name === head || (place(name, label(c, name)) !== "middle" && (name !== "stance" || isAimed(c.article))));
  const labels = Object.keys(HEADS).filter(tells).map((name) => element("span", { class: `label ${place(name, label(c, name))}`, title: `${HEADS[name]}: probability ${c[name][1]} %` }, `${likely(c[name][1])} ${VIEWS[name][1](label(c, name))}`));
  const facts = [known(c.likes) ? many(c.likes, "like") : null, c.replies.length ? element("a", { href: address({ article: c.article, thread: c.id }) }, c.replies.length === 1 ? "1 reply" : `${c.replies.length} replies`) : null, c.created_at ? moment(c.created_at) : null, note].filter(Boolean);
  return element("div", { class: "comment" }, element("p", { dir: "auto" }, known(c.excerpt) ? marked(c, head) : element("span", { class: "faint" }, "deleted")),
    element("p", { class: "small" }, labels, c.unscored ? element("span", { class: "faint" }, `not scored: ${c.unscored.replace("_", " ")}`) : null, facts.map((fact) => element("span", { class: "fact" }, fact))),
    c.unscored ? null : correction(c));
}
const isAimed = (id) => known(rowOf.get(id)) && ["article", "option"].includes(rowOf.get(id).target_source);
const classesOf = (head) => (data.site[head] ? data.site[head].classes.map((c) => c.label) : []);
function place(head, name) {
  const all = classesOf(head), at = all.indexOf(name);
  return at === 0 ? "low" : at === all.length - 1 ? "high" : "middle";
}

/* people's labels: kept for this run in the browser, if it lets a page keep anything */
const KEY = `tenor-labels-${data.site.results_id}`;
let corrected = {}; // by article and comment, of each head
try { corrected = JSON.parse(localStorage.getItem(KEY)) || {}; } catch { corrected = {}; }
const keyOf = (c) => JSON.stringify([c.article, c.id]);
function correct(c, head, value) {
  const own = { ...corrected[keyOf(c)], [head]: value || undefined };
  if (Object.values(own).some(Boolean)) corrected[keyOf(c)] = own; else delete corrected[keyOf(c)];
  try { localStorage.setItem(KEY, JSON.stringify(corrected)); } catch { /* this page remembers */ }
  fillLabels();
}
function correction(c) {
  const own = corrected[keyOf(c)] || {};
  return element("details", { class: "correct", open: Object.keys(own).length > 0 }, element("summary", {}, "Wrong label?"), Object.keys(HEADS).filter((head) => c[head] && (head !== "stance" || isAimed(c.article))).map((head) =>
    element("label", {}, head === "reply" ? "Toward its parent " : `${HEADS[head]} `, element("select", { onchange: (event) => correct(c, head, event.target.value) }, element("option", { value: "" }, "\u2013"),
      classesOf(head).map((name) => element("option", { value: name, selected: own[head] === name }, name))))));
}
/* rows as tenor sample writes them; "chosen": they are no random sample, so nobody counts with them */
function labelRows() {
  return Object.entries(corrected).flatMap(([key, own]) => {
    const [article_id, id] = JSON.parse(key), c = commentsOf(article_id).find((one) => one.id === id), row = rowOf.get(article_id);
    return c && row ? [{ id, article_id, parent_id: c.parent_id, article_title: row.title, target: row.target, parent_text: c.parent ? c.parent.excerpt : undefined, text: c.excerpt, ...own, drawn: "chosen" }] : [];
  });
}
function download() {
  const file = new Blob(labelRows().map((row) => JSON.stringify(row) + "\n"), { type: "application/x-ndjson" }), url = URL.createObjectURL(file);
  element("a", { href: url, download: "my-labels.ndjson" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
function fillLabels() {
  const at = document.getElementById("labels"), n = labelRows().length;
  if (at) at.replaceChildren(...(n ? [`Labels of yours on ${many(n, "comment")}. `, element("button", { type: "button", onclick: download }, "Download my labels"), " for tenor train"] : []));
}

function commentsView(asked) {
  const id = known(asked.article) && rowOf.has(asked.article) ? asked.article : null, wanted = Object.keys(VIEWS).filter((name) => known(asked[name]));
  const pool = known(id) ? commentsOf(id) : Object.keys(comments).flatMap(commentsOf);
  const head = ["sentiment", "stance"].find((name) => asked[name]) || (asked.scores || "").split(",")[0] || "sentiment";
  const order = Object.hasOwn(ORDERS, asked.order) ? asked.order : "likes";
  const list = element("div", { id: "shown" }), status = element("p", { role: "status" });
  const fill = () => {
    const found = pool.filter((c) => wanted.every((name) => name === "q" || VIEWS[name][0](c, asked[name])) && (!asked.q || VIEWS.q[0](c, asked.q)))
      .sort((a, b) => ORDERS[order][1](a, b) || (a.id < b.id ? -1 : 1));
    const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS)), at = Math.min(Math.max(Number(asked.page) || 1, 1), pages);
    const turn = (by, name) => (at + by < 1 || at + by > pages ? null : element("a", { href: address({ ...asked, page: at + by }) }, name));
    status.replaceChildren(`${many(found.length, "comment")} of ${count(pool.length)}${pages > 1 ? `, page ${at} of ${pages}` : ""}`);
    list.replaceChildren(...found.slice((at - 1) * PAGE_ROWS, at * PAGE_ROWS).map((c) => comment(c, head, known(id) ? null : articleLink(rowOf.get(c.article)))),
      element("p", { class: "pager" }, turn(-1, "Previous"), turn(1, "Next")));
  };
  const choose = (name, title, options) => element("label", {}, `${title} `, element("select", { onchange: (event) => { location.hash = address({ ...asked, [name]: event.target.value, page: null }); } },
    options.map(([value, text]) => element("option", { value, selected: (asked[name] || "") === value }, text))));
  const total = known(id) ? rowOf.get(id).comments : data.site.comments.count;
  document.title = `tenor: comments${known(id) ? ` on ${titleOf(id)}` : ""}`;
  main.replaceChildren(
    element("p", { class: "crumbs" }, element("a", { href: "#" }, "All articles"), known(id) ? [" \u203a ", articleLink(rowOf.get(id))] : null),
    element("h2", {}, known(id) ? ["Comments on ", foreign(titleOf(id))] : "Comments of all articles"),
    element("div", { class: "tools" }, wanted.filter((name) => name !== "q" && name !== "comments").map((name) =>
      element("a", { class: "chip", href: address({ ...asked, [name]: null, page: null, comments: "all" }), "aria-label": `without ${VIEWS[name][1](asked[name])}` }, VIEWS[name][1](asked[name]), " \u00d7"))),
    element("div", { class: "tools" }, element("label", {}, "Search ", element("input", { id: "search", type: "search", value: asked.q || "", oninput: (event) => { asked = { ...asked, q: event.target.value, page: null }; history.replaceState(null, "", address({ comments: "all", ...asked })); fill(); } })),
      Object.keys(HEADS).filter((name) => pool.some((c) => c[name]) && (name !== "stance" || !known(id) || isAimed(id))).map((name) => choose(name, HEADS[name].split(" ")[0], [["", "all"], ...classesOf(name).map((c) => [c, c])])),
      choose("order", "Order", Object.entries(ORDERS).map(([value, [text]]) => [value, text]))),
    pool.length < total ? element("p", { class: "small faint" }, `This page holds ${count(pool.length)} of ${count(total)} comments${known(id) ? ", drawn at random" : ""}.`) : "",
    asked.word ? element("p", { class: "small faint" }, "Of long comments only the beginning is here: a word may stand further on.") : "",
    element("p", { id: "labels" }), status, list,
    element("p", { class: "small faint" }, `Marked: the words that spoke most for the label (${head}). How sure a label is: ${LIKELY.map(([from, word]) => `${word}${from ? `, from ${from} %` : ""}`).join("; ")}.`));
  fill();
  fillLabels();
}

/* of both sides the most liked, and comments whose replies disagree */
function exchanges(id, document_) {
  if (!held(id)) return null;
  const list = commentsOf(id), first = classesOf("reply")[0];
  const liked = (head) => { const names = classesOf(head); return [names[0], names[names.length - 1]].map((name) => [name, list.filter((c) => label(c, head) === name && known(c.likes)).sort((a, b) => ORDERS.likes[1](a, b) || (a.id < b.id ? -1 : 1)).slice(0, 3)]); };
  const head = isAimed(id) && liked("stance").every(([, of]) => of.length) ? "stance" : "sentiment", sides = liked(head), unsure = (of) => of.every((c) => c[head][1] < 55);
  const against = (c) => c.replies.filter((r) => label(r, "reply") === first);
  const divisive = list.filter((c) => known(c.excerpt) && against(c).length).sort((a, b) => against(b).length - against(a).length || ORDERS.likes[1](a, b) || (a.id < b.id ? -1 : 1)).slice(0, 3);
  return [
    sides.every(([, of]) => of.length) ? [element("h2", {}, head === "stance" ? ["Pro and contra: ", foreign(document_.stance.target)] : "Both sides"), element("p", { class: "small faint" }, `the most liked of each label${sides.some(([, of]) => unsure(of)) ? "; the model is sure of few of them: correct it where it is wrong" : ""}`),
      element("div", { class: "sides" }, sides.map(([name, of]) => element("section", { class: "card", "aria-label": name }, element("h3", {}, opens(name, { article: id, [head]: name })), of.map((c) => comment(c, head)))))] : null,
    divisive.length ? [element("h2", {}, "Exchanges"), element("p", { class: "small faint" }, "comments with the most replies that disagree"),
      element("div", { class: "cards" }, divisive.map((c) => element("div", { class: "card" }, comment(c, "sentiment"), element("div", { class: "replies" }, against(c).sort(ORDERS.likes[1]).slice(0, 3).map((r) => comment(r, "sentiment"))))))] : null,
  ];
}

/* ------------------------------------------------------------------- heads */

const uncalibrated = (head) => (head && !head.calibrated ? "; not calibrated for this site" : "");
function histogramTable(head, name, id) {
  const { from, to, counts } = head.distribution.histogram, step = (to - from) / counts.length, edge = (i) => (from + i * step).toFixed(1);
  return table(`${HEADS[name]}: comments by score`, [["Scores from", true], ["to", true], ["Comments", true]], counts.map((n, i) => [edge(i), edge(i + 1), n ? opens(count(n), { article: id, scores: [name, edge(i), edge(i + 1)] }) : "0"]));
}
function classTable(head, name) {
  return table(`${HEADS[name]}: ${many(head.count, "scored comment")}; intervals of ${percent(data.confidence)}${uncalibrated(head)}`,
    [["Class", false], ["Labelled", true], ["Share", true], ["Interval", true]],
    head.classes.map((c) => [c.label, count(c.count), percent(c.share), between(percent, c.share_low, c.share_high)]));
}
const left = (share) => `${Math.min(Math.max(100 * share, 0), 100)}%`;
/* a bar with its interval; `blurred`: where that says nothing, of the labels given alone */
function shareBar(c, kind, blurred) {
  return element("span", { class: `track ${blurred ? "blurred" : ""}` }, element("span", { class: `fill ${kind}`, style: { width: left(blurred ? c.counted : c.share) } }),
    blurred || !known(c.share_low) ? null : element("span", { class: "whisker", style: { left: left(c.share_low), width: left(c.share_high - c.share_low) } }));
}
function headCard(root, name, id) {
  const head = root[name];
  if (!head || !head.count) return null;
  const blurred = head.classes.some((c) => vague(c.share_low, c.share_high)), { mean, mean_low, mean_high } = head.score;
  return element("section", { class: "card", "aria-label": HEADS[name] }, element("h3", {}, HEADS[name]),
    head.target ? element("p", { class: "small" }, "toward ", foreign(head.target)) : null,
    element("div", { class: "shares" }, head.classes.map((c) => [element("span", {}, opens(c.label, { article: id, [name]: c.label })), shareBar(c, place(name, c.label), blurred), element("span", { class: "number" }, blurred ? count(c.count) : percent(c.share))])),
    element("p", { class: "small faint" }, blurred ? `Labels given, of ${count(head.count)}. What share it really is: ${VAGUE}${head.calibrated ? "" : " until labels of yours calibrate the model"}.` : `Shares of ${many(head.count, "comment")}; the line is where they lie with ${percent(data.confidence)}${uncalibrated(head)}.`),
    element("p", { class: "small faint" }, `Mean score, from \u22121 to 1: ${vague(mean_low, mean_high, 2) ? VAGUE : score(mean) + (known(mean_low) ? `, ${between(score, mean_low, mean_high)}` : "")}.`),
    apart(head.difference) ? element("p", { class: isBeyond(head.difference) ? "small" : "small faint" }, `Against the other articles: ${apart(head.difference)}.`) : null,
    hasCharts ? chart(`${name}_scores`, root, "comments by their score", histogramTable(head, name, id), held(id) ? (d) => address({ article: id, scores: [name, d.from.toFixed(1), d.to.toFixed(1)] }) : null) : null);
}

/* ---------------------------------------------------------------- overview */

/* the few sentences that a reader takes along */
function lead() {
  const rows = data.rows.filter((row) => !(row.flags || "").includes("small")), most = (key, sign) => rows.filter((row) => known(row[key])).sort((a, b) => sign * (b[key] - a[key]))[0];
  const lowest = most("sentiment_mean_shrunk", -1), highest = most("sentiment_mean_shrunk", 1), divided = most("sentiment_polarization", 1), unlike = data.rows.filter(isUnlike).sort((a, b) => unlikeQ(a) - unlikeQ(b));
  const named = (title, row) => (row ? [` ${title}: `, articleLink(row), unlike.includes(row) ? "." : " (it may be chance)."] : null);
  return element("p", { class: "lead" }, `Readers of ${many(data.site.articles, "article")} wrote ${many(data.site.comments.count, "comment")}.`,
    rows.length > 1 ? [among.differ === false ? " Articles do not differ in mean sentiment." : lowest !== highest ? [named("Most negative", lowest), named("Most positive", highest)] : null, divided ? [" Most divided: ", articleLink(divided), "."] : null,
      unlike.length ? [" Unlike the rest of the site: ", unlike.slice(0, 3).map((row, i) => [i ? ", " : "", articleLink(row), known(row.sentiment_difference) ? ` (${score(row.sentiment_difference)})` : ""]), unlike.length > 3 ? ` and ${unlike.length - 3} more.` : "."] : " Unlike the rest of the site beyond chance: none."] : null);
}
const FIGURES = [["sentiment_negative", "Negative", 1], ["sentiment_positive", "Positive", 1], ["sentiment_mean", "Mean sentiment", 2], ["reply_disagree", "Replies that disagree", 1]];
/* this night, the one before, and the last one that is a week older */
function nights() {
  const all = data.history, at = all.findIndex((row) => row.run_id === data.run.run_id), now = all[at];
  if (at < 1) return null;
  const time = (row) => Date.parse(row.finished_at), week = all.slice(0, at).filter((row) => time(now) - time(row) > 6.5 * 864e5).pop();
  const columns = [...(week ? [["A week before", week]] : []), ["The night before", all[at - 1]], ["This night", now]];
  const figure = (row, key, range) => { const low = row[`${key}_low`], high = row[`${key}_high`]; return known(row[key]) ? (vague(low, high, range) ? VAGUE : (range === 2 ? score : percent)(row[key])) : "\u2013"; };
  const shown = all.slice(0, at + 1).map((row) => (vague(row.sentiment_mean_low, row.sentiment_mean_high, 2) ? { ...row, sentiment_mean_low: null, sentiment_mean_high: null } : row));
  return [element("h2", {}, "Night over night"), table("Nights", [["", false], ...columns.map(([name, row]) => [`${name}, ${day(row.finished_at)}`, true])],
    [["Articles", ...columns.map(([, row]) => count(row.articles))], ["Comments", ...columns.map(([, row]) => count(row.comments))], ...FIGURES.map(([key, name, range]) => [name, ...columns.map(([, row]) => figure(row, key, range))])]),
    new Set(shown.map((row) => row.finished_at.slice(0, 10))).size > 2 ? chart("nights", { history: shown }, "mean sentiment of each night, with its interval where it says something", null) : null];
}
/* roll-ups: of sections and targets, against the rest of the site; of weeks (of days, where there are
 * few weeks), against the one before */
const ROLLUPS = { sections: ["Sections", "section", "the rest of the site"], targets: ["Targets", "target", "the rest of the site"], periods: ["By when comments were written", "starts_at", "the one before"] };
function rollup(name) {
  const [title, key, against] = ROLLUPS[name], all = data[name] || [], weeks = all.filter((row) => row.period === "week");
  const rows = name !== "periods" ? all.slice(0, 30) : (weeks.length > 2 ? weeks : all.filter((row) => row.period === "day")).slice(-12);
  if (rows.length < 2) return null;
  const named = (row) => (name === "periods" ? (row.period === "week" ? `week of ${day(row[key])}` : day(row[key])) : known(row[key]) ? element("a", { href: address({ [key]: row[key] }) }, foreign(row[key])) : "(none)");
  const blurred = (row, of) => vague(row[`${of}_low`], row[`${of}_high`]), share = (row, of) => (blurred(row, of) ? VAGUE : percent(row[of]));
  const shares = [["sentiment_negative", "Negative"], ["reply_disagree", "Disagreeing"]].filter(([of]) => rows.some((row) => known(row[of]) && !blurred(row, of)));
  return [element("h2", {}, title), table(`${title}${all.length > rows.length && name !== "periods" ? `, the ${rows.length} with the most comments` : ""}; difference of the mean sentiment from ${against}, with its interval`,
    [["", false], ...(name === "periods" ? [] : [["Articles", true, "wide"]]), ["Comments", true], ...shares.map(([, title]) => [title, true, "wide"]), ["Difference", false]],
    rows.map((row) => [named(row), ...(name === "periods" ? [] : [count(row.articles)]), count(row.comments), ...shares.map(([of]) => share(row, of)), element("span", { class: isBeyond(row.sentiment_difference) ? "beyond" : "faint" }, apart(row.sentiment_difference, true) || "\u2013")]))];
}
/* of a list's section and target: what their own rows say */
function groups(asked) {
  return ["sections", "targets"].map((name) => (data[name] || []).find((row) => known(asked[ROLLUPS[name][1]]) && row[ROLLUPS[name][1]] === asked[ROLLUPS[name][1]])).filter(Boolean).map((row) =>
    element("p", { class: "lead" }, foreign(row.section ?? row.target), `: ${many(row.articles, "article")}, ${many(row.comments, "comment")}`, apart(row.sentiment_difference) ? `; mean sentiment against the rest of the site ${apart(row.sentiment_difference)}.` : "."));
}
function drift() {
  const before = data.before;
  if (!before) return null;
  const now = data.site, rows = [["Articles", count(before.articles), count(now.articles)], ["Comments", count(before.comments.count), count(now.comments.count)], ["Authors", count(before.comments.authors), count(now.comments.authors)]];
  for (const name of Object.keys(HEADS)) {
    if (!now[name] || !before[name]) continue;
    rows.push([`${HEADS[name]}, mean`, score(before[name].score.mean), score(now[name].score.mean)]);
    now[name].classes.forEach((c, i) => rows.push([`${HEADS[name]}, ${c.label}`, percent((before[name].classes[i] || {}).share), percent(c.share)]));
  }
  const drawn = data.drift.map((row) => ({ ...row, ...(vague(row.before_low, row.before_high) ? { before_low: null, before_high: null } : {}), ...(vague(row.now_low, row.now_high) ? { now_low: null, now_high: null } : {}) }));
  return [element("h2", {}, "Against the run before"), chart("drift", { drift: drawn }, "shares with their intervals, where these say something; blue, lower: this run; gray, upper: the run before", table("The run before and this one", [["Figure", false], ["Before", true], ["Now", true]], rows)), element("p", { class: "small faint" }, "Whether a difference is more than chance: tenor compare.")];
}

const vagueReplies = (row) => vague(row.reply_disagree_low, row.reply_disagree_high);
/* the list: columns with their kind, and what it is filtered by */
const COLUMNS = [
  ["title", "Article", "title"], ["comments", "Comments", "number"], ["sentiment_mean_shrunk", "Sentiment", "middle"],
  ["sentiment_negative", "\u2212 . +", "wide"], ["reply_disagree", "Disagreeing", "number wide"], ["published_at", "Published", "wide"],
].filter(([name]) => name !== "reply_disagree" || data.rows.some((row) => known(row.reply_disagree) && !vagueReplies(row)));
const LIST_FILTERS = { section: "Section", target: "Target", flags: "Flag" };
const valuesOf = (row, name) => (name === "flags" ? (row.flags || "").split(" ") : name === "target" && !isAimed(row.article_id) ? [] : [row[name]]).filter(Boolean);
const meanOf = (row) => { const key = known(row.sentiment_mean_shrunk) ? "sentiment_mean_shrunk" : "sentiment_mean"; return [row[key], row[`${key}_low`], row[`${key}_high`]]; }; // of few articles nothing is drawn anywhere
const scale = data.rows.reduce((most, row) => { const [, low, high] = meanOf(row); return vague(low, high, 2) ? most : Math.max(most, Math.abs(low || 0), Math.abs(high || 0)); }, 0.1);
/* shares of articles are as vague as those of the whole */
const vagueSite = Boolean(data.site.sentiment) && data.site.sentiment.classes.some((c) => vague(c.share_low, c.share_high));
const among = (data.site.sentiment && data.site.sentiment.between_articles) || {}, centre = among.mean ?? null; // of the articles' means
const unlikeQ = (row) => row.sentiment_difference_q ?? row.sentiment_unusual_q ?? 1;
const isUnlike = (row) => unlikeQ(row) <= data.unusual_q;
/* on the axis of all articles: the mean as drawn toward the other articles', its interval, the middle of all */
function whisker(row) {
  const [mean, low, high] = meanOf(row), at = (x) => left((x / scale + 1) / 2);
  if (!known(mean)) return "\u2013";
  if (vague(low, high, 2)) return VAGUE;
  return element("span", { class: "axis", role: "img", "aria-label": `${score(mean)}, ${between(score, low, high, 2)}` }, known(centre) ? element("span", { class: "zero", style: { left: at(centre) } }) : null,
    known(low) ? element("span", { class: "whisker", style: { left: at(low), width: `${50 * (high - low) / scale}%` } }) : null, element("span", { class: `dot ${isUnlike(row) ? ((row.sentiment_difference ?? mean - centre) < 0 ? "low" : "high") : "middle"}`, style: { left: at(mean) } }));
}
function stack(row) {
  const parts = [["low", row.sentiment_negative], ["middle", row.sentiment_neutral], ["high", row.sentiment_positive]].filter(([, share]) => known(share));
  return parts.length ? element("span", { class: vagueSite ? "track blurred" : "track", role: "img", "aria-label": parts.map(([, share]) => percent(share)).join(", ") }, parts.map(([kind, share]) => element("span", { class: `part ${kind}`, style: { width: left(share) } }))) : "\u2013";
}
function articleLink(row) {
  const title = clean(row.title || row.article_id);
  return element("a", { href: address({ article: row.article_id }) }, foreign(title.length > 140 ? title.slice(0, 139).replace(/[\ud800-\udbff]$/, "") + "\u2026" : title));
}
function outside(row) { return /^https?:\/\//i.test(row.url || "") ? element("a", { class: "outside small", href: row.url, rel: "noreferrer noopener", "aria-label": `read ${clean(row.title || row.article_id)}` }, "read") : null; }
const CELLS = {
  title: (row) => [articleLink(row), " ", outside(row), valuesOf(row, "flags").map((flag) => element("abbr", { class: "flag-letter", title: FLAGS[flag] ? FLAGS[flag][1] : flag }, (FLAGS[flag] || [flag])[0]))],
  comments: (row) => count(row.comments), sentiment_mean_shrunk: whisker, sentiment_negative: stack, reply_disagree: (row) => (vagueReplies(row) ? VAGUE : percent(row.reply_disagree)), published_at: (row) => day(row.published_at),
};
function wanted(asked) {
  const search = (asked.q || "").toLocaleLowerCase(), filters = Object.keys(LIST_FILTERS).filter((name) => asked[name]), [by, down] = orderOf(asked);
  const order = (a, b) => {
    const x = a[by], y = b[by];
    if (!known(x) || !known(y)) return known(x) ? -1 : known(y) ? 1 : 0;
    return (typeof x === "number" ? x - y : String(x).localeCompare(String(y), "en")) * (down ? -1 : 1);
  };
  return data.rows.filter((row) => (!search || row.search.includes(search)) && filters.every((name) => valuesOf(row, name).includes(asked[name]))).sort((a, b) => order(a, b) || (a.article_id < b.article_id ? -1 : 1));
}
function orderOf(asked) {
  const [by, way] = (asked.sort || "comments-down").split("-");
  return CELLS[by] ? [by, way === "down"] : ["comments", true];
}
function overview(asked) {
  const days = data.days, list = element("div", { id: "articles" });
  const go = (changes) => { asked = { ...asked, page: null, ...changes }; history.replaceState(null, "", address(asked)); fill(); };
  const fill = () => {
    const rows = wanted(asked), pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS)), at = Math.min(Math.max(Number(asked.page) || 1, 1), pages), [by, down] = orderOf(asked);
    const shown = rows.slice((at - 1) * PAGE_ROWS, at * PAGE_ROWS), letters = Object.keys(FLAGS).filter((flag) => shown.some((row) => valuesOf(row, "flags").includes(flag)));
    const turn = (to, name) => element("button", { type: "button", disabled: to < 1 || to > pages, onclick: () => go({ page: to }) }, name);
    const sort = (column, kind) => { const first = kind.includes("number") || kind === "wide"; go({ sort: `${column}-${(by === column ? !down : first) ? "down" : "up"}` }); list.querySelector("th[aria-sort$=ending] button").focus(); };
    list.replaceChildren(...groups(asked),
      element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Articles" }, element("table", {}, element("caption", {}, `${many(rows.length, "article")}${uncalibrated(data.site.sentiment)}`),
        element("thead", {}, element("tr", {}, COLUMNS.map(([column, name, kind]) => element("th", { scope: "col", class: kind, "aria-sort": by === column ? (down ? "descending" : "ascending") : "none" }, element("button", { type: "button", onclick: () => sort(column, kind) }, name))))),
        element("tbody", {}, shown.map((row) => element("tr", {}, COLUMNS.map(([column, , kind]) => element("td", { class: kind }, CELLS[column](row)))))))),
      element("p", { class: "small faint" }, "Sentiment: an article's mean score with its interval, the fewer comments the more it is drawn toward the other articles'; upright: their middle; in color: unlike the others beyond chance. \u2212 . +: negative, neutral, positive.", letters.map((flag) => ` ${FLAGS[flag][0]}: ${FLAGS[flag][1]}.`)),
      element("p", { class: "pager" }, turn(at - 1, "Previous"), turn(at + 1, "Next"), element("span", { role: "status" }, `page ${at} of ${pages}`)));
  };
  const choice = (name) => {
    const values = [...new Set(data.rows.flatMap((row) => valuesOf(row, name)))].sort((a, b) => a.localeCompare(b, "en"));
    return values.length && values.length <= 300 ? element("label", {}, `${LIST_FILTERS[name]} `, element("select", { name, onchange: (event) => go({ [name]: event.target.value }) }, element("option", { value: "" }, "all"),
      values.map((value) => element("option", { value, selected: asked[name] === value }, name === "flags" && FLAGS[value] ? FLAGS[value][1] : clean(value).slice(0, 60))))) : null;
  };
  document.title = "tenor: the site";
  main.replaceChildren(...[
    lead(), element("h2", {}, "All comments"), element("div", { class: "cards" }, Object.keys(HEADS).map((name) => headCard(data.site, name, null))),
    element("h2", { id: "list" }, "Articles"),
    element("div", { class: "tools" }, element("label", {}, "Search ", element("input", { id: "search", type: "search", value: asked.q || "", oninput: (event) => go({ q: event.target.value }) })), Object.keys(LIST_FILTERS).map(choice)),
    list, Object.keys(ROLLUPS).map(rollup), nights(),
    days.length > 1 ? [element("h2", {}, "By day of publication"), chart("days", data, "bars: comments; line: mean sentiment, from \u22121 to 1",
      table("By day of publication", [["Day", false], ["Comments", true], ["Mean sentiment", true]], days.map((d) => [day(d.day), count(d.comments), score(d.sentiment_mean)])))] : null,
    drift(), element("h2", {}, "All shares"), allShares(data.site), leftOut(),
  ].flat(9).filter(Boolean));
  fill();
  drawn.forEach(draw);
}
const allShares = (root) => element("div", { class: "parts" }, Object.keys(HEADS).map((name) => (root[name] && root[name].count ? classTable(root[name], name) : null)));
function leftOut() {
  const n = Object.keys(comments).length;
  return element("p", { class: "small faint" }, n === 0 ? "The comments themselves are on this page if the batch ran with --excerpts." : n < data.rows.length ? `This page holds the comments of ${count(n)} of ${count(data.rows.length)} articles, those with the most: it stays below ten megabytes.` : null);
}

/* -------------------------------------------------------------- one article */

function part(title, ...children) { return element("section", {}, element("h2", {}, title), ...children); }
function words(terms, id) {
  const list = (title, rows, more) => (rows && rows.length ? element("div", { class: "card" }, element("p", { class: "small" }, title), element("ul", { class: "words" }, rows.map((t) => element("li", {}, opens(foreign(t.term), { article: id, ...more, word: t.term }), element("span", { class: "faint small" }, ` ${t.count}`))))) : null);
  if (!terms) return null;
  const lists = [list("unlike the rest of the site", terms.distinctive)];
  for (const head of ["sentiment", "stance"]) (terms[head] || []).forEach((c) => lists.push(list(`${c.label} comments`, c.terms, { [head]: c.label })));
  return lists.some(Boolean) ? [element("h2", {}, "Words"), element("div", { class: "cards" }, lists)] : null;
}
function examples(document_) {
  const shown = ((document_.examples && document_.examples.sentiment) || []).filter((c) => c.representative.some((e) => e.excerpt));
  if (!shown.length) return null;
  return [element("h2", {}, "Examples"), element("p", { class: "small faint" }, "the surest of each label"), element("div", { class: "cards" }, shown.map((c) => element("div", { class: "card" }, element("h3", {}, c.label), c.representative.filter((e) => e.excerpt).map((e) => element("blockquote", { dir: "auto" }, foreign(e.excerpt), element("span", { class: "faint small" }, ` ${likely(100 * e.p)}`))))))];
}
function crossTable(document_, id) {
  const cross = document_.sentiment_by_stance;
  if (!cross || !cross.count) return null;
  const columns = [...new Set(cross.cells.map((c) => c.stance))], rows = [...new Set(cross.cells.map((c) => c.sentiment))];
  const at = (row, column) => { const n = cross.cells.find((c) => c.sentiment === row && c.stance === column).count; return n ? opens(count(n), { article: id, sentiment: row, stance: column }) : "0"; };
  return part("Sentiment by stance", chart("cross", document_, null, table("Comments by their sentiment (rows) and stance (columns)", [["", false], ...columns.map((c) => [c, true])], rows.map((r) => [r, ...columns.map((c) => at(r, c))])),
    held(id) ? (d) => address({ article: id, sentiment: d.sentiment, stance: d.stance }) : null),
    element("p", { class: "small faint" }, `Cram\u00e9r's V ${known(cross.cramers_v) ? cross.cramers_v.toFixed(2) : "\u2013"}, p ${known(cross.exact_p_value) ? cross.exact_p_value.toPrecision(2) : "\u2013"}`));
}
/* the mean score of the last few comments, comment by comment, with the error of so many of them */
function course(id) {
  const list = (held(id) ? commentsOf(id) : []).filter((c) => c.sentiment && known(c.created_at)).sort((a, b) => a.created_at.localeCompare(b.created_at) || (a.id < b.id ? -1 : 1));
  const width = Math.min(Math.max(Math.round(list.length / 8), 15), 100), rows = [];
  if (list.length < 2 * width) return null;
  for (let end = width; end <= list.length; end++) {
    const scores = list.slice(end - width, end).map((c) => c.sentiment[2]), mean = scores.reduce((sum, x) => sum + x, 0) / width;
    const error = Z * Math.sqrt(scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (width - 1) / width);
    rows.push({ comment: end, mean, low: mean - error, high: mean + error, at: moment(list[end - 1].created_at) });
  }
  return chart("course", { course: rows }, `mean sentiment of the last ${width} comments; band: what chance between comments alone explains, with ${percent(data.confidence)}`, null);
}
function timeCourse(document_, id) {
  const { buckets, bucket_seconds: width } = document_.time, span = (start) => `${start},${new Date(Date.parse(start) + 1000 * width).toISOString().slice(0, 19)}Z`;
  if (buckets.length < 2) return null;
  const { change } = document_.time.sentiment_trend || {};
  return part("Over time", apart(change) ? element("p", { class: "small" }, `From the first comment to the last the mean sentiment changed by ${apart(change)}.`) : null, chart("time", document_, "bars: comments; line: mean sentiment, from \u22121 to 1",
    table("Over time (UTC)", [["From", false], ["Comments", true], ["Mean sentiment", true]], buckets.map((b) => [moment(b.start), opens(count(b.comments), { article: id, time: span(b.start) }), score(b.sentiment_mean)])),
    held(id) ? (d) => address({ article: id, time: span(d.start) }) : null), course(id));
}
function thread(document_, id) {
  const depths = document_.thread.depths.filter((d) => d.comments > 0), name = (d) => String(d.depth) + (d.or_deeper ? "+" : "");
  if (!depths.length) return null;
  return part("Thread", chart("depths", document_, "bars: comments; line: the share of labelled replies that disagree",
    table("Comments and disagreement by depth", [["Depth", false], ["Comments", true], ["Labelled replies", true], ["Disagree", true]], depths.map((d) => [name(d), opens(count(d.comments), { article: id, depth: name(d) }), count(d.labelled_replies), percent(d.disagree_share)])),
    held(id) ? (d) => address({ article: id, depth: name(d) }) : null),
    element("p", { class: "small faint" }, `h-index ${count(document_.thread.h_index)}, longest exchange of two ${count(document_.thread.longest_exchange)}, reciprocity ${percent(document_.thread.reciprocity)}`));
}
function article(id) {
  const row = rowOf.get(id), document_ = Object.hasOwn(data.documents, id) ? data.documents[id] : null;
  document.title = `tenor: ${row.title || id}`;
  main.replaceChildren(...[
    element("p", { class: "crumbs" }, element("a", { href: "#" }, "All articles"), row.section ? [" \u203a ", element("a", { href: address({ section: row.section }) }, foreign(row.section))] : null),
    element("h2", {}, foreign(row.title || id)),
    element("p", {}, [many(row.comments, "comment"), `${count(row.scored)} scored`, many(row.authors, "author"), many(row.threads, "thread"), row.replies === 1 ? "1 reply" : `${count(row.replies)} replies`].join(", "),
      known(row.published_at) ? `; published ${day(row.published_at)}` : "", ". ", outside(row) ? [element("a", { href: row.url, rel: "noreferrer noopener" }, "Read the article"), ". "] : null, held(id) ? element("a", { href: address({ article: id, comments: "all" }) }, "Read the comments") : null),
    valuesOf(row, "flags").map((flag) => element("p", { class: "flag" }, FLAGS[flag] ? `${FLAGS[flag][0]}: ${FLAGS[flag][1]}. ${MORE[flag] || ""}` : flag)),
    document_ ? [element("div", { class: "cards" }, Object.keys(HEADS).map((name) => headCard(document_, name, id))), exchanges(id, document_), words(document_.terms, id), element("div", { class: "parts" }, timeCourse(document_, id), thread(document_, id), crossTable(document_, id)),
      held(id) ? null : examples(document_), element("h2", {}, "All shares"), allShares(document_)]
      : element("p", {}, "This page has no details of the article: its document stands in the results directory."),
  ].flat(9).filter(Boolean));
  drawn.forEach(draw);
}

/* ---------------------------------------------------------------- addresses */

function route() {
  const asked = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  clearCharts();
  if (known(asked.article) && !rowOf.has(asked.article)) { location.replace("#"); return; }
  if (Object.keys(VIEWS).some((name) => name !== "q" && known(asked[name])) && held(asked.article)) commentsView(asked);
  else if (known(asked.article)) article(asked.article);
  else overview(asked);
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
}
function nameSite() {
  const hosts = new Set(data.rows.map((row) => /^https?:\/\/(?:www\.)?([^/:?#]+)/i.exec(row.url || "")).filter(Boolean).map((match) => match[1].toLowerCase()));
  const { first_at: first, last_at: last } = data.site.comments, { run_id: run, finished_at: made, models } = data.run, heads = Object.keys(HEADS).filter((name) => data.site[name] && data.site[name].count);
  if (hosts.size === 1) document.querySelector("h1").replaceChildren("The tenor of the discussion at ", foreign([...hosts][0]));
  document.getElementById("run").replaceChildren(...[first ? `Comments of ${day(first)} to ${day(last)}` : "", `made ${moment(made)} UTC`, `run ${run}`, (models || []).map((m) => m.name).join(", "),
    heads.every((name) => data.site[name].calibrated) ? "calibrated for this site" : "not calibrated for this site"].filter(Boolean).join(" \u00b7 "));
}
for (const row of data.rows) row.search = [row.title, row.article_id, row.section, row.target].filter(Boolean).join(" ").toLocaleLowerCase();
window.addEventListener("hashchange", route);
nameSite();
route();
