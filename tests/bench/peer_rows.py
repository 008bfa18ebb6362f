# SPDX-License-Identifier: GPL-3.0-or-later
"""What peers learn from and predict, for the same three questions that tenor answers.

A comment's sentiment is asked of its text, its stance of its text and its article's title, a reply's
stance of its text and its parent's. Peers learn what tenor says of other comments of the same kind.
"""
import json

HEADS = ("sentiment", "stance", "reply")


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def parents(comments):
    """of each comment the row of its parent among those before it, or None"""
    row_of, found = {}, []
    for row, comment in enumerate(comments):
        found.append(row_of.get((comment["article_id"], comment.get("parent_id"))))
        row_of[comment["article_id"], comment["id"]] = row
    return found


def title(comment):
    return comment["article"]["title"]


def label(score, head):
    """tenor's label, None where it gave none"""
    return score[head]["label"] if score.get(head) else None
