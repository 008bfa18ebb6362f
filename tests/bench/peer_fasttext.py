# SPDX-License-Identifier: GPL-3.0-or-later
"""fastText's files for three questions a comment: peer_fasttext.py DUMP LEARNT SCORES WORK

Writes WORK/HEAD.train, of LEARNT's comments with tenor's labels (its SCORES of them), and
WORK/HEAD.txt, of DUMP's comments, a line each: the text, behind it the title or the parent's text.
"""
import sys

from peer_rows import HEADS, label, parents, read, title


def questions(comments):
    """of each comment what a head is asked, None where there is nothing to ask"""
    for comment, parent in zip(comments, parents(comments)):
        text = comment["text"]
        yield {"sentiment": text, "stance": text + " " + title(comment),
               "reply": None if parent is None else text + " " + comments[parent]["text"]}


def write(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(" ".join(line.split()) + "\n" for line in lines)


def main(dump, learnt, scores, work):
    asked, learnt_from = list(questions(read(dump))), list(questions(read(learnt)))
    said = read(scores)
    for head in HEADS:
        write(f"{work}/{head}.txt", (q[head] for q in asked if q[head]))
        write(f"{work}/{head}.train",
              (f"__label__{label(score, head)} {q[head]}" for q, score in zip(learnt_from, said)
               if q[head] and label(score, head)))


main(*sys.argv[1:])
