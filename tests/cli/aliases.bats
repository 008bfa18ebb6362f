#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Other names of a target: article.target_aliases and --target-alias.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  row() { printf '{"article_id":"a","id":"%s","created_at":%d,"text":"%s","article":%s}\n' "$@"; }
  NAMED='{"target":"the river crossing","target_aliases":["Tarrow Bridge","the ferry plan"]}'
  PLAIN='{"target":"the river crossing"}'
  TEXT="I do not love the Tarrow bridge at all, nor #bridge fans"
}

dense() { tenor explain -q --json --head stance "$@" | jq -c '[.stance.dense[] | .value] | .[:3]'; }

@test "who names an alias names the target" {
  row 1 1 "$TEXT" "$NAMED" >named.ndjson
  row 1 1 "$TEXT" "$PLAIN" >plain.ndjson
  [ "$(dense plain.ndjson)" = "[0,0,0]" ]
  [ "$(dense named.ndjson)" = "[1,1,1]" ]
}

@test "articles' file, labelled row, table and option say the same" {
  row 1 1 "$TEXT" "$NAMED" >named.ndjson
  tenor score -q --decisions named.ndjson | jq -c '.stance, .sentiment' >wanted
  row 1 1 "$TEXT" null >bare.ndjson
  jq -nc --argjson a "$NAMED" '{id: "a"} + $a' >articles.ndjson
  tenor score -q --decisions --articles articles.ndjson bare.ndjson | jq -c '.stance, .sentiment' | cmp wanted
  jq -nc --arg t "$TEXT" --argjson a "$NAMED" '{text: $t} + $a' >labelled.ndjson
  tenor score -q --decisions --input-format labelled labelled.ndjson | jq -c '.stance, .sentiment' | cmp wanted
  printf 'article_id,id,text,target,target_aliases\na,1,"%s",the river crossing,Tarrow Bridge; the ferry plan\n' "$TEXT" >table.csv
  tenor score -q --decisions table.csv | jq -c '.stance, .sentiment' | cmp wanted
  tenor score -q --decisions --target "the river crossing" --target-alias "Tarrow Bridge, the ferry plan" bare.ndjson |
    jq -c '.stance, .sentiment' | cmp wanted
  tenor convert -q named.ndjson | tenor score -q --decisions - | jq -c '.stance, .sentiment' | cmp wanted
}

@test "an alias that the model knows as a target stands for it" {
  run_tenor score -q --models "$ROOT/models" --decisions --target "the former president" --target-alias "Donald Trump" "$DEMO"
  expect_status 0
  jq -c .stance.p <<<"$out" >alias
  tenor score -q --models "$ROOT/models" --target "the former president" "$DEMO" | jq -c .stance.p >without
  tenor score -q --models "$ROOT/models" --target "Donald Trump" "$DEMO" | jq -c .stance.p >known
  [ "$(wc -l <alias)" -gt 100 ]
  cmp alias known
  run cmp -s alias without
  [ "$status" -eq 1 ]
}

@test "an alias is the topic's own word: it does not count for sentiment" {
  row 1 1 "Tarrow is a wonderful horrible place" '{"target":"the valley","target_aliases":["horrible"]}' >named.ndjson
  row 1 1 "Tarrow is a wonderful horrible place" '{"target":"horrible"}' >other.ndjson
  row 1 1 "Tarrow is a wonderful horrible place" '{"target":"the valley"}' >plain.ndjson
  decisions() { tenor score -q --decisions "$1" | jq -c .sentiment.decisions; }
  [ "$(decisions named.ndjson)" = "$(decisions other.ndjson)" ]
  [ "$(decisions named.ndjson)" != "$(decisions plain.ndjson)" ]
}

@test "the order, shards, a store and little memory give the same bytes" {
  head -n 40 "$DEMO" | jq -c 'del(.article) | .article_id = "a"' >rest.ndjson
  row first 1 "$TEXT" '{"target":"the valley"}' >first.ndjson # without aliases, and superseded
  row last 4102444800 "$TEXT" "$NAMED" >last.ndjson
  cat first.ndjson rest.ndjson last.ndjson >forth.ndjson
  tac forth.ndjson >back.ndjson
  head -c 32 /dev/urandom >key
  tenor batch -q --comments --author-key-file key -o forth forth.ndjson
  tenor batch -q --comments --author-key-file key --threads 1 -o back back.ndjson
  same_results forth back
  tenor batch -q --comments --author-key-file key --memory 16M -o small forth.ndjson
  same_results forth small
  for part in first rest last; do
    tenor map -q --author-key-file key -o maps --shard "$part" "$part.ndjson"
    tenor map -q --author-key-file key "$part.ndjson" >>lines
  done
  tenor reduce -q --comments --author-key-file key -o reduced maps/*
  same_results forth reduced
  tenor reduce -q --comments --author-key-file key -o of-lines lines
  same_results forth of-lines
  for part in last first rest; do
    tenor batch -q --comments --append store -o appended "$part.ndjson"
  done
  cmp forth/current/comments.ndjson appended/current/comments.ndjson
  jq -e '.article.target_aliases == ["Tarrow Bridge", "the ferry plan"] and .stance.target == "the river crossing"' \
    appended/current/articles/*/*.json forth/current/articles/*/*.json
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" forth
}

@test "parts made with other aliases of --target do not go together" {
  row 1 1 "$TEXT" null >one.ndjson
  head -c 32 /dev/urandom >key
  tenor map -q --author-key-file key --target crossing --target-alias bridge -o maps --shard s one.ndjson
  run_tenor reduce -q --author-key-file key --target crossing -o results maps/s
  expect_status 1
  expect_message "with another --target"
  tenor reduce -q --author-key-file key --target crossing --target-alias bridge -o results maps/s
  jq -e '.settings | .target == "crossing" and .target_aliases == ["bridge"]' results/current/manifest.json
}

@test "no aliases change nothing" {
  row 1 1 "$TEXT" "$PLAIN" >plain.ndjson
  row 1 1 "$TEXT" '{"target":"the river crossing","target_aliases":[]}' >none.ndjson
  head -c 32 /dev/urandom >key
  tenor batch -q --comments --author-key-file key -o plain plain.ndjson
  tenor batch -q --comments --author-key-file key -o none none.ndjson
  same_results plain none
  jq -e '.article | has("target_aliases") | not' plain/current/articles/*/*.json
}

@test "what is no list of names is refused" {
  row 1 1 "$TEXT" '{"target":"x","target_aliases":"y"}' >bad.ndjson
  row 2 1 "$TEXT" '{"target":"x","target_aliases":["y",1]}' >>bad.ndjson
  row 3 1 "$TEXT" "$(jq -nc '{target: "x", target_aliases: [range(300) | "name"]}')" >>bad.ndjson
  row 4 1 "$TEXT" '{"target":"x"}' >>bad.ndjson
  run_tenor score --strict bad.ndjson
  expect_status 3
  [ "$(grep -c 'article.target_aliases. must be an array of strings' <<<"$err")" -eq 3 ]
  tenor batch -q -o results bad.ndjson
  [ "$(grep -c 'target_aliases. must be an array of strings' results/current/rejected.ndjson)" -eq 3 ]
  run_tenor score --target-alias y bad.ndjson
  expect_status 2
  expect_message "aliases need a target"
}
