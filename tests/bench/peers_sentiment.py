# SPDX-License-Identifier: GPL-3.0-or-later
"""Sentiment beside other tools, on tweets that none was trained on: peers_sentiment.py TENOR DATA

SemEval 2013 to 2016; all splits but the last are trained on, 2016test is measured on. Who learns
learns from the same rows, with settings chosen beforehand:
- tenor, as models/train.sh trains it;
- scikit-learn: tf-idf of words (1-2) and of characters (3-5), LinearSVC, its C by five folds
  of the training rows;
- fastText: word pairs and characters (3-5), 25 epochs, its other settings as they are;
- VADER, as NLTK has it, with its own lexicon and the thresholds its authors name (0.05).
A peer that is not installed is left out. Macro-recall is the mean of the classes' recalls, the figure of
SemEval's task; a LinearSVC with balanced classes is shown besides, for macro-recall favours it.
"""
import json
import os
import subprocess
import sys
import tempfile

CLASSES = ("negative", "neutral", "positive")
TEST = "2016test"


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def figures(truth, labels):
    """accuracy, macro-recall, macro-F1 of the classes"""
    recalls, f1s = [], []
    for name in CLASSES:
        both = sum(t == name == l for t, l in zip(truth, labels))
        recalls.append(both / truth.count(name))
        f1s.append(2 * both / (truth.count(name) + labels.count(name)))
    right = sum(t == l for t, l in zip(truth, labels))
    return right / len(truth), sum(recalls) / len(CLASSES), sum(f1s) / len(CLASSES)


def tenor(program, data, path, splits, test, work):
    train = [program, "train", "-q", "-o", work + "/models/sentiment", "--task", "sentiment", "--seed", "1",
             "-C", "0.2", "--lexicon", data + "/lexicon/vader_lexicon.txt",
             "--supporting", "datasets/plain/sentiment.ndjson", "--split", ",".join(splits), path]
    subprocess.run(train, check=True)
    rows = "".join(json.dumps({"id": str(n), "text": row["text"]}) + "\n" for n, row in enumerate(test))
    scored = subprocess.run([program, "score", "-q", "--models", work + "/models", "--input-format", "labelled",
                             "-"], input=rows, encoding="utf-8", stdout=subprocess.PIPE, check=True)
    labels = {}
    for line in scored.stdout.splitlines():
        comment = json.loads(line)
        if comment.get("sentiment"):
            labels[int(comment["id"])] = comment["sentiment"]["label"]
    # what it would not judge counts as neutral: the others judge everything
    return {"tenor": [labels.get(n, "neutral") for n in range(len(test))]}


def scikit_learn(training, test):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC
    found = {}
    for name, weight in (("scikit-learn", None), ("scikit-learn, balanced", "balanced")):
        features = make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
                              TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2))
        search = GridSearchCV(make_pipeline(features, LinearSVC(class_weight=weight)),
                              {"linearsvc__C": [0.05, 0.1, 0.25, 0.5, 1.0]}, scoring="recall_macro", cv=5)
        search.fit([row["text"] for row in training], [row["label"] for row in training])
        found[name] = list(search.predict([row["text"] for row in test]))
    return found


def fasttext(training, test, work):
    def flat(row):
        return " ".join(row["text"].split())
    with open(work + "/train", "w", encoding="utf-8") as out:
        out.writelines("__label__%s %s\n" % (row["label"], flat(row)) for row in training)
    with open(work + "/test", "w", encoding="utf-8") as out:
        out.writelines(flat(row) + "\n" for row in test)
    subprocess.run(["fasttext", "supervised", "-input", work + "/train", "-output", work + "/fasttext", "-wordNgrams",
                    "2", "-minn", "3", "-maxn", "5", "-epoch", "25", "-thread", "1"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    said = subprocess.run(["fasttext", "predict", work + "/fasttext.bin", work + "/test"], stdout=subprocess.PIPE,
                          encoding="utf-8", check=True)
    return {"fastText": [line.replace("__label__", "") for line in said.stdout.split()]}


def vader(data, test, work):
    from nltk.sentiment.vader import SentimentIntensityAnalyzer
    with open(data + "/lexicon/vader_lexicon.txt", encoding="utf-8") as lexicon:
        entries = lexicon.read().strip()  # NLTK stumbles over an empty line
    with open(work + "/lexicon.txt", "w", encoding="utf-8") as out:
        out.write(entries)
    analyzer = SentimentIntensityAnalyzer("file:" + work + "/lexicon.txt")
    labels = []
    for row in test:
        score = analyzer.polarity_scores(row["text"])["compound"]
        labels.append("positive" if score >= 0.05 else "negative" if score <= -0.05 else "neutral")
    return {"VADER": labels}


def main(program, data):
    path = data + "/sentiment/semeval2013-2016.ndjson"
    if not os.path.exists(path):
        print("bench-accuracy: skipped, no labelled data in '%s'" % data)
        return
    rows = read(path)
    training = [row for row in rows if row["split"] != TEST]
    test = [row for row in rows if row["split"] == TEST]
    truth = [row["label"] for row in test]
    splits = sorted({row["split"] for row in training})
    print("%d rows to learn from, %d to be measured on" % (len(training), len(test)))
    print("%-24s %9s %12s %9s" % ("", "accuracy", "macro-recall", "macro-F1"))
    with tempfile.TemporaryDirectory() as work:
        for run in (lambda: tenor(program, data, path, splits, test, work), lambda: scikit_learn(training, test),
                    lambda: fasttext(training, test, work), lambda: vader(data, test, work)):
            try:
                found = run()
            except (ImportError, FileNotFoundError) as missing:
                print("left out: %s" % missing)
                continue
            for name, labels in found.items():
                print("%-24s %9.3f %12.3f %9.3f" % ((name,) + figures(truth, labels)), flush=True)


main(*sys.argv[1:])
