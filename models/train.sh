#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Retrain the committed models from the labelled data sets, which are not part
# of the project (datasets/README.md says where each comes from).
#
#   models/train.sh TENOR DATA [OUTPUT]
set -eu

tenor=$1
data=$2
output=${3:-models}
known=$data/stance
replies=$data/reply

if [ ! -d "$data" ]; then
  echo "models/train.sh: no labelled data in '$data'; datasets/README.md says what is needed" >&2
  exit 1
fi
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
/usr/bin/python3 models/prepare.py "$data" "$made"
. models/recipe.sh

train_sentiment "$output/sentiment-en"
train_stance "$output/stance-en"
train_reply "$output/reply-en"
