#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Labels written elsewhere: spellings, containers, and what is said of the rest.

load helpers

setup() { cd "$BATS_TEST_TMPDIR"; }

# rows HEAD FILE: "rows skipped uncertain" of an evaluation
rows() { tenor evaluate -q --json --head "$1" "$2" | jq -r '"\(.rows) \(.skipped) \(.uncertain // 0)"'; }

# truths HEAD FILE: rows of each class, in the head's order
truths() {
  tenor evaluate -q --json --head "$1" "$2" |
    jq -r '[.confusion | group_by(.truth)[] | "\(.[0].truth)=\(map(.count) | add)"] | join(" ")'
}

@test "classes are known by the usual spellings, whatever their case" {
  i=0
  for label in '"negative"' '"NEG"' -1 -1.0 '" Neg "' '"Neutral"' '"neu"' 0 '"0"' '"POSITIVE"' '"Pos"' 1 1.0 '"+1"'; do
    i=$((i + 1))
    echo "{\"text\":\"row $i\",\"label\":$label}"
  done >sentiment
  [ "$(truths sentiment sentiment)" = "negative=5 neutral=4 positive=5" ]
  i=0
  for label in AGAINST con None neutral favor Favour for PRO; do
    i=$((i + 1))
    echo "{\"text\":\"row $i\",\"target\":\"it\",\"label\":\"$label\"}"
  done >stance
  [ "$(truths stance stance)" = "against=2 favor=4 none=2" ]
  i=0
  for label in Disagree deny neutral comment Agree support; do
    i=$((i + 1))
    echo "{\"text\":\"row $i\",\"parent_text\":\"so it is\",\"label\":\"$label\"}"
  done >reply
  [ "$(truths reply reply)" = "agree=2 disagree=2 neutral=2" ]
}

@test "files of fastText, with tabs, of doccano and of Label Studio" {
  printf '__label__pos what a day\n__label__NEG\tawful\n\n' >fasttext
  [ "$(truths sentiment fasttext)" = "negative=1 neutral=0 positive=1" ]
  printf 'Positive\twhat a day\r\n-1\tawful\tthing\r\nneutral\tso so\r\n' >tabs
  [ "$(truths sentiment tabs)" = "negative=1 neutral=1 positive=1" ]
  cat >doccano <<'END'
{"id":1,"data":"what a day","label":["pos"]}
{"id":2,"text":"awful","label":["Negative"]}
{"id":3,"text":"spans are no classes","label":[[0,5,"neg"]]}
{"id":4,"text":"nor are two","label":["neg","pos"]}
{"id":5,"text":"nor none","label":[]}
END
  [ "$(rows sentiment doccano)" = "2 3 0" ]
  cat >studio.json <<'END'
[{"id": 1, "annotations": [{"was_cancelled": true, "result": [{"value": {"choices": ["Negative"]}}]},
    {"result": [{"from_name": "sentiment", "type": "choices", "value": {"choices": ["Positive"]}},
      {"from_name": "stance", "type": "choices", "value": {"choices": ["pro"]}}]}],
  "data": {"text": "what a day", "target": "the dam"}},
 {"id": 2, "annotations": [{"result": [{"from_name": "mood", "value": {"choices": ["neg"]}}]}],
  "data": {"text": "awful"}},
 {"id": 3, "annotations": [], "data": {"text": "not yet"}}]
END
  [ "$(truths sentiment studio.json)" = "negative=1 neutral=0 positive=1" ]
  [ "$(rows stance studio.json)" = "1 2 0" ]
}

@test "a line that is no labelled row is rejected, and the others are read" {
  printf '__label__pos what a day\nno label\n__label__pos __label__neg both\n__label__neg awful\n' >fasttext
  [ "$(rows sentiment fasttext)" = "2 0 0" ]
  run -1 tenor score -q fasttext # labelled rows only
  [[ $output == *"format not recognised"* ]]
}

