#!/usr/bin/python3
"""The console's sources: TypeScript and eslint find nothing, files stay small, and screens say the words of docs/glossary.md."""
import pathlib
import re
import subprocess
import sys
import unittest

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
                self.assertNotRegex(path.read_text(), r"#[0-9a-fA-F]{3,8}\b(?![^\n]*\bhref)", str(path))

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


if __name__ == "__main__":
    unittest.main()
