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

@test "supporting rows are learnt from and counted in no figure" {
  cat >support <<'ROWS'
{"text":"a flumbish day","label":"positive"}
{"text":"what a flumbish walk","label":"positive"}
{"text":"the bus leaves at ten","label":"neutral"}
{"text":"a drobbly thing","label":"negative"}
ROWS
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment --supporting support -o mine "$SAMPLE"
  jq -e '.training.supporting == 4 and .training.rows == 90 and
    ([.training.cross_validated.confusion[][]] | add) == 90' mine/model.json
  echo '{"text":"flumbish"}' | tenor score --models mine | jq -e '.coverage == 1'
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment -o without "$SAMPLE"
  echo '{"text":"flumbish"}' | tenor score --models without | jq -e '.coverage == 0'
  run_tenor train -q --task sentiment --supporting nowhere -o m "$SAMPLE"
  expect_status 1
  expect_message "nowhere"
}

@test "a pruned model keeps all words and its strongest features, and is valid" {
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment -o whole "$SAMPLE"
  words=$(zstd -dc whole/vocabulary.tsv.zst | grep -c '^word')
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment --max-features 2000 -o pruned "$SAMPLE"
  tenor inspect pruned
  jq -e --slurpfile whole whole/model.json '.n_entries == 2000 and
    .training.pruned == $whole[0].n_entries - 2000' pruned/model.json
  [ "$(zstd -dc pruned/vocabulary.tsv.zst | grep -c '^word')" -eq "$words" ]
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment --max-features 1 -o bare "$SAMPLE"
  tenor inspect bare
  [ "$(zstd -dc bare/vocabulary.tsv.zst | grep -vc '^word\|^kind')" -eq 0 ]
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

@test "options of training that do not go together" {
  train_says() { # MESSAGE OPTION...
    local message=$1
    shift
    run_tenor train -q -o m "$@" "$SAMPLE"
    expect_status 2
    expect_message "$message"
  }
  train_says "--base needs --target" --task stance --base x
  train_says "--target-alias needs --target" --task stance --target-alias x
  train_says "--target is for --task stance" --task sentiment --target x
  train_says "takes its aids from the base model" --task stance --target x --unlabelled y
  train_says "takes its aids from the base model" --task stance --target x --supporting y
  [ ! -e m ]
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

own_rows() { # 30 rows about a target that no model knows
  for i in 1 2 3 4 5 6 7 8 9 10; do
    printf '{"text":"The ferry %d must stay, it carries us all","label":"favor"}\n' $i
    printf '{"text":"Scrap the ferry, route %d is a waste of money","label":"against"}\n' $i
    printf '{"text":"Timetable number %d hangs at the door","label":"none"}\n' $i
  done
}

@test "a target of one's own stands on a stance model" {
  own_rows >own.ndjson
  run_tenor train --task stance --target "The ferry" --base "$TENOR_MODELS/stance" -o own own.ndjson
  expect_status 0
  [[ $err == *"'The ferry': macro-F1 "*" 30 rows; the base model alone: "* ]]
  run_tenor inspect own
  expect_status 0
  [ "$(jq -c '[.domains[-1] | .name, .kind, .rows]' own/model.json)" = '["the ferry","target",30]' ]
  [ "$(jq -r .training.target own/model.json)" = "The ferry" ]
  # it knows its rows, and what the base says of other targets stays as it was
  echo '{"article_id":"a","id":"1","text":"The ferry must stay, it carries us all"}' >one.ndjson
  [ "$(tenor score -q --models own --target "the FERRY" one.ndjson | jq -r .stance.label)" = favor ]
  for target in "the ferry" "the bridge"; do
    tenor score -q --models own --decisions --target "$target" one.ndjson | jq -c .stance.decisions >"own.$target"
    tenor score -q --models "$TENOR_MODELS/stance" --decisions --target "$target" one.ndjson |
      jq -c .stance.decisions >"base.$target"
  done
  cmp "own.the bridge" "base.the bridge"
  run cmp -s "own.the ferry" "base.the ferry"
  [ "$status" -eq 1 ]
  tenor explain -q --models own --head stance --target "the ferry" --json one.ndjson | jq -e '.stance | length > 0'
}

@test "a target of one's own: the same rows give the same bytes" {
  own_rows >own.ndjson
  for d in one two; do
    tenor train -q --task stance --target "The ferry" --base "$TENOR_MODELS/stance" --name x -o $d own.ndjson
  done
  diff -r one two
}

@test "a target of one's own: what cannot be of use is refused" {
  own_rows | head -n 12 >few.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o own few.ndjson
  expect_status 1
  expect_message "at least"
  own_rows | sed 's/favor\|none/against/' >alike.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o own alike.ndjson
  expect_status 1
  expect_message "nothing to learn"
  own_rows | sed '3s/}/,"target":"bridge"}/' >other.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o own other.ndjson
  expect_status 1
  expect_message "other.ndjson:3: the row's target is 'bridge', not 'ferry'"
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/sentiment" -o own few.ndjson
  expect_message "has no model of the stance head"
  run_tenor train --task sentiment --target ferry -o own few.ndjson
  expect_status 2
  [ ! -e own ]
}

@test "train says where a text stands with two labels" {
  cp "$ROOT/datasets/samples/sentiment.ndjson" rows.ndjson
  head -n 1 rows.ndjson | jq -c '.label = (if .label == "positive" then "negative" else "positive" end)' >>rows.ndjson
  run_tenor train --task sentiment -C 1 --folds 2 -o m rows.ndjson
  expect_status 0
  [[ $err == *"another label (first: rows.ndjson:$(wc -l <rows.ndjson))"* ]]
}

# rows of a target, or of replies, in made-up words: rows N TEXT LABEL KEY VALUE
rows() {
  local n
  for n in $(seq "$1"); do
    printf '{"text":"%s no%d","label":"%s","%s":"%s"}\n' "$2" "$n" "$3" "$4" "$5"
  done
}

@test "known targets are problems of their own: one's rows change nothing for another" {
  { rows 120 "flurb a" favor target alpha; rows 120 "drobl a" against target alpha; } >alpha
  { rows 190 "drobl b" favor target beta; rows 30 "flurb b" against target beta; } >beta
  for i in ash oak elm fir yew; do
    rows 80 "good thing $i" favor target "other$i"
    rows 80 "bad thing $i" against target "other$i"
    rows 39 "some thing $i" none target "other$i"
    rows 39 "any thing $i" none target "another$i"
  done >others
  tenor train -q -C 1 --folds 3 --task stance -o one/stance alpha others
  cat alpha beta >both # small targets of one data set, too
  tenor train -q -C 1 --folds 3 --task stance -o two/stance both others
  jq -e '[.domains[] | select(.base == null and .kind == "target") | .name] | sort == ["alpha", "beta"]' \
    two/stance/model.json
  for models in one two; do
    printf '{"text":"flurb a no7","target":"alpha"}\n{"text":"a good thing","target":"what"}\n' |
      tenor score -q --models $models --input-format labelled --decisions - |
      jq -c '.stance.decisions' >$models.decisions
  done
  [ "$(wc -l <one.decisions)" -eq 2 ]
  cmp one.decisions two.decisions
  echo '{"text":"flurb b no7","target":"beta"}' |
    tenor score -q --models two --input-format labelled - | jq -e '.stance.label == "against"'
}

@test "replies with a mention add to the shared part and do not change it" {
  { rows 250 "yup indeed" agree parent_text "the cat sat"
    rows 250 "nah wrong" disagree parent_text "the cat sat"
    rows 250 "the dog ran" neutral parent_text "the cat sat"; } >plain
  { rows 250 "@ann yup indeed" disagree parent_text "a mat lay"
    rows 60 "@ann nah wrong" agree parent_text "a mat lay"
    rows 20 "@ann the dog ran" neutral parent_text "a mat lay"; } >mentions
  # replies to one parent share a fold: give them several
  for file in plain mentions; do
    awk '{ sub(/the cat|a mat/, "& " NR % 9); print }' $file >$file.ndjson
  done
  tenor train -q -C 1 --folds 3 --task reply -o one/reply plain.ndjson
  tenor train -q -C 1 --folds 3 --task reply -o two/reply plain.ndjson mentions.ndjson
  jq -e '[.domains[].name] == ["mentions"]' two/reply/model.json
  for models in one two; do
    echo '{"text":"yup indeed no7","parent_text":"the cat 1 sat"}' |
      tenor score -q --models $models --input-format labelled --decisions - |
      jq -c '.reply.decisions' >$models.decisions
  done
  cmp one.decisions two.decisions
  echo '{"text":"@ann yup indeed no7","parent_text":"the cat 1 sat"}' |
    tenor score -q --models two --input-format labelled - | jq -e '.reply.label == "disagree"'
}
