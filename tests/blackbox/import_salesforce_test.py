"""Imported Salesforce rules route every lead as Salesforce's own semantics do (issue: import of what people have)."""
import csv
import html
import os
import pathlib
import random

import release
import salesforce_rules

SEEDS = [int(seed) for seed in os.environ.get("SIGNALBOX_SEEDS", "1,2,3,4,5,6").split(",")]
SHARED = pathlib.Path(os.environ.get("SIGNALBOX_SHARED", release.ROOT.parent / "shared"))
TEXT_FIELDS = ["Country", "State", "City", "PostalCode", "Company", "Title", "LeadSource", "Industry", "Rating", "Company_Size__c",
               "Region__c", "ns__Interest__c"]
NUMBER_FIELDS = ["NumberOfEmployees", "AnnualRevenue", "Score__c", "Seats__c"]
WORDS = ["US", "USA", "United States", "Österreich", "DE", "Rome", "L'Aquila", "São Paulo", "1000+", "50-249", "80331", "8001", "Hot",
         "warm", "VP of \"Sales\"", "R&D", "Smith, Jones", "a.b*c", "(x)", "C\\D", "ÉCOLE", "école", "O'Neil", "50%", "<tag>", "true"]
TEXT_OPERATIONS = ["equals", "notEqual", "contains", "notContain", "startsWith"]
ORDERINGS = ["lessThan", "greaterThan", "lessOrEqual", "greaterOrEqual"]
CHOICES = ["Core", "Maps", "Analytics", "CRM", "Bücher"]


def quoted(value):
    return '"' + value.replace('"', '""') + '"' if "," in value or value.startswith('"') else value


