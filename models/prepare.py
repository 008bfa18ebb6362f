#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training rows that no file has as they stand.

Usage: models/prepare.py DATA OUT [splits KNOWN REPLIES]     (standard library only)

DATA is the folder of labelled sets that datasets/README.md names. Writes into OUT:

written_sentiment.ndjson, written_stance.ndjson, written_reply.ndjson
    the comments of datasets/threads, a file for each head
debates.ndjson     comments under debates, toward the debate's target instead of its two claims
off_topic.ndjson   comments toward the target of another article, which they say nothing of: none
reddit_HEAD.ndjson, forum_sentiment.ndjson, forum_reply.ndjson
    comments of DEBAGREEMENT and MT-CSD, and of the Internet Argument Corpus, with the labels of
    datasets/labels/comments.tsv

With "splits" also the training splits of the known targets' sets into KNOWN, and of the sets of
replies into REPLIES, where NAME_left_out.ndjson has what is to be measured on: debates of VAST's
newspaper (which then stand nowhere else) and submissions of DEBAGREEMENT by their digest, and
RumourEval's largest event.

The same files come out every time.
"""
import csv
import hashlib
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
OFF_TOPIC_OF_A_SET = 2500


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write(path, out):
    with open(path, "w", encoding="utf-8") as file:
        for row in out:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def written(head):
    comments = rows(os.path.join(HERE, "../datasets/threads/comments.ndjson"))
    text_of = {(c["article"], c["id"]): c["text"] for c in comments}
    for c in comments:
        row = {"id": "%s-%s" % (c["article"], c["id"]), "text": c["text"], "label": c.get(head)}
        if head == "stance":
            row.update(target=c["target"], target_aliases=c["target_aliases"])
        if head == "reply":
            row["parent_text"] = text_of.get((c["article"], c.get("parent_id")))
        if row["label"] and row.get("parent_text", "") is not None:
            yield row


def is_left_out(name):
    """Of what is measured on: a debate, a submission."""
    return int(hashlib.md5(str(name).encode()).hexdigest(), 16) % 100 < 15


def arc(data, without_left_out):
    """Comments under debates, which are VAST's posts too."""
    return [comment for comment in rows(data + "/stance/arc_nyt.ndjson")
            if not (without_left_out and is_left_out(comment["article"]))]


def debates(data, without_left_out):
    """label: against, none or favor, toward the debate's short target."""
    targets = {t["article"]: t for t in rows(data + "/stance/arc_targets.ndjson")}
    for comment in arc(data, without_left_out):
        target = targets.get(comment["article"])
        if target and target["clear"] and comment["label"] in ("claim_1", "claim_2"):
            label = "favor" if comment["label"] == target["favor"] else "against"
            yield {"id": comment["id"], "article": comment["article"], "text": comment["text"],
                   "target": target["target"], "target_aliases": target["aliases"], "label": label}


def off_topic(data, without_left_out):
    """Comments of each set toward a target drawn from others, by the digest of their text."""
    titles = rows(data + "/stance/title_stance.ndjson")
    targets = sorted({(t["target"], tuple(t["aliases"]))
                      for t in rows(data + "/stance/arc_targets.ndjson")} |
                     {(t["target"], ()) for t in titles})
    for comments in (arc(data, without_left_out), titles, rows(data + "/stance/mt_csd.ndjson"),
                     rows(data + "/sentiment/goemotions.ndjson")):
        comments = [c for c in comments if c.get("split", "train") == "train"]
        random.Random(1).shuffle(comments)
        for comment in comments[:OFF_TOPIC_OF_A_SET]:
            digest = int(hashlib.md5(comment["text"].encode()).hexdigest(), 16)
            target, aliases = targets[digest % len(targets)]
            yield {"id": comment["id"], "text": comment["text"], "target": target,
                   "target_aliases": list(aliases), "label": "none"}


def digest_of(comment):
    """What stands for a comment in datasets/labels."""
    both = comment["text"] + "\0" + (comment.get("parent_text") or "")
    return hashlib.sha256(both.encode()).hexdigest()[:16]


def read_by_us(data, out):
    """Comments of sets that have no such labels, with ours: a file for each place and head."""
    with open(os.path.join(HERE, "../datasets/labels/comments.tsv"), encoding="utf-8") as file:
        ours = {row["digest"]: row for row in csv.DictReader(file, delimiter="\t")}
    for place, sets in (("reddit", ("reply/debagreement", "stance/mt_csd")),
                        ("forum", ("reply/iac_silver",))):
        labelled = {"sentiment": [], "stance": [], "reply": []}
        for name in sets:
            for comment in rows("%s/%s.ndjson" % (data, name)):
                label = ours.pop(digest_of(comment), {})
                row = {key: comment.get(key) for key in ("text", "parent_text")}
                for head in labelled:
                    if label.get(head):
                        labelled[head].append(dict(row, label=label[head].rstrip("?"),
                                                   target=label["target"]))
        for head, found in labelled.items():
            if found:
                write("%s/%s_%s.ndjson" % (out, place, head), found)


def splits(data, known, replies):
    vast = rows(data + "/stance/vast_train.ndjson")
    kept = {comment["id"] for comment in arc(data, True)}
    write(known + "/vast_left_out.ndjson", (r for r in vast if r["post"] not in kept))
    write(known + "/vast_train.ndjson", (r for r in vast if r["post"] in kept))
    write(known + "/debates_left_out.ndjson",
          (r for r in debates(data, False) if r["id"] not in kept))
    for name in ("semeval2016", "pstance", "covid_cq", "mt_csd"):
        write("%s/%s.ndjson" % (known, name),
              (r for r in rows("%s/stance/%s.ndjson" % (data, name)) if r["split"] == "train"))
    debates_of_reddit = rows(data + "/reply/debagreement.ndjson")
    left_out = [r for r in debates_of_reddit if is_left_out(r["submission"])]
    texts = {r["text"] for r in left_out}
    write(replies + "/debagreement_left_out.ndjson", left_out)
    write(replies + "/debagreement.ndjson",
          (r for r in debates_of_reddit if not is_left_out(r["submission"])))
    write(replies + "/comment_pairs.ndjson",
          (r for r in rows(data + "/reply/comment_pairs.ndjson") if r["text"] not in texts))
    rumours = rows(data + "/reply/rumoureval2017_train.ndjson")
    write(replies + "/rumoureval2017_left_out.ndjson",
          (r for r in rumours if r["event"] == "sydneysiege"))
    write(replies + "/rumoureval2017_train.ndjson",
          (r for r in rumours if r["event"] != "sydneysiege"))


def main():
    data, out = sys.argv[1:3]
    os.makedirs(out, exist_ok=True)
    for head in ("sentiment", "stance", "reply"):
        write("%s/written_%s.ndjson" % (out, head), written(head))
    split = sys.argv[3:4] == ["splits"]
    write(out + "/debates.ndjson", debates(data, split))
    write(out + "/off_topic.ndjson", off_topic(data, split))
    read_by_us(data, out)
    if split:
        splits(data, *sys.argv[4:6])


if __name__ == "__main__":
    main()
