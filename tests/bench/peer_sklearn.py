# SPDX-License-Identifier: GPL-3.0-or-later
"""The same families of features in scikit-learn: peer_sklearn.py DUMP COMMENTS

Words 1-2 and characters 3-5, hashed, under a LinearSVC. Prints the seconds of
predicting DUMP, times COMMENTS / its comments. Training is not counted.
"""
import json
import sys
import time

from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main(dump, n_comments):
    features = make_union(HashingVectorizer(ngram_range=(1, 2)),
                          HashingVectorizer(analyzer="char_wb", ngram_range=(3, 5)))
    training = rows("datasets/plain/sentiment.ndjson")
    svm = LinearSVC().fit(features.transform([row["text"] for row in training]),
                          [row["label"] for row in training])
    begun = time.perf_counter()
    texts = [row["text"] for row in rows(dump)]
    svm.predict(features.transform(texts))
    print((time.perf_counter() - begun) * n_comments / len(texts))


main(sys.argv[1], int(sys.argv[2]))
