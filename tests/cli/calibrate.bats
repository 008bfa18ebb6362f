#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-3.0-or-later
# tenor calibrate: models for a site, out of its labels.

load helpers

setup() {
  cd "$BATS_TEST_TMPDIR"
  LABELS=$ROOT/datasets/demo/labels.ndjson
}

# but for what a calibration is: calibrators, the member site, and the digest of all
same_but_calibrated() {
  local but='del(.calibration, .site, .self_xxh3_128) | del(.domains[]?.calibration)'
  diff <(jq -S "$but" "$1/model.json") <(jq -S "$but" "$2/model.json")
  for part in folded.bin vocabulary.tsv.zst model.svm.zst; do cmp "$1/$part" "$2/$part"; done
}

@test "the demo's labels make models that are whole and serve" {
  run_tenor calibrate --labels "$LABELS" -o site "$DEMO"
  expect_status 0
  [[ $out == *"sentiment: "*"labels"*"accuracy 0."*"kappa"*"macro-recall"*"log loss"*"100 more labels"* ]]
  [[ $out == *"comments without labels, lambda"* ]]
  [ ! -e site.partial ]
  for head in sentiment stance reply; do
    tenor inspect site/$head >described
    grep -q '^site      calibrated with [0-9]* labels' described
    grep -q '^valid ' described
    same_but_calibrated "$TENOR_MODELS/$head" site/$head
    jq -e '.site | .labels == (.label_counts | add) and .slope >= 0 and (.covariance | length) == 4' \
      site/$head/model.json
  done
  tenor batch -q --models site -o results "$DEMO"
  tenor inspect results
}

@test "comments without labels of which none can be read are an error" {
  jq -c '{article_id, id, body: "so"}' "$LABELS" >wrong.ndjson
  run_tenor calibrate -q --labels "$LABELS" -o site wrong.ndjson
  expect_status 1
  expect_message "records rejected, mostly: field \`text\` is missing"
  [ ! -e site ]
}

@test "the site's shares have the error of its labels, and are said to be calibrated" {
  tenor calibrate -q --labels "$LABELS" -o site >table
  tenor batch -q -o before "$DEMO"
  tenor batch -q --models site -o after "$DEMO"
  jq -e '.sentiment.calibrated | not' before/current/site.json
  jq -e '.sentiment.calibrated' after/current/site.json
  # as wide as the labels' error and that of labels drawn by the posteriors, at most, have it
  jq -e --slurpfile m site/sentiment/model.json '.sentiment.count as $n |
    [$m[0].site.standard_errors[:3], (.sentiment.classes | map(.share_high - .share_low))] |
    transpose | all(.[0] as $s | .[1] > 3.28 * $s and
      .[1] < 3.3 * ($s * $s + 0.25 / $n | sqrt) + 2 / $n)' after/current/site.json
  # so have those of its sections and nights
  for run in before after; do jq -c '.calibrated' "$run/history.ndjson"; done | paste -sd' ' | grep -qx 'false true'
  jq -e --slurpfile m site/sentiment/model.json '[.sections[] | select(.sentiment_count > 20)] |
    length > 9 and all((.sentiment_negative_high - .sentiment_negative_low) as $width | .sentiment_count as $n |
      $m[0].site.standard_errors[0] as $s | $width < 3.3 * ($s * $s + 0.25 / $n | sqrt) + 2 / $n)' after/current/sections.json
  [[ $(tenor report before) == *"not calibrated for this site"* ]]
  [[ $(tenor report after) != *"not calibrated for this site"* ]]
  grep -q 'not calibrated' before/current/metrics.prom
  run ! grep -q 'not calibrated' after/current/metrics.prom
}

@test "the posteriors are those that slope and biases give" {
  tenor calibrate -q --labels "$LABELS" -o site >table
  head -n 40 "$LABELS" >rows
  tenor score -q rows --input-format labelled >before
  tenor score -q rows --input-format labelled --models site >after
  /usr/bin/python3 - <<'PYTHON'
import json, math
site = json.load(open("site/sentiment/model.json"))["site"]
n = 0
for before, after in zip(open("before"), open("after")):
    before, after = json.loads(before)["sentiment"], json.loads(after)["sentiment"]
    if before:
        e = [math.exp(site["slope"] * math.log(p) + b) for p, b in zip(before["p"].values(), site["biases"])]
        n += 1
        for mine, theirs in zip(e, after["p"].values()):
            assert abs(mine / sum(e) - theirs) < 1e-5, (before, after)
assert n > 10
PYTHON
}

@test "the same labels and seed give the same bytes" {
  tenor calibrate -q --labels "$LABELS" -o a >a.table
  tenor calibrate -q --labels "$LABELS" -o b >b.table
  cmp a.table b.table
  diff -r a b
  tenor calibrate -q --seed 2 --labels "$LABELS" -o c >c.table
  [ "$(jq -c .site.covariance a/sentiment/model.json)" != "$(jq -c .site.covariance c/sentiment/model.json)" ]
  [ "$(jq -c .calibration.slopes a/sentiment/model.json)" = "$(jq -c .calibration.slopes c/sentiment/model.json)" ]
}

