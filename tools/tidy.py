#!/usr/bin/python3
"""The house rules as a check: `tools/tidy.py` prints what breaks them, `tools/tidy_test.py` runs each as a test.

A rule takes a Tree and gives findings, each `path:line: what is wrong and what to do`. CONTRIBUTING.md says why.
"""
import ast
import collections
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import cpp_names  # noqa: E402
import cpp_outline  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 69
CODE = (".h", ".cc", ".py", ".sh")
TEXT = CODE + (".md", ".txt", ".yaml", ".yml", ".json", ".css", ".js", ".ts", ".tsx", ".html")
OUTSIDE = {".git", "build", "node_modules", "__pycache__"}
BANNED = {"manager", "helper", "util", "common", "impl", "data", "info",
          "managers", "helpers", "utils", "infos"}
# Terms of the field that hold a banned word: R22 speaks of classes of data.
TERMS = {"DataClass"}
# Spelled in parts so that this file keeps its own rules.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
OWN_PLACES = re.compile(r"(?<![\w.])/(" + "|".join(["wo" + "rk/", "tmp/" + "sb", "ho" + "me/", "ro" + "ot/"]) + ")")
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\s*\(|time\.sleep\b")
REQUIREMENTS = {"R": 28, "O": 14, "C": 13, "E": 14, "X": 14, "U": 19}
DOCS_THAT_NAME_FILES = re.compile(r"^(ARCHITECTURE|CONTRIBUTING|docs/lead-lifecycle|docs/decisions/[\w-]+)\.md$")


class Tree:
    """Paths and texts. A test makes one from a dictionary."""

    def __init__(self, texts):
        self.texts = texts

    @staticmethod
    def of_disk(root=ROOT):
        texts = {}
        for folder, folders, names in os.walk(root):
            inside = pathlib.Path(folder).relative_to(root)
            folders[:] = [name for name in folders
                          if name not in OUTSIDE and not (str(inside) == "demo" and name.startswith("workspace"))]
            # In a worktree `.git` is a file.
            for name in (name for name in names if name not in OUTSIDE):
                path = pathlib.Path(folder, name)
                is_text = name.endswith(TEXT) or "." not in name or name.startswith(".")
                texts[str(inside / name)] = path.read_bytes().decode(errors="replace") if is_text and path.is_file() else ""
        return Tree(texts)

    def files(self, *suffixes, under=""):
        return [(path, text) for path, text in sorted(self.texts.items())
                if path.startswith(under) and path.endswith(suffixes or ("",))]

    def exists(self, path):
        path = path.rstrip("/")
        return path in self.texts or any(known.startswith(path + "/") for known in self.texts)

    def has(self, named):
        """Whether a document that says `named` names something: from the root, from src/, or a file's own name."""
        if self.exists(named) or self.exists("src/" + named):
            return True
        return "/" not in named and any(path.endswith("/" + named) for path in self.texts)


def lines_matching(text, pattern):
    return [(number, found) for number, line in enumerate(text.splitlines(), 1) if (found := pattern.search(line))]


def allowed_arrows(tree):
    arrows = {}
    for line in tree.texts.get("deps.txt", "").splitlines():
        if found := re.match(r"([a-z_]+):(.*)", line):
            arrows[found.group(1)] = found.group(2).split()
    return arrows


def rule_arrows(tree):
    """A folder of src/ includes only itself and the folders that deps.txt names for it."""
    arrows = allowed_arrows(tree)
    for path, text in tree.files(".h", ".cc", under="src/"):
        folder = path.split("/")[1]
        if folder not in arrows:
            yield f"{path}:1: folder `{folder}` is not in deps.txt"
            continue
        for number, found in lines_matching(text, re.compile(r'^\s*#\s*include\s+"([^"]+)"')):
            target = found.group(1).split("/")[0] if "/" in found.group(1) else ""
            if target != folder and target not in arrows[folder]:
                yield f"{path}:{number}: `{folder}` may not include `{found.group(1)}`; deps.txt allows {arrows[folder]}"


def rule_no_cycle(tree):
    """Each line of deps.txt names only folders of lines above it."""
    above = []
    for folder, targets in allowed_arrows(tree).items():
        for target in targets:
            if target not in above:
                yield f"deps.txt: `{folder}` names `{target}`, which does not stand above it"
        above.append(folder)


def rule_file_length(tree):
    """Code stays under 500 lines a file."""
    for place in ("src/", "tools/", "tests/", "bench/", "fuzz/"):
        for path, text in tree.files(*CODE, under=place):
            if (count := len(text.splitlines())) > MAX_FILE_LINES:
                yield f"{path}:{count}: {count} lines; split it by idea, {MAX_FILE_LINES} is the most"


def rule_function_length(tree):
    """Functions stay under 70 lines."""
    for path, text in tree.files(".h", ".cc"):
        for name, line, count in cpp_outline.functions(text):
            if count > MAX_FUNCTION_LINES:
                yield f"{path}:{line}: `{name}` has {count} lines; {MAX_FUNCTION_LINES} is the most"
    for path, text in tree.files(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if (count := node.end_lineno - node.lineno + 1) > MAX_FUNCTION_LINES:
                    yield f"{path}:{node.lineno}: `{node.name}` has {count} lines; {MAX_FUNCTION_LINES} is the most"


def rule_names(tree):
    """No file or type is named by a word that says nothing."""
    for path, text in tree.files(*CODE):
        stem = path.rsplit("/", 1)[-1].split(".")[0]
        for word in BANNED.intersection(re.split(r"[_-]", stem.lower())):
            yield f"{path}:1: `{word}` in a file's name; say what it is"
        if not path.endswith((".h", ".cc")):
            continue
        declared = re.compile(r"^\s*(?:enum\s+)?(?:class|struct|enum|union)\s+(\w+)")
        for number, found in lines_matching(text, declared):
            words = {word.lower() for word in re.findall(r"[A-Z][a-z0-9]*|[a-z0-9]+", found.group(1))}
            for word in (BANNED & words) if found.group(1) not in TERMS else ():
                yield f"{path}:{number}: `{word}` in the type `{found.group(1)}`; say what it is"


def rule_readme_table(tree):
    """README's folder table (rows that begin | `folder/` |) is the tree: folders of src/ and of the root."""
    if "README.md" not in tree.texts:
        return
    rows = re.findall(r"^\| *`([\w./-]+)/`", tree.texts["README.md"], re.MULTILINE)
    parts = [path.split("/") for path in tree.texts]
    here = {part[0] for part in parts if len(part) > 1 and not part[0].startswith(".")} - {"src"}
    here |= {"src/" + part[1] for part in parts if part[0] == "src" and len(part) > 2}
    for row in sorted(set(rows) - here):
        yield f"README.md: the folder table names `{row}/`, which is not there"
    for folder in sorted(here - set(rows)):
        yield f"README.md: the folder table lacks `{folder}/`"


def rule_docs_name_files(tree):
    """Every file and folder that the documents of the code name in backticks exists."""
    for path, text in tree.files(".md"):
        if not DOCS_THAT_NAME_FILES.match(path):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for named in re.findall(r"`([\w./-]+)`", line):
                is_file = re.search(r"\w\.(h|cc|py|sh|md|txt)$", named) or named.endswith("/")
                if is_file and not tree.has(named):
                    yield f"{path}:{number}: `{named}` is not there"


def rule_docs_are_found(tree):
    """Whoever starts at README finds every page, and at ARCHITECTURE every decision."""
    for path, _ in tree.files(".md"):
        folder, _, _ = path.rpartition("/")
        start = {"docs": "README.md", "docs/decisions": "ARCHITECTURE.md"}.get(folder)
        if start and path not in tree.texts.get(start, ""):
            yield f"{path}: {start} does not name it"


def is_test(path):
    return path.endswith(("_test.cc", "_test.py", "_contract.h")) or path.startswith(("tests/", "fuzz/"))


def rule_no_sleep(tree):
    """Tests wait for what they want, never for time to pass."""
    for path, text in tree.files(*CODE):
        if not is_test(path) or path == "tools/tidy_test.py":
            continue
        pattern = re.compile(r"^\s*sleep\b") if path.endswith(".sh") else SLEEP
        for number, _ in lines_matching(text, pattern):
            yield f"{path}:{number}: a test sleeps; wait for the event instead"


def rule_finished(tree):
    """Nothing is left for later in the code; what is not there is said in docs/requirements.md."""
    for path, text in tree.files(*CODE):
        for number, found in lines_matching(text, UNFINISHED):
            yield f"{path}:{number}: `{found.group(1)}`; do it, or say so in docs/requirements.md"


def rule_headers(tree):
    """A header begins with its contract and is guarded."""
    for path, text in tree.files(".h", under="src/"):
        if not text.startswith("// "):
            yield f"{path}:1: begin with a comment: what it is, who owns it, which thread, how long it lives"
        if not re.search(r"^#pragma once$", text, re.MULTILINE):
            yield f"{path}:1: no `#pragma once`"


def _included(tree, paths):
    """The headers of src/ that `paths` see, with those that these see."""
    seen, waiting = set(), list(paths)
    while waiting:
        for named in re.findall(r'^#include "([^"]+)"', tree.texts[waiting.pop()], re.MULTILINE):
            path = "src/" + named
            if path in tree.texts and path not in seen:
                seen.add(path)
                waiting.append(path)
    return sorted(seen)


def rule_one_name_a_folder(tree):
    """A name in an unnamed namespace is that of one thing in its folder, whose files are compiled together."""
    sources = collections.defaultdict(list)
    for path, _ in tree.files(".cc", under="src/"):
        if not path.endswith("_test.cc"):
            sources[path.split("/")[1]].append(path)
    in_header = {path: cpp_names.declared(text) for path, text in tree.files(".h", under="src/")}
    for folder, paths in sources.items():
        first = {}
        for path in _included(tree, paths):
            # Functions may be overloads of those of a header.
            first |= {(name.scope, name.name): (path, name) for name in in_header[path] if name.kind != "function"}
        for path in paths:
            for name in cpp_names.declared(tree.texts[path]):
                if not name.hidden:
                    continue
                where, other = first.setdefault((name.scope, name.name), (path, name))
                if where != path and not (name.kind == other.kind == "alias" and name.means == other.means):
                    yield (f"{path}:{name.line}: `{name.name}` is also in {where}; where they are one thing put it into "
                           "a header, else name each for what it does")


def rule_slow_library(tree):
    """No std::regex and no iostream: the first is slow and recursive, the second global and locale-bound."""
    included = re.compile(r"^\s*#\s*include\s*<(regex|iostream)>")
    named = re.compile(r"\bstd::(regex|cout|cerr|cin)\b")
    for path, text in tree.files(".h", ".cc", under="src/"):
        for number, found in lines_matching(text, included) + lines_matching(cpp_outline.blank(text), named):
            yield f"{path}:{number}: `{found.group(0)}`; use RE2 (expr/regex.h) or fmt"


def rule_requirements(tree):
    """docs/requirements.md has each id once, and the files and tests that it names exist."""
    path = "docs/requirements.md"
    text = tree.texts.get(path)
    if text is None:
        yield f"{path}: is not there"
        return
    rows = re.findall(r"^\| *([ROCEXU]\d\d) *\|(.*)$", text, re.MULTILINE)
    wanted = [f"{letter}{number:02}" for letter, count in REQUIREMENTS.items() for number in range(1, count + 1)]
    listed = [row[0] for row in rows]
    for name in sorted(set(wanted) | set(listed)):
        if listed.count(name) != 1 or name not in wanted:
            yield f"{path}: {name} stands {listed.count(name)} times, wanted {wanted.count(name)}"
    tests = _tests(tree)
    for name, cells in rows:
        if "not yet" not in cells and "`" not in cells:
            yield f"{path}: {name} names neither code nor `not yet`"
        for missing in _not_there(tree, tests, cells):
            yield f"{path}: {name} names {missing}, which is not there"


def rule_design_points(tree):
    """The files and tests that docs/design-points.md names exist, and each promise names a test or says why none."""
    path = "docs/design-points.md"
    tests = _tests(tree)
    for number, line in enumerate(tree.texts.get(path, "").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or cells[0] == "promise":
            continue
        if len(cells) != 3 or not (cells[1] or cells[2]):
            yield f"{path}:{number}: a row is promise, what keeps it, what shows it"
        elif not cells[2] and not re.search("not yet|docs/", cells[1]):
            yield f"{path}:{number}: names no test; name one or say `not yet` and why"
        for missing in _not_there(tree, tests, line):
            yield f"{path}:{number}: names {missing}, which is not there"


def _tests(tree):
    in_cpp = {f"{suite}.{test}" for _, code in tree.files(".cc", ".h", under="src/")
              for suite, test in re.findall(r"(?:TEST(?:_[FP])?|RC_GTEST\w*PROP)\(\s*(\w+),\s*(\w+)", code)}
    return in_cpp | {name for _, code in tree.files("_test.py", under="tests/")
                     for name in re.findall(r"def (test_\w+)\(", code)}


def _not_there(tree, tests, cells):
    for named in re.findall(r"`([^`]+)`", cells):
        if re.fullmatch(r"[A-Z]\w+\.[A-Z]\w+|test_\w+", named):
            if named not in tests:
                yield f"the test `{named}`"
        elif re.search(r"/|\.(h|cc|py|md|sh)$", named) and not named.startswith("/") and " " not in named:
            if not tree.has(named):
                yield f"`{named}`"


def rule_places(tree):
    """No path of one machine stands in the tree."""
    for path, text in tree.files():
        for number, found in lines_matching(text, OWN_PLACES):
            yield f"{path}:{number}: `{found.group(0)}`, a place of one machine; make it relative or an option"


def rule_whitespace(tree):
    """No trailing blanks, no carriage returns, and a line feed at the end."""
    for path, text in tree.files(*TEXT, "Makefile", ".ci/run"):
        if "golden" in path or "/fixtures/" in path:
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line.endswith((" ", "\t", "\r")):
                yield f"{path}:{number}: trailing blanks"
        if text and not text.endswith("\n"):
            yield f"{path}:{len(text.splitlines())}: no line feed at the end"


def rule_suites_are_run(tree):
    """A Python file under tests/ is a suite (`*_test.py`) or is used by one: nothing there is left out in silence."""
    python = tree.files(".py", under="tests/")
    everything = "\n".join(text for path, text in tree.files(*CODE) if is_test(path))
    for path, text in python:
        stem = path.rsplit("/", 1)[-1].removesuffix(".py")
        others = everything.replace(text, "")
        if not stem.endswith("_test") and not re.search(rf"\b{stem}\b", others):
            yield f"{path}:1: neither `*_test.py` nor used by a test, so it never runs"
        if stem.endswith("_test") and "unittest" not in text:
            yield f"{path}:1: a suite without unittest"


RULES = [value for name, value in list(globals().items()) if name.startswith("rule_")]


def main():
    tree = Tree.of_disk()
    findings = [finding for rule in RULES for finding in rule(tree)]
    print("\n".join(findings) or "tidy")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
