#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The figures of the model cards: of every domain the figure of a model that has not seen it, and
# the mean over domains, by which settings are chosen; then known targets and sets, measured on
# their development splits. Takes some twenty minutes; the models are trained as train.sh does.
#
#   models/measure.sh TENOR DATA [sentiment|stance|reply]
set -eu

tenor=$1
data=$2
heads=${3:-sentiment stance reply}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
made=$work/made
known=$work/known
replies=$work/replies
mkdir -p "$known" "$replies"
/usr/bin/python3 models/prepare.py "$data" "$made" splits "$known" "$replies"
. models/recipe.sh

begin() {
  printf '\n== %s\n%-28s %8s %12s %9s %6s\n' "$1" set rows macro-recall macro-F1 ECE
  rm -f "$work/table"
}

# row NAME HEAD FILE [OPTIONS]: the figures of $work/model on a file
row() {
  name=$1
  head=$2
  file=$3
  shift 3
  "$tenor" evaluate -q --json --models "$work/model" --head "$head" "$@" "$file" |
    jq -r '[.rows, .macro_recall, .macro_f1, .calibration_error] | @tsv' |
    awk -v name="$name" '{ printf "%-28s %8d %12.3f %9.3f %6.3f\n", name, $1, $2, $3, $4 }' |
    tee -a "$work/table"
}

mean() {
  awk '{ r += $(NF - 2); f += $(NF - 1); e += $NF; n++ }
       END { printf "%-28s %8s %12.3f %9.3f %6.3f\n", "mean of the above", "", r / n, f / n, e / n }' \
    "$work/table"
}

# without HEAD SET...: train $work/model without these
without() {
  head=$1
  shift
  rm -rf "$work/model"
  "train_$head" "$work/model" "$@"
}

s=$data/sentiment
for head in $heads; do
  case $head in
    sentiment)
      begin "sentiment: comments, each domain left out"
      without sentiment nyt_comments
      row "NYT debates" sentiment "$s/nyt_comments.ndjson"
      without sentiment political_comments reddit_sentiment
      row "political comments" sentiment "$s/political_comments.ndjson"
      without sentiment goemotions
      row "Reddit" sentiment "$s/goemotions.ndjson"
      without sentiment forum_sentiment
      row "forum debates" sentiment "$made/forum_sentiment.ndjson"
      without sentiment
      row "YouTube" sentiment "$s/youtube_sentistrength.ndjson"
      row "Facebook" sentiment "$s/facebook_posts.ndjson"
      row "TED" sentiment "$s/ted_comments.ndjson"
      row "comments under news on groups" sentiment "$s/reddit_us_vs_them.ndjson"
      mean
      begin "sentiment: other domains left out"
      row "tweets, SemEval 2016 test" sentiment "$s/semeval2013-2016.ndjson" --split 2016test
      row "tweets, debate" sentiment "$s/tweets_debate.ndjson"
      row "tweets, airlines" sentiment "$s/tweets_airline.ndjson"
      row "restaurant reviews" sentiment "$s/restaurants_semeval14.ndjson"
      row "film reviews" sentiment "$s/sst_sentences.ndjson"
      for set in product_sentences emobank newsmtsc stackoverflow_senti4sd; do
        without sentiment "$set"
        row "$set" sentiment "$s/$set.ndjson"
      done
      mean
      ;;
    stance)
      begin "stance: targets left out"
      without stance debates vast_train
      row "VAST" stance "$data/stance/vast_train.ndjson"
      row "debates, favor or against" stance "$made/debates.ndjson" --labels against,favor
      without stance title_stance reddit_stance
      row title_stance stance "$data/stance/title_stance.ndjson"
      for set in youtube_immigration reddit_us_vs_them semeval2016 mt_csd covid_cq; do
        without stance "$set"
        row "$set" stance "$data/stance/$set.ndjson"
      done
      without stance
      row "VAST, debates left out" stance "$known/vast_left_out.ndjson"
      row "the same, favor or against" stance "$known/debates_left_out.ndjson" --labels against,favor
      mean
      begin "stance: known targets, development splits"
      row "SemEval-2016" stance "$data/stance/semeval2016.ndjson" --split val
      row "P-Stance" stance "$data/stance/pstance.ndjson" --split val --labels against,favor
      row "COVID-CQ" stance "$data/stance/covid_cq.ndjson" --split val
      row "MT-CSD" stance "$data/stance/mt_csd.ndjson" --split valid
      ;;
    reply)
      begin "reply: sets left out"
      without reply debagreement comment_pairs reddit_reply
      row "DEBAGREEMENT" reply "$data/reply/debagreement.ndjson"
      row "comment pairs" reply "$data/reply/comment_pairs.ndjson"
      without reply forum_reply
      row "forum debates" reply "$made/forum_reply.ndjson"
      without reply rumoureval2017_train
      row "RumourEval 2017" reply "$data/reply/rumoureval2017_train.ndjson"
      mean
      begin "reply: known sets, submissions and an event left out"
      without reply
      row "DEBAGREEMENT" reply "$replies/debagreement_left_out.ndjson"
      row "RumourEval 2017, an event" reply "$replies/rumoureval2017_left_out.ndjson"
      ;;
  esac
done
