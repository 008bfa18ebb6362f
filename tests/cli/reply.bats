#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# reply stance: a batch joins replies with parents that stand anywhere in the input

load helpers

batch() { tenor batch -q --comments -o "$1" "${@:2}"; }

# pairs COMMENTS: each reply with the text of its parent, as rows of a labelled set
pairs() {
  jq -cs '(map({key: "\(.article_id) \(.id)", value: .text}) | from_entries) as $text
    | .[] | select(.parent_id != null) | $text["\(.article_id) \(.parent_id)"] as $parent
    | select($parent != null)
    | {article_id: "\(.article_id)", id: "\(.article_id) \(.id)", text, parent_text: $parent}' "$1"
}

# a thread of its own for the rules
thread() {
  cat <<'END'
{"article_id":"t","id":"5","parent_id":"4","text":"Exactly, I feel the same every morning."}
{"article_id":"t","id":"1","text":"The lane makes the street safer."}
{"article_id":"t","id":"2","parent_id":"1","text":"That's not true, I counted sixty bikes this morning."}
{"article_id":"t","id":"3","parent_id":"1","text":"I agree with you, the lane is good for the street."}
{"article_id":"t","id":"4","text":"The bus is late again.","deleted":true}
{"article_id":"t","id":"6","parent_id":"gone","text":"I agree, that is true."}
{"article_id":"t","id":"7","parent_id":"7","text":"I agree, that is true."}
{"article_id":"u","id":"8","parent_id":"1","text":"I agree, that is true."}
END
}

@test "batch labels a reply as score does where the parent's text is at hand" {
  # a comment that comes once: which copy counts is another test's subject
  tenor convert -q "$DEMO" | jq -cs 'group_by([.article_id, .id]) | map(select(length == 1)[0]
    | select(.deleted | not)) | .[]' >demo.ndjson
  pairs demo.ndjson >pairs.ndjson
  [ "$(wc -l <pairs.ndjson)" -ge 100 ]
  tenor score -q --input-format labelled pairs.ndjson |
    jq -c 'select(.reply) | {key: .id, label: .reply.label, score: .reply.score, p: .reply.p}' >score.ndjson
  batch results demo.ndjson
  jq -c 'select(.reply) | {key: "\(.article_id) \(.id)", label: .reply.label, score: .reply.score, p: .reply.p}' \
    results/current/comments.ndjson >batch.ndjson
  [ "$(wc -l <batch.ndjson)" -ge 100 ]
  # posteriors are kept as floats in a record: the last of six digits may differ
  jq -nes --slurpfile a score.ndjson --slurpfile b batch.ndjson '
    def near($x; $y): ($x - $y) | fabs < 0.000003;
    ($a | sort_by(.key)) as $a | ($b | sort_by(.key)) as $b
    | ($a | map([.key, .label])) == ($b | map([.key, .label]))
    and ([range($a | length) | . as $i | near($a[$i].score; $b[$i].score)
          and ([$a[$i].p | keys[] | . as $c | near($a[$i].p[$c]; $b[$i].p[$c])] | all)] | all)'
}

@test "the order of the input does not matter, nor does a second delivery" {
  batch one --threads 1 "$DEMO"
  for seed in 1 2; do
    shuf --random-source=<(yes "$seed") "$DEMO" >shuffled.ndjson
    batch two --threads 2 shuffled.ndjson "$DEMO"
    for name in site.json articles.json comments.ndjson; do cmp "one/current/$name" "two/current/$name"; done
    diff -r one/current/articles two/current/articles
  done
}

@test "orphans, replies to a deleted comment or to itself, and first comments have no label" {
  thread >thread.ndjson
  batch results thread.ndjson
  [ "$(jq -r 'select(.reply) | .id' results/current/comments.ndjson | sort | tr -d '\n')" = 23 ]
  [ "$(jq -sc 'map(select(.article.id == "t") | .reply.count)' results/current/articles/*/*.json)" = '[2]' ]
  jq -e '.[] | select(.article_id == "t") | .reply_agree != null' results/current/articles.json
  jq -e '.[] | select(.article_id == "u") | .reply_agree == null' results/current/articles.json
}

@test "score finds a parent that came before, and no comment is its own parent" {
  thread | grep -v '"5"' >thread.ndjson
  tenor score -q thread.ndjson thread.ndjson | jq -r 'select(.reply) | .id' | sort -u | tr -d '\n' >found
  [ "$(cat found)" = 23 ]
}

@test "without a reply model there is no reply stance" {
  tenor batch -q --comments --models "$TENOR_MODELS/sentiment" -o results "$DEMO"
  jq -es 'all(.reply == null)' results/current/comments.ndjson
}
