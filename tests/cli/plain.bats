#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# Plain sentences through the committed models, and the training text that is kept apart from them.

load helpers

CHECK=$ROOT/tests/plain/check.py

# share_of KIND: of the table that is in the file shares
share_of() { awk -v kind="$1" '$1 == kind { print $4 }' shares; }

@test "no word that fills a test's slot stands in the training text" {
  /usr/bin/python3 "$CHECK" "$TENOR" "$ROOT/models" >shares || grep -q '^below' shares # no failure of its own
  grep -q '^empty ' shares
  run grep 'in the training text' shares
  [ "$status" -eq 1 ]
}

@test "every kind has its forty sentences, each once" {
  /usr/bin/python3 "$CHECK" --sentences >sentences
  jq -es 'group_by(.kind) | length >= 19 and all(length >= 40 or (.[0].kind | startswith("unseen-")))' sentences
  [ "$(jq -c '[.text, .parent_text]' sentences | sort | uniq -d | wc -l)" -eq 0 ]
}

@test "the training text is what its templates give" {
  mkdir made
  /usr/bin/python3 "$ROOT/datasets/plain/make.py" made
  cmp made/sentences.ndjson "$ROOT/datasets/plain/sentences.ndjson"
  cmp made/sentiment.ndjson "$ROOT/datasets/plain/sentiment.ndjson"
  cmp made/reply.ndjson "$ROOT/datasets/plain/reply.ndjson"
  jq -es 'map(.label) | unique == ["negative","neutral","positive"]' made/sentiment.ndjson
  jq -es 'group_by(.label) | map(length) | unique | length == 1' made/reply.ndjson
}

@test "comments in other languages and empty ones stay without a label" {
  /usr/bin/python3 "$CHECK" "$TENOR" "$ROOT/models" >shares || grep -q '^below' shares # no failure of its own
  for kind in spanish german french italian portuguese polish dutch empty; do
    awk -v share="$(share_of $kind)" 'BEGIN { exit !(share >= 0.95) }' || fail "$kind: $(share_of $kind)"
  done
}