@test "labels may be a table, in several files" {
  jq -r 'select(.sentiment) | [.id, .text, .sentiment] | @csv' "$LABELS" >rows
  { echo id,text,sentiment; head -n 50 rows; } >one.csv
  { echo id,text,sentiment; sed -n 51,100p rows; } >two.csv
  tenor calibrate -q --labels one.csv,two.csv -o site >table
  jq -c 'select(.sentiment) | {id, text, sentiment}' "$LABELS" | head -n 100 >rows.ndjson
  tenor calibrate -q --labels rows.ndjson -o other >table
  jq -e '.site.labels > 60' site/sentiment/model.json
  diff -r site other
}

@test "a head with too few labels stays as it was, and it is said" {
  jq -c 'select(.sentiment) | {id, text, sentiment}' "$LABELS" | head -n 60 >labels
  run_tenor calibrate --labels labels -o site
  expect_status 0
  [[ $out == *"stance: 0 labels; fewer than 30: the calibration stays as it was"* ]]
  diff -r "$TENOR_MODELS/stance" site/stance
  diff -r "$TENOR_MODELS/reply" site/reply
  head -n 20 labels >few
  run_tenor calibrate --labels few -o none
  expect_status 1
  expect_message "no head of the models has 30 labelled comments"
  [ ! -e none ] && [ ! -e none.partial ]
}

@test "labels that scores do not go with are said to be better alone" {
  # each text with the label of another one
  jq -c 'select(.sentiment) | {text, sentiment}' "$LABELS" | head -n 200 >rows
  paste -d '\n' <(jq -c .text rows) <(jq -c .sentiment rows | tail -n +8; jq -c .sentiment rows | head -n 7) |
    jq -c -n '[inputs] | range(0; length; 2) as $i | {text: .[$i], sentiment: .[$i + 1]}' >shuffled
  run_tenor calibrate --labels shuffled -o site "$DEMO"
  expect_status 0
  [[ $out == *"the labels alone say more"* ]]
  jq -e '.site.labels_alone and .site.slope < 0.2' site/sentiment/model.json
  tenor inspect site/sentiment | grep -q 'its scores did not go with them'
  # its posteriors are near the labels' shares
  tenor score -q --models site "$DEMO" | jq -s '[.[] | select(.sentiment).sentiment.p.negative] | add / length' >mean
  jq -e --slurpfile m site/sentiment/model.json \
    '(. - ($m[0].site | .label_counts[0] / .labels)) | fabs < 0.03' mean
  # and so are shares
  tenor batch -q --models site -o results "$DEMO"
  jq -s '[.[] | select(.comments.scored > 20) | .sentiment.classes[] | select(.label == "negative").share] |
    add / length' results/current/articles/*/*.json >mean
  jq -e --slurpfile m site/sentiment/model.json \
    '(. - ($m[0].site | .label_counts[0] / .labels)) | fabs < 0.1' mean
}

@test "labels of one class are no reason to fail" {
  jq -c 'select(.sentiment == "positive") | {text, sentiment}' "$LABELS" | head -n 120 >labels
  run_tenor calibrate --labels labels -o site
  expect_status 0
  [[ $out == *"positive     1.000 ("* ]]
  [[ $out != *nan* ]]
  tenor inspect site/sentiment
}

@test "what cannot be made is refused" {
  run_tenor calibrate --labels "$LABELS" -o site
  expect_status 0
  run_tenor calibrate --labels "$LABELS" -o site
  expect_status 2
  expect_message "'site' is there already"
  run_tenor calibrate --models site --labels "$LABELS" -o again
  expect_status 2
  expect_message "is calibrated for a site"
  mkdir other.partial
  run_tenor calibrate --labels "$LABELS" -o other
  expect_message "'other.partial' is there"
  [ -d other.partial ] && [ ! -e other ]
  run_tenor calibrate --labels nowhere -o third
  expect_status 1
  run_tenor calibrate -o third
  expect_status 2
  expect_message "--labels"
}

@test "a site that does not fit its model is found" {
  tenor calibrate -q --labels "$LABELS" -o site >table
  for change in '.site.labels = 0' '.site.labels += 1' '.site.slope = -1' '.site.slope = null' '.site.biases = [0]' \
    '.site.covariance[0][0] = -1' '.site.covariance[0][1] += 1' '.site.covariance = []' '.site.seed = -1' \
    '.site.labels_xxh3_128 = "0"' '.site.base_xxh3_128 = 1' '.site.labels_alone = 0' '.site = {}' '.site = 1'; do
    rm -rf changed
    cp -r site/sentiment changed
    jq "del(.self_xxh3_128) | $change" site/sentiment/model.json >changed/model.json
    run_tenor inspect changed
    expect_status 1
    [[ $err == *'`site`'* ]] || fail "$change: $err"
  done
}

@test "labels that people chose on a page are no sample, and move nothing" {
  jq -c 'select(.sentiment) | .id = "again \(.id)" | .sentiment = "negative" | .drawn = "chosen"' "$LABELS" >chosen.ndjson
  [ "$(wc -l <chosen.ndjson)" -gt 100 ]
  tenor calibrate -q --labels "$LABELS" -o one >one.txt
  tenor calibrate -q --labels "$LABELS,chosen.ndjson" -o two >two.txt
  cmp one.txt two.txt
  diff -r one two
  run_tenor calibrate -q --labels chosen.ndjson -o never
  expect_status 1
}
