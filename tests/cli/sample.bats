#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor sample: what is drawn, from what, and how it is written.

load helpers

# cells FILE COLUMN...: of a CSV, as Python's csv reads it, a row a line
cells() {
  /usr/bin/python3 -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline="")):
    print("|".join(row[c] for c in sys.argv[2:]))' "$@"
}

@test "a sample depends on the comments and the seed, not on their order or how they come" {
  tenor sample -q -n 20 -o a.csv "$DEMO"
  tac "$DEMO" | tenor sample -q -n 20 >b.csv # parents come behind their replies
  cmp a.csv b.csv
  split -n l/3 "$DEMO" part.
  tenor sample -q -n 20 --format csv part.ac part.aa part.ab "$DEMO" >c.csv
  [ "$(cells a.csv id)" = "$(cells c.csv id)" ] # a comment that comes twice is drawn once
  [ "$(cells c.csv of | sort -u)" = $((2 * $(cells a.csv of | sort -u))) ]
  tenor sample -q -n 20 --seed 2 -o other.csv "$DEMO"
  run -1 cmp -s a.csv other.csv
  tenor sample -q -n 8 -o few.csv "$DEMO"
  [ "$(head -n 9 a.csv)" = "$(cat few.csv)" ] # the beginning of a sample is one
}

@test "every comment is as likely as any other" {
  for i in $(seq 40); do echo "{\"article_id\":$((i % 3)),\"id\":$i,\"text\":\"text $i\"}"; done >forty
  for seed in $(seq 200); do tenor sample -q -n 10 --seed "$seed" --format ndjson forty; done |
    jq -r .id | sort | uniq -c | awk '
      { n++; x += ($1 - 50) ^ 2 / (50 * 0.75) }
      END { print n, x; exit !(n == 40 && x < 39 + 4 * sqrt(78)) }' # chi-square, 39 degrees
}

@test "what a batch would not count is not drawn" {
  cat >in <<'END'
{"article_id":1,"id":1,"text":"there"}
{"article_id":1,"id":2,"text":"gone","deleted":true}
{"article_id":1,"id":3,"text":" "}
{"article_id":1,"id":1,"text":"there, edited"}
{"article_id":2,"id":1,"text":"another article's"}
{"article_id":2,"id":9}
END
  run -0 --separate-stderr tenor sample -n 100 --format ndjson in
  [ "$(jq -r .text <<<"$output" | sort)" = $'another article\'s\nthere, edited' ]
  [ "$(jq -s 'map(.of) | unique' -c <<<"$output")" = "[2]" ]
  [[ $stderr == *"in:6: field \`text\` is missing"*"2 of 2 comments"* ]]
  run -1 tenor sample -n 1 --article 3 in
  [[ $output == *"there is no comment to draw of article 3" ]]
}

@test "of each article, of one, and toward a target" {
  tenor sample -q --per-article 2 -o each.ndjson "$DEMO"
  jq -s -e 'group_by(.article_id) | length == 16 and all(length == ([2, .[0].of] | min))' each.ndjson
  [ "$(jq -r '"\(.drawn) \(.article_id) \(.of)"' each.ndjson | grep -c '^per_article 70371 38$')" = 2 ]
  tenor sample -q -n 1000 --article 70371 --target "the flood" -o one.ndjson "$DEMO"
  [ "$(jq -sc 'map([.article_id, .target, .of]) | unique' one.ndjson)" = '[["70371","the flood",37]]' ]
  [ "$(wc -l <one.ndjson)" = 37 ]
}

@test "CSV is RFC 4180, and what it holds is what the comments hold" {
  cat >in <<'END'
{"article_id":1,"id":1,"text":"she said \"no\", twice\nand left","article":{"title":"Ünder; the bridge","target":"it"}}
{"article_id":1,"id":2,"text":"=1+1","parent_id":1}
{"article_id":1,"id":3,"text":" blank","parent_id":9}
END
  tenor sample -q -n 3 -o out.csv in
  [ "$(head -c 3 out.csv | od -An -tx1)" = " ef bb bf" ] # by which Excel knows UTF-8
  [ "$(grep -c $'\r$' out.csv)" = 4 ]
  /usr/bin/python3 - <<'END'
import csv
rows = {r["id"]: r for r in csv.DictReader(open("out.csv", encoding="utf-8-sig", newline=""))}
assert list(rows["1"]) == ["id", "article_id", "article_title", "target", "parent_id", "parent_text", "text",
                           "sentiment", "stance", "reply", "drawn", "of"]
assert rows["1"]["text"] == 'she said "no", twice\nand left'
assert (rows["1"]["article_title"], rows["1"]["target"]) == ("Ünder; the bridge", "it")
assert rows["2"]["text"] == "=1+1" and rows["2"]["parent_text"] == rows["1"]["text"]
assert rows["3"]["text"] == " blank" and rows["3"]["parent_text"] == ""
assert {r["sentiment"] + r["stance"] + r["reply"] for r in rows.values()} == {""}
END
  tenor sample -q -n 3 -o out.ndjson in
  [ "$(jq -r 'select(.id == "2") | .parent_text' out.ndjson)" = $'she said "no", twice\nand left' ]
  tenor convert -q out.csv >/dev/null # it is input again
}

@test "the uncertain ones are those whose labels are the least probable" {
  tenor sample -q -n 5 --uncertain -o out.ndjson "$DEMO"
  [ "$(jq -r .drawn out.ndjson | uniq)" = uncertain ]
  tenor score -q "$DEMO" | jq -c 'select(.sentiment) | [([.sentiment.p[]] | max), .id]' | sort | head -n 5 |
    jq -r '.[1]' >expected
  jq -r .id out.ndjson | cmp - expected
  tenor sample -q -n 5 --uncertain --head reply -o reply.ndjson "$DEMO"
  [ "$(jq -r 'select(.parent_text == "") | .id' reply.ndjson)" = "" ]
  run -2 tenor sample -n 5 --head reply "$DEMO"
  [[ $output == *"--head needs --uncertain"* ]]
}

@test "a sample is whole, or there is none" {
  echo before >out.csv
  run -1 tenor sample -q -n 5 -o out.csv "$DEMO" nowhere
  [ "$(cat out.csv)" = before ]
  run -2 tenor sample "$DEMO"
  [[ $output == *"either -n N or --per-article K is needed"* ]]
  run -2 tenor sample -n 1 --per-article 1 "$DEMO"
  run -2 tenor sample -n 0 "$DEMO"
  [ "$(find . -name '*.tmp')" = "" ]
}
