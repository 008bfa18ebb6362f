#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# embed.sh FILE...: C source with each file's bytes and their SHA-256 in base64, for the
# report's content security policy. report.css becomes tn_report_css and tn_report_css_sha256.
set -eu -o pipefail

echo '/* made by engine/output/report/web/embed.sh */'
echo '#include "output/report/report_assets.h"'
for file; do
  name=$(basename "$file" | tr . _)
  hex=$(sha256sum "$file" | cut -d ' ' -f 1)
  # shellcheck disable=SC2001,SC2059 # every two digits a byte; the format is the bytes
  digest=$(printf "$(sed 's/../\\x&/g' <<<"$hex")" | base64)
  echo "const char tn_${name}[] = {"
  od -An -v -tu1 "$file" | sed -E 's/ +/,/g; s/^,//; s/$/,/'
  echo '0 };'
  echo "const char tn_${name}_sha256[] = \"$digest\";"
done
