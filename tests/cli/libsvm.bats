#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Debian's svm-predict, on the committed models' own libsvm files, against the folded tables.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  MODELS=$ROOT/models
}

# agree HEAD MODEL FILE...: svm-predict gives tenor's vote for every vector
agree() {
  local head=$1 model=$2
  shift 2
  zstd -dqc "$MODELS/$model/model.svm.zst" >model.svm
  tenor score -q --models "$MODELS" --vectors "$head" "$@" >vectors
  [ "$(wc -l <vectors)" -ge 500 ]
  svm-predict vectors model.svm predicted | grep -F 'Accuracy = 100%'
  cmp <(cut -d' ' -f1 vectors) predicted
}

@test "svm-predict agrees on the demo's comments: sentiment" {
  agree sentiment sentiment-en "$ROOT"/datasets/demo/{comments.ndjson,page.txt}
}

@test "svm-predict agrees where the topic's words are a mark" {
  agree sentiment sentiment-en --target "the town council" "$ROOT"/datasets/demo/{comments.ndjson,page.txt}
}

@test "svm-predict agrees on the demo's comments: stance" {
  agree stance stance-en --target "the town council" "$ROOT"/datasets/demo/{comments.ndjson,page.txt}
}

@test "svm-predict agrees on replies" {
  agree reply reply-en --input-format labelled "$ROOT/datasets/plain/reply.ndjson"
}

@test "svm-predict agrees on 2,000 news comments, both heads" {
  NEWS=$ROOT/../shared/data/stance/arc_nyt.ndjson
  [ -f "$NEWS" ] || skip "no ../shared/data/stance/arc_nyt.ndjson"
  head -n 2000 "$NEWS" >news.ndjson
  agree sentiment sentiment-en --map article_id=article news.ndjson
  agree stance stance-en --map article_id=article --target immigration news.ndjson
}
