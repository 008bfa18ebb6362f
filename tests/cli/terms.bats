#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# distinctive words and example comments in the documents, and what they must not show

load helpers

# comments ARTICLE TEXT N [AUTHORS]: N comments of that text, by so many people (default: N)
comments() {
  for i in $(seq "$3"); do
    jq -nc --arg a "$1" --arg t "$2" --arg i "$1-$i" --arg by "reader $((i % ${4:-$3}))" \
      '{article_id: $a, id: $i, author: $by, text: $t}'
  done
}

# a night of four articles with words of their own
night() {
  comments harbour "I love the harbour ferry, it is a good thing. Write to jane@example.org" 6
  comments tram "The tram is a terrible thing and I hate it. @mayor, see www.example.org/tram" 6
  comments town "A better road and a new school for the people of this town, it is a good plan" 20
  comments secret "We agree about the good zanzibar plan, it is a very good thing" 6 2
}

article() { find "$1/current/articles/" -name "$2-*.json"; }

@test "an article's own words come first, mentions and addresses never" {
  night >in.ndjson
  run_tenor batch -q -o r in.ndjson
  expect_status 0
  jq -e '[.terms.distinctive[].term] == ["ferry", "harbour", "love", "write"]' "$(article r harbour)"
  jq -e '[.terms.distinctive[].term] == ["hate", "terrible", "tram"]' "$(article r tram)"
  jq -e '.terms.distinctive[0] | .count == 6 and .z > 1.645 and .log_odds > 0' "$(article r tram)"
  nowhere -rE '"term": "[^"]*(@|mayor|example|jane|www)' r/current/
}

@test "words that two people use are not shown" {
  night >in.ndjson
  run_tenor batch -q -o r in.ndjson
  expect_status 0
  jq -e '.comments.count == 6 and .comments.authors == 2 and .terms.distinctive == []' "$(article r secret)"
  nowhere -r zanzibar r/current/
}

@test "an article that is left out leaves no word" {
  { night; comments small "A quiet word about the lighthouse" 4; } >in.ndjson
  run_tenor batch -q --min-comments 5 --excerpts -o r in.ndjson
  expect_status 0
  nowhere -ri lighthouse r/current/
  run_tenor batch -q -o all in.ndjson
  grep -rq '"term": "lighthouse"' all/current/
}

@test "--terms says how many, 0 none" {
  night >in.ndjson
  run_tenor batch -q --terms 2 -o two in.ndjson
  jq -e '.terms.distinctive | length == 2' "$(article two harbour)"
  run_tenor batch -q --terms 0 -o none in.ndjson
  expect_status 0
  jq -e '.terms == null and .examples != null' "$(article none harbour)"
  jq -e '.terms == null' none/current/site.json
  [ "$(jq -r .results_id two/current/site.json)" != "$(jq -r .results_id none/current/site.json)" ]
  run_tenor batch -q --terms 101 -o many in.ndjson
  expect_status 2
}

@test "examples are ids, and texts only when asked for" {
  night >in.ndjson
  run_tenor batch -q -o r in.ndjson
  jq -e '[.examples.sentiment[] | .representative + .divisive | .[].id]
         | length > 0 and all(startswith("harbour-"))' "$(article r harbour)"
  nowhere -r excerpt r/current/
  run_tenor batch -q --excerpts -o with in.ndjson
  expect_status 0
  jq -e '[.examples.sentiment[] | .representative + .divisive | .[].excerpt]
         | length > 0 and all(. == "I love the harbour ferry, it is a good thing. Write to [email]")' \
    "$(article with harbour)"
  nowhere -r jane with/current/
}

@test "examples come in the order of their ids where nothing else differs" {
  comments a "I love this harbour very much" 9 | tac >in.ndjson
  run_tenor batch -q -o r in.ndjson
  jq -e '[.examples.sentiment[].representative[].id] == ["a-1", "a-2", "a-3"]' "$(article r a)"
}

@test "documents with words and excerpts hold to their schemas" {
  /usr/bin/python3 -c 'import jsonschema' 2>/dev/null || skip "no jsonschema"
  night >in.ndjson
  run_tenor batch -q --excerpts -o r in.ndjson
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" r
  run_tenor batch -q --terms 0 -o none in.ndjson
  /usr/bin/python3 "$ROOT/tests/schema/validate.py" none
}

@test "the report has a line of words" {
  night >in.ndjson
  run_tenor batch -q -o r in.ndjson
  run_tenor report --article tram r
  expect_status 0
  [[ $out == *"words"*"hate, terrible, tram"* ]]
}

@test "words that say nothing by themselves decide only where nothing else does" {
  jq -nc '{article_id: "a", id: "1", text: "I love the harbour and the ferry, and it is not bad for all of us"},
    {article_id: "a", id: "2", text: "and the of, it is"}' >in.ndjson
  run_tenor batch -q --excerpts -o r in.ndjson
  expect_status 0
  jq -se '[.[] | select(.id == "1") | .sentiment.words[]] | length > 0 and
    all(test("^(and|the|of|it|is|for|us|all|,)( (and|the|of|it|is|for|us|all|,))*$"; "i") | not)' r/current/comments.ndjson
  # tenor explain says of all tokens what they add
  tenor explain --json --top 0 in.ndjson | jq -se '[.[0] | .. | .form? | strings] | index("and") and index("the")'
}

@test "an excerpt is most comments whole, and ends before a word where not" {
  jq -nc '("They promised us a quieter street, " * 25) as $long | {article_id: "a", id: "1", text: ($long + "and I love it")},
    {article_id: "a", id: "2", text: ($long * 2)}' >in.ndjson
  run_tenor batch -q --excerpts -o r in.ndjson
  jq -se 'map(select(.id == "1"))[0].excerpt | length > 800 and endswith("and I love it")' r/current/comments.ndjson
  jq -se 'map(select(.id == "2"))[0].excerpt | length > 980 and length <= 1000 and test("[a-z,]…$")' r/current/comments.ndjson
}
