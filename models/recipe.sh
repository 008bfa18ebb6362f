# shellcheck shell=sh disable=SC2154 # what it is sourced into has set these
# SPDX-License-Identifier: GPL-3.0-or-later
# What the committed models are trained from: sourced by train.sh and measure.sh, which set
#
#   tenor   the command
#   data    the folder of labelled sets (datasets/README.md says where each comes from)
#   made    a folder for the rows that models/prepare.py makes
#
# train_HEAD OUT SET... trains one without the files of the names given, so that it can be judged
# on them.

lexicons() {
  printf '%s' "$data/lexicon/vader_lexicon.txt"
  for name in bing_liu afinn mpqa_subjectivity jockers_rinker emoji_sentiment; do
    printf ',%s' "$data/lexicon/$name.tsv"
  done
}

# paths SEPARATOR "LEFT OUT" PATH...: those that are not left out
paths() {
  separator=$1
  left_out=" $2 "
  shift 2
  kept=
  for path in "$@"; do
    name=$(basename "$path" .ndjson)
    case "$left_out" in *" $name "*) ;; *) kept=$kept${kept:+$separator}$path ;; esac
  done
  printf '%s' "$kept"
}

# weights "LEFT OUT" NAME=FACTOR...: of the files NAME.ndjson that are not left out
weights() {
  left_out=" $1 "
  shift
  kept=
  for item in "$@"; do
    case "$left_out" in *" $(basename "${item%=*}") "*) ;; *) kept=$kept${kept:+,}${item%=*}.ndjson=${item##*=} ;; esac
  done
  printf '%s' "$kept"
}

# Sets whose licence lets a publisher use the result, and labels of our own; calibrated on comments
# of domains that the model has not seen.
train_sentiment() {
  out=$1
  shift
  s=$data/sentiment
  # shellcheck disable=SC2046 # paths are words
  "$tenor" train -q -o "$out" --task sentiment --seed 1 -C 0.2 --leave-files-out \
    --max-features 220000 \
    --lexicon "$(lexicons)" --vectors "$data/vectors/glove_100d_int8.txt.gz" \
    --supporting "$(paths , "$*" datasets/plain/sentences.ndjson \
      datasets/plain/sentiment.ndjson "$made/written_sentiment.ndjson" \
      "$s/sentences_amazon_cells.ndjson" "$s/sentences_imdb.ndjson" "$s/sentences_yelp.ndjson" \
      "$s/product_sentences.ndjson" "$s/crowdflower_self_driving_cars.ndjson" \
      "$s/stackoverflow_senti4sd.ndjson" "$s/emobank.ndjson" "$s/newsmtsc.ndjson" \
      "$made/reddit_sentiment.ndjson" "$made/forum_sentiment.ndjson")" \
    --weight "$(weights "$*" plain/sentences=4 plain/sentiment=2 nyt_comments=4 \
      political_comments=2.5 newsmtsc=2 emobank=2 written_sentiment=3)" \
    $(paths ' ' "$*" "$s/nyt_comments.ndjson" "$s/political_comments.ndjson" "$s/goemotions.ndjson")
}

# $known: the folder of the sets of known targets, their training splits where these are measured
train_stance() {
  out=$1
  shift
  s=$data/stance
  # shellcheck disable=SC2046
  "$tenor" train -q -o "$out" --task stance --seed 1 -C 0.2 --leave-files-out \
    --max-rows 5000 --max-features 280000 \
    --lexicon "$(lexicons)" --vectors "$data/vectors/glove_100d_int8.txt.gz" \
    --supporting "$(paths , "$*" "$made/off_topic.ndjson" "$made/debates.ndjson" \
      "$known/vast_train.ndjson")" \
    --weight "$(weights "$*" written_stance=3 title_stance=2 off_topic=0.3 \
      semeval2016=0.3 pstance=0.3 covid_cq=0.3 mt_csd=0.5)" \
    --shared "$(paths , "$*" title_stance.ndjson reddit_stance.ndjson written_stance.ndjson \
      youtube_immigration.ndjson reddit_us_vs_them.ndjson)" \
    $(paths ' ' "$*" "$s/title_stance.ndjson" "$made/reddit_stance.ndjson" \
      "$made/written_stance.ndjson" \
      "$s/youtube_immigration.ndjson" "$s/reddit_us_vs_them.ndjson" \
      "$known/semeval2016.ndjson" "$known/pstance.ndjson" "$known/covid_cq.ndjson" \
      "$known/mt_csd.ndjson")
}

# $replies: the folder of the sets of replies, likewise
train_reply() {
  out=$1
  shift
  # shellcheck disable=SC2046
  "$tenor" train -q -o "$out" --task reply --seed 1 -C 0.1 --leave-files-out --max-rows 8000 \
    --supporting "$(paths , "$*" datasets/plain/reply.ndjson "$made/written_reply.ndjson" \
      "$made/forum_reply.ndjson")" \
    --weight "$(weights "$*" rumoureval2017_train=0.3 debagreement=16 \
      comment_pairs=2 reddit_reply=2 plain/reply=2 written_reply=2)" \
    $(paths ' ' "$*" "$replies/debagreement.ndjson" "$replies/comment_pairs.ndjson" \
      "$replies/rumoureval2017_train.ndjson" "$made/reddit_reply.ndjson")
}
