#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Executed notebooks are whole and small: notebooks/check.py NOTEBOOK...

Every code cell was executed, in order, without an error or a warning; each
notebook shows charts; none is larger than MOST_BYTES.
"""
import json
import os
import sys

MOST_BYTES = 200_000


def faults(path):
    if os.path.getsize(path) > MOST_BYTES:
        yield "larger than %d bytes" % MOST_BYTES
    with open(path, encoding="utf-8") as file:
        cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
    if [cell["execution_count"] for cell in cells] != list(range(1, len(cells) + 1)):
        yield "not executed from the first cell to the last"
    outputs = [output for cell in cells for output in cell["outputs"]]
    for output in outputs:
        if output["output_type"] == "error" or output.get("name") == "stderr":
            yield "a cell complains: %s" % (output.get("evalue") or output.get("text"))
    if not any("image/png" in output.get("data", {}) for output in outputs):
        yield "no chart"


found = [(path, fault) for path in sys.argv[1:] for fault in faults(path)]
for path, fault in found:
    print("%s: %s" % (path, fault))
sys.exit(1 if found or len(sys.argv) < 2 else 0)
