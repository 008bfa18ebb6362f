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
  tenor train -q -C 1 --folds 3 --min-count 1 --task sentiment --max-features 900 -o pruned "$SAMPLE"
  tenor inspect pruned
  jq -e --slurpfile whole whole/model.json '.n_entries == 900 and
    .training.pruned == $whole[0].n_entries - 900' pruned/model.json
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
  train_says "takes its aids from the base model" --task stance --target x --vectors y
  train_says "takes its aids from the base model" --task stance --target x --lexicon y
  train_says "takes its aids from the base model" --task stance --target x --leave-files-out
  train_says "takes its aids from the base model" --task stance --target x --weight y=1
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
  spoil damaged/folded.bin 200
  run_tenor inspect damaged
  expect_status 1
  expect_message "folded.bin"
  golden inspect-nothing inspect nowhere
}

@test "inspect of a folder of models checks each" {
  run_tenor inspect "$TENOR_MODELS"
  expect_status 0
  [ "$(grep -c '^valid ' <<<"$out")" -eq 3 ]
  [ "$(sed -n 's/^head *//p' <<<"$out" | tr '\n' ' ')" = "sentiment stance reply " ]
  cp -r "$TENOR_MODELS" some
  echo x >>some/stance/folded.bin
  run_tenor inspect some
  expect_status 1
  expect_message "some/stance/folded.bin' is damaged"
  rm -r some/stance && cp -r some/reply some/again
  run_tenor inspect some
  expect_status 1
  expect_message "are both models of the reply head"
  mkdir none
  run_tenor inspect none
  expect_status 1
  expect_message "'none' is not a results directory"
}

