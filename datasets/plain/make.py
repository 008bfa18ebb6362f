#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes sentences.ndjson, sentiment.ndjson and reply.ndjson from the texts beside it.

Usage: datasets/plain/make.py [DIR]     (standard library only)

sentences.txt is written by hand; templates.txt is filled with the words of
words.txt; a reply of replies.txt is put under several parents, and every parent
gets replies of all three labels, so that only the reply tells them apart. The
same files come out every time.
"""
import json
import os
import random
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PARENTS_A_REPLY = 10
MAX_TRIES = 200


def sections(name):
    """Pairs of a section's words and a line of it."""
    heading = None
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if re.fullmatch(r"\[[^]]+\]", line):
                heading = line[1:-1].split()
            elif line and not line.startswith("# "):
                yield heading, line


def read_words():
    """Kind to slot to its words."""
    words = {}
    for _, line in sections("words.txt"):
        head, values = line.split(": ", 1)
        kind, slot = head.split()
        words.setdefault(kind, {})[slot] = values.split(", ")
    return words


def with_article(word):
    return ("an " if word[0] in "aeiou" and not word.startswith("use") else "a ") + word


def capital(text):
    return text[:1].upper() + text[1:]


def fill(template, words, kinds, chooser):
    """A slot's second use ({day2}) is another word; {glad}{glad} is the same one twice."""
    kind = chooser.choice(kinds.split(","))
    chosen = {}

    def value(match):
        slot = match.group(1)
        name = slot.lower().removeprefix("a ")
        if name not in chosen:
            values = (words[kind] | words["any"])[name.rstrip("2")]
            chosen[name] = chooser.choice([v for v in values if v not in chosen.values()])
        found = with_article(chosen[name]) if slot.startswith("a ") else chosen[name]
        return capital(found) if slot[0].isupper() else found

    return capital(re.sub(r"\{([A-Za-z0-9 ]+)\}", value, template))


def sentence_rows():
    seen = set()
    for (label,), text in sections("sentences.txt"):
        if text not in seen:
            seen.add(text)
            yield label, text


def template_rows():
    chooser = random.Random(7)
    words = read_words()
    seen = {text for _, text in sections("sentences.txt")}
    for (label, copies, kinds), template in sections("templates.txt"):
        wanted = int(copies) if "{" in template else 1
        for _ in range(MAX_TRIES):
            text = fill(template, words, kinds, chooser)
            if wanted > 0 and text not in seen:
                seen.add(text)
                wanted -= 1
                yield label, text


def reply_rows():
    parents, replies = [], {}
    for heading, line in sections("replies.txt"):
        if heading == ["parents"]:
            parents.append(line)
        elif "pairs" in heading:
            parent, text = line.split(" => ")
            yield heading[0], text, parent
        else:
            replies.setdefault(heading[0], []).append(line)
    for label in sorted(replies):
        chooser = random.Random(11)
        for text in replies[label]:
            for parent in chooser.sample(parents, PARENTS_A_REPLY):
                yield label, text, parent


def write(path, prefix, rows):
    with open(path, "w", encoding="utf-8") as out:
        for n, (label, text, *parent) in enumerate(rows, 1):
            row = {"id": "%s%04d" % (prefix, n), "text": text, "label": label, "split": "train"}
            if parent:
                row["parent_text"] = parent[0]
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else HERE
    write(os.path.join(folder, "sentences.ndjson"), "ps", sentence_rows())
    write(os.path.join(folder, "sentiment.ndjson"), "pt", template_rows())
    write(os.path.join(folder, "reply.ndjson"), "pr", reply_rows())


if __name__ == "__main__":
    main()
