#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML report in a browser, from disk: tests/web/report.py TENOR MODELS

It shows every article, sorts, searches and turns pages, asks for nothing, and text of others stays
text. Exit 77: there is no Chromium.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from browser import Browser  # noqa: E402 - it lies beside this file

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEMO = os.path.join(ROOT, "datasets", "demo", "comments.ndjson")
HOSTILE = [
    "</script><script>document.title = 'broken'</script>",
    "<img src=x onerror=\"document.title='broken'\">",
    "\"><b>bold</b> '><i onmouseover=alert(1)>",
    "\u202eright to left\u2066 and \u0007 bell",
    "<!-- <script> \u2028 ${7*7} ]]> &lt;b&gt;",
    "long" + "word" * 250000,
]
PATIENCE_S = 60
# the contrast of WCAG 2.1, of all text against what lies behind it, and names of what can be used
CHECK = """(() => {
  const faults = [];
  const parse = (text) => (text.match(/[0-9.]+/g) || []).map(Number);
  const light = (rgb) => { const [r, g, b] = rgb.slice(0, 3).map((c) => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (node) => { for (; node; node = node.parentElement) { const c = parse(getComputedStyle(node).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  for (const node of document.querySelectorAll("body *")) {
    if (![...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim()) || !node.checkVisibility || !node.checkVisibility()) continue;
    if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) continue;
    const style = getComputedStyle(node), text = parse(node instanceof SVGElement ? style.fill : style.color);
    const a = light(text), b = light(behind(node)), ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5 && !node.disabled) faults.push(`contrast ${ratio.toFixed(2)}: ${node.tagName} ${node.textContent.slice(0, 30)}`);
  }
  for (const svg of document.querySelectorAll("svg")) if (svg.getAttribute("role") !== "img" || !svg.getAttribute("aria-label")) faults.push("a chart without a name");
  for (const input of document.querySelectorAll("input")) if (!document.querySelector(`label[for="${input.id}"]`)) faults.push("an input without a label");
  for (const button of document.querySelectorAll("button, a")) if (!button.textContent.trim()) faults.push("a button or link without a name");
  for (const table of document.querySelectorAll("table")) if (!table.caption || !table.querySelector("th[scope]")) faults.push("a table without caption or heads");
  const levels = [...document.querySelectorAll("h1, h2, h3")].map((h) => Number(h.tagName[1]));
  if (levels[0] !== 1 || levels.some((level, i) => i && level > levels[i - 1] + 1 && !(levels[i - 1] === 1 && level === 3))) faults.push("headings skip a level: " + levels);
  if (!document.documentElement.lang || !document.title || !document.querySelector("main")) faults.push("no language, title or main");
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push("the page is wider than the window");
  return faults;
})()"""


def wait_for(browser, expression, wanted):
    until = time.monotonic() + PATIENCE_S
    found = None
    while time.monotonic() < until:
        found = browser.evaluate(expression)
        if found == wanted:
            return
        time.sleep(0.05)
    raise AssertionError("%s is %r, not %r" % (expression, found, wanted))


def titles(browser):
    return browser.evaluate('[...document.querySelectorAll("#articles td.title")].map((c) => c.textContent)')


def numbers(browser, column):
    return browser.evaluate('[...document.querySelectorAll("#articles tbody tr")].map((r) => r.cells[%d].textContent)' % column)


def check_looks(browser, where):
    for scheme in ("light", "dark"):
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for width in (1200, 390):
            browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500)
            faults = browser.evaluate(CHECK)
            assert not faults, "%s, %s, %d wide: %s" % (where, scheme, width, faults[:5])
    browser.call("Emulation.setDeviceMetricsOverride", width=1200, height=900, deviceScaleFactor=1, mobile=False)


