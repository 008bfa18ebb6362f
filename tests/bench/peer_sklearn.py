# SPDX-License-Identifier: GPL-3.0-or-later
"""The same families of features in scikit-learn: peer_sklearn.py DUMP COMMENTS LEARNT SCORES

Words 1-2 and characters 3-5, hashed, under a LinearSVC. Prints the seconds of predicting DUMP, times
COMMENTS / its comments: of sentiment alone, and of all three questions (peer_rows.py), for which
each text and each title is made features of once. Training, on the first of LEARNT's
comments with tenor's labels, is not counted.
"""
import sys
import time

from scipy.sparse import hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from peer_rows import HEADS, label, parents, read, title

N_LEARNT = 2000
FEATURES = make_union(HashingVectorizer(ngram_range=(1, 2)),
                      HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5)))


def side_by_side(left, left_rows, right, right_rows):
    return hstack((left[left_rows], right[right_rows]), format="csr")


def asked(comments, heads):
    """of each head the rows of the comments that are asked, and their features"""
    texts = FEATURES.transform([comment["text"] for comment in comments])
    everyone = range(len(comments))
    found = {"sentiment": (everyone, texts)}
    if "stance" in heads:
        titles = {name: row for row, name in enumerate({title(comment) for comment in comments})}
        found["stance"] = (everyone, side_by_side(texts, everyone, FEATURES.transform(titles),
                                                  [titles[title(comment)] for comment in comments]))
    if "reply" in heads:
        parent = parents(comments)
        replies = [row for row in everyone if parent[row] is not None]
        found["reply"] = (replies, side_by_side(texts, replies, texts, [parent[row] for row in replies]))
    return found


def learn(comments, scores):
    models = {}
    for head, (rows, features) in asked(comments, HEADS).items():
        labels = [label(scores[row], head) for row in rows]
        known = [n for n, name in enumerate(labels) if name]
        models[head] = LinearSVC().fit(features[known], [labels[n] for n in known])
    return models


def seconds(models, dump, heads):
    begun = time.perf_counter()
    comments = read(dump)
    for head, (_, features) in asked(comments, heads).items():
        models[head].predict(features)
    return (time.perf_counter() - begun) / len(comments)


def main(dump, n_comments, learnt, scores):
    models = learn(read(learnt)[:N_LEARNT], read(scores)[:N_LEARNT])
    print(*(seconds(models, dump, heads) * int(n_comments) for heads in (HEADS[:1], HEADS)))


main(*sys.argv[1:])
