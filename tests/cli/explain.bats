#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor explain: what moved a label. Weights depend on the model; that they add up does not.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  cp "$INPUT"/* .
}

# valid FILE: each line is what docs/schema/explain.schema.json says
valid() { /usr/bin/python3 "$ROOT/tests/schema/validate.py" --lines explain "$1"; }

# adds_up FILE: families to pieces, pieces to labels, up to the digits that are written
adds_up() {
  jq -es 'def near($b; $size): (. - $b | fabs) <= 1e-4 * (1 + $size);
    [.[] | .sentiment, .stance, .reply | select(. != null)] | length > 0 and all(
      (.weight as $w | [.bias, .unlisted.weight, (.dense[], .pieces[] | .weight)]
        | add | near($w; $w | fabs)) and
      all(.pieces[]; .weight as $w | [0, .families[].weight] | add | near($w; $w | fabs)))' "$1"
}

# in_order FILE: pieces of a text follow each other, and each stands once
in_order() {
  jq -es '[.[] | .sentiment, .stance, .reply | select(. != null)] |
    all([.pieces[] | .start] | . == sort) and
    all([.pieces[] | [.start, .bytes, (.kind | IN("bigram", "opener") | not), .kind == "opener"]] |
      length == (unique | length))' "$1"
}

@test "an explanation fits its schema, adds up and keeps the order" {
  tenor explain -q --json "$DEMO" >all
  [ "$(wc -l <all)" -eq "$(tenor convert -q "$DEMO" | wc -l)" ]
  valid all
  adds_up all
  in_order all
  jq -es 'any(.reply != null) and any(.stance != null) and any(.unscored != null)' all
  tenor explain -q --json --top 3 "$DEMO" >top
  valid top
  adds_up top
  in_order top
  jq -es '[.[].sentiment | select(. != null) | .pieces | length] | max == 3' top
}

@test "labels and probabilities are those of score" {
  diff <(tenor score -q --decisions "$DEMO" | jq -c '[.id, .unscored, .coverage, (.sentiment, .stance, .reply | .label, .p)]') \
    <(tenor explain -q --json "$DEMO" | jq -c '[.id, .unscored, .coverage, (.sentiment, .stance, .reply | .label, .p)]')
}

@test "the sum is that of the decision values that score shows" {
  join_decisions='[.[0], .[1]] | transpose | [.[] | select(.[0].sentiment != null)] | length > 0 and all(
    .[0].sentiment as $s | .[1].sentiment.weight as $found |
    ($s.decisions | to_entries | map((.key | split("/")) as $pair |
      if $pair[0] == $s.label then .value elif $pair[1] == $s.label then -.value else 0 end) | add)
    | (. - $found | fabs) < 1e-4)'
  tenor score -q --decisions "$DEMO" | jq -s . >scores
  tenor explain -q --json --head sentiment "$DEMO" | jq -s . >explained
  jq -es "$join_decisions" scores explained
}

@test "offsets are bytes of the text as it is written" {
  tenor explain --json --head sentiment --text $'Great \xff news 😀 caf\xc3\xa9, thank you' >e
  valid e
  /usr/bin/python3 - <<'PYTHON'
import json
line = json.loads(open("e", encoding="utf-8").read())
text = line["text"].encode()
pieces = line["sentiment"]["pieces"]
assert [p["text"] for p in pieces if p["form"] == "thank you"] == ["thank you"]
assert all(text[p["start"]:p["start"] + p["bytes"]].decode() == p["text"] for p in pieces)
PYTHON
}

@test "a text of the command line, with target and parent" {
  run_tenor explain --text "That is not true, the lane is lovely" --target "the bike lane" --parent "The lane is empty"
  expect_status 0
  [[ $out == *"sentiment   "* && $out == *"target      the bike lane"* ]]
  [[ $out == *"overlap"* && $out == *"parent      The lane is empty"* ]]
  # of the parent only which words it has counts
  jq -es '[.[].reply.pieces] | .[0] == .[1] and (.[0] | length > 0)' \
    <(tenor explain --json --text "That is not true" --parent "The lane is empty") \
    <(tenor explain --json --text "That is not true" --parent "The roof is blue")
  run_tenor explain --text "The lane is lovely"
  [[ $out == *"stance      no target"* && $out == *"reply       no parent"* ]]
  run_tenor explain --json --head stance --text "The lane is lovely" --target "the bike lane"
  [ "$(jq -c 'keys' <<<"$out")" = '["article_id","coverage","id","parent_text","stance","text","unscored"]' ]
}

@test "a comment without a label says why" {
  run_tenor explain --text "qwrtzp blorft kvenn zzyx"
  expect_status 0
  [[ $out == *"unscored    low_coverage: the model knows 0% of the words"* ]]
  run_tenor explain --text " "
  [[ $out == *"unscored    empty"* ]]
  run_tenor explain --text "http://example.com/ 17"
  [[ $out == *"unscored    no_words"* ]]
  run_tenor explain good.ndjson
  [[ $out == *"unscored    deleted"* ]]
}

@test "replies find their parents, rows of a labelled set too" {
  tenor explain -q --json --head reply good.ndjson | jq -es '[.[] | .parent_text == null] == [true, false, false, true, true]'
  tenor explain -q --json --head reply --input-format labelled "$ROOT/datasets/samples/reply.ndjson" >e
  valid e
  jq -es 'any(.reply != null) and all(.parent_text != null)' e
}

@test "color only where it is wanted, and lines as wide as asked" {
  run_tenor explain --text "Thank you, what a lovely plan" --target "the plan"
  [[ $out != *$'\033'* ]]
  [ "$(LC_ALL=C.UTF-8 wc -L <<<"$out")" -le 80 ]
  run_tenor explain --color always --text "Thank you"
  [[ $out == *$'\033['* ]]
  run_tenor explain --width 40 --text "Thank you, what a lovely plan" --target "the plan"
  [ "$(LC_ALL=C.UTF-8 wc -L <<<"$out")" -le 40 ]
  on_terminal "'$TENOR' explain --text 'Thank you'"
  grep -q $'\033\\[' typescript
}

@test "hostile text does not reach the terminal" {
  printf '{"article_id":"\\u001b]0;a\\u0007","id":"\\u001b[2J","text":"thank \\u001b[31mred\\u202e\\u0000 you\\nnew line","article":{"target":"\\u001b[5mplan\\u0007"}}\n' >hostile
  tenor explain -q hostile >table
  grep -q 'red' table
  steers_nothing table
  [ "$(grep -c '^new line' table)" -eq 0 ]
  tenor explain -q --json hostile >e
  valid e
}

@test "the demo on the page is as long as its lines" {
  tenor explain -q --top 2 "$DEMO" >page
  [ "$(grep -c '^comment  ' page)" -eq "$(tenor convert -q "$DEMO" | wc -l)" ]
  [ "$(grep -c '^weights  ' page)" -eq 1 ]
}

@test "options that do not go together, and models that are not there" {
  golden usage-text-and-file explain --text x good.ndjson
  golden usage-parent-alone explain --parent x good.ndjson
  run_tenor explain --models "$TENOR_MODELS/sentiment" --head stance --text x
  expect_status 1
  expect_message "no model for stance"
  run_tenor explain --models nowhere --text x
  expect_status 1
}

@test "rejected records and --strict" {
  run_tenor explain --strict --json bad.ndjson
  expect_status 3
  [ "$(wc -l <<<"$out")" -eq 4 ]
}
