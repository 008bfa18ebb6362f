#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor label, in a pseudo-terminal: keys, going on, interrupts, narrow windows.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  tenor sample -q -n 10 -o sample.csv "$DEMO"
}

# press KEYS [OPTIONS...]: in a terminal of $COLUMNS_WIDE (80) columns; the last screen
press() {
  local keys=$1
  shift
  /usr/bin/python3 "$ROOT/tests/cli/terminal.py" "${COLUMNS_WIDE:-80}" "$keys" \
    "$TENOR" label --color never "$@"
}

# labels FILE COLUMN: the key of each row's label, - for none
labels() {
  /usr/bin/python3 -c 'import csv, sys
key = {"negative": "n", "neutral": "o", "positive": "p"}
print("".join(key.get(r.get(sys.argv[2]), "-") for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline=""))))' "$@"
}

@test "a key is a label; skip, back, quit, and go on where it stopped" {
  run -0 press "n psbboq" sample.csv
  [ "$(labels sample.csv sentiment)" = "n-o-------" ]
  [[ $output == *"sentiment: 4 of 10"*$'\n'"2 of 10 labelled in "*"sample.csv"$'\nstatus 0\nterminal restored' ]]
  run -0 press "q" sample.csv # behind the last label, not at what was skipped
  [[ $output == *"sentiment: 4 of 10"* ]]
  run -0 press "bq" sample.csv
  [[ $output == *"sentiment: 3 of 10"*"labelled neutral"* ]]
  run -0 press "pppppp{up}AXp" --repeats 0 sample.csv # neither an arrow nor a capital is an answer
  [ "$(labels sample.csv sentiment)" = "n-oppppppp" ]
  run -0 press "o" --repeats 0 sample.csv # what was skipped comes last
  [ "$(labels sample.csv sentiment)" = "nooppppppp" ]
  [[ $output == *"10 of 10 labelled"* ]]
}

@test "some rows are asked for again, and the first labels stay" {
  press "nnnnnppppp" --repeats 0 sample.csv
  run -0 press "nq" --repeats 40 sample.csv
  [[ $output == *"sentiment, a second time: 2 of 4"*"a second time: 1, "* ]]
  before=$(labels sample.csv sentiment_again)
  run -0 press "nnn" --repeats 40 sample.csv # the other three of the same four
  [ "$(labels sample.csv sentiment)" = "nnnnnppppp" ]
  again=$(labels sample.csv sentiment_again)
  [ "$(tr -cd n <<<"$again" | wc -c)" = 4 ] && [ "$(tr -cd n <<<"$before" | wc -c)" = 1 ]
  agreed=$(cut -c1-5 <<<"$again" | tr -cd n | wc -c)
  [[ $output == *"a second time: 4, the same label $agreed times ($((agreed * 25)) %)"* ]]
  run -0 press "" --repeats 40 sample.csv
  [[ $output == *"10 of 10 labelled"*"a second time: 4"*"status 0"* ]]
  tenor evaluate -q --json --head sentiment sample.csv | jq -e .rows==10
}

@test "nothing is lost by an interrupt, a signal, a kill or a closed terminal" {
  run -0 press "np{interrupt}" sample.csv
  [[ $output == *$'tenor: stopped by an interrupt\nstatus 130\nterminal restored' ]]
  [ "$(labels sample.csv sentiment)" = "np--------" ]
  for signal in TERM HUP QUIT; do
    run -0 press "p{$signal}" sample.csv
    [[ $output == *"terminal restored" ]]
  done
  [ "$(labels sample.csv sentiment)" = "npppp-----" ]
  run -0 press "oo{KILL}" sample.csv
  [[ $output == *"signal 9"* ]]
  [ "$(labels sample.csv sentiment)" = "nppppoo---" ]
  press "n{hangup}" sample.csv
  [ "$(labels sample.csv sentiment)" = "nppppoon--" ]
  [ "$(find . -name '*.tmp')" = "" ]
}

@test "stance asks where there is a target, reply where there is a parent" {
  cat >in <<'END'
{"article_id":1,"id":1,"text":"one","article":{"target":"the dam"}}
{"article_id":2,"id":2,"text":"two"}
{"article_id":2,"id":3,"text":"three","parent_id":2}
END
  tenor sample -q -n 9 -o some.ndjson in
  run -0 press "a" --head stance --repeats 0 some.ndjson
  [[ $output == *"stance: 1 of 1"*"target      the dam"*"a against  n none  f favor"*"1 of 1 labelled"* ]]
  run -0 press "d" --head reply --repeats 0 some.ndjson
  [[ $output == *"reply: 1 of 1"*"parent      two"*"text        three"*"d disagree  u neutral  g agree"* ]]
  [ "$(jq -r '"\(.id) \(.stance)\(.reply)"' some.ndjson | sort)" = $'1 against\n2 \n3 disagree' ]
  jq -c 'del(.target)' some.ndjson >none.ndjson
  run -0 press "" --head stance none.ndjson
  [[ $output == *"none.ndjson: no row has a text and a target"$'\nstatus 1\nterminal restored' ]]
}

