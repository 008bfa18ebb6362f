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

@test "sections have a table of their own, and each a report" {
  run_tenor report --top 10 results
  grep -qE '^section +comments +sentiment' <<<"$out"
  [[ $out == *"Local politics  "*"and 6 more"*"Council makes"* ]]
  [ "$(tenor report --top 0 results | grep -cE '^(Sport|People|\(none\)) ')" -eq 3 ]
  [[ $(tenor report --format markdown results) == *"| Section | Comments |"*"| Transport | 75 | "*"| Article | "* ]]
  [ "$(tenor report --format json results | jq -c '[.sections, .targets, .periods | length]')" = '[16,6,38]' ]
  run_tenor report --width 200 --section Housing results
  expect_status 0
  [[ $out == Housing* && $out == *"articles    1"*"comments    54, "*"from the rest of the site"*"Council asks"* ]]
  [[ $out != *"Local politics"* && $out != *"Council makes"* ]]
  [[ $(tenor report --section "(none)" results) == *"Harrowick Chess Club"* ]]
  [ "$(tenor report --section Housing --format csv results | wc -l)" -eq 2 ]
  run_tenor report --section Nowhere results
  expect_status 2
  expect_message "no section 'Nowhere'"
}

@test "a section that is unlike the others is said to be; of one section there is no table" {
  chmod -R u+w results && cd results/current/
  jq '(.sections[] | select(.section == "Sport") | .sentiment_difference.q_value) = 0.04' sections.json >changed
  mv changed sections.json
  run_tenor report ../..
  grep -qE '^Sport .* U$' <<<"$out"
  [ "$(grep -c ' U$' <<<"$out")" -eq 1 ]
  [[ $out == *"U: unlike the rest of the site"* ]]
  jq '.sections |= .[:1]' sections.json >changed
  mv changed sections.json
  run_tenor report ../..
  [[ $out != *"section "* && $out == *"Council makes"* ]]
  # a run of an earlier version has none of these documents
  rm sections.json targets.json periods.json
  for format in text markdown email html json; do tenor report --format $format ../.. >shown; done
}

@test "the page has sections, targets and periods" {
  tenor report --format html -o page.html results
  grep -o 'id="data">[^<]*' page.html | sed 's/^id="data">//' | jq -e --slurpfile periods results/current/periods.json '
    (.sections | length == 16) and (.targets | map(.target) | index("rent cap")) and .periods == $periods[0].periods'
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
  # every one names its data by a path into site.json, a document, or the page's own rows; those of
  # the course are made of the comments
  jq -e '. as $page | [.charts | del(.course)[] | .data.name | split(".") as $at |
    [$page.site, $page.documents[], $page | getpath($at)? | arrays | length]] | length == 9 and all(add > 0)' data.json
  jq -e '.charts | all(.[]; .["$schema"] != null and .description != null) and .reply_scores.data.name == "reply.distribution.histogram.counts"' data.json
  # days and drift are those of the articles and of both runs
  jq -e --slurpfile rows results/current/articles.json '[.days[].comments] | add == ([$rows[0][] | select(.published_at) | .comments] | add)' data.json
  jq -e --slurpfile rows results/current/articles.json '.days[0] as $day | [$rows[0][] | select(.published_at != null and .published_at[:10] == $day.day)] |
    ([.[] | .scored * .sentiment_mean] | add) / ([.[].scored] | add) - $day.sentiment_mean | fabs < 1e-4' data.json
  jq -e '. as $page | .drift[3] | .figure == "Stance, against" and .before == .now and .now == $page.site.stance.classes[0].share' data.json
  tenor report --format html results | sed -n 's/.*id="data">\(.*\)<\/script>/\1/p' | jq -e '.before == null and .drift == []'
}

