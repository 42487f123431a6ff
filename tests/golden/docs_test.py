"""The examples of the documents, run: every fenced block of docs/policy-guide.md, tables.md, pools.md, sla.md, people.md, operations.md.

  ```yaml file=PATH     is written there (also csv); a folder of one page is shared by its blocks
  ```yaml               a whole policy.yaml, or sections of one: must compile
  ```console [exit=N]   `$ command` lines with what they print; `...` stands for any lines; the last ends with N
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("SIGNALBOX_BIN", str(ROOT / "build/release/signalbox"))
SECONDS = 120

# What sections of an example may lean on; a section that the example has itself stands instead.
BASE = {
    "policy": "policy: example\n",
    "record": "record: lead\n",
    "rules": "rules: []\n",
    "nothing_matched": "nothing_matched: {queue: unrouted}\n",
    "tables": "tables:\n  territories:\n    file: tables/territories.csv\n    match: {country: lead.country}\n"
              "    gives: {to: target}\n",
    "pools": "pools:\n  dach: {members: {team: dach}}\n",
    "slas": "slas:\n  first_touch: {within: 1h, clock: owner, starts: assigned, stops: [crm.activity_by_owner]}\n",
    "queues": "queues:\n  unrouted: {owner: {team: revops}, empty_within: 4h}\n",
}
TABLE = "id,country,to\nde,DE,pool:dach\n"


def blocks_of(text):
    """(line, info string, body) of each fenced block."""
    found, opened, info, body = [], 0, "", []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if opened:
                found.append((opened, info, "\n".join(body) + "\n"))
                opened = 0
            else:
                opened, info, body = number, line[3:].strip(), []
        elif opened:
            body.append(line)
    return found


def sections_of(body):
    """Top-level keys of a YAML text with their lines."""
    sections, key = {}, None
    for line in body.splitlines(keepends=True):
        if found := re.match(r"([a-z_]+):", line):
            key = found.group(1)
            sections[key] = ""
        if key is not None:
            sections[key] += line
    return sections


def commands_of(body):
    """(command, what it must print) of a console block."""
    commands = []
    for line in body.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], []))
        else:
            commands[-1][1].append(line)
    return commands


def pattern_of(lines):
    """A line `...` is any lines."""
    parts = [r"(?:.*\n)*" if line == "..." else re.escape(line) + r"\n" for line in lines]
    return "".join(parts)


class Page(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="signalbox-docs-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "bin").mkdir()
        (self.folder / "bin/signalbox").symlink_to(pathlib.Path(BINARY).resolve())

    def shell(self, command):
        env = dict(os.environ, PATH=f"{self.folder / 'bin'}:{os.environ['PATH']}")
        return subprocess.run(["bash", "-c", command], cwd=self.folder, env=env, text=True, capture_output=True,
                              timeout=SECONDS, check=False)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_console(self, place, info, body):
        found = re.search(r"exit=(\d+)", info)
        commands = commands_of(body)
        for number, (command, lines) in enumerate(commands):
            done = self.shell(command)
            wanted = int(found.group(1)) if found and number + 1 == len(commands) else 0
            self.assertEqual(done.returncode, wanted, f"{place}: {command}\n{done.stdout}{done.stderr}")
            if not re.fullmatch(pattern_of(lines), done.stdout):
                self.assertEqual("\n".join(lines) + "\n", done.stdout, f"{place}: {command}")

    def check_policy(self, place, body):
        sections = sections_of(body)
        if "nothing_matched" not in sections or "policy" not in sections:
            body = "".join((BASE | sections).values())
        shutil.rmtree(self.folder / "example", ignore_errors=True)
        self.write("example/policy.yaml", body)
        self.write("example/tables/territories.csv", TABLE)
        for path in self.folder.glob("tables/*"):
            self.write(f"example/tables/{path.name}", path.read_text())
        done = self.shell("signalbox policy check example")
        # An example shows one thing, so the check may warn of what it leaves out.
        self.assertIn(", compiles\n", done.stdout, f"{place}\n{body}\n{done.stdout}{done.stderr}")

    def run_page(self, name):
        path = ROOT / "docs" / name
        if not path.exists():
            self.skipTest(f"docs/{name} is not there")
        ran = 0
        for line, info, body in blocks_of(path.read_text()):
            place = f"docs/{name}:{line}"
            kind = info.split(" ")[0]
            if found := re.search(r"file=(\S+)", info):
                self.write(found.group(1), body)
            elif kind == "console":
                self.run_console(place, info, body)
            elif kind == "yaml":
                self.check_policy(place, body)
            else:
                self.assertIn(kind, ("", "json", "csv", "text"), f"{place}: no way to run a block of {kind}")
                continue
            ran += 1
        self.assertGreater(ran, 0, f"docs/{name} shows nothing")


class Docs(Page):
    def test_the_policy_guide(self):
        self.run_page("policy-guide.md")

    def test_the_page_of_tables(self):
        self.run_page("tables.md")

    def test_the_page_of_pools(self):
        self.run_page("pools.md")

    def test_the_page_of_slas(self):
        self.run_page("sla.md")

    def test_the_page_of_people(self):
        self.run_page("people.md")

    def test_the_page_of_operations(self):
        self.addCleanup(self.stop_server)
        self.run_page("operations.md")

    def stop_server(self):
        """What the page started, where it did not come so far as to stop it."""
        path = self.folder / "serve.pid"
        if path.exists():
            self.shell(f"kill {path.read_text().strip()}")


if __name__ == "__main__":
    unittest.main()
