"""Finds what a C++ source declares at the level of its namespaces, for the check of names that meet in one unit.

Reads text, not C++: bodies and initialisers in braces are passed over, and of each declaration that is left its name
is taken. It is exact on code in the house format, and errs towards silence elsewhere.
"""
import collections
import re

import cpp_outline

# `scope` is `signalbox::cel`, `hidden` says whether an unnamed namespace is around it; `kind` is `type`, `function`,
# `value` or `alias`, and of an alias `means` is what it stands for.
Name = collections.namedtuple("Name", "name kind line scope hidden means")

_TOKEN = re.compile(r"\n|[A-Za-z_]\w*|\d[\w'.]*|::|->|[^\s\w]")
_WORD = re.compile(r"[A-Za-z_]\w*$")
_NO_NAME = {"alignas", "decltype", "noexcept", "requires", "static_assert"}
_BODY = "{}"


def declared(text):
    """The names that `text` declares in its namespaces, in their order."""
    found, scopes, tokens, depth, last, line, first = [], [], [], 0, "", 1, 1
    for match in _TOKEN.finditer(cpp_outline.blank(text)):
        token = match.group(0)
        line += token == "\n"
        if token == "\n" or depth > 0:
            if depth == 1 and last in ("{", ",") and re.match(r"enum (?!class|struct)", " ".join([*tokens, ""])):
                found += _names(["enumerator", token, "=", "0"], line, scopes)
            last = last if token == "\n" else token
            depth += (token == "{") - (token == "}")
            tokens += [_BODY] if token == "}" and depth == 0 else []
            continue
        # What follows a body begins anew; an initialiser goes on with a sign.
        if token in (";", "}") or tokens[-1:] == [_BODY] and (_WORD.match(token) or token in ("[", "~", "::")):
            found += _names(tokens, first, scopes)
            tokens = []
        if not tokens:
            first = line
        if token == "}":
            scopes.pop()
        elif token == "{" and "namespace" in tokens[:2]:
            scopes.append("".join(tokens[tokens.index("namespace") + 1:]))
            tokens = []
        elif token == "{":
            depth, last = 1, token
        elif token != ";":
            tokens.append(token)
    return found


def _names(tokens, line, scopes):
    scope = "::".join(name for name in scopes if name)
    return [Name(name, kind, line, scope, "" in scopes, means) for name, kind, means in _named(_bare(tokens)) if name]


def _bare(tokens):
    """Without the heads of templates and without attributes."""
    while tokens[:1] == ["template"] or tokens[:1] == ["__attribute__"] or tokens[:2] == ["[", "["]:
        start = 0 if tokens[0] == "[" else 1
        tokens = tokens[_end_of_brackets(tokens, start):]
    return [token for token in tokens if token not in ("inline", "static", "constexpr", "const", "typename")]


def _end_of_brackets(tokens, start):
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at] in "<([") - (tokens[at] in ">)]")
        if depth == 0:
            return at + 1
    return len(tokens)


def _named(tokens):
    """(name, kind, means) of one declaration."""
    if not tokens or tokens[0] in ("namespace", "extern", "friend", "static_assert", "asm") or "operator" in tokens:
        return []
    if tokens[0] == "using":
        if tokens[1:2] in (["namespace"], ["enum"]):
            return []
        return [(tokens[1] if "=" in tokens else tokens[-1], "alias", "".join(tokens[tokens.index("=") + 1:]
                                                                              if "=" in tokens else tokens[1:]))]
    if tokens[0] in ("class", "struct", "union", "enum"):
        words = [token for token in tokens[1:] if token not in ("class", "struct", "final")]
        return [(words[0], "type", "")] if words and _WORD.match(words[0]) and words[1:2] != ["::"] else []
    return _function(tokens) or _values(tokens)


def _function(tokens):
    """A function of the namespace; of a member defined outside its class there is no name, and it is no value."""
    angle = 0
    for at, token in enumerate(tokens):
        if token == "=" and angle == 0:
            break
        if token == "(" and angle == 0 and at > 1 and _WORD.match(tokens[at - 1]) and tokens[at - 1] not in _NO_NAME:
            return [(tokens[at - 1], "function", "")] if tokens[at - 2] != "::" else [("", "", "")]
        angle += (token == "<") - (token == ">")
    return []


def _values(tokens):
    found, angle, round_brackets, initialised = [], 0, 0, False
    for at, token in enumerate(tokens + [","]):
        if round_brackets == 0 and angle == 0 and token in ("=", ",", "[", _BODY) and at > 0:
            if _WORD.match(tokens[at - 1]) and (not initialised or tokens[at - 2:at - 1] == [","]):
                if tokens[at - 2:at - 1] != ["::"] and at > 1:
                    found.append((tokens[at - 1], "value", ""))
            initialised = True
        round_brackets += (token in "([") - (token in ")]")
        angle += 0 if initialised else (token == "<") - (token == ">")
    return found
