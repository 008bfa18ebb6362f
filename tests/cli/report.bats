#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor report: width, color, order and the page of one article.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  tenor batch -q -o results "$DEMO"
}

# the longest line of $out, in columns
longest() { LC_ALL=C.UTF-8 wc -L <<<"$out"; }

@test "80 columns where there is no terminal, COLUMNS or --width otherwise" {
  run_tenor report results
  expect_status 0
  [ "$(longest)" -le 80 ] && [ "$(longest)" -gt 70 ]
  COLUMNS=60 run_tenor report results
  [ "$(longest)" -le 60 ]
  COLUMNS=60 run_tenor report --width 120 results
  [ "$(longest)" -le 120 ] && [ "$(longest)" -gt 80 ]
}

@test "color only where it is wanted" {
  run_tenor report results
  [[ $out != *$'\033'* ]]
  run_tenor report --color always results
  [[ $out == *$'\033['* ]]
  run_tenor report --color never results
  [[ $out != *$'\033'* ]]
}

@test "color on a terminal, unless NO_COLOR is set" {
  command -v script >/dev/null || skip "script is not installed"
  on_terminal "'$TENOR' report results"
  grep -q $'\033\\[' typescript
  NO_COLOR='' on_terminal "'$TENOR' report results" # empty is not set
  grep -q $'\033\\[' typescript
  NO_COLOR=1 on_terminal "'$TENOR' report results"
  run grep -q $'\033\\[' typescript
  [ "$status" -eq 1 ]
}

@test "the article with the most comments comes first; --top cuts the table" {
  run_tenor report --top 1 results
  [[ $out == *"Council makes"* ]]
  [[ $out != *"Stennick"* ]]
}

@test "an unknown column to sort by is not taken in silence" {
  run_tenor report --sort nonsense results
  expect_status 2
  expect_message "nonsense"
}

@test "one article's page" {
  run_tenor report --article 70371 results
  expect_status 0
  [[ $out == *"River Tarrow"* ]]
  run_tenor report --article 1 results
  expect_status 2
  expect_message "no article '1'"
}

@test "what is no results directory" {
  golden report-nothing report nowhere
}

@test "one HTML file that asks for nothing" {
  tenor report --format html -o report.html results
  grep -q "default-src 'none'" report.html
  nowhere "unsafe-" report.html
  # the policy names the style and the scripts by their digests; the library is not in every build
  python3 - report.html >own.html <<'END'
import base64, hashlib, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
def digest(text): return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
policy = dict(part.split(" ", 1) for part in re.search('Policy" content="([^"]*)"', page).group(1).split("; "))
styles = re.findall("<style>(.*?)</style>", page, re.S)
scripts = re.findall("<script>(.*?)</script>", page, re.S)
assert [digest(style) for style in styles] == [policy["style-src"]], policy
assert len(scripts) in (1, 2), len(scripts)
assert {digest(script) for script in scripts} <= set(policy["script-src"].split()), policy
print(page.replace(scripts[0], "") if len(scripts) == 2 else page)
END
  [ "$(wc -l <own.html)" -gt 100 ]
  run grep -cE '(src|href)="[^#]|url\(|@import|eval\(|Function\(|innerHTML|[ "]on[a-z]+="' own.html
  [ "$output" = 0 ]
  [ "$(tenor report --format html --pages 1 results | wc -c)" -lt "$(wc -c <report.html)" ]
}

@test "the charts are specifications of figures that the documents have" {
  tenor report --format html --against results -o report.html results
  sed -n 's/.*id="data">\(.*\)<\/script>/\1/p' report.html >data.json
  # every one names its data by a path into site.json, a document, or the page's own rows
  jq -e '. as $page | [.charts[] | .data.name | split(".") as $at |
    [$page.site, $page.documents[], $page | getpath($at)? | arrays | length]] | length == 11 and all(add > 0)' data.json
  jq -e '.charts | all(.[]; .["$schema"] != null and .description != null) and .reply_shares.data.name == "reply.classes"' data.json
  # days and drift are those of the articles and of both runs
  jq -e --slurpfile rows results/current/articles.json '[.days[].comments] | add == ([$rows[0][] | select(.published_at) | .comments] | add)' data.json
  jq -e --slurpfile rows results/current/articles.json '.days[0] as $day | [$rows[0][] | select(.published_at != null and .published_at[:10] == $day.day)] |
    ([.[] | .scored * .sentiment_mean] | add) / ([.[].scored] | add) - $day.sentiment_mean | fabs < 1e-4' data.json
  jq -e '. as $page | .drift[3] | .figure == "Stance, against" and .before == .now and .now == $page.site.stance.classes[0].share' data.json
  tenor report --format html results | sed -n 's/.*id="data">\(.*\)<\/script>/\1/p' | jq -e '.before == null and .drift == []'
}

@test "Markdown and JSON, filtered, sorted, since a day" {
  all=$(jq length results/current/articles.json)
  [ "$(tenor report --format json results | jq '.articles | length')" -eq "$all" ]
  [ "$(tenor report --format markdown --top 0 results | grep -c '^| ')" -eq $((all + 1)) ]
  tenor report --format json --filter COUNCIL results | jq -e '.articles | length > 0 and all(.title | test("council"; "i"))'
  day=$(jq -r '[.[].published_at | values] | sort | .[length / 2 | floor][:10]' results/current/articles.json)
  tenor report --format json --since "$day" --sort published_at results |
    jq -e --arg day "$day" '.articles | length > 0 and all(.published_at >= $day)'
  [ "$(tenor report --format json --since "$day" results | jq '.articles | length')" -lt "$all" ]
  run_tenor report --since someday results
  expect_status 2
  expect_message "'someday' is not a date"
  run_tenor report --format html --against nowhere results
  expect_status 1
}

@test "Markdown keeps titles what they are" {
  printf '%s\n' '{"article_id":"a","id":1,"text":"A fine idea","article":{"title":"a | b <b> [x](y) `z`\n# no"}}' >in.ndjson
  tenor batch -q -o results in.ndjson
  tenor report --format markdown results | grep -F '| a \| b \<b\> \[x\](y) \`z\` \# no | 1 |'
}
