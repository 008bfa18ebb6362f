#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor evaluate: intervals, comparison, learning curve, errors.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  SAMPLE=$ROOT/datasets/samples/sentiment.ndjson
}

# valid FILE: it is what docs/schema/evaluation.schema.json says
valid() { /usr/bin/python3 "$ROOT/tests/schema/validate.py" --document evaluation "$1"; }

@test "an evaluation fits its schema, with everything that may be in it" {
  head -n 60 "$SAMPLE" >part
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment -o other part
  tenor evaluate -q --json --errors 5 --against other "$SAMPLE" >full
  valid full
  jq -e '.against.only_this >= 0 and .against.p_value <= 1 and (.errors | length) <= 5' full
  tenor evaluate -q --json "$SAMPLE" >plain
  valid plain
  jq -e '.against == null and .errors == null and .learning_curve == null' plain
  tenor evaluate -q --json --folds 3 --head sentiment -C 1 --min-count 1 --learning-curve \
    --errors 3 "$SAMPLE" >folds
  valid folds
  jq -e '(.learning_curve | map(.share)) == [0.1, 0.2, 0.4, 0.7, 1] and
    .learning_curve[4].macro_f1 == .macro_f1 and .learning_curve[4].rows == 60' folds
  echo '{"text":"good","label":"positive"}' >one
  tenor evaluate -q --json --errors 1 --against other one >single
  valid single
  jq -e '.f1_outer == null or .f1_outer <= 1' single
}

@test "bins, pairs and the confusion count the same rows" {
  tenor evaluate -q --json --errors 1000 --folds 3 --head sentiment -C 1 --min-count 1 "$SAMPLE" >e
  jq -e '([.reliability[].count] | add) == .rows - .abstained' e
  jq -e '([.error_pairs[].count] | add) == ([.confusion[] | select(.truth != .prediction).count] | add)' e
  jq -e '([.error_pairs[].count] | add) == (.errors | length) and (.errors | length) > 0' e
  jq -e '[.errors[] | .p_prediction - .p_truth] | . == (sort | reverse)' e
  jq -e 'all(.errors[]; .p_prediction >= .p_truth and .truth != .prediction)' e
}

@test "an error is found again at its line" {
  tenor evaluate -q --json --errors 1 --folds 3 --head sentiment -C 1 --min-count 1 "$SAMPLE" >e
  line=$(jq '.errors[0].line' e)
  [ "$(jq -r '.errors[0].input' e)" = "$SAMPLE" ]
  [ "$(sed -n "${line}p" "$SAMPLE" | jq -r .text | cut -c1-20)" = "$(jq -r '.errors[0].text' e | cut -c1-20)" ]
  [ "$(sed -n "${line}p" "$SAMPLE" | jq -r .label)" = "$(jq -r '.errors[0].truth' e)" ]
}

@test "intervals hold their figures and depend on nothing but the seed" {
  tenor evaluate -q --json --seed 5 "$SAMPLE" >a
  tenor evaluate -q --json --seed 5 --threads 1 "$SAMPLE" >b
  cmp a b
  jq -e '.confidence == 0.9 and .accuracy_low <= .accuracy and .accuracy <= .accuracy_high and
    .macro_f1_low <= .macro_f1 and .macro_f1 <= .macro_f1_high' a
  run_tenor evaluate "$SAMPLE"
  [[ $out =~ "macro F1 "\ *[0-9.]+\ +\([0-9.]+\ to\ [0-9.]+\) ]]
}

@test "a model against itself is no better and no worse" {
  run_tenor evaluate --against "$TENOR_MODELS" "$SAMPLE"
  expect_status 0
  [[ $out == *"only this right    0"* ]]
  [[ $out == *"p-value    1 (exact)"* ]]
  [[ $out == *"difference         0.0000  (0.0000 to 0.0000)"* ]]
}

@test "a comparison needs two models of the same head" {
  run_tenor evaluate --against nowhere "$SAMPLE"
  expect_status 1
  expect_message "nowhere"
  run_tenor evaluate --against "$TENOR_MODELS/stance" "$SAMPLE"
  expect_status 1
  expect_message "no model of the sentiment head"
  grep -v '"neutral"' "$SAMPLE" >two
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment -o two-classes two
  run_tenor evaluate --against two-classes "$SAMPLE"
  expect_status 2
  expect_message "different classes"
  tenor evaluate -q --json --labels negative,positive --against two-classes two >e
  valid e
}

@test "reliability is a table on request" {
  run_tenor evaluate "$SAMPLE"
  [[ $out != *confidence* ]]
  run_tenor evaluate --reliability "$SAMPLE"
  expect_status 0
  [ "$(grep -cE '^[01]\.[0-9]{4} to [01]\.[0-9]{4} ' <<<"$out")" -eq 15 ]
}

@test "hostile text in the list of errors does not reach the terminal" {
  # labelled wrong whatever the model thinks: one text, all labels
  for label in negative neutral positive; do
    printf '{"id":"\\u001b]0;id\\u0007","text":"%s good \\u001b[31mred\\u202e\\u0000 bad\\nnew line","label":"%s"}\n' \
      "$label" "$label"
    printf '{"text":"best worst \\u001b[2J","label":"%s"}\n' "$label"
  done >hostile
  tenor evaluate -q --errors 9 hostile >table
  grep -q 'red' table
  steers_nothing table
  [ "$(grep -c '^new line' table)" -eq 0 ]
  tenor evaluate -q --json --errors 9 hostile >e
  valid e
  jq -e '[.errors[].text | select(contains("\u001b[31mred"))] | length > 0' e
}

@test "options that do not go together" {
  run_tenor evaluate --learning-curve "$SAMPLE"
  expect_status 2
  run_tenor evaluate --folds 3 --head sentiment --against "$TENOR_MODELS" "$SAMPLE"
  expect_status 2
}
