"""Finds the functions of a C++ source by its braces, for the check of their length.

Reads text, not C++: comments, literals and preprocessor lines are blanked, then every brace is a namespace, a type, a
function or a block of one. It is exact on code in the house format, and errs towards silence elsewhere.
"""
import re

_BLANKED = re.compile(
    r'R"(?P<end>[^\s()\\]{0,16})\((?:.|\n)*?\)(?P=end)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?:\bu8|\b[uUL]|(?<!\w))'(?:\\[^'\n]+|\\'|[^'\\\n])'"
    r"|//[^\n]*|/\*(?:.|\n)*?\*/")
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_SCOPE = re.compile(r"\b(namespace|extern)\b")
_TYPE = re.compile(r"\b(class|struct|union|enum)\b(?!.*\)\s*(const|noexcept|override|final|\s)*$)", re.DOTALL)
_INITIALISERS = re.compile(r"\)\s*(noexcept\s*)?:(?!:)(?!.*\)\s*$).*[\w>]\s*$", re.DOTALL)


def blank(text):
    """The text with comments and literals gone and every line break kept."""
    def keep_lines(match):
        return "\n" * match.group(0).count("\n")
    return _DIRECTIVE.sub(keep_lines, _BLANKED.sub(keep_lines, text))


# The house format breaks a table of names over two lines an entry; it reads as one.
_ENTRY = re.compile(r"^\s*case [^\n]*:\n\s*return [^;{}\n]*;$", re.MULTILINE)


def functions(text):
    """(name, first line, lines) of each function, from the line its declaration begins to its closing brace.

    A `case` whose next line returns counts as one line.
    """
    rows = text.splitlines()
    return [(name, first, count - len(_ENTRY.findall("\n".join(rows[first - 1:first - 1 + count]))))
            for name, first, count in _spans(text)]


def _spans(text):
    found, scopes, head, line = [], [], "", 1
    head_line = 1
    for char in blank(text):
        if char == "{":
            kind = _kind(head, scopes)
            scopes.append((kind, head, head_line))
            if kind != "value":
                head = ""
        elif char == "}":
            kind, opened, first = scopes.pop() if scopes else ("block", "", line)
            if kind == "function":
                found.append((_name(opened), first, line - first + 1))
            if kind != "value":
                head = ""
        elif char == ";":
            head = ""
        else:
            if not head.strip() and not char.isspace():
                head, head_line = "", line
            head += char
        line += char == "\n"
    return found


def _kind(head, scopes):
    if any(kind in ("function", "value") for kind, _, _ in scopes):
        return "value" if scopes[-1][0] == "value" else "block"
    if _INITIALISERS.search(head):
        return "value"
    if _SCOPE.search(head) and "(" not in head:
        return "scope"
    if _TYPE.search(head) and not re.search(r"\)\s*$", head):
        return "type"
    return "function" if "(" in head else "scope"


def _name(head):
    test = re.search(r"\b(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP|BENCHMARK\w*)\(\s*(\w+)(?:,\s*(\w+))?", head)
    if test:
        return ".".join(part for part in test.groups() if part)
    named = re.search(r"([\w:~]+|operator\S+)\s*\(", head)
    return named.group(1) if named else "a function"
