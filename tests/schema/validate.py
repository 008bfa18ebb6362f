#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold every document of a results directory against docs/schema/.

usage: validate.py DIR                (DIR/current, and DIR/history.ndjson)
       validate.py --lines NAME FILE  (each line of FILE against NAME.schema.json)
       validate.py --document NAME FILE
"""

import json
import os
import sys

import jsonschema

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "schema")


class Invalid(Exception):
    pass


def validator(name):
    with open(os.path.join(SCHEMAS, name + ".schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def no_constant(name):
    raise ValueError(name + " is not JSON")


def members_once(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a member stands twice in one object")
    return dict(pairs)


def six_digits(text):
    digits = text.split("e")[0].lstrip("-").replace(".", "").strip("0")
    if len(digits) > 6:
        raise ValueError(text + " has more than 6 significant digits")
    return float(text)


def any_digits(text):
    return float(text)


def check(checker, where, text, real=six_digits):
    try:
        document = json.loads(text, parse_constant=no_constant, parse_float=real,
                              object_pairs_hook=members_once)
    except ValueError as error:
        raise Invalid(f"{where}: {error}") from error
    for error in checker.iter_errors(document):
        path = "/".join(str(part) for part in error.absolute_path)
        raise Invalid(f"{where}: {path or '(root)'}: {error.message[:300]}")
    return document


def read(path):
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: {error}") from error


def check_lines(name, path, real=six_digits):
    checker = validator(name)
    lines = read(path).split("\n")
    if lines.pop() != "":
        raise Invalid(f"{path}: the last line is not ended")
    for number, line in enumerate(lines, 1):
        check(checker, f"{path}:{number}", line, real)
    return len(lines)


def check_articles(run, results_id):
    """Every row's document is there, and no document is without a row."""
    rows = check(validator("articles"), "articles.json", read(os.path.join(run, "articles.json")))
    checker = validator("article")
    for row in rows:
        path = os.path.join(run, row["file"])
        document = check(checker, row["file"], read(path))
        if {row["results_id"], document["results_id"]} != {results_id}:
            raise Invalid(f"{row['file']}: results_id is not {results_id}")
    found = {
        os.path.relpath(os.path.join(folder, name), run)
        for folder, _, names in os.walk(os.path.join(run, "articles"))
        for name in names
    }
    extra = found - {row["file"] for row in rows}
    if extra:
        raise Invalid(f"{min(extra)}: has no row in articles.json")
    return 1 + len(rows)


def check_rollups(run, site):
    """Sections have all comments, days those with a time; rows are in order."""
    checker = validator("rollup")
    for name in ("sections", "targets", "periods"):
        file = f"{name}.json"
        document = check(checker, file, read(os.path.join(run, file)))
        rows = document.get(name, [])
        if name not in document or document["results_id"] != site["results_id"]:
            raise Invalid(f"{file}: rows or results_id are another's")
        if name == "periods":
            order = [(("day", "week", "month").index(row["period"]), row["starts_at"]) for row in rows]
        else:
            order = [(-row["comments"], (row[name[:-1]] or "").encode()) for row in rows]
        if order != sorted(set(order)):
            raise Invalid(f"{file}: rows are not in order, or stand twice")
        if name == "sections" and sum(row["comments"] for row in rows) != site["comments"]["count"]:
            raise Invalid(f"{file}: comments are not the site's")
    return 3


def check_results(directory):
    run = os.path.realpath(os.path.join(directory, "current"))
    manifest = check(validator("manifest"), "manifest.json",
                     read(os.path.join(run, "manifest.json")))
    site = check(validator("site"), "site.json", read(os.path.join(run, "site.json")))
    if site["results_id"] != manifest["results_id"]:
        raise Invalid("site.json: results_id is not the manifest's")
    valid = 2 + check_articles(run, site["results_id"]) + check_rollups(run, site)
    for name, path in (
        ("comment", os.path.join(run, "comments.ndjson")),
        ("rejected", os.path.join(run, "rejected.ndjson")),
        ("history", os.path.join(directory, "history.ndjson")),
    ):
        if os.path.exists(path):
            valid += check_lines(name, path)
    return valid


def main(arguments):
    try:
        if len(arguments) == 1:
            valid = check_results(arguments[0])
        elif len(arguments) == 3 and arguments[0] == "--lines":
            # decision values, on request, have more digits
            valid = check_lines(arguments[1], arguments[2], any_digits)
        elif len(arguments) == 3 and arguments[0] == "--document":
            check(validator(arguments[1]), arguments[2], read(arguments[2]))
            valid = 1
        else:
            print(__doc__.strip(), file=sys.stderr)
            return 2
    except Invalid as error:
        print(f"not valid: {error}", file=sys.stderr)
        return 1
    print(f"{valid} documents valid")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
