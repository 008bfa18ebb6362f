# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the comments of every file of folders without tenor, and compare: MANIFEST FOLDER..."""
import json
import re
import sys
from pathlib import Path


def count_json(value):
    """Comments in an answer of YouTube's or an item of Hacker News."""
    if isinstance(value, list):
        return sum(map(count_json, value))
    if "items" in value:
        return count_json(value["items"])
    if "snippet" in value:
        return 1 + len(value.get("replies", {}).get("comments", []))
    return sum(1 + count_json(child) for child in value["children"])


def count(path):
    text = path.read_text(encoding="utf-8")
    if "<disqus" in text:
        return len(re.findall(r"<post\b", text))
    if "wordpress.org/export" in text:
        return text.count("<wp:comment>")
    if path.suffix == ".ndjson":
        return sum(1 for line in text.splitlines() if line.strip())
    return count_json(json.loads(text))


def main():
    manifest = json.loads(Path(sys.argv[1]).read_text())
    found = {entry["name"]: entry["records"] for entry in manifest["inputs"]}
    files = sorted(p for folder in sys.argv[2:] for p in Path(folder).rglob("*") if p.is_file())
    wrong = [(str(p), count(p), found.get(str(p))) for p in files if count(p) != found.get(str(p))]
    for name, expected, got in wrong:
        print(f"{name}: {expected} comments, the manifest says {got}")
    accounting = manifest["accounting"]
    if accounting["received"] != sum(found.values()):
        wrong.append(("received", sum(found.values()), accounting["received"]))
    print(f"{len(files)} files, {sum(found.values())} records, {len(wrong)} differences")
    sys.exit(1 if wrong or not files else 0)


if __name__ == "__main__":
    main()