def check_demo(browser, rows, documents):
    wait_for(browser, 'document.querySelectorAll("#articles td.title").length', len(rows))
    assert sorted(titles(browser)) == sorted(row["title"] or row["article_id"] for row in rows)
    comments = [int(n.replace(",", "")) for n in numbers(browser, 1)]
    assert comments == sorted((row["comments"] for row in rows), reverse=True), "not sorted by comments"
    browser.evaluate('[...document.querySelectorAll("#articles th button")].find((b) => b.textContent === "Comments").click()')
    assert [int(n.replace(",", "")) for n in numbers(browser, 1)] == sorted(comments), "not sorted upward"
    assert browser.evaluate('document.querySelector("th[aria-sort=ascending]").textContent') == "Comments"
    wanted = rows[0]["title"]
    browser.evaluate('(() => { const s = document.getElementById("search"); s.value = %s; s.dispatchEvent(new Event("input")); })()' % json.dumps(wanted.upper()))
    assert wanted in titles(browser) and len(titles(browser)) < len(rows), "the search finds nothing, or all"
    browser.evaluate('document.querySelector("#articles td.title a").click()')
    wait_for(browser, 'document.querySelector("main h2").textContent', wanted)
    document = documents[rows[0]["article_id"]]
    shown = browser.evaluate('document.getElementById("main").textContent')
    assert "%d comments" % document["comments"]["count"] in shown
    for word in document["terms"]["distinctive"]:
        assert word["term"] in shown, word
    share = document["sentiment"]["classes"][0]["corrected_share"]
    assert "%.0f %%" % (100 * share) in shown, "the corrected share is not there"
    check_looks(browser, "an article")
    browser.evaluate("history.back()")
    wait_for(browser, '!!document.getElementById("articles")', True)
    check_looks(browser, "the overview")


def check_hostile(browser):
    wait_for(browser, 'document.querySelectorAll("#articles td.title").length', len(HOSTILE))
    for script in ("document.title.includes('broken')", "document.querySelectorAll('main img, main script, main b, main i').length > 0"):
        assert browser.evaluate(script) is False, script
    check_looks(browser, "the hostile overview")
    for n in range(len(HOSTILE)):
        browser.evaluate('location.hash = "#/article/h%d"' % n)
        wait_for(browser, 'document.querySelectorAll("main blockquote").length > 0', True)
        shown = browser.evaluate('document.querySelector("main h2").textContent')
        assert "\u202e" not in shown and shown.strip(), shown[:80]
        assert browser.evaluate("document.title.startsWith('tenor: ') && document.querySelectorAll('main img, main script, main b, main i').length === 0")
        check_looks(browser, "hostile article %d" % n)
        browser.evaluate('location.hash = "#/"')
        wait_for(browser, '!!document.getElementById("articles")', True)


def main(tenor, models):
    if not shutil.which("chromium"):
        print("report: there is no Chromium")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        hostile = os.path.join(folder, "hostile.ndjson")
        with open(hostile, "w", encoding="utf-8") as file:
            for n, text in enumerate(HOSTILE):
                for k in range(6):
                    file.write(json.dumps({"article_id": "h%d" % n, "id": k, "text": "What a good idea, thank you. " + text[:2000],
                                           "article": {"title": text, "section": text[:100], "target": text[:100]}}) + "\n")
        pages = {}
        for name, source in (("demo", DEMO), ("hostile", hostile)):
            results = os.path.join(folder, name)
            subprocess.run([tenor, "batch", "-q", "--excerpts", "--models", models, "-o", results, source], check=True)
            pages[name] = os.path.join(folder, name + ".html")
            subprocess.run([tenor, "report", "--format", "html", "--against", results, "-o", pages[name], results], check=True)
        current = os.path.join(folder, "demo", "current")
        with open(os.path.join(current, "articles.json"), encoding="utf-8") as file:
            rows = json.load(file)
        documents = {}
        for row in rows:
            with open(os.path.join(current, row["file"]), encoding="utf-8") as file:
                documents[row["article_id"]] = json.load(file)
        browser = Browser(os.path.join(folder, "profile"))
        try:
            browser.open("file://" + pages["demo"])
            check_demo(browser, rows, documents)
            browser.open("file://" + pages["hostile"])
            check_hostile(browser)
            assert not browser.complaints, browser.complaints[:3]
            foreign = [url for url in browser.requests if not url.startswith("file://" + folder)]
            assert not foreign, foreign
            blocked = browser.evaluate("new Promise((done) => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); done(window.ran === undefined); })")
            assert blocked, "a script that is not the page's own ran"
        finally:
            browser.close()
    print("report: %d articles shown, sorted, searched; %d hostile ones harmless" % (len(rows), len(HOSTILE)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
