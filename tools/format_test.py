"""Every C++ source is as clang-format 14 leaves it (`make format` makes it so)."""
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def differing(paths):
    """Those of `paths` that clang-format would change."""
    done = subprocess.run(["clang-format-14", "--dry-run", "--style=file", *map(str, paths)], cwd=ROOT, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0 and "warning:" not in done.stderr:
        raise RuntimeError(done.stderr)
    return sorted({line.split(":")[0] for line in done.stderr.splitlines() if "[-Wclang-format-violations]" in line})


class Format(unittest.TestCase):
    maxDiff = None

    def test_every_source_is_in_the_house_format(self):
        paths = sorted(path.relative_to(ROOT) for place in ("src", "bench", "fuzz")
                       for path in (ROOT / place).rglob("*") if path.suffix in (".h", ".cc"))
        self.assertGreater(len(paths), 0)
        self.assertEqual(differing(paths), [], "run `make format`")

    def test_a_source_out_of_format_is_named(self):
        wrong = ROOT / "build" / "format_probe.cc"
        wrong.parent.mkdir(exist_ok=True)
        wrong.write_text("int  main( ){return 0 ;}\n")
        self.addCleanup(wrong.unlink)
        self.assertEqual(differing([wrong.relative_to(ROOT)]), ["build/format_probe.cc"])


if __name__ == "__main__":
    unittest.main()
