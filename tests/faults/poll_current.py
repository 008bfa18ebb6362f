# SPDX-License-Identifier: GPL-3.0-or-later
"""Read DIR/current over and over until STOP exists: DIR OLD_ID NEW_ID STOP.

Every look must find whole documents of one results_id, which is one of the two. STOP.last is the
one that was seen last.
"""
import json
import sys
from pathlib import Path


def look(run):
    """The results_ids of every document of a run."""
    documents = [json.loads((run / name).read_text()) for name in ("manifest.json", "site.json")]
    rows = json.loads((run / "articles.json").read_text())
    documents += rows
    documents += [json.loads((run / row["file"]).read_text()) for row in rows]
    documents += map(json.loads, (run / "comments.ndjson").read_text().splitlines())
    return {document["results_id"] for document in documents}, len(documents)


def main():
    results, allowed, stop = Path(sys.argv[1]), set(sys.argv[2:4]), Path(sys.argv[4])
    seen = {wanted: 0 for wanted in allowed}
    last = stop.with_suffix(".last")
    while not stop.exists():
        ids, n_documents = look((results / "current").resolve(strict=True))
        if len(ids) != 1 or not ids <= allowed or n_documents < 10:
            sys.exit(f"{n_documents} documents of {sorted(ids)}")
        found = ids.pop()
        seen[found] += 1
        last.write_text(found)
    if not all(seen.values()):
        sys.exit(f"not both days were seen: {seen}")
    print(f"{sum(seen.values())} looks: {sorted(seen.values())}")


if __name__ == "__main__":
    main()
