#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor score: one line a comment. Labels depend on the model; the shape does not.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  cp "$INPUT"/* .
}

@test "one line a comment, in order, with every field" {
  run_tenor score good.ndjson
  expect_status 0
  [ "$(jq -c '[.article_id, .id]' <<<"$out" | tr -d '\n')" = \
    '["harbour","1"]["harbour","2"]["harbour","3"]["7","4"]["7","5"]' ]
  jq -es 'all(keys == ["article_id","coverage","id","reply","sentiment","stance","unscored"])' <<<"$out"
}

@test "probabilities add up to one, and the label is the most probable" {
  tenor score -q "$DEMO" | jq -es '
    map(.sentiment, .stance | select(. != null)) | length > 500 and
    all(.p as $p | ([$p[]] | add | . > 0.999 and . < 1.001) and $p[.label] == ([$p[]] | max))'
}

@test "a deleted comment has no label and says why" {
  run_tenor score good.ndjson
  [ "$(tail -n 1 <<<"$out" | jq -c '[.unscored, .sentiment, .stance]')" = '["deleted",null,null]' ]
}

@test "the target is the article's, else --target, else none" {
  run_tenor score good.ndjson
  [ "$(head -n 1 <<<"$out" | jq -r .stance.target)" = "the bridge" ]
  run_tenor score renamed.ndjson --map article_id=thread,id=nr,text=body
  expect_status 0
  [ "$(jq -s 'all(.stance == null)' <<<"$out")" = true ]
  run_tenor score renamed.ndjson --map article_id=thread,id=nr,text=body --target "the bridge"
  [ "$(jq -sr '[.[] | select(.unscored == null)] | all(.stance.target == "the bridge")' <<<"$out")" = true ]
}

@test "a line for each row of a labelled set" {
  run_tenor score --input-format labelled "$ROOT/datasets/samples/stance.ndjson"
  expect_status 0
  [ "$(wc -l <<<"$out")" -eq "$(wc -l <"$ROOT/datasets/samples/stance.ndjson")" ]
}

@test "--labels leaves only these classes" {
  run_tenor score --labels negative,positive "$ROOT/datasets/demo/page.txt"
  expect_status 0
  jq -es '[.[].sentiment | select(. != null)] | length > 0 and all(.label != "neutral")' <<<"$out"
  run_tenor score --labels negative,lukewarm "$ROOT/datasets/demo/page.txt"
  expect_status 2
  expect_message "lukewarm"
}

@test "--decisions adds the SVM's own values" {
  run_tenor score --decisions good.ndjson
  expect_status 0
  head -n 1 <<<"$out" | jq -e '.sentiment | has("vote")'
}

@test "a model that is missing or damaged" {
  golden score-no-models score --models nowhere good.ndjson
  cp -r "$TENOR_MODELS/sentiment" damaged
  echo '{}' >damaged/model.json
  run_tenor score --models damaged good.ndjson
  expect_status 1
  expect_message "damaged"
  [ -z "$out" ]
}

@test "rejected records, --strict and -o" {
  run_tenor score --strict -o scores bad.ndjson
  expect_status 3
  [ "$(wc -l <<<"$err")" -eq 7 ] # and what was dropped
  [ "$(wc -l <scores)" -eq 4 ]
}

@test "the words of a target that was set do not count for sentiment" {
  echo '{"article_id":"a","id":"1","text":"Happy Valley is a lovely place, happy, #happy"}' >topic.ndjson
  echo '{"article_id":"a","id":"1","text":"Horrible Valley is a lovely place, horrible, #horrible"}' >without.ndjson
  run_tenor score --decisions topic.ndjson --target "happy"
  expect_status 0
  named=$(jq -c .sentiment.decisions <<<"$out")
  run_tenor score --decisions without.ndjson --target "horrible"
  [ "$named" = "$(jq -c .sentiment.decisions <<<"$out")" ]
  run_tenor score --decisions topic.ndjson
  [ "$named" != "$(jq -c .sentiment.decisions <<<"$out")" ]
  # a title is no topic
  sed 's/"id"/"article":{"title":"Happy"},"id"/' topic.ndjson >titled.ndjson
  [ "$(jq -c .sentiment.decisions <<<"$out")" = \
    "$(tenor score -q --decisions titled.ndjson | jq -c .sentiment.decisions)" ]
}

@test "toward a mere title that the comment does not name the stance is none" {
  echo '{"article_id":"a","id":"1","text":"I hate this, they must resign","article":{"title":"The harbour tunnel"}}' >titled.ndjson
  tenor score -q titled.ndjson | jq -e '.stance | .label == "none" and .target == "The harbour tunnel"'
  sed 's/hate this/hate this tunnel/' titled.ndjson >named.ndjson
  tenor score -q --decisions named.ndjson | jq -c .stance.p >named
  tenor score -q --decisions titled.ndjson | jq -c .stance.p >titled
  run cmp -s named titled
  [ "$status" -eq 1 ]
}

# same_score TEXT TEXT: both are the same to the models
same_score() {
  for text in "$@"; do jq -nc --arg t "$text" '{article_id: "a", id: "1", text: $t}'; done |
    tenor score -q --decisions --target "the lane" - | jq -c . >scored
  [ "$(wc -l <scored)" -eq 2 ] && [ "$(sort -u scored | wc -l)" -eq 1 ] || fail "$1: $(cat scored)"
}

@test "spellings of the same words are the same" {
  plain="I don't like it, it is a bad lane"
  for apostrophe in $'\xe2\x80\x99' $'\xe2\x80\x98' $'\xc2\xb4' $'\xe2\x80\xb2' $'\xef\xbc\x87' $'\xc2\x92' '`' '&#39;' '&#x27;' '&rsquo;'; do
    same_score "$plain" "${plain/\'/"$apostrophe"}"
  done
  same_score "haha that is a good one" "hahahahaha that is a good one"
  same_score "this is fucking bad" "this is f***ing bad"
}

@test "a negation reaches words, and what is said to the utmost is no negation" {
  negated() { tenor explain -q --json --head sentiment --text "$1" | jq -c "[.sentiment.pieces[] | select(.form == \"$2\") | .marks | index(\"negated\") != null]"; }
  [ "$(negated "It is not a good plan, it is bad" good)" = '[true]' ]
  [ "$(negated "It has never been better, I love it" better)" = '[false]' ]
  [ "$(negated "I don’t like it, it is bad" like)" = "$(negated "I don't like it, it is bad" like)" ]
}

@test "what stands before a damaged place in the input is scored, and the damage is a failure" {
  gzip -c "$DEMO" | head -c 40000 >cut.ndjson.gz
  for threads in 1 3; do
    run_tenor score -q --threads "$threads" cut.ndjson.gz
    expect_status 1
    expect_message "cut.ndjson.gz"
    n=$(wc -l <<<"$out")
    [ "$n" -gt 100 ] && [ "$n" -lt 700 ]
    [ "$out" = "$(tenor score -q "$DEMO" 2>/dev/null | head -n "$n")" ]
  done
}

@test "vectors are of a head that has a model" {
  mkdir -p few
  cp -r "$TENOR_MODELS/stance" few
  run_tenor score --models few --vectors reply "$DEMO"
  expect_status 1
  expect_message "there is no model for reply"
}
