#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain sentences through the models: how many come out right, by kind.

Usage: tests/plain/check.py TENOR [MODELS]     (standard library only)
       tests/plain/check.py --sentences

Fills the templates of tests/plain, scores the sentences with TENOR and prints
a table. Exit 1 if a kind has less than LEAST_SHARE right (kinds of unseen.txt
are only printed), or if a word that fills a slot stands in datasets/plain. MODELS defaults to
$TENOR_PLAIN_MODELS, else to models/. --sentences prints the sentences as
labelled rows and scores nothing. -v as last argument lists what is wrong.
"""
import collections
import itertools
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LEAST_SHARE = 0.7
LEAST_SENTENCES = 40
HELD_OUT = ("noun", "good", "bad", "trouble", "topic")
BLANKS = (" ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u200b")
TARGET = "the new bridge"  # of the sentences of kind "unnamed": their label is a stance


def lines_of(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line and not line.startswith("#"):
                yield line


def read_fillers():
    fillers = {}
    for line in lines_of("fillers.txt"):
        slot, words = line.split(":")
        fillers[slot] = [word.strip() for word in words.split(",")]
    return fillers


def read_templates():
    """Kind to a list of (label, template), in the file's order."""
    kinds = collections.OrderedDict()
    for line in itertools.chain(lines_of("templates.txt"), lines_of("unseen.txt")):
        section = re.fullmatch(r"\[(\S+) (\S+)\]", line)
        if section:
            kind, label = section.groups()
        else:
            kinds.setdefault(kind, []).append((label, line))
    return kinds


def fill(template, turn):
    """turn gives the next word of a slot; within one sentence a slot keeps its word."""
    chosen = {}

    def word(match):
        slot = match.group(1)
        if slot.lower() not in chosen:
            chosen[slot.lower()] = next(turn[slot.lower()])
        found = chosen[slot.lower()]
        return found if slot.islower() else found[0].upper() + found[1:]

    text = re.sub(r"\{(\w+)\}", word, template)
    return re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", text)


def sentences():
    """(kind, label, text, parent text or None), each once."""
    fillers = read_fillers()
    turn = {slot: itertools.cycle(words) for slot, words in fillers.items()}
    for kind, templates in read_templates().items():
        seen = set()
        copies = max(5, -(-LEAST_SENTENCES // len(templates)))
        for label, template in templates * copies:
            parent, arrow, text = fill(template, turn).rpartition(" => ")
            if (parent, text) not in seen:
                seen.add((parent, text))
                yield kind, label, text, parent if arrow else None
    for n, blanks in enumerate(itertools.product(("",) + BLANKS, BLANKS[:5])):
        yield "empty", "unscored", "".join(blanks) if n else "", None


def rows():
    for n, (kind, label, text, parent) in enumerate(sentences(), 1):
        row = {"id": "%s-%d" % (kind, n), "kind": kind, "label": label, "text": text}
        if parent is not None:
            row["parent_text"] = parent
        if kind == "unnamed":
            row["target"] = TARGET
        yield row


def words_of(text):
    return set(re.findall(r"\w+", text.lower()))


def training_texts():
    for name in ("sentiment.ndjson", "reply.ndjson"):
        with open(os.path.join(ROOT, "datasets", "plain", name), encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield row["text"]
                yield row.get("parent_text", "")


def held_out_words_in_training():
    training = set().union(*map(words_of, training_texts()))
    fillers = read_fillers()
    wanted = set().union(*(words_of(" ".join(fillers[slot])) for slot in HELD_OUT))
    return sorted(wanted & training)


def found_label(row, scored):
    head = "reply" if "parent_text" in row else "stance" if "target" in row else "sentiment"
    if scored["unscored"] is not None:
        return "unscored"
    return scored[head]["label"] if scored[head] else "none"


def score(tenor, models, wanted):
    """The label that each row got; a comment with a label was scored, whatever the label."""
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in wanted)
    command = [tenor, "score", "-q", "--models", models, "--input-format", "labelled", "-"]
    output = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in output.stdout.splitlines()]
    if [row["id"] for row in wanted] != [line["id"] for line in found]:
        sys.exit("check.py: not one line out for each row in")
    return [found_label(row, line) for row, line in zip(wanted, found)]


def table(wanted, labels, verbose):
    """Prints it; the kinds that are not right often enough."""
    right, total = collections.Counter(), collections.Counter()
    for row, label in zip(wanted, labels):
        total[row["kind"]] += 1
        right[row["kind"]] += label == row["label"]
        if verbose and label != row["label"]:
            print("%s, not %s: %s" % (label, row["label"], row["text"]))
    print("%-16s %6s %6s %6s" % ("kind", "right", "total", "share"))
    for kind in total:
        print("%-16s %6d %6d %6.3f" % (kind, right[kind], total[kind], right[kind] / total[kind]))
    judged = [kind for kind in total if not kind.startswith("unseen-")]
    few = [kind for kind in judged if total[kind] < LEAST_SENTENCES]
    if few:
        sys.exit("check.py: too few sentences: " + ", ".join(few))
    return [kind for kind in judged if right[kind] < LEAST_SHARE * total[kind]]


def main():
    if sys.argv[1:] == ["--sentences"]:
        for row in rows():
            print(json.dumps(row, ensure_ascii=False))
        return 0
    verbose = sys.argv[-1] == "-v"
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    tenor = arguments[0]
    models = arguments[1] if len(arguments) > 1 else os.environ.get("TENOR_PLAIN_MODELS")
    leaked = held_out_words_in_training()
    wanted = list(rows())
    weak = table(wanted, score(tenor, models or os.path.join(ROOT, "models"), wanted), verbose)
    if leaked:
        print("in the training text: " + ", ".join(leaked))
    if weak:
        print("below %.2f: %s" % (LEAST_SHARE, ", ".join(weak)))
    return 1 if leaked or weak else 0


if __name__ == "__main__":
    sys.exit(main())