@test "each head reads its own column, and an empty cell is no label" {
  printf 'text,parent_text,target,sentiment,stance,reply\none,p,it,pos,,agree\ntwo,p,it,,con,\nthree,,,neg,,\n' >heads.csv
  [ "$(rows sentiment heads.csv)" = "2 1 0" ]
  [ "$(rows stance heads.csv)" = "1 2 0" ]
  [ "$(rows reply heads.csv)" = "1 2 0" ]
  echo '{"text":"four","label":"positive"}' >label.ndjson # another file, another column
  [ "$(tenor evaluate -q --json --head sentiment heads.csv label.ndjson | jq .rows)" = 3 ]
}

@test "a message names the label that was found and those that are known" {
  printf '{"text":"a","label":"meh"}\n{"text":"b","label":"\\u001b[31mred"}\n' >meh
  run -1 tenor evaluate -q --head sentiment meh
  [ "$output" = "tenor: no row has a label of the sentiment task; meh:1: label 'meh' is none of negative, neutral, positive" ]
  { cat "$ROOT/datasets/samples/sentiment.ndjson" && sed -n 2p meh; } >some
  run -0 tenor train -C 1 --folds 3 --min-count 1 --task sentiment -o model some
  [[ $output == *"1 rows with unknown labels are skipped (first: some:91: label '?[31mred' is none of negative, neutral, positive)"* ]]
}

@test "rows that were not drawn at random are learnt from, and count in no figure" {
  SAMPLE=$ROOT/datasets/samples/sentiment.ndjson
  jq -c '. + {drawn: "uniform"}' "$SAMPLE" >uniform
  jq -c '. + {drawn: (.text | length | if . % 5 == 0 then "uncertain" elif . % 7 == 0 then "chosen" else "uniform" end)}' "$SAMPLE" >mixed
  n=$(grep -cE "uncertain|chosen" mixed)
  [ "$n" -gt 0 ]
  [ "$(rows sentiment uniform)" = "90 0 0" ]
  [ "$(rows sentiment mixed)" = "$((90 - n)) 0 $n" ]
  run -0 tenor evaluate -q --head sentiment mixed
  [ "${lines[1]}" = "$n rows that were not drawn at random are left out of all figures" ]
  tenor evaluate -q --json --folds 3 -C 1 --min-count 1 --head sentiment mixed >folds
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" --document evaluation folds
  [ "$(jq -r '"\(.rows) \(.uncertain)"' folds)" = "$((90 - n)) $n" ]
  run -0 tenor train -C 1 --folds 3 --min-count 1 --task sentiment -o model mixed
  [[ $output == *"$n rows were not drawn at random and count in no figure"* ]]
  [ "$(jq -r '.training | "\(.rows) \(.supporting)"' model/model.json)" = "$((90 - n)) $n" ]
  grep -E "uncertain|chosen" mixed >none
  run -1 tenor evaluate -q --head sentiment none
  [[ $output == *"no row has a label of the sentiment task but those not drawn at random" ]]
  run -1 tenor train -q -C 1 --task sentiment -o never none
  [[ $output == *"but those not drawn at random" ]]
}

@test "labelled rows are put right as comments are, and so are the texts of their parents" {
  odd='I donâ€™t like the cafÃ©' right='I don’t like the café'
  for text in "$odd" "$right"; do
    echo "{\"text\": \"$text\", \"parent_text\": \"$text\", \"label\": \"agree\"}" |
      tenor explain --json --models "$TENOR_MODELS" --input-format labelled >"${#text}"
  done
  jq -e --arg right "$right" '.text == $right' ${#odd}
  cmp ${#odd} ${#right}
  echo '{"text": "<p>so</p>", "label": "negative"}' | tenor explain --json --models "$TENOR_MODELS" --input-format labelled |
    jq -e '.text == "<p>so</p>"' # a data set says what it says
}