class Rules:
    """Random rules and leads around them, from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def value_list(self, words):
        count = self.random.choice([1, 1, 1, 2, 3, 5])
        return self.random.choice([",", ", "]).join(quoted(self.random.choice(words)) for _ in range(count))

    def criterion(self):
        pick = self.random.random()
        if pick < 0.08:
            return self.random.choice(TEXT_FIELDS), self.random.choice(TEXT_OPERATIONS), ""
        if pick < 0.3:
            field = self.random.choice(NUMBER_FIELDS)
            operation = self.random.choice(ORDERINGS)
            fraction = self.random.choice(["", "", ".5"])
            return field, operation, f"{self.random.choice([0, 5, 10, 50, 1000])}{fraction}"
        if pick < 0.36:
            field = self.random.choice(["NumberOfEmployees", "AnnualRevenue"])
            return field, self.random.choice(["equals", "notEqual"]), self.value_list(["5", "10", "50", "1000"])
        if pick < 0.5:
            items = [";".join(self.random.sample(CHOICES, self.random.choice([1, 1, 2]))) for _ in range(3)]
            return "Tags__c", self.random.choice(["includes", "excludes"]), self.value_list(items)
        if pick < 0.56:
            words = ["Alpha", "Mid", "Omega", "80000"]
            return self.random.choice(["Country", "PostalCode", "City"]), self.random.choice(ORDERINGS), self.random.choice(words)
        words = [word for word in WORDS if word.isascii()] if self.random.random() < 0.5 else WORDS
        return self.random.choice(TEXT_FIELDS), self.random.choice(TEXT_OPERATIONS), self.value_list(words)

    def logic(self, numbers):
        """A filter that uses every number once or more."""
        if len(numbers) == 1:
            return ("NOT " if self.random.random() < 0.25 else "") + str(numbers[0])
        cut = self.random.randrange(1, len(numbers))
        word = self.random.choice(["AND", "OR", "and", "Or"])
        text = f"{self.logic(numbers[:cut])} {word} {self.logic(numbers[cut:])}"
        wrapped = self.random.random()
        return f"NOT ({text})" if wrapped < 0.15 else f"({text})" if wrapped < 0.7 else text

    def entry(self, number):
        criteria = [self.criterion() for _ in range(self.random.choice([1, 1, 2, 2, 3, 4]))]
        kind = self.random.choice(["User", "Queue"])
        owner = f"user{number % 7}@example.test" if kind == "User" else f"Queue {number % 5}"
        text = f"<ruleEntry><assignedTo>{owner}</assignedTo><assignedToType>{kind}</assignedToType>"
        if self.random.random() < 0.6:
            text += f"<booleanFilter>{self.logic(list(range(1, len(criteria) + 1)))}</booleanFilter>"
        for field, operation, value in criteria:
            inside = f"<value>{html.escape(value, quote=False)}</value>" if value or self.random.random() < 0.5 else ""
            text += f"<criteriaItems><field>Lead.{field}</field><operation>{operation}</operation>{inside}</criteriaItems>"
        return text + "</ruleEntry>", criteria

    def xml(self, entries):
        made = [self.entry(number) for number in range(1, entries + 1)]
        body = "".join(text for text, _ in made)
        text = ('<?xml version="1.0" encoding="UTF-8"?>\n<AssignmentRules xmlns="http://soap.sforce.com/2006/04/metadata">'
                "<assignmentRule><fullName>Idle</fullName><active>false</active></assignmentRule>"
                f"<assignmentRule><fullName>Main</fullName><active>true</active>{body}</assignmentRule></AssignmentRules>")
        return text, [one for _, criteria in made for one in criteria]

    def near(self, field, criteria):
        """A value as the rules ask for it, bent a little; or none, or another."""
        pick = self.random.random()
        if pick < 0.15:
            return ""
        if field in NUMBER_FIELDS:
            whole = self.random.choice([0, 4, 5, 6, 10, 11, 50, 51, 999, 1000])
            return f"{whole}.25" if field.endswith("__c") and pick > 0.8 else str(whole)
        asked = [value for of, _, text in criteria if of == field for value in salesforce_rules.split_values(text)] or WORDS
        value = self.random.choice(asked)
        if field == "Tags__c":
            return self.random.choice([";", "; "]).join(self.random.sample(CHOICES, self.random.choice([1, 2, 3])))
        bend = self.random.choice(["as it is", "upper", "lower", "longer", "around", "other"])
        return {"as it is": value, "upper": value.upper() if "ß" not in value else value, "lower": value.lower(),
                "longer": value + "x", "around": f"the {value} here", "other": self.random.choice(WORDS)}[bend]

    def leads(self, criteria, count):
        fields = sorted({field for field, _, _ in criteria})
        return [{field: self.near(field, criteria) for field in fields} for _ in range(count)]


class ImportSalesforce(release.ReleaseTest):
    def route(self, xml, leads, *arguments):
        """Imports, checks, routes; the rows by lead and what the import said."""
        self.write("rules.xml", xml)
        said = self.run_command("policy", "import-salesforce", "rules.xml", "--out", "bundle", *arguments).stdout
        self.check_compiles("bundle")
        self.make_workspace("--bundle", "bundle")
        fields = sorted({field for lead in leads for field in lead})
        with open(self.folder / "leads.csv", "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["Id"] + fields)
            writer.writeheader()
            writer.writerows({"Id": f"L{number}", **lead} for number, lead in enumerate(leads))
        self.run_command("route", "leads.csv", "--workspace", "ws", "--out", "out.csv")
        with open(self.folder / "out.csv", newline="", encoding="utf-8") as file:
            rows = {row["lead_id"]: row for row in csv.DictReader(file)}
        self.assertEqual(len(rows), len(leads))
        return rows, said

    def compare(self, xml, leads):
        rows, _ = self.route(xml, leads)
        entries = salesforce_rules.entries_of(xml)
        taken = set()
        for number, lead in enumerate(leads):
            row = rows[f"L{number}"]
            expected = salesforce_rules.route(entries, lead)
            taken.add(expected[2])
            self.assertEqual((row["owner_type"], row["owner"], row["rule"]), expected, f"{lead}\n{row}\n{xml}")
            self.assertEqual(row["status"], "routed" if expected[0] == "person" else "queued")
        return taken

    def random_rules(self, seed, entries, count):
        rules = Rules(seed)
        xml, criteria = rules.xml(entries)
        return self.compare(xml, rules.leads(criteria, count))

    def test_random_rules_give_every_lead_the_owner_of_the_independent_evaluation(self):
        taken = 0
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.setUp()
                taken += len(self.random_rules(seed, 12, 600))
        self.assertGreater(taken, 3 * len(SEEDS), "the leads reached too few entries to mean anything")

    def test_the_rules_of_real_organisations(self):
        readme = SHARED / "data/README.md"
        if not readme.is_file() or not readme.read_text().startswith("# Public data for building and testing"):
            self.skipTest(f"no public test data at {SHARED}")
        files = sorted((SHARED / "data/A_crm/salesforce_rules").glob("*Lead.assignmentRules-meta.xml"))
        self.assertTrue(files)
        for path in files:
            with self.subTest(path.name):
                self.setUp()
                xml = path.read_text(encoding="utf-8")
                criteria = [(salesforce_rules.text_of(item, "field").removeprefix("Lead."),
                             salesforce_rules.text_of(item, "operation"), salesforce_rules.text_of(item, "value"))
                            for entry in salesforce_rules.entries_of(xml)
                            for item in entry.findall(salesforce_rules.NAMESPACE + "criteriaItems")]
                taken = self.compare(xml, Rules(len(xml)).leads(criteria, 2000))
                self.assertGreater(len(taken), 1)

    def test_another_organisations_every_file_is_imported_or_refused_with_a_reason(self):
        folder = SHARED / "data/A_crm/salesforce_rules"
        if not folder.is_dir():
            self.skipTest(f"no public test data at {SHARED}")
        for path in sorted(folder.glob("*.xml")):
            with self.subTest(path.name):
                done = release.subprocess.run([release.BINARY, "policy", "import-salesforce", path, "--out", self.folder / path.stem],
                                              text=True, capture_output=True, timeout=release.SECONDS, check=False)
                self.assertIn(done.returncode, (0, 2), done.stderr)
                self.assertTrue(done.stdout if done.returncode == 0 else done.stderr.startswith("signalbox: "))

    def test_columns_of_custom_fields_are_recognised_however_they_are_spelled(self):
        xml = ('<AssignmentRules><assignmentRule><fullName>R</fullName><active>true</active><ruleEntry>'
               "<assignedTo>a@example.test</assignedTo><assignedToType>User</assignedToType><criteriaItems>"
               "<field>Lead.Company_Size__c</field><operation>equals</operation><value>1000+</value></criteriaItems>"
               "<criteriaItems><field>Lead.MobilePhone</field><operation>startsWith</operation><value>+49</value></criteriaItems>"
               "</ruleEntry></assignmentRule></AssignmentRules>")
        rows, _ = self.route(xml, [{"company_size__C": "1000+", "Phone": "+1 212", "Mobile Phone": "+49 89"},
                                   {"company_size__C": "1000+", "Phone": "+49 89", "Mobile Phone": "+1 212"}])
        self.assertEqual(rows["L0"]["rule"], "entry-1")
        self.assertEqual(rows["L1"]["rule"], "nothing_matched")

    def test_what_is_not_supported_is_named_and_keeps_its_number(self):
        xml = (release.ROOT / "tests/golden/salesforce/not-supported.xml").read_text()
        rows, said = self.route(xml, [{"Country": "de"}, {"Country": "fr"}])
        self.assertIn("entry-1: not supported: its condition is a formula", said)
        self.assertEqual((rows["L0"]["rule"], rows["L1"]["rule"]), ("entry-7", "nothing_matched"))

    def test_a_rule_is_chosen_by_name_or_refused_by_naming_them(self):
        xml = (release.ROOT / "tests/golden/salesforce/several-rules.xml").read_text()
        self.write("rules.xml", xml)
        refused = self.run_command("policy", "import-salesforce", "rules.xml", "--out", "bundle", code=2).stderr
        self.assertIn("`Standard`, `Summer & autumn`", refused)
        self.run_command("policy", "import-salesforce", "rules.xml", "--rule", "Summer & autumn", "--out", "bundle")
        self.run_command("policy", "import-salesforce", "rules.xml", "--rule", "Standard", "--out", "bundle")
        self.write("bundle/policy.yaml", "policy: mine\n")
        kept = self.run_command("policy", "import-salesforce", "rules.xml", "--rule", "Standard", "--out", "bundle", code=2).stderr
        self.assertIn("was not made by an import", kept)


if __name__ == "__main__":
    release.unittest.main()
