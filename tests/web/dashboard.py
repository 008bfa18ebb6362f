#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/examples/dashboard.html in a browser while batches publish: tests/web/dashboard.py TENOR MODELS

Two nights take turns in one results directory. Whatever the page shows must be
one of them, whole. Chromium is spoken to over a pipe (DevTools protocol), the
results come from a server on the loopback. Exit 77: there is no Chromium.
"""
import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from browser import Browser  # noqa: E402 - it lies beside this file

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PUBLICATIONS = 12
PATIENCE_S = 60
LOOKS_S = 1  # ten polls
PUBLISHING = threading.Lock()  # of two runs at once, one would fail
HOSTILE = "<img src=x onerror='document.title=1'><script>document.title = 2</script>\u202e"
SNAPSHOT = """JSON.stringify({
  results: document.body.dataset.results || null,
  titles: [...document.querySelectorAll("#articles td.title")].map(cell => cell.textContent),
  comments: [...document.querySelectorAll("#articles tr")].reduce((n, row) => n + Number(row.cells[1].textContent), 0),
  summary: document.getElementById("summary").textContent,
  status: document.getElementById("status").textContent,
  foreign: document.querySelectorAll("#articles img, #articles script").length,
  title: document.title,
})"""


def snapshot(browser):
    text = browser.evaluate(SNAPSHOT)
    return json.loads(text) if text else None


class Server(http.server.SimpleHTTPRequestHandler):
    interruption = None  # called once, when the next articles.json is asked for

    def do_GET(self):
        if Server.interruption and self.path.endswith("/articles.json"):
            Server.interruption()
            Server.interruption = None
        super().do_GET()

    def log_message(self, *arguments):
        pass


def write_nights(folder):
    """Names of two inputs: the demo, and one hostile article beside a plain one."""
    other = os.path.join(folder, "other.ndjson")
    with open(other, "w", encoding="utf-8") as file:
        for n in range(40):
            article = {"title": HOSTILE} if n % 2 else {"title": "The plain one"}
            file.write(json.dumps({"article_id": n % 2, "id": n, "text": "What a good idea, thank you.",
                                   "article": article}) + "\n")
    return [os.path.join(ROOT, "datasets", "demo", "comments.ndjson"), other]


def published(results):
    """What a page must show of the current run: (results id, titles, comments)."""
    with open(os.path.join(results, "current", "articles.json"), encoding="utf-8") as file:
        rows = json.load(file)
    return rows[0]["results_id"], sorted(row["title"] or row["article_id"] for row in rows), sum(
        row["comments"] for row in rows)


def shown(page):
    return page["results"], sorted(page["titles"]), page["comments"]


def wait_for(browser, expected):
    until = time.monotonic() + PATIENCE_S
    page = None
    while time.monotonic() < until:
        page = snapshot(browser)
        if page and page["results"] and shown(page) == expected:
            return page
        time.sleep(0.05)
    sys.exit("dashboard.py: not shown in time: %s, but %s" % (expected, page))


def publish(tenor, models, results, night):
    with PUBLISHING:
        subprocess.run([tenor, "batch", "-q", "--models", models, "-o", results, night], check=True)
        return published(results)


def watch(browser, tenor, models, results, nights):
    """Snapshots while the nights take turns, and what they must show, by results id."""
    pages, done = [], threading.Event()
    expected = {}

    def publish_all():
        try:
            for n in range(PUBLICATIONS):
                found = publish(tenor, models, results, nights[(n + 1) % 2])
                expected[found[0]] = found
                expected["last"] = found
        finally:
            done.set()

    thread = threading.Thread(target=publish_all)
    thread.start()
    while not done.is_set():
        pages.append(snapshot(browser))
    thread.join()
    return pages, expected


def check(browser, tenor, models, folder, port):
    results = os.path.join(folder, "results")
    nights = write_nights(folder)
    first = publish(tenor, models, results, nights[0])
    browser.open("http://127.0.0.1:%d/dashboard.html?data=results/current/&every=0.1" % port)
    wait_for(browser, first)
    pages, expected = watch(browser, tenor, models, results, nights)
    pages.append(wait_for(browser, expected["last"]))
    other = publish(tenor, models, results, nights[1])
    hostile = wait_for(browser, other)
    Server.interruption = lambda: publish(tenor, models, results, nights[1])
    publish(tenor, models, results, nights[0])  # is over before the page has asked for its articles
    until = time.monotonic() + PATIENCE_S
    while Server.interruption:
        assert time.monotonic() < until, "the page does not ask for articles"
    until = time.monotonic() + LOOKS_S
    while time.monotonic() < until:
        pages.append(snapshot(browser))
    torn = [page for page in pages if shown(page) != expected.get(page["results"])]
    assert not torn, torn[0]
    assert len({page["results"] for page in pages}) == 2, "the page did not follow the nights"
    assert HOSTILE in hostile["titles"] and hostile["foreign"] == 0, hostile
    assert hostile["title"] == "The tenor of the site", "a title ran as a script"
    assert not browser.complaints, browser.complaints
    os.rename(results, results + ".away")
    until = time.monotonic() + PATIENCE_S
    while not snapshot(browser)["status"].startswith("Not up to date: site.json: 404"):
        assert time.monotonic() < until, "nobody is told that the results are gone"
    assert shown(snapshot(browser)) == other, "what was shown is gone"
    print("%d looks at the page, none torn" % len(pages))


def main():
    tenor, models = sys.argv[1:]
    if not shutil.which("chromium"):
        print("there is no chromium")
        return 77
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        shutil.copy(os.path.join(ROOT, "docs", "examples", "dashboard.html"), folder)
        handler = functools.partial(Server, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = Browser(os.path.join(folder, "profile"))
        try:
            check(browser, tenor, models, folder, server.server_port)
        finally:
            browser.close()
            server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
