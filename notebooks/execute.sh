#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Execute the notebooks over a fresh run of the demo: notebooks/execute.sh BUILD OUTPUT_DIR
#
# The executed copies go to OUTPUT_DIR; `notebooks` itself brings the committed
# ones up to date. A cell that fails, fails the script. Exit 77: no Jupyter here.
set -eu -o pipefail
cd "$(dirname "$0")/.."

if ! [ -x /usr/bin/jupyter-nbconvert ] || ! /usr/bin/python3 -c 'import ipykernel, pandas, matplotlib'; then
  echo "jupyter-nbconvert, ipykernel, pandas or matplotlib is not installed"
  exit 77
fi
models=(models/*/model.json)
[ -e "${models[0]}" ] || { echo "there are no trained models" && exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TENOR=$(realpath "$1/tenor")
mkdir -p "$2"
output=$(realpath "$2")
export TENOR TENOR_MODELS=$PWD/models TENOR_RESULTS=$work/results
export HOME=$work MPLBACKEND=module://matplotlib_inline.backend_inline # nothing of this user's own settings
export PYDEVD_DISABLE_FILE_VALIDATION=1 # silences a remark about frozen modules
"$TENOR" batch -q -o "$TENOR_RESULTS" datasets/demo/comments.ndjson datasets/demo/page.txt

for notebook in notebooks/*.ipynb; do
  /usr/bin/jupyter-nbconvert --to notebook --execute --log-level=WARN \
    --ExecutePreprocessor.timeout=300 --ExecutePreprocessor.record_timing=False \
    --output-dir "$output" --output "$(basename "$notebook")" "$notebook"
done
/usr/bin/python3 notebooks/check.py "$output"/*.ipynb
