#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what is in datasets/ and holds it against the READMEs.

Usage: datasets/check.py      (standard library only)

Prints one line a figure. Exit 1 when a figure that demo.md or
README.md states differs from what the files hold, or when a row is not what
it should be.
"""
import collections
import csv
import datetime
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, "demo")
LABELS = {
    "sentiment": ("negative", "neutral", "positive"),
    "stance": ("against", "none", "favor"),
    "reply": ("disagree", "neutral", "agree"),
}
FIELDS = {
    "article_id": (int, str),
    "id": (int, str),
    "text": (str,),
    "parent_id": (int, str),
    "author": (str,),
    "created_at": (int, str),
    "updated_at": (int, str),
    "likes": (int,),
    "deleted": (bool,),
    "article": (dict,),
}
REQUIRED = ("article_id", "id", "text")

UNLABELLED = {
    "other_languages": "comments in other languages",
    "noise": "noise",
    "english_short": "short English comments",
}

problems = []


def complain(text):
    problems.append(text)
    print("problem: " + text, file=sys.stderr)


def seconds(value):
    """RFC 3339 or Unix seconds as Unix seconds; None if it is neither."""
    if isinstance(value, int):
        return float(value)
    try:
        return datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
    except ValueError:
        return None


def why_unusable(record):
    for name in REQUIRED:
        if name not in record:
            return "no " + name
    for name, types in FIELDS.items():
        value = record.get(name)
        right = isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
        if name in record and not right:
            return "wrong type of " + name
    return None


def precedence(record):
    """Of two copies of a comment the larger counts: a deletion, the latest edit, the most likes."""
    edited_at = record.get("updated_at")
    edited_s = float("-inf") if edited_at is None else seconds(edited_at)
    return bool(record.get("deleted")), edited_s, record.get("likes", -1)


def read_demo(figures):
    """The comments by (article, id); what cannot be used is counted."""
    comments = {}
    with open(os.path.join(DEMO, "comments.ndjson"), "rb") as file:
        lines = file.read().splitlines()
    figures["lines"] = len(lines)
    for line in lines:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            figures["repaired"] += 1
            text = line.decode("utf-8", "replace")
        try:
            record = json.loads(text)
        except ValueError:
            record = {}
        if isinstance(record.get("likes"), str) and record["likes"].isdigit():
            record["likes"] = int(record["likes"])  # as tables have it
        if why_unusable(record):
            figures["rejected"] += 1
            continue
        key = (str(record["article_id"]), str(record["id"]))
        figures["exact duplicates" if comments.get(key) == record else "records"] += 1
        if key in comments and comments[key] != record:
            figures["later versions"] += 1
        if key not in comments or precedence(record) >= precedence(comments[key]):
            comments[key] = record
    figures["duplicates"] = figures["exact duplicates"] + figures["later versions"]
    return comments


def depth_of(comments, key):
    depth = 0
    while "parent_id" in comments[key]:
        key = (key[0], str(comments[key]["parent_id"]))
        if key not in comments:
            break
        depth += 1
        if depth > 100:
            complain("a cycle of parents at comment %s" % key[1])
            break
    return depth


def count_threads(figures, comments):
    for key, record in comments.items():
        if "parent_id" not in record:
            figures["top-level"] += 1
            continue
        parent = comments.get((key[0], str(record["parent_id"])))
        figures["replies" if parent else "orphans"] += 1
        if parent and "created_at" in parent and "created_at" in record:
            if seconds(record["created_at"]) < seconds(parent["created_at"]):
                complain("comment %s is older than its parent" % key[1])
    figures["max depth"] = max(depth_of(comments, key) for key in comments)


def count_kinds(figures, comments):
    authors = set()
    for key, record in comments.items():
        figures["deleted"] += bool(record.get("deleted"))
        figures["edited"] += "updated_at" in record
        figures["unix times"] += isinstance(record.get("created_at"), int)
        figures["string ids"] += isinstance(record["id"], str)
        live_text = not record.get("deleted")
        figures["empty"] += live_text and not record["text"].strip()
        figures["no letters"] += live_text and bool(record["text"].strip()) and not re.search(
            r"\w", record["text"]
        )
        if "author" in record:
            authors.add(record["author"])
        for name in ("created_at", "updated_at"):
            if name in record and seconds(record[name]) is None:
                complain("comment %s: %s is not a time" % (key[1], name))
        for host in re.findall(r"(?:https?://|www\.)([^/\s]+)", record["text"]):
            if not host.endswith((".example", "example.com")):
                complain("comment %s names a real host: %s" % (key[1], host))
    figures["authors"] = len(authors)


def count_articles(figures, comments):
    sizes = collections.Counter(key[0] for key in comments)
    described = {}
    for key, record in comments.items():
        article = record.get("article")
        if article is not None and described.setdefault(key[0], article) != article:
            complain("article %s is described in two ways" % key[0])
    for name in sorted(set(sizes) - set(described)):
        complain("article %s is not described" % name)
    figures["articles"] = len(sizes)
    figures["with a target"] = sum("target" in article for article in described.values())
    figures["comments"] = len(comments)
    figures["largest article"] = max(sizes.values())
    figures["smallest article"] = min(sizes.values())


def count_page(figures):
    with open(os.path.join(DEMO, "page.txt"), encoding="utf-8") as file:
        numbers = [int(n) for n in re.findall(r"(?m)^  (\d+)\. ", file.read())]
    if numbers != list(range(2, len(numbers) + 2)):
        complain("page.txt: comments are not numbered 2, 3, …")
    figures["page comments"] = len(numbers)


def count_sample(figures, name):
    labels = collections.Counter()
    ids = set()
    path = os.path.join(HERE, "samples", name + ".ndjson")
    with open(path, encoding="utf-8") as file:
        for line_no, line in enumerate(file, 1):
            row = json.loads(line)
            ids.add(row["id"])
            labels[row["label"]] += 1
            wanted = {"stance": "target", "reply": "parent_text"}.get(name)
            if not row["text"] or (wanted and not row.get(wanted)):
                complain("%s.ndjson:%d: a field is missing" % (name, line_no))
    if set(labels) != set(LABELS[name]) or len(set(labels.values())) != 1:
        complain("%s.ndjson: the classes are not balanced: %s" % (name, dict(labels)))
    if len(ids) != sum(labels.values()):
        complain("%s.ndjson: an id stands twice" % name)
    figures[name + " sample"] = len(ids)


def count_unlabelled(figures, name, stated_name):
    with open(os.path.join(HERE, "samples", name + ".ndjson"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    if len({row["id"] for row in rows}) != len(rows) or not all(row["text"] for row in rows):
        complain("%s.ndjson: an id stands twice, or a text is empty" % name)
    figures[stated_name] = len(rows)


def count_plain(figures, name, stated_name):
    """As training reads them: every row has its label, and no row stands twice."""
    with open(os.path.join(HERE, "plain", name + ".ndjson"), encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    if len({(row["text"], row.get("parent_text")) for row in rows}) != len(rows):
        complain("plain/%s.ndjson: a row stands twice" % name)
    if {row["label"] for row in rows} != set(LABELS["reply" if name == "reply" else "sentiment"]):
        complain("plain/%s.ndjson: not every label" % name)
    figures[stated_name] = len(rows)


def count_labels(figures):
    """Labels of comments that are not here: every one of its head, and every stance of a target."""
    with open(os.path.join(HERE, "labels/comments.tsv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    if len({row["digest"] for row in rows}) != len(rows):
        complain("labels/comments.tsv: a comment stands twice")
    for row in rows:
        for head, classes in LABELS.items():
            if row[head] and row[head].rstrip("?") not in classes:
                complain("labels/comments.tsv: %s has '%s'" % (row["digest"], row[head]))
            figures["labels of " + head] += row[head] != ""
        if bool(row["stance"]) != bool(row["target"]):
            complain("labels/comments.tsv: %s has a stance or a target alone" % row["digest"])
    figures["labelled comments"] = len(rows)


def hold_against(readme, figures, expected_names):
    """Every `| name | number |` row of a README's table must be true."""
    with open(os.path.join(HERE, readme), encoding="utf-8") as file:
        stated = re.findall(r"(?m)^\| ([a-z][A-Za-z -]+?) \| (\d+) \|", file.read())
    for name, number in stated:
        if name not in figures:
            complain("%s states '%s', which is not counted here" % (readme, name))
        elif figures[name] != int(number):
            complain("%s states %s %s, there are %d" % (readme, number, name, figures[name]))
    for name in sorted(set(expected_names) - {name for name, _ in stated}):
        complain("%s does not state '%s'" % (readme, name))


def main():
    figures = collections.Counter()
    comments = read_demo(figures)
    count_articles(figures, comments)
    count_threads(figures, comments)
    count_kinds(figures, comments)
    count_page(figures)
    del figures["records"]
    demo_names = list(figures)
    for name in LABELS:
        count_sample(figures, name)
    for name, stated_name in UNLABELLED.items():
        count_unlabelled(figures, name, stated_name)
    hold_against("demo.md", figures, demo_names)
    count_plain(figures, "sentences", "sentences")
    count_plain(figures, "sentiment", "plain sentences")
    count_plain(figures, "reply", "plain replies")
    count_labels(figures)
    stated_names = ["labelled comments"] + ["labels of " + head for head in LABELS]
    stated_names += [name + " sample" for name in LABELS] + list(UNLABELLED.values())
    stated_names += ["sentences", "plain sentences", "plain replies"]
    hold_against("README.md", figures, stated_names)
    for name, number in figures.items():
        print("%-27s %5d" % (name, number))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
