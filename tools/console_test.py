#!/usr/bin/python3
"""The console's sources: TypeScript and eslint find nothing, files stay small, and screens say the words of docs/glossary.md."""
import contextlib
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import build_console  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "console/src"
MAX_LINES = 250
TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
UNSEEN = "not on a screen yet"


def glossary(text):
    """(word on screens, words in the code, what it is) of each row."""
    rows = re.findall(r"^\| *([^|]+?) *\| *(`[^|]+`) *\| *([^|]+?) *\|$", text, re.MULTILINE)
    return [(screen, re.findall(r"`([^`]+)`", code), what) for screen, code, what in rows]


def texts(source):
    """What a file of words says: its string literals, without what is filled in."""
    body = "\n".join(line for line in source.splitlines() if not line.startswith(("import", "//")))
    return [re.sub(r"\$\{[^}]*\}", "", one or other) for one, other in TEXT.findall(body)]


def findings(rows, said):
    """What breaks the glossary."""
    for screen, codes, what in rows:
        for code in codes:
            for text in said:
                if re.search(rf"\b{re.escape(code)}\b", text):
                    yield f"`{text}` says `{code}`; screens say `{screen}`"
        used = any(re.search(rf"\b{re.escape(screen)}\b", text, re.IGNORECASE) for text in said)
        if not used and UNSEEN not in what:
            yield f"no screen says `{screen}`"
        if used and UNSEEN in what:
            yield f"a screen says `{screen}`, so docs/glossary.md need not say `{UNSEEN}`"


class Words(unittest.TestCase):
    def test_screens_say_the_words_of_the_glossary(self):
        rows = glossary((ROOT / "docs/glossary.md").read_text())
        self.assertGreater(len(rows), 10)
        said = [text for path in sorted((SOURCES / "words").glob("*.ts")) for text in texts(path.read_text())]
        self.assertGreater(len(said), 300)
        self.assertEqual(list(findings(rows, said)), [])

    def test_a_word_of_the_code_on_a_screen_is_found(self):
        rows = glossary("| silent trial | `shadow` | a trial |\n| request | `case` | asks; not on a screen yet |\n")
        self.assertEqual(list(findings(rows, texts('trial: "In shadow",'))),
                         ["`In shadow` says `shadow`; screens say `silent trial`", "no screen says `silent trial`"])
        self.assertEqual(list(findings(rows, texts("a: `A silent trial of ${shadow}`,"))), [])


class Rights(unittest.TestCase):
    def test_the_console_has_the_rights_of_the_documentation(self):
        lines = (ROOT / "docs/security.md").read_text().splitlines()
        head = next(line for line in lines if line.startswith("| right | what |"))
        roles = [cell.strip() for cell in head.strip("|").split("|")[2:]]
        letters = {"all": "*", "team": "t", "own": "o", "": "."}
        documented = {}
        for line in lines[lines.index(head) + 2:]:
            if not line.startswith("|"):
                break
            right, _, *reaches = [cell.strip() for cell in line.strip("|").split("|")]
            documented[right.strip("`")] = "".join(letters[reach] for reach in reaches)
        source = (SOURCES / "api/rights.ts").read_text()
        said = dict(re.findall(r'^  "([a-z_.]+)": "([*to.]+)",$', source, re.MULTILINE))
        self.assertGreater(len(documented), 40)
        self.assertEqual(said, documented)
        self.assertEqual(re.findall(r'"(\w+)"', re.search(r"const roles = \[(.*?)\]", source).group(1)), roles)


class Sources(unittest.TestCase):
    def test_files_stay_small(self):
        long = [f"{path}: {count}" for path in SOURCES.rglob("*.ts*") if (count := len(path.read_text().splitlines())) > MAX_LINES]
        self.assertEqual(long, [])

    def test_nothing_is_shown_as_markup(self):
        for path in SOURCES.rglob("*.ts*"):
            self.assertNotRegex(path.read_text(), r"dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write|\beval\(", str(path))

    def test_colours_are_named_in_the_theme_alone(self):
        for path in [*SOURCES.rglob("*.css"), *SOURCES.rglob("*.tsx")]:
            if path.name != "tokens.css":
                self.assertNotRegex(path.read_text(), r"#[0-9a-fA-F]{3,8}\b(?![^\n]*\bhref)|\b(?:rgb|hsl|oklch)a?\(", str(path))

    def check(self, tool, *arguments):
        problem = build_console.install()
        if problem is not None:
            self.skipTest(problem)
        command = [str(ROOT / "console/node_modules/.bin" / tool), *arguments]
        done = subprocess.run(command, cwd=ROOT / "console", env=build_console.with_own_node(), capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_typescript_finds_nothing(self):
        self.check("tsc", "--noEmit")

    def test_eslint_finds_nothing(self):
        self.check("eslint", ".", "--max-warnings", "0")


class WithoutNpm(unittest.TestCase):
    def build(self, **environment):
        """Builds for a lock that was never installed, where there is no npm; its exit code and what it wrote."""
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        console = pathlib.Path(scratch.name, "console")
        console.mkdir()
        (console / "package-lock.json").write_text("{}")
        out = pathlib.Path(scratch.name, "out")
        with mock.patch.object(build_console, "CONSOLE", console), mock.patch.dict(os.environ, {"PATH": "", **environment}), \
                contextlib.redirect_stderr(io.StringIO()) as said:
            code = build_console.main(out)
        self.assertIn("npm is not installed", said.getvalue())
        return code, out / "shipped_console.cc"

    def test_the_program_is_built_without_a_console_and_the_next_build_tries_again(self):
        code, source = self.build()
        self.assertEqual(code, 0)
        self.assertIn("std::array<ConsoleFile, 0>", source.read_text())
        self.assertLess(source.stat().st_mtime, 1)

    def test_where_a_console_is_required_that_is_an_error(self):
        code, source = self.build(SIGNALBOX_CONSOLE="require")
        self.assertEqual((code, source.exists()), (1, False))


if __name__ == "__main__":
    unittest.main()
