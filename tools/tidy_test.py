"""The tree keeps the house rules, and each rule can fail."""
import unittest

import tidy
from tidy import Tree

DEPS = "base:\nlead: base\n"


class TheTreeKeeps(unittest.TestCase):
    """One test a rule, named after it."""

    maxDiff = None


def _keeps(rule):
    def test(self):
        self.assertEqual(list(rule(TREE)), [])
    test.__doc__ = rule.__doc__
    return test


TREE = Tree.of_disk()
for _rule in tidy.RULES:
    setattr(TheTreeKeeps, "test_" + _rule.__name__, _keeps(_rule))


def function_of(lines):
    return "void Long() {\n" + "  Step();\n" * (lines - 2) + "}\n"


class EveryRuleCanFail(unittest.TestCase):
    def finds(self, rule, texts, *parts):
        """`rule` has exactly as many findings as `parts`, each with its part in it."""
        found = list(rule(Tree(texts)))
        self.assertEqual(len(found), len(parts), found)
        for finding, part in zip(found, parts):
            self.assertIn(part, finding)

    def test_arrows(self):
        self.finds(tidy.rule_arrows, {"deps.txt": DEPS, "src/lead/a.cc": '#include "base/b.h"\n#include "lead/c.h"\n'})
        self.finds(tidy.rule_arrows, {"deps.txt": DEPS, "src/base/a.cc": '\n#include "lead/c.h"\n'}, "src/base/a.cc:2")
        self.finds(tidy.rule_arrows, {"deps.txt": DEPS, "src/base/a.h": '#include "b.h"\n'}, "b.h")
        self.finds(tidy.rule_arrows, {"deps.txt": DEPS, "src/other/a.h": ""}, "not in deps.txt")

    def test_no_cycle(self):
        self.finds(tidy.rule_no_cycle, {"deps.txt": DEPS})
        self.finds(tidy.rule_no_cycle, {"deps.txt": "base: lead\nlead: base\n"}, "`base` names `lead`")
        self.finds(tidy.rule_no_cycle, {"deps.txt": "base: base\n"}, "`base` names `base`")

    def test_file_length(self):
        self.finds(tidy.rule_file_length, {"src/base/a.cc": "\n" * 500})
        self.finds(tidy.rule_file_length, {"tests/a.py": "\n" * 501}, "501 lines")

    def test_function_length(self):
        self.finds(tidy.rule_function_length, {"src/base/a.cc": function_of(69)})
        self.finds(tidy.rule_function_length, {"src/base/a.cc": "\n" + function_of(70)}, "a.cc:2: `Long` has 70")
        inside = "namespace x {\nclass A : public B {\n" + function_of(80) + "};\n}\n"
        self.finds(tidy.rule_function_length, {"src/base/a.h": inside}, "`Long` has 80")
        literal = 'void A() {\n  Say("}", \'}\', R"(}\n}{{)");  // }\n' + "  Step();\n" * 70 + "}\n"
        self.finds(tidy.rule_function_length, {"src/base/a.cc": literal}, "`A` has 74")
        constructor = "A::A(int b)\n    : b_{b}, c_(1) {\n" + "  Step();\n" * 70 + "}\n"
        self.finds(tidy.rule_function_length, {"src/base/a.cc": constructor}, "`A::A` has 73")
        self.finds(tidy.rule_function_length, {"src/base/a.cc": "TEST(Suite, IsLong) {\n" + "  S();\n" * 70 + "}\n"},
                   "`Suite.IsLong`")
        table = "switch (a) {\n" + "  case kA:\n    return 1;\n" * 60 + "}\n"
        self.finds(tidy.rule_function_length, {"src/base/a.cc": "int A() {\n" + table + "}\n"})
        self.finds(tidy.rule_function_length, {"src/base/a.cc": "int A() {\n" + table * 2 + "}\n"}, "`A` has 126")
        self.finds(tidy.rule_function_length, {"tools/a.py": "def long():\n" + "    step()\n" * 69}, "`long` has 70")

    def test_names(self):
        self.finds(tidy.rule_names, {"src/base/database.h": "class DataClass {};\nclass Database {};\n"})
        self.finds(tidy.rule_names, {"src/base/lead_utils.h": ""}, "`utils` in a file's name")
        self.finds(tidy.rule_names, {"src/base/a.h": "\nstruct PhoneInfo {};\n"}, "a.h:2: `info` in the type")
        self.finds(tidy.rule_names, {"src/base/a.h": "class EngineImpl;\n"}, "`impl`")

    def test_readme_table(self):
        texts = {"src/base/a.h": "", "tests/x.py": "", ".ci/run": ""}
        table = "| folder | what |\n|---|---|\n| `src/base/` | ground |\n"
        self.finds(tidy.rule_readme_table, texts)
        self.finds(tidy.rule_readme_table, texts | {"README.md": table + "| `tests/` | tests |\n"})
        self.finds(tidy.rule_readme_table, texts | {"README.md": table}, "lacks `tests/`")
        self.finds(tidy.rule_readme_table, texts | {"README.md": table + "| `tests/` | t |\n| `src/gone/` | g |\n"},
                   "names `src/gone/`")

    def test_docs_name_files(self):
        texts = {"src/base/a.h": "", "ARCHITECTURE.md": "\n`base/a.h`, `a.h`, `src/base/`, `deps`, `a.b`"}
        self.finds(tidy.rule_docs_name_files, texts)
        self.finds(tidy.rule_docs_name_files, texts | {"ARCHITECTURE.md": "\nsee `base/gone.h`"}, "ARCHITECTURE.md:2")
        self.finds(tidy.rule_docs_name_files, texts | {"docs/decisions/0001-x.md": "`lead/`"}, "`lead/`")

    def test_docs_are_found(self):
        found = {"docs/a.md": "", "docs/decisions/b.md": "", "README.md": "docs/a.md", "ARCHITECTURE.md": "`docs/decisions/b.md`"}
        self.finds(tidy.rule_docs_are_found, found | {"console/c.md": ""})
        self.finds(tidy.rule_docs_are_found, found | {"README.md": ""}, "docs/a.md")
        self.finds(tidy.rule_docs_are_found, found | {"ARCHITECTURE.md": ""}, "docs/decisions/b.md")

    def test_no_sleep(self):
        waits = "std::this_thread::sleep_for(1s);\n"
        self.finds(tidy.rule_no_sleep, {"src/base/a.cc": waits, "tests/a.py": "asleep = 1\n"})
        self.finds(tidy.rule_no_sleep, {"src/base/a_test.cc": waits}, "a_test.cc:1")
        self.finds(tidy.rule_no_sleep, {"tests/a.py": "\ntime.sleep(1)\n"}, "a.py:2")
        self.finds(tidy.rule_no_sleep, {"tests/a.sh": "sleep 1\n"}, "a.sh:1")

    def test_finished(self):
        self.finds(tidy.rule_finished, {"src/base/a.cc": "// to do\n"})
        self.finds(tidy.rule_finished, {"src/base/a.cc": "\n// TO" + "DO: later\n"}, "a.cc:2")

    def test_headers(self):
        self.finds(tidy.rule_headers, {"src/base/a.h": "// What it is.\n#pragma once\n"})
        self.finds(tidy.rule_headers, {"src/base/a.h": "#pragma once\n"}, "begin with a comment")
        self.finds(tidy.rule_headers, {"src/base/a.h": "// What it is.\n"}, "pragma once")

    def test_one_name_a_folder(self):
        def hidden(text):
            return "namespace signalbox {\nnamespace {\n" + text + "\n}  // namespace\n}\n"

        one = {"src/base/a.cc": hidden("int Sum(int a) { return a; }"), "src/lead/b.cc": hidden("int Sum() {}")}
        self.finds(tidy.rule_one_name_a_folder, one | {"src/base/b_test.cc": hidden("int Sum() {}")})
        for again in ["int Sum(\n) { return 1; }", "template <typename T>\nT<int> Sum(T) {}", "struct Sum {};",
                      "constexpr int Sum{1};", "enum class Sum { kA };", "enum A { kA = 1, Sum };", "using Sum = int;", "int A() {}\nint Sum[] = {1};",
                      "const A kA = {1}, Sum = 2;", "[[nodiscard]] int Sum() {}", "auto x = A{1}.b();\nA<B> Sum = 1;"]:
            self.finds(tidy.rule_one_name_a_folder, one | {"src/base/b.cc": hidden(again)}, "`Sum` is also in src/base/a.cc")
        for other in ["int A() { int Sum(1); }", "struct A { int Sum(); };", "// int Sum() {}", "int A::Sum() {}",
                      "A::A() : Sum{1} {}", "int a = Sum(1);", "enum class A { Sum };", "}\nint Sum(int a, int b);\nnamespace {"]:
            self.finds(tidy.rule_one_name_a_folder, one | {"src/base/b.cc": hidden(other)})
        alias = {"src/base/a.cc": hidden("using A = b::C;"), "src/base/b.cc": hidden("using A = b::C;")}
        self.finds(tidy.rule_one_name_a_folder, alias)
        self.finds(tidy.rule_one_name_a_folder, alias | {"src/base/b.cc": hidden("using A = C;")}, "b.cc:3: `A`")
        header = {"src/lead/a.h": "namespace signalbox {\nstruct Sum {};\nint All();\n}\n",
                  "src/base/a.h": '#include "lead/a.h"\n', "src/base/a.cc": hidden("int Sum() {}\nint All(int) {}")}
        self.finds(tidy.rule_one_name_a_folder, header)
        self.finds(tidy.rule_one_name_a_folder, header | {"src/base/b.cc": '#include "base/a.h"\n'}, "src/lead/a.h")

    def test_slow_library(self):
        self.finds(tidy.rule_slow_library, {"src/base/a.cc": "// not std::regex\n#include <ostream>\n"})
        self.finds(tidy.rule_slow_library, {"src/base/a.cc": "#include <iostream>\n"}, "iostream")
        self.finds(tidy.rule_slow_library, {"src/base/a.cc": "std::regex pattern;\n"}, "std::regex")

    def test_requirements(self):
        path = "docs/requirements.md"
        ids = [f"{letter}{number:02}" for letter, count in tidy.REQUIREMENTS.items() for number in range(1, count + 1)]
        rows = {name: f"| {name} | wording | not yet |\n" for name in ids}
        tree = {"src/base/a_test.cc": "TEST(Suite, Says) {}\n", path: "".join(rows.values())}
        self.finds(tidy.rule_requirements, tree)
        self.finds(tidy.rule_requirements, {}, "is not there")
        for changed, part in [("", "R07 stands 0 times"), (rows["R07"] * 2, "R07 stands 2 times"),
                              ("| R07 | w | done |\n", "names neither"), ("| R07 | w | `base/gone.h` |\n", "gone.h"),
                              ("| R07 | w | `Suite.Gone` |\n", "Suite.Gone")]:
            self.finds(tidy.rule_requirements, tree | {path: "".join((rows | {"R07": changed}).values())}, part)
        good = "| R07 | w | `base/a_test.cc`, `Suite.Says`, `/v1/leads` |\n"
        self.finds(tidy.rule_requirements, tree | {path: "".join((rows | {"R07": good}).values())})

    def test_design_points(self):
        path = "docs/design-points.md"
        tree = {"src/base/a_test.cc": "TEST(Suite, Says) {}\n", "tests/blackbox/b_test.py": "    def test_it_holds(self):\n"}
        head = "| promise | kept by | shown by |\n|---|---|---|\n"
        good = "| kept | `base/a_test.cc` | `Suite.Says`, `tests/blackbox/b_test.py` (`test_it_holds`) |\n| no | not yet: too dear | |\n"
        self.finds(tidy.rule_design_points, tree | {path: head + good})
        for row, part in [("| p | `base/gone.h` | `Suite.Says` |\n", "gone.h"), ("| p | | `Suite.Gone` |\n", "Suite.Gone"),
                          ("| p | | `test_gone` |\n", "test_gone"), ("| p | `base/a_test.cc` | |\n", "names no test"),
                          ("| p | | |\n", "a row is")]:
            self.finds(tidy.rule_design_points, tree | {path: head + row}, part)

    def test_places(self):
        self.finds(tidy.rule_places, {"a.md": "network/x, ../work/x and /worker\n"})
        self.finds(tidy.rule_places, {"a.md": "\nsee /ho" + "me/me/x\n"}, "a.md:2")

    def test_whitespace(self):
        self.finds(tidy.rule_whitespace, {"a.md": "a\n", "b.cc": "", "tests/golden/a.txt": "a \n"})
        self.finds(tidy.rule_whitespace, {"a.md": "a \n"}, "trailing blanks")
        self.finds(tidy.rule_whitespace, {"a.md": "a"}, "no line feed")
        self.finds(tidy.rule_whitespace, {"a.py": "a\r\n"}, "trailing blanks")

    def test_suites_are_run(self):
        suite = {"tests/blackbox/a_test.py": "import unittest\nimport server\n", "tests/blackbox/server.py": "S = 1\n"}
        self.finds(tidy.rule_suites_are_run, suite)
        self.finds(tidy.rule_suites_are_run, suite | {"tests/blackbox/lost.py": "L = 1\n"}, "lost.py")
        self.finds(tidy.rule_suites_are_run, {"tests/blackbox/a_test.py": "pass\n"}, "without unittest")


class EveryRuleHasATest(unittest.TestCase):
    def test_none_is_left_out(self):
        tested = {name.removeprefix("test_") for name in dir(EveryRuleCanFail) if name.startswith("test_")}
        self.assertEqual({rule.__name__.removeprefix("rule_") for rule in tidy.RULES}, tested)


if __name__ == "__main__":
    unittest.main()
