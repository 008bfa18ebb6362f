#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor batch: what is published, what is refused, and with which words

load helpers

batch() { tenor batch -q -o results "$@"; }
refused() { # STATUS MESSAGE ARGUMENT...
  run_tenor batch -o results "${@:3}"
  expect_status "$1"
  expect_message "$2"
}

# holds DOCUMENT EXPRESSION: of the current run
holds() { jq -e "$2" "results/current/$1" || fail "$1: $2"; }

comment() { # ARTICLE ID TEXT [MORE]
  printf '{"article_id": "%s", "id": "%s", "text": "%s"%s}\n' "$1" "$2" "$3" "${4:+, $4}"
}

@test "a run has all of its documents, and each keeps to its schema" {
  batch --comments "$DEMO" "$ROOT/datasets/demo/page.txt"
  for name in manifest.json site.json sections.json targets.json periods.json articles.json articles comments.ndjson rejected.ndjson metrics.prom; do
    [ -e "results/current/$name" ]
  done
  [ ! -e results/current/manifest.json.tmp ]
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" results
}

@test "comments.ndjson is written on request only" {
  batch "$DEMO"
  [ ! -e results/current/comments.ndjson ]
}

@test "every record is accounted for" {
  { comment a 1 "I love this tram"; comment a 2 ""; comment a 1 "I love this tram"
    echo '{"article_id": "a", "id": 3}'; echo 'not JSON'
    comment a 4 "gone" '"deleted": true'; comment b 1 "what a horrible idea"; } >in
  batch in
  holds manifest.json '.accounting | [.received, .duplicates, .rejected, .unscored.empty, .unscored.deleted] == [7, 1, 2, 1, 1]'
  holds site.json '.comments.count == 4'
  [ "$(wc -l <results/current/rejected.ndjson)" = 2 ]
}

@test "rejections stand in the order of reading, with their lines" {
  { echo '{"id": 1}'; comment a 1 fine; echo '{'; } >in
  batch in
  [[ "$(sed -n 1p results/current/rejected.ndjson)" == *'"line": 1,'* ]]
  [[ "$(sed -n 2p results/current/rejected.ndjson)" == *'"line": 3,'* ]]
}

@test "a deletion wins over every other copy" {
  { comment a 1 "I love this" '"deleted": true'; comment a 1 "I love this" '"updated_at": 1700000000'; } >in
  batch in
  holds manifest.json '.accounting | [.unscored.deleted, .duplicates] == [1, 1]'
}

@test "rejected records make no failure, but --strict says so" {
  { comment a 1 fine; echo '{'; } >in
  batch in
  run_tenor batch -q -o results --strict in
  expect_status 3
  [ -e results/current/site.json ]
}

@test "the target comes from the article, then from --target, then from the title" {
  { comment own 1 "I love this tram" '"article": {"title": "T1", "target": "the tram"}'
    comment title 1 "I love this tram" '"article": {"title": "T2"}'
    comment none 1 "I love this tram"; } >in
  batch in
  holds articles.json 'map(.target_source) == [null, "article", "title"] and .[0].stance_favor == null'
  batch --target buses in
  holds articles.json '[.[1].target_source, .[2].target_source, .[0].target] == ["article", "option", "buses"]'
}

@test "the stance of early comments is toward the target that arrives last" {
  article='"article": {"title": "A title", "target": "the bike lane"}'
  for i in 1 2 3 4 5 6 7; do comment a $i "The bike lane is the best thing that has happened to this street, $i"; done >in
  comment a 8 "take it out" "$article" >>in
  for i in 1 2 3 4 5 6 7; do comment a $i "The bike lane is the best thing that has happened to this street, $i" "$article"; done >in.all
  comment a 8 "take it out" "$article" >>in.all
  batch --comments --target buses in
  tenor batch -q --comments --target buses -o all in.all
  holds articles.json '.[0].target == "the bike lane"'
  diff -r -x manifest.json -x metrics.prom results/current/ all/current/
  grep -q '"id":"1",.*"stance":{' results/current/comments.ndjson
}

@test "two targets of one article: one of them holds for all its comments" {
  { comment a 1 "Take the bike lane out of this street" '"article": {"target": "nuclear power"}'
    comment a 2 "The bike lane is the best thing" '"article": {"target": "the bike lane"}'
    comment a 3 "a fine thing"; } >in
  batch --comments in
  chosen=$(jq -r '.[0].target' results/current/articles.json)
  sed "s/\"target\": \"[^\"]*\"/\"target\": \"$chosen\"/" in | tac >in.one
  tenor batch -q --comments -o one in.one
  diff -r -x manifest.json -x metrics.prom results/current/ one/current/
  [ "$(grep -c '"stance":{' results/current/comments.ndjson)" -ge 2 ]
}

