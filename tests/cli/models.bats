#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor train, evaluate and inspect, on the small samples.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  SAMPLE=$ROOT/datasets/samples/sentiment.ndjson
}

@test "a model is trained, is valid, and is the same the second time" {
  tenor train -q -C 1 --folds 3 --task sentiment -o one "$SAMPLE"
  tenor train -q -C 1 --folds 3 --task sentiment --threads 1 --name one -o two "$SAMPLE"
  tenor inspect one
  diff -r one two
}

@test "a trained model scores" {
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment -o mine "$SAMPLE"
  echo '{"article_id":1,"id":1,"text":"What a wonderful evening"}' | tenor score --models mine |
    jq -e '.sentiment.label and .stance == null'
}

@test "training says what is wrong with its data" {
  : >empty
  run_tenor train -q --task sentiment -o m empty
  expect_status 1
  expect_message "no row"
  run_tenor train -q --task sentiment -o m missing
  expect_status 1
  expect_message "missing"
  run_tenor train -q --task stance -o m "$SAMPLE"
  expect_status 1
  [ ! -e m/model.json ]
}

@test "evaluation counts every row once" {
  run_tenor evaluate --json "$SAMPLE"
  expect_status 0
  jq -e '.schema == "tenor/evaluation/1" and .head == "sentiment" and .rows == 90 and
    ([.confusion[].count] | add) == 90 and (.classes | map(.label)) == ["negative","neutral","positive"]' <<<"$out"
  run_tenor evaluate --head sentiment "$SAMPLE"
  expect_status 0
  [[ $out == *"macro recall"* ]]
}

@test "evaluation with --folds trains on the rows it is given" {
  run_tenor evaluate --json --folds 3 --head sentiment -C 1 --min-count 1 --models nowhere "$SAMPLE"
  expect_status 0
  jq -e '.rows == 90 and .accuracy >= 0 and .accuracy <= 1' <<<"$out"
}

@test "evaluation of a set without labels" {
  echo '{"text":"no label"}' >unlabelled
  run_tenor evaluate unlabelled
  expect_status 1
  expect_message "no row has a label"
}

@test "inspect says what is wrong with a model" {
  run_tenor inspect "$TENOR_MODELS/sentiment"
  expect_status 0
  [[ $out == *"valid"* ]]
  cp -r "$TENOR_MODELS/sentiment" damaged
  printf 'x' | dd of=damaged/folded.bin bs=1 seek=200 conv=notrunc 2>/dev/null
  run_tenor inspect damaged
  expect_status 1
  expect_message "folded.bin"
  golden inspect-nothing inspect nowhere
}

@test "inspect says what is wrong with results" {
  tenor batch -q -o results "$INPUT/good.ndjson"
  run_tenor inspect results
  expect_status 0
  [[ $out == *"valid"* ]]
  run=$(readlink -f results/current)
  jq '.articles += 1' "$run/site.json" >changed
  mv changed "$run/site.json"
  run_tenor inspect results
  expect_status 1
  expect_message "site.json"
}