@test "comments fill a page up to ten megabytes, the largest articles first" {
  awk 'BEGIN { for (i = 0; i < 45000; i++) { a = i % 22; if (a < 20 || i % 4 == 0)
    printf "{\"article_id\":\"a%02d\",\"id\":%d,\"likes\":%d,\"text\":\"I love this idea number %d, and what follows here is a long text that fills the whole of an excerpt, so that a page of them is full at some point\"}\n", a, i, i % 7, i } }' >many.ndjson
  tenor batch -q --excerpts -o many many.ndjson
  tenor report --format html -o page.html many
  [ "$(wc -c <page.html)" -lt 10000000 ]
  [ "$(wc -c <page.html)" -gt 9000000 ]
  sed -n 's/.*id="comments">\(.*\)<\/script>/\1/p' page.html >comments.json
  jq -e 'length > 10 and length < 20 and has("a00") and (map(length) | max == 2000)' comments.json
  jq -e '.a00[0] | .excerpt != null and (.sentiment | length) == 4' comments.json
  # what needs six bytes on a page counts as six
  awk 'BEGIN { for (i = 0; i < 9000; i++) { text = "A fine plan"; for (k = 0; k < 90; k++) text = text " <&> good"
    printf "{\"article_id\":\"a%02d\",\"id\":%d,\"text\":\"%s\"}\n", i % 22, i, text } }' >marks.ndjson
  tenor batch -q --excerpts -o marks marks.ndjson
  tenor report --format html -o page.html marks
  [ "$(wc -c <page.html)" -lt 10000000 ]
  [ "$(wc -c <page.html)" -gt 8500000 ]
  # without excerpts there are none
  tenor report --format html results | sed -n 's/.*id="comments">\(.*\)<\/script>/\1/p' | jq -e '. == {}'
}

