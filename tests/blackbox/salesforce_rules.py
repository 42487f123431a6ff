"""Salesforce's assignment rules, evaluated from the XML by themselves: what an import must agree with.

Written from Salesforce's documentation (Filter Operators Reference, Metadata API `AssignmentRules`) and
docs/import-salesforce.md; shares nothing with the program.
"""
import re
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://soap.sforce.com/2006/04/metadata}"
NUMBERS = {"NumberOfEmployees", "AnnualRevenue"}
STANDARD_TEXTS = {"Country", "State", "City", "Street", "PostalCode", "Company", "Title", "Email", "Phone", "Website", "Industry",
                  "LeadSource", "FirstName", "LastName", "Description"}
ORDERINGS = {"lessThan": lambda a, b: a < b, "greaterThan": lambda a, b: a > b, "lessOrEqual": lambda a, b: a <= b,
             "greaterOrEqual": lambda a, b: a >= b}


def text_of(element, name):
    return (element.findtext(NAMESPACE + name) or "").strip()


def split_values(value):
    """A comma list; a comma inside double quotes belongs to the value."""
    items = re.findall(r'\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)', value)
    values = []
    for quoted, plain in items:
        values.append(quoted.replace('""', '"').strip() if quoted else plain.strip())
    return [one for one in values if one]


def fold(text):
    return text.strip().lower()


def as_number(text):
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text.strip()) else None


def ordered(operation, field, have, want):
    compare = ORDERINGS[operation]
    numeric = as_number(want) if field not in STANDARD_TEXTS else None
    if numeric is not None:
        mine = as_number(have)
        return mine is not None and compare(mine, numeric)
    return compare(fold(have), fold(want))


def one_value(operation, field, have, want):
    if operation == "equals" and field in NUMBERS:
        return as_number(have) == as_number(want)
    if operation == "equals":
        return fold(have) == fold(want)
    if operation == "contains":
        return fold(want) in fold(have)
    if operation == "startsWith":
        return fold(have).startswith(fold(want))
    if operation == "includes":
        return {fold(part) for part in want.split(";")} <= {fold(part) for part in have.split(";")}
    return ordered(operation, field, have, want)


OPPOSITES = {"notEqual": "equals", "notContain": "contains", "excludes": "includes"}


def criterion_holds(item, lead):
    field = text_of(item, "field").removeprefix("Lead.")
    operation = text_of(item, "operation")
    value = text_of(item, "value")
    if operation in OPPOSITES:
        return not holds(OPPOSITES[operation], field, value, lead)
    return holds(operation, field, value, lead)


def holds(operation, field, value, lead):
    have = lead.get(field, "")
    blank = not have.strip()
    wanted = split_values(value)
    if not wanted:
        return blank and operation not in ORDERINGS
    return not blank and any(one_value(operation, field, have, want) for want in wanted)


def filter_holds(text, truths):
    """`(1 AND 3) OR (2 AND NOT 4)` through Python's own and, or and not, whose precedence is the same."""
    words = re.sub(r"\d+", lambda number: f"T[{number.group()}]", text)
    words = re.sub(r"(?i)\b(and|or|not)\b", lambda word: word.group().lower(), words)
    return eval(words, {"__builtins__": {}}, {"T": truths})  # pylint: disable=eval-used


def entry_holds(entry, lead):
    truths = {number: criterion_holds(item, lead)
              for number, item in enumerate(entry.findall(NAMESPACE + "criteriaItems"), 1)}
    boolean_filter = text_of(entry, "booleanFilter")
    return filter_holds(boolean_filter, truths) if boolean_filter else all(truths.values())


def entries_of(xml_text, rule_name=None):
    """The entries of the named rule, else of the active one, else of the only one."""
    rules = ElementTree.fromstring(xml_text).findall(NAMESPACE + "assignmentRule")
    chosen = [rule for rule in rules if text_of(rule, "fullName") == rule_name] if rule_name else \
             [rule for rule in rules if text_of(rule, "active") == "true"] or rules
    return chosen[0].findall(NAMESPACE + "ruleEntry")


def route(entries, lead):
    """(owner type, owner, rule) as `route --out` has them."""
    for number, entry in enumerate(entries, 1):
        if entry_holds(entry, lead):
            kind = "queue" if text_of(entry, "assignedToType") == "Queue" else "person"
            return kind, text_of(entry, "assignedTo"), f"entry-{number}"
    return "queue", "unrouted", "nothing_matched"
