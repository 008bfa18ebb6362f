#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold every Vega-Lite specification, the report's and the documentation's, against Vega-Lite's own schema.

usage: charts.py TENOR    (exit 77: `make web-deps` has not fetched Vega-Lite)
"""
import json
import os
import re
import subprocess
import sys

import jsonschema

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
SCHEMA = os.path.join(ROOT, "engine/output/report/web/node_modules/vega-lite/build/vega-lite-schema.json")
RESULTS = os.path.join(ROOT, "tests/fixtures/report/results")
N_CHARTS = 10


def of_report(tenor):
    page = subprocess.run([tenor, "report", "--format", "html", RESULTS], check=True, capture_output=True, text=True).stdout
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1))["charts"]


def of_documentation():
    with open(os.path.join(ROOT, "docs/dashboards.md"), encoding="utf-8") as file:
        blocks = map(json.loads, re.findall(r"^```json\n(.*?)^```$", file.read(), re.S | re.M))
    return {"docs/dashboards.md": next(block for block in blocks if "$schema" in block)}


def main():
    if not os.path.exists(SCHEMA):
        print("Vega-Lite is not there (make web-deps)")
        return 77
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    checker = jsonschema.validators.validator_for(schema)(schema)
    charts = of_report(sys.argv[1])
    assert len(charts) == N_CHARTS, sorted(charts)
    charts.update(of_documentation())
    charts["misspelt"] = {**charts["time"], "enconding": {}}
    bad = [name for name, chart in charts.items() if not checker.is_valid(chart)]
    if bad != ["misspelt"]:
        print("not as Vega-Lite's schema wants it: %s" % bad)
        return 1
    print("%d specifications valid" % (len(charts) - 1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