@test "Markdown and JSON, filtered, sorted, since a day" {
  all=$(jq length results/current/articles.json)
  [ "$(tenor report --format json results | jq '.articles | length')" -eq "$all" ]
  [ "$(tenor report --format markdown --top 0 results | grep -c '^| ')" -eq $((all + 1 + $(jq '.sections | length' results/current/sections.json) + 1)) ]
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

@test "CSV: every article and comment, as a spreadsheet may read them" {
  printf '%s\n' '{"article_id":"=1+2","id":"-1","text":"A fine idea","article":{"title":"@SUM(A1), \"b\"\nc"}}' \
    '{"article_id":"b","id":1,"text":"A bad idea, I hate it","article":{"title":" plain -1"}}' \
    '{"article_id":"b","id":2,"parent_id":1,"text":""}' >in.ndjson
  tenor batch -q --comments -o results in.ndjson
  tenor report results --format csv --top 1 >articles.csv
  tenor report results --format csv --comments >comments.csv
  python3 - <<'END'
import csv, json
def read(name):
    raw = open(name, "rb").read()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.replace(b'""b""\nc', b"").count(b"\n"), raw
    return list(csv.DictReader(open(name, encoding="utf-8-sig", newline="")))
def guarded(text): return "'" + text if text[:1] in ("=", "+", "-", "@") else text
def same(cell, value):
    if value is None: return cell == ""
    return cell == guarded(value) if isinstance(value, str) else float(cell) == value
rows, want = read("articles.csv"), json.load(open("results/current/articles.json"))
assert len(rows) == len(want) == 2
for row in rows:
    own = next(w for w in want if guarded(w["article_id"]) == row["article_id"])
    assert list(row) == list(own) and all(same(row[key], own[key]) for key in own), row
assert sorted(row["title"] for row in rows)[1].startswith("'@SUM(A1), \"b\""), rows
comments, lines = read("comments.csv"), [json.loads(line) for line in open("results/current/comments.ndjson")]
assert len(comments) == len(lines) == 3
for row, line in zip(comments, lines):
    for key, value in line.items():
        if key not in ("sentiment", "stance", "reply"): assert same(row[key], value), (key, row)
    s = line["sentiment"]
    assert row["sentiment"] == (s["label"] if s else "") and same(row["sentiment_score"], s and s["score"])
    for label in ("negative", "neutral", "positive"): assert same(row["sentiment_p_" + label], s and s["p"][label])
END
  [ "$(tenor report results --format csv --comments --article b | wc -l)" -eq 3 ]
  [ "$(tenor report results --format csv --article b | wc -l)" -eq 2 ]
  tenor batch -q -o results in.ndjson
  run_tenor report results --format csv --comments
  expect_status 1
  expect_message "tenor batch writes them with --comments"
  run_tenor report results --comments
  expect_status 2
  expect_message "comments are csv, not text"
  run_tenor report results --article b --format html
  expect_status 2
  expect_message "one article is text or csv, not html"
}

@test "email: one message with a plain part and an HTML part that asks for nothing" {
  tenor report results --format email --top 3 >mail
  tenor report results --format email --top 3 | cmp - mail
  python3 - <<'END'
import email, email.policy, html.parser, json, re
raw = open("mail", "rb").read()
assert max(map(len, raw.split(b"\n"))) <= 78 and raw.isascii()
message = email.message_from_bytes(raw, policy=email.policy.default)
site = json.load(open("results/current/site.json"))
assert not message.defects and message["MIME-Version"] == "1.0" and message.get_content_type() == "multipart/alternative"
assert message["Subject"].startswith("%d comments under %d articles" % (site["comments"]["count"], site["articles"]))
assert message["Date"].datetime.strftime("%Y-%m-%dT%H:%M:%SZ") == json.load(open("results/current/manifest.json"))["finished_at"]
plain, page = message.iter_parts()
assert not plain.defects and not page.defects
text = plain.get_content()
assert plain.get_content_type() == "text/plain" and max(map(len, text.split("\n"))) <= 72 and "Council makes" in text
text = page.get_content()
assert page.get_content_type() == "text/html" and "prefers-color-scheme: dark" in text
assert not re.search(r"<script|<img|<link|src=|url\(|@import|https?://(?!news|www|example|kestle)", text), text
class Tags(html.parser.HTMLParser):
    rows, stack = 0, []
    def handle_starttag(self, tag, attributes):
        self.rows += tag == "tr"
        if tag != "meta": self.stack.append(tag)
    def handle_endtag(self, tag): assert self.stack.pop() == tag, tag
tags = Tags()
tags.feed(text)
assert not tags.stack and tags.rows > 3 + 1 + 5, tags.rows
END
}

# bounds HALF [OF_SMALL]: shares and means get intervals of so much to both sides (those of articles
# and sections with fewer than 40 comments of OF_SMALL), means of twice as much
bounds() {
  chmod -R u+w results
  local file
  for file in site articles sections; do
    jq --argjson half "$1" --argjson small "${2:-$1}" '
      def around($key; $half): .[$key] as $x | if $x then .[$key + "_low"] = $x - $half | .[$key + "_high"] = $x + $half else . end;
      def row: (if .comments < 40 then $small else $half end) as $h | reduce (keys[] | select(endswith("_low") or endswith("_high") | not)
        | select(test("^(sentiment|stance|reply)_(negative|neutral|positive|against|none|favor|disagree|agree)$"))) as $key (.; around($key; $h))
        | around("sentiment_mean"; 2 * $h) | around("stance_mean"; 2 * $h);
      if type == "array" then map(row) elif has("sections") then .sections |= map(row)
      else (.sentiment, .stance, .reply | values) |= (.classes |= map(around("share"; $half)) | .score |= around("mean"; 2 * $half)) end' \
      "results/current/$file.json" >changed
    mv changed "results/current/$file.json"
  done
}

# mail [ARGUMENTS...]: the message's parts, as the files subject, plain and page
mail() {
  tenor report results --format email "$@" >mail
  python3 - <<'END'
import email, email.policy
message = email.message_from_bytes(open("mail", "rb").read(), policy=email.policy.default)
plain, page = (part.get_content() for part in message.iter_parts())
for name, text in ("subject", message["Subject"]), ("plain", plain), ("page", page): open(name, "w").write(text + "\n")
END
}

@test "email: what is too uncertain is said to be, in place of its number" {
  bounds 0.21
  mail
  grep -qx '[0-9]* comments under [0-9]* articles' subject
  grep -qE '^sentiment +too uncertain to say' plain
  grep -qE '<th [^>]*>stance</th><td [^>]*>too uncertain to say' page
  # in a table one phrase, in place of the columns
  [ "$(grep -c '<p>Sentiment, Negative, Positive, Stance, Disagreeing: too uncertain to say.</p>' page)" -eq 2 ]
  [ "$(tr -s ' \n' ' ' <plain | grep -o 'mean sentiment, shares of sentiment, shares of stance: too uncertain to say' | wc -l)" -eq 2 ]
  grep -qE '^article +comments +scored +flags$' plain
  nowhere -E '[0-9]%|[+-][0-9]\.[0-9]|±|>Negative<' plain page
  [ "$(grep -c 'not calibrated for this site (tenor calibrate)' page)" -eq 1 ]
  [ "$(grep -c 'not calibrated for this site (tenor calibrate)' plain)" -eq 1 ]
  mail --section Housing
  grep -qE '^sentiment +too uncertain to say; .* from the rest of the site' plain
}

@test "email: what is certain has its number, whatever the rest is" {
  bounds 0.19 0.21
  mail
  grep -qx '[0-9]* comments under [0-9]* articles, [0-9]*% negative, [0-9]*% neutral, [0-9]*% positive' subject
  grep -qE '^sentiment +mean .*, [0-9]+% negative \(' plain
  grep -qE '^Housing +54 +[0-9]+ +[+-][0-9.]+ ±0\.38 ' plain
  grep -qE '^Weather +37 +[0-9]+ +\? +\?( |$)' plain
  grep -qF '?: too uncertain to say' plain
  grep -E '>Housing<' page | grep -qE '>[0-9]+%<'
  grep -E '>Weather<' page >row
  grep -qF '>?<' row
  nowhere '%<' row
  bounds 0.19
  mail
  nowhere -F 'too uncertain' plain page
}

@test "a report to a terminal and in Markdown keeps the numbers and says that some say too little" {
  bounds 0.19
  for format in text markdown; do
    tenor report results --format $format >sure
    nowhere -i 'intervals wider than' sure
  done
  bounds 0.19 0.21
  run_tenor report results
  [[ $(unwrapped) == *"(tenor calibrate) intervals wider than 40 points (means: 0.80) say too little " ]]
  grep -qE '^Weather +37 +[+-][0-9.]+ ±0\.42 ' <<<"$out"
  tenor report results --format markdown >out
  [ "$(tail -n 1 out)" = "Note: intervals wider than 40 points (means: 0.80) say too little." ]
  grep -qE '^\| Weather \| 37 \| [^|]+ \| [0-9]+% ' out
  nowhere -F 'too uncertain' out
}

@test "small numbers first, where they are asked for" {
  tenor report results --format json --sort sentiment_mean | jq -e '[.articles[].sentiment_mean | values] | . == (sort | reverse) and length > 5'
  tenor report results --format json --sort sentiment_mean --ascending | jq -e '[.articles[].sentiment_mean | values] | . == sort and length > 5'
}

@test "nights and weeks since a day" {
  night() { # STARTED COMMENTS SCORED NEGATIVE
    jq -cn --arg at "$1" '{run_id: "r", started_at: $at, comments: $ARGS.positional[0], scored: $ARGS.positional[1], sentiment_mean: 0.1,
      sentiment_negative: $ARGS.positional[2], sentiment_positive: 0.25, stance_against: null}' --jsonargs "$2" "$3" "$4"
  }
  {
    night 2026-11-15T23:59:59Z 7 7 0.9
    night 2026-11-16T03:30:00Z 90 80 0.5
    night 2026-11-17T03:30:00Z 1 1 0.9 # run again:
    night 2026-11-17T04:30:00Z 30 20 0.25
    night 2026-11-29T23:59:59Z 200 100 0.5
    night 2026-11-30T00:00:00Z 100 100 0.4 | jq -c '. + {sentiment_negative_low: 0.1, sentiment_negative_high: 0.7, sentiment_mean_low: 0, sentiment_mean_high: 0.2}'
    printf '{"run_id": "half of it'
  } >results/history.ndjson
  tenor report results --since 2026-11-16 >out
  grep -qE '^2026-11-16 +90 +\+0\.10 +50% +25% +- +- +-$' out
  grep -qE '^2026-11-17 +30 +\+0\.10 +25% ' out
  sed '/^Nights/,/^Weeks/!d' out >nights
  nowhere -q '2026-11-15\|90%' nights
  # (80 * .5 + 20 * .25) / 100; the last two weeks are 50 and 40 %
  grep -A 5 '^Weeks' out >weeks
  grep -qE '^2026-11-16 +60 +\+0\.10 +45% ' weeks
  grep -qE '^2026-11-23 +200 .* 50% ' weeks
  grep -qE '^2026-11-30 +100 .* 40% ' weeks
  grep -qE '^change +-100 +\+0\.00 +-10 +\+0 +-' weeks
  [ "$(tenor report --width 50 --since 2026-11-16 results | sed '/^article/,$d' | LC_ALL=C.UTF-8 wc -L)" -le 50 ]
  tenor report results --format markdown --since 2026-11-16 | grep -xF '| change | -100 | +0.00 | -10 | +0 | - | - | - |'
  mail --since 2026-11-16
  grep -qE '^2026-11-29 +200 +\+0\.10 +50% ' plain
  [ "$(grep -cE '^2026-11-30 +100 +\+0\.10 +\? ' plain)" -eq 2 ] # the night, and the week that it is
  grep -qE '^change +-100 +\+0\.00 +-10 ' plain
  tenor report results/current --since 2026-11-16 >out # a run has no history
  nowhere -q '^Weeks' out
  echo nonsense >results/history.ndjson
  run_tenor report results --since 2026-11-16
  expect_status 1
  expect_message "a line of history.ndjson is damaged"
}