@test "--articles brings metadata that the comments lack" {
  comment a 1 "I love it" >in
  echo '{"id": "a", "title": "From the list", "target": "the tram"}' >in.articles
  batch --articles in.articles in
  holds articles.json '[.[0].title, .[0].target] == ["From the list", "the tram"]'
}

@test "--keep runs stay and the history has a row for each that was" {
  comment a 1 fine >in
  for i in 1 2 3 4; do batch --keep 3 in; done
  [ "$(ls results/runs | wc -l)" = 3 ]
  [ "$(wc -l <results/history.ndjson)" = 4 ]
  batch --keep 1 in
  [ "$(ls results/runs)" = "$(basename "$(readlink results/current)")" ]
}

@test "a failure leaves the previous run current and nothing else" {
  comment a 1 fine >in
  batch in
  before=$(readlink results/current)
  head -c 100000 /dev/urandom | gzip | head -c 5000 >in.gz
  refused 1 in.gz in in.gz
  [ "$(readlink results/current)" = "$before" ]
  [ "$(n_runs results)" -eq 1 ]
  [ "$(wc -l <results/history.ndjson)" -eq 1 ]
}

@test "an author key that is too short is refused" {
  comment a 1 fine >in
  printf 'short' >key
  refused 2 "at least 16" --author-key-file key in
  [ ! -e results/current ]
}

@test "standard input and folders are read" {
  mkdir day
  comment a 1 fine >day/one.ndjson
  comment a 2 fine >day/two.ndjson
  comment a 3 fine | batch - day
  holds site.json '.comments.count == 3'
}

@test "inspect finds a fresh run valid, and damage to it" {
  batch --comments "$DEMO"
  run_tenor inspect results
  expect_status 0
  [ "$(tail -n 1 <<<"$out")" = valid ]
  sed -i '$d' results/current/comments.ndjson
  run_tenor inspect results
  expect_status 1
  expect_message comments.ndjson
  run_tenor inspect .
  expect_status 1
}

@test "a copied page gives its article and its six comments" {
  [ -d "$ROOT/../shared/seeds" ] || skip "no ../shared/seeds here"
  batch "$ROOT"/../shared/seeds/*.txt
  holds site.json '.articles == 1'
  holds articles.json '.[0].comments == 6'
}

@test "field names are mapped: 184 articles, 2,983 comments" {
  data=$ROOT/../shared/data/stance/arc_nyt.ndjson
  [ -f "$data" ] || skip "no $data here"
  batch --map article_id=article "$data"
  holds site.json '[.articles, .comments.count] == [184, 2983]'
}

@test "--min-comments: a small article stands in no file" {
  for i in 1 2 3 4 5 6; do
    printf '{"article_id":"large","id":"l%d","text":"A fine day number %d","author":"a%d"}\n' $i $i $i
  done >in
  batch --comments in
  mv results alone
  cat >>in <<'ROWS'
{"article_id":"tiny-thing","id":"t1","text":"Horrible, I hate it","author":"zed","created_at":"2019-02-03T04:05:06Z","article":{"title":"Whispered","section":"Hidden"}}
{"article_id":"tiny-thing","id":"t2","text":"","author":"zed"}
ROWS
  batch --comments --min-comments 3 in
  nowhere -rlE 'tiny-thing|Whispered|Hidden|2019-02-03|"t1"' results/current/
  [ "$(jq -c '[.articles, .suppressed_articles, .min_comments, .comments.count, .comments.unscored.empty]' results/current/site.json)" = '[1,1,3,6,0]' ]
  [ "$(jq -c '.accounting | [.received, .suppressed, .unscored.empty]' results/current/manifest.json)" = '[8,2,0]' ]
  tenor inspect results
  # the others' figures are those of a night without it
  diff <(jq 'del(.results_id)' results/current/articles/*/large*.json) <(jq 'del(.results_id)' alone/current/articles/*/large*.json)
  diff <(jq 'del(.results_id, .suppressed_articles, .min_comments)' results/current/site.json) \
    <(jq 'del(.results_id, .suppressed_articles, .min_comments)' alone/current/site.json)
  for name in sections targets periods; do
    diff <(jq 'del(.results_id)' "results/current/$name.json") <(jq 'del(.results_id)' "alone/current/$name.json")
  done
}
