# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command that the documentation shows, taken out of it: docs_commands.py TREE OUT

Writes OUT/PAGE.sh with the blocks of each page that can be run, in order. A
block is a fenced ```sh or an indented paragraph; one that is not to be run
stands in docs_not_run.tsv with its reason. In a ```text block a line "$ COMMAND"
is run, and prints what stands below it. Commands that are named within a
sentence are held against the command's help and the Makefile, files and
folders against the tree. Prints what is
wrong, a line each, and fails if anything is.
"""
import os
import pathlib
import re
import subprocess
import sys

TREE, OUT = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
EXCEPTIONS = pathlib.Path(__file__).with_name("docs_not_run.tsv")
NOT_SHELL = {"json", "text"}  # JSON is dashboards.bats's


def pages():
    """All Markdown files of the tree, as relative paths; new ones too."""
    skipped = {".git", "build", "demo-results", "node_modules"}
    for path in sorted(TREE.rglob("*.md")):
        page = path.relative_to(TREE)
        if not skipped & set(page.parts):
            yield page


def session(lines):
    """Shell that runs the commands of a session and compares what they print."""
    script = []
    for line in lines:
        if line.startswith("$ "):
            script += ["SHOWN"] * bool(script) + [f"{line[2:]} >printed", "diff - printed <<'SHOWN'"]
        else:
            script.append(line)
    return script + ["SHOWN"]


def blocks(text, page, faults):
    """(is fenced, lines) of every block that may be shell."""
    fence, lines, previous = None, [], ""
    for number, line in enumerate(text.splitlines() + [""], 1):
        if fence is not None:
            if line.startswith("```"):
                if fence == "sh":
                    yield True, lines
                elif fence == "text" and lines and lines[0].startswith("$ "):
                    yield True, session(lines)
                fence, lines = None, []
            else:
                lines.append(line)
        elif line.startswith("```"):
            fence = line[3:].strip()
            if fence != "sh" and fence not in NOT_SHELL:
                faults.append(f"{page}:{number}: a block in '{fence}': sh, or indented")
        elif line.startswith("    ") and (lines or not previous.strip() or previous.startswith("#")):
            lines.append(line[4:])
        elif lines:
            yield False, lines
            lines = []
        previous = line
    if fence is not None:
        faults.append(f"{page}: a block without an end")


def read_exceptions(faults):
    table = {}
    for number, line in enumerate(EXCEPTIONS.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 3 or len(fields[2].split()) < 3 or tuple(fields[:2]) in table:
            faults.append(f"{EXCEPTIONS.name}:{number}: page, first line, reason, once each")
            continue
        table[tuple(fields[:2])] = fields[2]
    return table


def help_of(command):
    tenor = os.environ["TENOR"]
    done = subprocess.run([tenor, command, "--help"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else None


def check_named(page, text, helps, targets, faults):
    """`tenor COMMAND --option` and `make TARGET`, wherever they stand."""
    n_named = 0
    for command, rest in re.findall(r"\btenor ([a-z]+)\b((?:[^`\n|]|\\\n)*)", text):
        # a verb behind the program's name ("tenor never opens …") has no option
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest.split(" tenor ")[0])
        if command not in helps:
            helps[command] = help_of(command)
        if helps[command] is None:
            if options:
                faults.append(f"{page}: no command `tenor {command}`")
            continue
        n_named += 1
        for option in options:
            if not re.search(rf"(?<![\w-]){option}(?![\w-])", helps[command]):
                faults.append(f"{page}: `tenor {command}` has no {option}")
    for code in re.findall(r"`([^`\n]+)`", text):
        words = code.split()
        if re.match(r"(engine|tests|docs|datasets|deploy|notebooks|models)/[\w./*-]+$", code):
            n_named += 1
            if not any(TREE.glob(code.rstrip("/"))):
                faults.append(f"{page}: there is no `{code}`")
        if len(words) > 1 and words[0] == "tenor" and re.fullmatch("[a-z]+", words[1]):
            if words[1] not in helps:
                helps[words[1]] = help_of(words[1])
            if helps[words[1]] is None:
                faults.append(f"{page}: no command `tenor {words[1]}`")
        if words[0] == "make" and len(words) > 1:
            n_named += 1
            if words[1] not in targets:
                faults.append(f"{page}: no target `make {words[1]}`")
    return n_named


def main():
    faults, helps, n_run, n_named = [], {}, 0, 0
    exceptions = read_exceptions(faults)
    unused = set(exceptions)
    makefile = (TREE / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    for page in pages():
        text = (TREE / page).read_text(encoding="utf-8")
        script = []
        for fenced, lines in blocks(text, page, faults):
            key = (str(page), lines[0].strip())
            if key in exceptions:
                unused.discard(key)
                if fenced:
                    faults.append(f"{page}: '{key[1]}' is fenced as sh and excepted")
            else:
                script += [f"# {page}"] + lines
                n_run += 1
        if script:
            name = str(page).replace("/", "-").removesuffix(".md") + ".sh"
            (OUT / name).write_text("\n".join(script) + "\n", encoding="utf-8")
        n_named += check_named(page, text, helps, targets, faults)
    faults += [f"{EXCEPTIONS.name}: stands nowhere: {page}: {line}" for page, line in sorted(unused)]
    print(*faults, f"{n_run} blocks to run, {n_named} commands in sentences", sep="\n")
    return 1 if faults or n_run < 5 or n_named < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
