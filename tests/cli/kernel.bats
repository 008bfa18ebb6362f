#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor train --kernel, and what serves such a model and what does not.

load helpers

setup_file() {
  cd "$BATS_FILE_TMPDIR"
  awk -v seed=7 -v rows=400 -f "$INPUT/pairs.awk" >train.ndjson
  awk -v seed=4711 -v rows=200 -f "$INPUT/pairs.awk" >test.ndjson
  tenor train -q --task sentiment --kernel rbf --name rbf -o rbf train.ndjson
}

setup() {
  cd "$BATS_FILE_TMPDIR"
}

macro_f1() { tenor evaluate --models "$1" --json test.ndjson | jq .macro_f1; }

@test "what no linear model separates, an RBF kernel does" {
  tenor train -q --task sentiment -o linear train.ndjson
  jq -en --argjson linear "$(macro_f1 linear)" --argjson rbf "$(macro_f1 rbf)" \
    '$linear < 0.65 and $rbf > 0.97'
}

@test "poly finds the pairs too; gamma, degree and C are taken as given" {
  tenor train -q --task sentiment --kernel poly -C 10 --gamma 1.5 --degree 2 --coef0 1 -o poly train.ndjson
  jq -en --argjson f1 "$(macro_f1 poly)" '$f1 > 0.97'
  jq -e '.kernel | .type == "poly" and .gamma == 1.5 and .degree == 2 and .coef0 == 1' poly/model.json
  [ "$(zstd -dc poly/model.svm.zst | sed -n 2,5p | tr '\n' ' ')" = "kernel_type polynomial degree 2 gamma 1.5 coef0 1 " ]
}

@test "svm-predict agrees with the votes" {
  zstd -dqc rbf/model.svm.zst >model.svm
  tenor score -q --models rbf --input-format labelled --vectors sentiment test.ndjson >vectors
  [ "$(wc -l <vectors)" -eq 200 ]
  svm-predict vectors model.svm predicted | grep -F 'Accuracy = 100%'
  cmp <(cut -d' ' -f1 vectors) predicted
}

@test "the folder has support vectors and no folded table, and inspect says so" {
  [ "$(ls rbf | tr '\n' ' ')" = "model.json model.svm.zst vocabulary.tsv.zst " ]
  vectors=$(jq .kernel.support_vectors rbf/model.json)
  [ "$(zstd -dc rbf/model.svm.zst | sed '1,/^SV/d' | wc -l)" -eq "$vectors" ]
  run_tenor inspect rbf
  expect_status 0
  [[ $out == *"kernel    rbf, gamma "*"vectors   $vectors of "*"valid"* ]]
}

@test "the same rows give the same bytes, whatever the number of processes" {
  tenor train -q --task sentiment --kernel rbf --name rbf --threads 1 -o again train.ndjson
  diff -r rbf again
}

@test "score gives calibrated labels, whatever the number of threads" {
  tenor score -q --models rbf --input-format labelled --threads 1 test.ndjson >one
  tenor score -q --models rbf --input-format labelled --threads 4 test.ndjson >four
  cmp one four
  jq -se 'length == 200 and all(.sentiment.p | add | . > 0.999 and . < 1.001)' one
}

@test "evaluate --folds trains with the kernel" {
  tenor evaluate --folds 3 --head sentiment --kernel rbf -C 100 -g 1.2 --json train.ndjson | jq -e '.macro_f1 > 0.97'
  run_tenor evaluate --folds 3 --head sentiment --kernel rbf -C 100 -g 1.2 --learning-curve --json train.ndjson
  expect_status 0
  jq -e '.learning_curve | length == 5 and .[0].macro_f1 < .[4].macro_f1' <<<"$out"
}

@test "a kernel stands beside linear heads" {
  mkdir -p both
  tenor train -q --task sentiment --kernel rbf -C 10 -g 1 --min-count 1 -o both/sentiment "$ROOT/datasets/samples/sentiment.ndjson"
  cp -r "$TENOR_MODELS/stance" "$TENOR_MODELS/reply" both
  tenor score -q --models both --target "the town council" "$DEMO" >with
  tenor score -q --models "$TENOR_MODELS" --target "the town council" "$DEMO" >without
  # a comment is scored by what the first head knows: compare those that both do
  jq -nce --slurpfile a with --slurpfile b without '[range($a | length) | select(($a[.] | .stance) and ($b[.] | .stance)) |
    $a[.].stance == $b[.].stance and $a[.].sentiment.label != null] | length > 10 and all'
}

@test "batch, map and reduce refuse it and say why" {
  echo '{"article_id":1,"id":1,"text":"we had a picnic"}' >one.ndjson
  head -c 32 /dev/urandom >key
  run_tenor batch --models rbf -o results one.ndjson
  expect_status 1
  expect_message "has a kernel and compares every comment with all its support vectors"
  [ ! -e results/current ]
  run_tenor map --models rbf --author-key-file key one.ndjson
  expect_status 1
  expect_message "'tenor score' serves it"
  run_tenor reduce --models rbf --author-key-file key -o results /dev/null
  expect_status 1
  expect_message "has a kernel"
}

@test "explain refuses it and says why" {
  run_tenor explain --models rbf --input-format labelled test.ndjson
  expect_status 1
  expect_message "it weighs whole comments, not words"
}

@test "explain leaves the kernel out where linear heads stand beside it, unless it is asked for" {
  tenor train -q --task sentiment --kernel rbf -C 10 -g 1 --min-count 1 -o beside/sentiment "$ROOT/datasets/samples/sentiment.ndjson"
  cp -r "$TENOR_MODELS/stance" beside
  explain=(explain --models beside --text "What a wonderful idea" --target "the plan")
  tenor "${explain[@]}" --json >linear.json
  jq -e '.stance.pieces | length == 4' linear.json
  jq -e 'has("sentiment") | not' linear.json
  cmp <(jq .stance linear.json) <(tenor "${explain[@]}" --head stance --json | jq .stance)
  run_tenor "${explain[@]}" --head sentiment
  expect_status 1
  expect_message "it weighs whole comments, not words"
}

@test "a damaged model is refused" {
  rm -rf damaged
  cp -r rbf damaged
  printf 'x' | dd of=damaged/model.svm.zst bs=1 seek=200 conv=notrunc 2>/dev/null
  for command in "inspect damaged" "score --models damaged test.ndjson"; do
    run_tenor $command
    expect_status 1
    expect_message "'damaged/model.svm.zst' is damaged"
  done
  rm damaged/model.svm.zst
  run_tenor inspect damaged
  expect_status 1
  expect_message "model.svm.zst"
}

@test "too many rows, and options that do not go together" {
  awk -v seed=3 -v rows=40000 -f "$INPUT/pairs.awk" >many.ndjson
  [ "$(sort -u many.ndjson | wc -l)" -gt 5000 ]
  run_tenor train -q --task sentiment --kernel rbf -o many many.ndjson
  expect_status 1
  expect_message "rows are too many for a kernel"
  [ ! -e many ]
  run_tenor train -q --task sentiment --gamma 1 -o m train.ndjson
  expect_status 2
  expect_message "--gamma is for a --kernel"
  run_tenor train -q --task sentiment --kernel rbf --solver liblinear -o m train.ndjson
  expect_status 2
  expect_message "LIBLINEAR has no kernels"
  run_tenor train -q --task stance --kernel rbf --target ferry -o m train.ndjson
  expect_status 2
  expect_message "takes no --kernel"
  run_tenor train -q --task stance --target ferry --base rbf -o m train.ndjson
  expect_status 1
  expect_message "has no model of the stance head"
  [ ! -e m ]
}