@test "forty columns, wide characters, and nothing raw reaches the terminal" {
  cat >in <<'END'
{"article_id":1,"id":1,"text":"市場の新しい屋根について市場の新しい屋根について市場の新しい屋根について 👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀 e\u0301\u0301\u0301\u0301\u0301\u0301 a_word_that_is_much_longer_than_the_window_is_wide_and_has_no_blank\n\n> quoted\nsecond line","article":{"title":"Title \u001b[2J\u0007\u202ereversed"}}
END
  tenor sample -q -n 1 -o wide.csv in
  COLUMNS_WIDE=40 run -0 press "q" wide.csv
  [[ $output == *"text        市場"*$'\n'"            > quoted"$'\n'"            second line"* ]]
  [[ $output == *"Title ?[2J??reversed"* ]]
  [[ $output != *"^["* ]]
  /usr/bin/python3 -c 'import sys, unicodedata
for line in sys.argv[1].split("\n")[:-3]:
    # emoji that are joined are counted one by one, as the command does: rather too many than too few
    columns = sum(0 if unicodedata.combining(c) or c == "\u200d" else 1 + (unicodedata.east_asian_width(c) in "WF") for c in line)
    assert columns <= 40, (columns, line)' "$output"
  COLUMNS_WIDE=100 run -0 press "{40}q" wide.csv # the window is made smaller
  [[ $output == *$'\n----------------------------------------\n'* ]]
}

@test "the rest of the file stays as it is: columns, delimiter, permissions, the file behind a link" {
  printf 'nr;text;note;sentiment\r\n1;"a;b";"he said ""x""";\r\n2;ü;;pos\r\n' >mine.csv
  chmod 600 mine.csv
  ln -s mine.csv link.csv
  run -0 press "n" --repeats 0 link.csv
  [ "$(stat -c %a mine.csv)" = 600 ] && [ -L link.csv ]
  printf '\xef\xbb\xbfnr;text;note;sentiment\r\n1;"a;b";"he said ""x""";negative\r\n2;ü;;pos\r\n' | cmp - mine.csv
  echo '{"text":"x","n":1.5,"more":{"a":[1,null]}}' >mine.ndjson
  run -0 press "p" --repeats 0 mine.ndjson
  [ "$(cat mine.ndjson)" = '{"text":"x","n":1.5,"more":{"a":[1,null]},"sentiment":"positive"}' ]
}

@test "a file that could not be written back whole is refused, and so is what is no terminal" {
  printf 'text,sentiment\none\n' >columns.csv
  printf 'text,sentiment\ncaf\xe9,\n' >latin.csv
  printf 'text,sentiment\n"open,\n' >quote.csv
  printf 'words\nx\n' >words.csv
  printf '{"text":"x"}\nnot json\n' >bad.ndjson
  for file in columns.csv:2 latin.csv:2 quote.csv:2 words.csv bad.ndjson:2 nowhere.csv; do
    run -0 press "" "${file%%:*}"
    [[ $output == *"tenor: "*$'\nstatus 1\nterminal restored' ]] || fail "$file: $output"
    [[ $file == nowhere.csv ]] || [[ $output == *"$file: "* ]] || fail "$file: $output"
  done
  run -2 tenor label -
  run -1 tenor label sample.csv
  [ "$output" = "tenor: label needs a terminal, for the comments and for the keys" ]
}

# The thread's labels go from one command to the next as files, and nothing between them is edited.
@test "labels of one article: drawn, labelled by key, trained as a target, counted" {
  tenor sample -q -n 20 --article phone-ban-2024 -o phones.csv "$DEMO"
  run -0 press "aanaafanaaafaanaaafa" --head stance --repeats 0 phones.csv
  [[ $output == *"20 of 20 labelled"* ]]
  cp -R "$TENOR_MODELS" my-models
  run_tenor train --task stance --target "phone ban" -o my-models/stance phones.csv
  expect_status 0
  [[ $err == *"'phone ban': "*" rows, 5-fold cross-validation"*"the model before"*"the majority"*"the model now"* ]]
  tenor batch -q --models my-models -o results "$DEMO"
  tenor batch -q -o before "$DEMO"
  for run in before results; do
    jq -e '[.sentiment, .stance, .reply] | all(. != null)' $run/current/site.json >/dev/null
    jq 'select(.article.id == "phone-ban-2024").stance.classes[0].share' $run/current/articles/*/*.json >$run.against
  done
  # 14 of 20 are against, and that is where the article's share goes
  jq -n -e --slurpfile before before.against --slurpfile after results.against \
    '($after[0] - 0.7 | fabs) < 0.15 and $after[0] > $before[0] + 0.1'
}