@test "inspect says what is wrong with results" {
  tenor batch -q -o results "$INPUT/good.ndjson"
  run_tenor inspect results
  expect_status 0
  [[ $out == *"valid"* ]]
  run=$(readlink -f results/current)
  cp "$run/sections.json" kept
  jq '.sections[0].comments += 1' kept >"$run/sections.json"
  run_tenor inspect results
  expect_status 1
  expect_message "sections.json': the sum of comments is"
  jq '.schema = "tenor/site/1"' kept >"$run/sections.json"
  run_tenor inspect results
  expect_message "sections.json': schema is"
  cp "$run/targets.json" "$run/sections.json"
  run_tenor inspect results
  expect_message "sections.json': has no rows"
  mv kept "$run/sections.json"
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

# expect_report TARGET ROWS FOLDS: what train says of a target is how good its model was, and is
expect_report() {
  local figure='[01]\.[0-9]{3} \([01]\.[0-9]{3} to [01]\.[0-9]{3}\)' what
  grep -qF "tenor: '$1': $2 rows, $3-fold cross-validation, 90 % intervals" <<<"$err" || fail "$err"
  for what in "the model before" "the majority" "the model now"; do
    [ "$(grep -cE "^tenor:   $what +accuracy $figure, macro-recall $figure\$" <<<"$err")" -eq 1 ] || fail "$what: $err"
  done
}

@test "a target of one's own stands on a stance model" {
  own_rows >own.ndjson
  run_tenor train --task stance --target "The ferry" --base "$TENOR_MODELS/stance" -o own own.ndjson
  expect_status 0
  expect_report "The ferry" 30 5
  run_tenor inspect own
  expect_status 0
  [ "$(jq -c '[.domains[-1] | .name, .rows]' own/model.json)" = '["the ferry",30]' ]
  [ "$(jq -r .training.target own/model.json)" = "The ferry" ]
  # what speaks for a class never counts against it, however the folds fell
  jq -e '.domains[-1].calibration.slopes | .[0][0] > 0 and .[1][0] == -.[0][0] and .[0][2] == 0' own/model.json
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

@test "a target of one's own: probabilities follow the rows' shares, labels less so" {
  # texts that teach nothing, of which most are against: the level is all there is to learn
  jq -c 'select(.text and (.text | length) > 40) | {text}' "$DEMO" | head -n 40 |
    awk '{ sub(/}$/, ",\"label\":\"" (NR % 8 == 0 ? "favor" : NR % 8 == 4 ? "none" : "against") "\"}"); print }' >own.ndjson
  tenor train -q --task stance --target "The ferry" --base "$TENOR_MODELS/stance" -o own own.ndjson
  jq -c '.domains[-1].calibration.label_weights' own/model.json >weights
  jq -e '.[0] < .[1] and .[0] < .[2]' weights
  jq -e '.calibration.label_weights == [1, 1, 1]' own/model.json
  head -n 500 "$DEMO" | jq -c '{text}' | tenor score -q --models own --target "The ferry" --input-format labelled |
    jq -c '.stance | select(.)' >stances
  jq -es --slurpfile weights weights '
    def weighted: [.p.against, .p.none, .p.favor] | [.[0] * $weights[0][0], .[1] * $weights[0][1], .[2] * $weights[0][2]];
    length > 300 and
    all(weighted as $w | $w[{against: 0, none: 1, favor: 2}[.label]] >= ($w | max) * 0.999) and
    (map(.p.against) | add / length) > 0.6 and (map(select(.label == "against")) | length) < length * 0.95' stances
}

@test "a target of one's own: the same rows give the same bytes" {
  own_rows >own.ndjson
  for d in one two; do
    tenor train -q --task stance --target "The ferry" --base "$TENOR_MODELS/stance" --name x -o $d own.ndjson
  done
  diff -r one two
}

@test "a target of one's own: what cannot be of use is refused" {
  own_rows | head -n 9 >few.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o own few.ndjson
  expect_status 1
  expect_message "only 9 rows for 'ferry'; at least 10 are needed"
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

@test "a target of one's own: ten rows and a single class are enough" {
  own_rows | head -n 10 >few.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o few few.ndjson
  expect_status 0
  expect_report ferry 10 5
  tenor inspect few
  own_rows | sed 's/favor\|none/against/' >alike.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o alike alike.ndjson
  expect_status 0
  expect_report ferry 30 5
  tenor inspect alike
  { own_rows | grep -v favor; own_rows | grep -m 1 favor; } >single.ndjson
  run_tenor train --task stance --target ferry --base "$TENOR_MODELS/stance" -o single single.ndjson
  expect_status 0
  tenor inspect single
  echo '{"article_id":"a","id":"1","text":"Scrap the ferry, it is a waste of money"}' >one.ndjson
  for model in few alike single; do
    tenor score -q --models $model --target ferry one.ndjson | jq -e '.stance.p | [.[]] | add | . > 0.999 and . < 1.001'
  done
  [ "$(tenor score -q --models alike --target ferry one.ndjson | jq -r .stance.label)" = against ]
}

@test "a target that the model knows is adapted" {
  own_rows >own.ndjson
  tenor train -q --task stance --target "The ferry" --base "$TENOR_MODELS/stance" -o once own.ndjson
  own_rows | sed 's/favor/FAVOR/; s/against/favor/; s/FAVOR/against/' >turned.ndjson
  run_tenor train --task stance --target "the FERRY" --base once -o twice turned.ndjson
  expect_status 0
  expect_report "the FERRY" 30 5
  tenor inspect twice
  [ "$(jq -c '[.domains[].name]' twice/model.json)" = '["the ferry"]' ]
  echo '{"article_id":"a","id":"1","text":"The ferry must stay, it carries us all"}' >one.ndjson
  [ "$(tenor score -q --models once --target "the ferry" one.ndjson | jq -r .stance.label)" = favor ]
  [ "$(tenor score -q --models twice --target "the ferry" one.ndjson | jq -r .stance.label)" = against ]
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

@test "a target with many rows is known: what its rows say holds for it alone" {
  { rows 110 "flurb thing" favor target alpha; rows 110 "drobl thing" against target alpha; rows 20 "blah" none target alpha; } >alpha
  { rows 110 "drobl thing" favor target beta; rows 110 "flurb thing" against target beta; rows 20 "blah" none target beta; } >beta
  { rows 60 "good thing" favor target gamma; rows 60 "bad thing" against target gamma; rows 60 "a thing" none target gamma; } >others
  tenor train -q -C 1 --folds 3 --task stance -o m/stance alpha beta others
  jq -e '[.domains[].name] == ["alpha", "beta"]' m/stance/model.json
  jq -e '.schema == "tenor/model/3" and (has("features") or has("kernel") | not) and
    all(.domains[]; has("shared_weights") and has("constant") and has("calibration"))' m/stance/model.json
  tenor inspect m/stance
  for word in flurb drobl; do
    for target in alpha beta; do printf '{"text":"%s thing no7","target":"%s"}\n' $word $target; done
  done >in
  # what counts is the side: the model may find that nobody takes one
  tenor score -q --decisions --models m --input-format labelled in |
    jq -es '[.[].stance.decisions["against/favor"]] | .[0] < -0.3 and .[1] > 0.3 and .[2] > 0.3 and .[3] < -0.3'
  tenor train -q -C 1 --folds 3 --task stance --shared beta -o n/stance alpha beta others
  jq -e '[.domains[].name] == ["alpha"]' n/stance/model.json
}

@test "the files of rows: lexicons, vectors, weights, the most rows, and files judged by the others" {
  printf 'flumbish\t3\nlove\t3\ngreat\t3\nhappy\t3\nbest\t3\n' >lexicon
  printf 'drobbly\t-3\nworst\t-3\nterrible\t-3\nhate\t-3\nrude\t-3\n' >lexicon2
  jq -r .text "$SAMPLE" | tr 'A-Z' 'a-z' | grep -oE '\<[a-z]{3,}\>' | LC_ALL=C sort -u |
    awk 'BEGIN { srand(4) } { printf "%s", $0; for (k = 0; k < 8; k++) printf " %.3f", rand() - 0.5; print "" }' >vectors
  head -n 60 "$SAMPLE" >one.ndjson
  tail -n +31 "$SAMPLE" >two.ndjson
  train=(train -q -C 1 --folds 3 --min-count 1 --task sentiment --name x)
  tenor "${train[@]}" -o plain one.ndjson two.ndjson
  tenor "${train[@]}" --lexicon lexicon,lexicon2 --vectors vectors --weight one.ndjson=3,two.ndjson=0.5 \
    --max-rows 40 --leave-files-out -o aided one.ndjson two.ndjson
  tenor inspect aided
  for word in flumbish drobbly; do
    printf '{"text":"this is what I have, a %s day"}\n' $word | tenor score -q --models aided --input-format labelled --decisions - >$word
  done
  jq -es '(.[0].sentiment.decisions["negative/positive"] - .[1].sentiment.decisions["negative/positive"]) | fabs > 1e-6' flumbish drobbly ||
    fail "$(cat flumbish drobbly)"
  for option in "--weight one.ndjson=3" "--max-rows 20" "--leave-files-out" "--lexicon lexicon" "--vectors vectors"; do
    rm -rf other
    # shellcheck disable=SC2086 # an option and its value
    tenor "${train[@]}" $option -o other one.ndjson two.ndjson
    tenor inspect other >/dev/null
    run cmp -s plain/model.json other/model.json
    [ "$status" -eq 1 ] || fail "$option changes nothing"
  done
  # evaluate takes them, too
  run_tenor evaluate --json --folds 3 --head sentiment -C 1 --min-count 1 --lexicon lexicon,lexicon2 \
    --vectors vectors --supporting two.ndjson --weight one.ndjson=2 --max-rows 40 one.ndjson
  expect_status 0
  jq -e '.rows == 60' <<<"$out"
  for option in "--lexicon nowhere" "--lexicon lexicon,nowhere" "--vectors nowhere"; do
    # shellcheck disable=SC2086
    run_tenor "${train[@]}" $option -o m one.ndjson
    expect_status 1
    expect_message nowhere
  done
  run_tenor "${train[@]}" --weight one.ndjson=2,two.ndjson=3 -o m one.ndjson
  expect_status 2
  expect_message "--weight names 'two.ndjson', which is no file of these rows"
  run_tenor evaluate --folds 3 --head sentiment --shared one.ndjson,nowhere.ndjson one.ndjson
  expect_status 2
  expect_message "--shared names 'nowhere.ndjson', which is no file of these rows"
  run_tenor evaluate --models "$TENOR_MODELS" --head sentiment --shared nowhere.ndjson one.ndjson
  expect_status 2
  expect_message "'nowhere.ndjson' is for training, which needs folds"
  printf 'good\t2\nbad\0\t-2\n' >cut
  run_tenor "${train[@]}" --lexicon cut -o m one.ndjson
  expect_status 1
  expect_message "cut:2: not text: it has a NUL byte"
  for weight in one.ndjson "one.ndjson=x" "one.ndjson=-1" "=2"; do
    run_tenor "${train[@]}" --weight "$weight" -o m one.ndjson
    expect_status 2
    expect_message "$weight"
  done
  [ ! -e m ]
}

@test "models are found beside the executable, wherever that is started" {
  MODELS=$TENOR_MODELS
  unset TENOR_MODELS
  run_tenor score --help
  [[ $(unwrapped) == *"default: $(cd "$ROOT/models" && pwd -P)]"* ]] || [[ $TENOR != "$ROOT"/build/* ]]
  mkdir -p prefix/bin prefix/share/tenor work/models
  cp "$TENOR" prefix/bin/tenor
  ln -s "$MODELS" prefix/share/tenor/models
  ln -s prefix/bin/tenor elsewhere
  TENOR=$BATS_TEST_TMPDIR/elsewhere
  cd work # whose models are nobody's
  run_tenor score "$DEMO"
  expect_status 0
  export TENOR_MODELS=nowhere
  run_tenor score "$DEMO"
  expect_status 1
  expect_message "'nowhere': No such file or directory; --models or TENOR_MODELS names another folder, \`make install\` brings one"
  run_tenor score --models ../prefix/share/tenor/models "$DEMO"
  expect_status 0
  rm ../prefix/share/tenor/models
  unset TENOR_MODELS
  [ -e /usr/local/share/tenor/models ] || {
    run_tenor score "$DEMO"
    expect_status 1
    expect_message "'/usr/local/share/tenor/models': No such file or directory; --models or"
  }
}
