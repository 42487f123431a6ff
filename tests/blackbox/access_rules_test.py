"""Who edits which tables of the policy, whose personal fields are seen by whom, and that every route that shows personal
fields to a person records it; by the real program, served."""
import base64
import http.client
import json
import unittest

from served import Served
from signed_in import add_user, signed_in

POLICY = """policy: tables
record: lead
rules:
  - {name: by-country, assign: {table: countries}}
nothing_matched: {queue: unrouted}
tables:
  countries:
    file: tables/countries.csv
    match: {country: lead.country}
    gives: {to: target}
    hit: priority
    prefer: most_specific
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
ROWS = "id,country,to\nde,DE,person:lena\nfr,FR,queue:unrouted\n"
BOUNDS = {"tables": [{"table": "countries", "people": ["lena"], "columns": ["to"], "most_rows": 1,
                      "values": {"to": ["person:*", "queue:*"]}}]}
# Personal fields of the lead, and words of the request about it.
PLANTED = ("plantedname", "planted.mail@huber.example", "plantedwords", "plantedreason")
HOME = {"regions": {"dach-region": ["dach"]},
        "rules": [{"name": "dach-at-home", "of": {"regions": ["dach-region"]}, "seen_by": {"teams": ["dach"]}}]}


class AccessRules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        call = cls.server.call
        files = {"policy.yaml": POLICY, "tables/countries.csv": ROWS}
        made = call("POST", "/v1/policies", {"files": files})
        assert made.status == 201, made.body
        for login, roles in (("ada", ["admin"]), ("lena", ["table_owner"]), ("jonas", ["policy_approver"]),
                             ("revo", ["operator"]), ("seller", ["seller"])):
            add_user(cls.server, login, roles)
        # Somebody is asked to decide about requests, so that nobody else may.
        managed = call("PUT", "/v1/people/lena", {"name": "Lena Weber", "email": "lena@acme.example", "team": "dach",
                                                  "manager": "jonas"})
        assert managed.status in (200, 201), managed.body
        lead = {"external_id": "x-1", "email": PLANTED[1], "first_name": "Petra", "last_name": PLANTED[0],
                "company": "Huber", "country": "DE", "consent": "given"}
        cls.lead = cls.server.post(lead).json()
        note = base64.b64encode(PLANTED[2].encode()).decode()
        case = call("POST", "/v1/cases", {"summary": f"{PLANTED[2]} of x-1", "business_justification": PLANTED[3],
                                          "target_record": "x-1", "attachments": [{"name": "n.txt", "content": note}]},
                    {"X-Signalbox-As": "lena"})
        assert case.status == 201, case.body
        cls.case = case.json()["request_id"]
        cls.run_id = call("GET", f"/v1/leads/{cls.lead['lead_id']}").json().get("run_id") or "none"
        call("GET", f"/v1/leads?at_least={cls.lead['position']}")

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def rules(self, kind, rules):
        text = json.dumps(rules) if rules else ""
        answer = self.server.call("PUT", f"/v1/access-rules/{kind}", {"text": text})
        self.assertEqual(answer.status, 200, answer.body)

    def table_of(self, browser):
        return browser.call("GET", "/v1/tables/countries")

    # Table owners

    def test_a_table_owner_edits_their_table_within_bounds_and_somebody_else_approves(self):
        self.rules("tables", BOUNDS)
        lena, jonas, ada = (signed_in(self.server, login) for login in ("lena", "jonas", "ada"))
        shown = self.table_of(lena).json()
        self.assertEqual((shown["text"], shown["bounds"]["most_rows"]), (ROWS, 1))
        self.assertEqual(self.server.call("POST", "/v1/policies/approval", {"required": True}).status, 200)

        def edit(text, base=shown["base"], browser=lena):
            return browser.call("POST", "/v1/tables/countries", {"base": base, "text": text})

        for text, said in ((ROWS.replace("person:lena", "pool:x"), "not among the values"),
                           (ROWS.replace("de,DE", "de,AT"), "not yours to change"),
                           (ROWS.replace("person:lena", "person:jonas").replace("queue:unrouted", "person:jonas"), "2 rows"),
                           (ROWS + "it,IT,person:lena\n", "may not add"),
                           ("id,country,to\nde,DE,person:lena\n", "may not remove")):
            refused = edit(text)
            self.assertEqual(refused.status, 403, refused.body)
            self.assertIn(said, refused.json()["detail"])
        broken = edit(ROWS.replace("queue:unrouted", "queue:nowhere"))
        self.assertEqual(broken.status, 422, broken.body)
        self.assertIn("tables/countries.csv", broken.body.decode())
        self.assertEqual(edit(ROWS.replace("queue:unrouted", "person:lena"), base="0123456789ab").status, 409)
        done = edit(ROWS.replace("queue:unrouted", "person:lena"))
        self.assertEqual(done.status, 201, done.body)
        version = done.json()["policy_version"]
        self.assertEqual((done.json()["stage"], done.json()["changed"]), ("draft", ["fr"]))
        # Neither the whole policy nor its way to leads is theirs.
        self.assertEqual(lena.call("POST", "/v1/policies", {"files": {"policy.yaml": POLICY}}).status, 403)
        self.assertEqual(lena.call("POST", f"/v1/policies/{version}/promote", {}).status, 403)
        self.assertEqual(ada.call("POST", f"/v1/policies/{version}/promote", {"to": "active"}).status, 409)
        self.assertEqual(jonas.call("POST", f"/v1/policies/{version}/approve", {}).status, 200)
        self.assertEqual(ada.call("POST", f"/v1/policies/{version}/promote", {"to": "active"}).status, 200)
        self.assertEqual(self.table_of(lena).json()["base"], version)
        self.server.call("POST", "/v1/policies/approval", {"required": False})
        events = self.server.call("GET", "/v1/events/search?type=TableEdited").json()["items"]
        self.assertEqual([(event["event"]["fields"]["by"], event["event"]["fields"]["changed"]) for event in events],
                         [("lena", 1)])
        denied = self.server.call("GET", "/v1/readings?kind=denied&limit=100").json()["items"]
        self.assertIn("POST /v1/tables/{name}", [row["route"] for row in denied])

    def test_whoever_has_no_bounds_of_a_table_does_not_see_it(self):
        self.rules("tables", {"tables": [{"table": "other", "people": ["lena"]}]})
        lena = signed_in(self.server, "lena")
        self.assertEqual(lena.call("GET", "/v1/tables").json()["tables"], [])
        self.assertEqual(self.table_of(lena).status, 404)
        self.assertEqual(signed_in(self.server, "revo").call("GET", "/v1/tables").status, 403)
        self.assertEqual(len(self.server.call("GET", "/v1/tables").json()["tables"]), 1)

    def test_only_an_administrator_sets_access_rules_and_what_is_wrong_is_named(self):
        for login in ("revo", "jonas", "lena"):
            answer = signed_in(self.server, login).call("PUT", "/v1/access-rules/tables", {"text": ""})
            self.assertEqual(answer.status, 403)
        wrong = self.server.call("PUT", "/v1/access-rules/tables",
                                 {"text": json.dumps({"tables": [{"table": "t", "people": ["nobody"]}]})})
        self.assertEqual(wrong.status, 400, wrong.body)
        self.assertIn("nobody called `nobody`", wrong.json()["detail"])
        self.assertEqual(self.server.call("GET", "/v1/access-rules/others").status, 404)

    # Personal fields

    def gets(self):
        """Every route that reads, with what there is in place of its parameters."""
        document = self.server.call("GET", "/openapi.json").json()
        values = {"/v1/leads/{id}": self.lead["lead_id"], "/v1/cases/{id}": self.case, "/v1/runs/{id}": self.run_id,
                  "/v1/people/{id}": "lena", "{version}": "active", "/v1/tables/{name}": "countries",
                  "/v1/pools/{name}": "none", "/v1/queues/{name}": "unrouted", "{number}": "1", "{kind}": "personal-fields",
                  "{name}": "none", "{agent}": "none", "{token}": "none", "{page}": "leads", "{item}": "x", "{part}": "x",
                  "{id}": "none"}
        for path, operations in document["paths"].items():
            if "get" not in operations or path in ("/v1/events", "/v1/session/oidc/start", "/v1/session/oidc/callback"):
                continue
            asked = path
            for part, value in values.items():
                asked = asked.replace(part, part.rsplit("{", 1)[0] + value)
            yield path, asked
        lead = self.lead["lead_id"]
        yield "/v1/leads", f"/v1/leads?email={PLANTED[1]}"
        yield "/v1/leads/{id}/explanation", f"/v1/leads/{lead}/explanation?why_not=jonas"
        yield "/v1/owner", f"/v1/owner?of={PLANTED[1]}"
        yield "/v1/events/search", f"/v1/events/search?lead={lead}"
        yield "/v1/cases", "/v1/cases?status=open"

    @staticmethod
    def planted_in(text):
        return [word for word in PLANTED if word in text or base64.b64encode(word.encode()).decode() in text]

    def stream(self, browser):
        """The beginning of the stream of events, up to the lead's first decision."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        line.request("GET", "/v1/events?after=0", headers={"Cookie": cookie})
        got, text = line.getresponse(), ""
        self.assertEqual(got.status, 200)
        while "OwnerAssigned" not in text:
            text += got.readline().decode()
        line.close()
        return text

    def test_nobody_whom_the_rules_keep_them_from_finds_personal_fields_on_any_route(self):
        self.rules("personal-fields", HOME)
        self.addCleanup(self.rules, "personal-fields", None)
        shown_to_all = {}
        for path, asked in self.gets():
            answer = self.server.call("GET", asked)
            shown_to_all[path] = self.planted_in(answer.body.decode(errors="replace"))
        seen = [path for path, words in shown_to_all.items() if words]
        for path in ("/v1/leads", "/v1/leads/{id}", "/v1/leads/{id}/events", "/v1/events/search", "/v1/cases",
                     "/v1/cases/{id}", "/v1/cases/{id}/attachments/{number}"):
            self.assertIn(path, seen, "the workspace's own token sees them, or this test shows nothing")
        for login in ("ada", "revo"):
            browser = signed_in(self.server, login)
            for path, asked in self.gets():
                with self.subTest(login=login, route=path):
                    answer = browser.call("GET", asked)
                    # What somebody asked for stands in an answer's own address.
                    text = answer.body.decode(errors="replace").replace(asked, "")
                    self.assertEqual(self.planted_in(text), [], text[:2000])
            self.assertEqual(self.planted_in(self.stream(browser)), [])
            for path, body in (("/v1/person", {"subject": "x-1"}),):
                answer = browser.call("POST", path, body)
                self.assertEqual(self.planted_in(answer.body.decode()), [], path)
            row = browser.call("GET", f"/v1/leads/{self.lead['lead_id']}").json()
            self.assertTrue(row["masked"])
            self.assertTrue(browser.call("GET", f"/v1/cases/{self.case}").json()["masked"])

    def test_by_an_address_they_may_not_read_they_find_what_they_find_by_one_that_nobody_has(self):
        self.rules("personal-fields", HOME)
        self.addCleanup(self.rules, "personal-fields", None)
        for login in ("ada", "revo"):
            browser = signed_in(self.server, login)

            def told(path, method="GET", body=None, browser=browser):
                answer = browser.call(method, path, body)
                text = answer.json()
                for changing in ("as_of", "instance", "position"):
                    text.pop(changing, None)
                return answer.status, text

            for theirs, nobodys in ((PLANTED[1], "nobody.else@huber.example"), ("x-1", "x-404")):
                key = "email" if "@" in theirs else "external_id"
                self.assertEqual(told(f"/v1/leads?{key}={theirs}"), told(f"/v1/leads?{key}={nobodys}"))
                for path in ("/v1/leads/%s", "/v1/leads/%s/explanation", "/v1/leads/%s/events", "/v1/owner?of=%s",
                             "/v1/events/search?lead=%s", "/v1/handback-reasons?lead=%s"):
                    with self.subTest(login=login, path=path, asked=theirs):
                        self.assertEqual(told(path % theirs), told(path % nobodys))
                with self.subTest(login=login, asked=theirs, verb="accept"):
                    self.assertEqual(told(f"/v1/leads/{theirs}/accept", "POST", {}), told(f"/v1/leads/{nobodys}/accept", "POST", {}))
            lead = self.lead["lead_id"]
            self.assertEqual(browser.call("GET", f"/v1/leads/{lead}").status, 200, "by its own id it is there")

    def test_whom_the_rules_let_and_who_wrote_it_go_on_seeing_it(self):
        self.rules("personal-fields", {"rules": [{"name": "ops", "seen_by": {"roles": ["operator"]}}]})
        self.addCleanup(self.rules, "personal-fields", None)
        lead = self.lead["lead_id"]
        self.assertIn(PLANTED[0], signed_in(self.server, "revo").call("GET", f"/v1/leads/{lead}").body.decode())
        self.assertNotIn(PLANTED[0], signed_in(self.server, "ada").call("GET", f"/v1/leads/{lead}").body.decode())
        self.assertIn(PLANTED[2], signed_in(self.server, "lena").call("GET", f"/v1/cases/{self.case}").body.decode())

    # Readings

    def test_every_route_that_shows_personal_fields_to_a_person_records_it(self):
        ada = signed_in(self.server, "ada")
        silent, loud = [], []
        for path, asked in self.gets():
            before = self.last_reading()
            text = ada.call("GET", asked).body.decode(errors="replace").replace(asked, "")
            if not self.planted_in(text):
                continue
            rows = self.server.call("GET", "/v1/readings?kind=read&limit=20").json()["items"]
            recorded = any(row["position"] > before and row["route"] == "GET " + path for row in rows)
            (loud if recorded else silent).append(path)
        self.assertEqual(silent, [])
        self.assertIn("/v1/cases/{id}", loud)

    def last_reading(self):
        rows = self.server.call("GET", "/v1/readings?limit=1").json()["items"]
        return rows[0]["position"] if rows else 0

    def test_the_list_of_approvals_is_a_recorded_reading(self):
        self.server.call("POST", "/v1/documents", {"name": "none", "text": "---\ntitle: t\nversion: 1\nowner: lena\n---\nx\n"})
        opened = self.server.call("POST", "/v1/cases", {"summary": "plantedlist of nothing known", "target_record": "x-1",
                                                        "business_justification": "unrelated"}, {"X-Signalbox-As": "jonas"})
        self.assertEqual(opened.status, 201, opened.body)
        ada = signed_in(self.server, "ada")
        before = self.last_reading()
        shown = ada.call("GET", "/v1/approvals").json()["items"]
        rows = self.server.call("GET", "/v1/readings?kind=read&limit=20").json()["items"]
        recorded = [row["count"] for row in rows if row["position"] > before and row["route"] == "GET /v1/approvals"]
        self.assertEqual(recorded, [len(shown)] if shown else [])
        self.assertTrue(shown, "the request waits for somebody, so the list shows it")


if __name__ == "__main__":
    unittest.main()
