"""Rules about personal fields, field by field: what a rule keeps from somebody is on no route that they may ask, they find
nobody by it, and they learn nothing of it by sending leads or making requests; by the real program, served."""
import json
import pathlib
import subprocess
import unittest

import access_rules_test
from served import POLICY, PROGRAM, Served
from signed_in import add_user, signed_in

# Each value stands in no other field, so that where it is found it is the field that was shown.
PLANTED = {
    "email": "planted.mail@huber.example", "phone": "+49 30 5550190017", "first_name": "Plantedfirst",
    "last_name": "Plantedlast", "title": "Plantedtitle", "company": "Plantedcompany", "website": "https://www.plantedsite.example",
    "industry": "Plantedindustry", "state": "Plantedstate", "city": "Plantedcity", "street": "Plantedstreet",
    "postal_code": "99017", "segment": "Plantedsegment", "message": "plantedwords about nobody", "campaign": "plantedcampaign",
    "external_id": "planted-x-1", "source": "plantedsource", "free_fields": "plantedfree"}


def kept(*fields, seen_by=None):
    return {"rules": [{"name": "kept", "fields": list(fields), "seen_by": seen_by or {"people": ["lena"]}}]}


class FieldRules(unittest.TestCase):
    gets = access_rules_test.AccessRules.gets
    stream = access_rules_test.AccessRules.stream

    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        call = cls.server.call
        # Somebody is asked to decide about requests, so that nobody else may.
        for person, team, manager in (("lena", "dach", "jonas"), ("eve", "sales", "revo"), ("ada", "sales", None), ("audi", "sales", None), ("toni", "sales", None)):
            answer = call("PUT", f"/v1/people/{person}", {"name": person.title(), "email": person + "@acme.example", "team": team,
                                                          "manager": manager})
            assert answer.status in (200, 201), answer.body
        for login, roles in (("lena", ["seller"]), ("jonas", ["operator"]), ("revo", ["operator"]), ("eve", ["seller"]),
                             ("ada", ["admin"]), ("audi", ["auditor"]), ("toni", ["auditor", "table_owner"]), ("polly", ["policy_author"]), ("sally", ["seller"])):
            add_user(cls.server, login, roles)
        # One owner, so that the others are others.
        assert call("POST", "/v1/people/jonas/pause", {"for": "2h"}).status == 200
        lead = {name: value for name, value in PLANTED.items() if name != "free_fields"}
        cls.body = lead | {"country": "DE", "consent": "given", "note": PLANTED["free_fields"]}
        cls.lead = cls.server.post(cls.body).json()
        assert cls.lead["owner"]["id"] == "lena", cls.lead
        cls.run_id = cls.lead["run_id"]
        document = "---\ntitle: Owners\nversion: 1\nowner: lena\n---\n# Owners\nWhose a lead is, the address and then the country tell. It is mine.\n"
        assert call("POST", "/v1/documents", {"name": "owners", "text": document}).status in (200, 201)
        case = call("POST", "/v1/cases", {"summary": "Who has planted-x-1?", "business_justification": "plantedreason",
                                          "target_record": "planted-x-1"}, {"X-Signalbox-As": "lena"})
        assert case.status == 201, case.body
        cls.case = case.json()["request_id"]
        call("GET", f"/v1/leads?at_least={call('GET', '/v1/leads').json()['as_of']}")

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def rules(self, rules):
        answer = self.server.call("PUT", "/v1/access-rules/personal-fields", {"text": json.dumps(rules) if rules else ""})
        self.assertEqual(answer.status, 200, answer.body)
        if rules:
            self.addCleanup(self.rules, None)

    def every(self):
        yield from self.gets()
        yield "/v1/queues/{name}", "/v1/queues/team"
        yield "/v1/leads", f"/v1/leads?external_id={PLANTED['external_id']}"
        yield "/v1/leads", f"/v1/leads?email={PLANTED['email']}"
        yield "/v1/owner", f"/v1/owner?of={PLANTED['external_id']}"

    @staticmethod
    def found_in(answer, asked=None):
        """The fields whose values an answer shows; what was asked for stands in its own address."""
        text = answer.body.decode(errors="replace").replace(asked or "\0", "")
        return {field for field, value in PLANTED.items() if value in text}

    # What is shown

    def test_of_a_request_about_no_record_that_is_known_the_words_may_be_about_anybody(self):
        opened = self.server.call("POST", "/v1/cases", {"summary": "plantedstranger has called", "business_justification": "b",
                                                        "target_record": "nobody@nowhere.example"}, {"X-Signalbox-As": "eve"}).json()
        audi = signed_in(self.server, "audi")
        shown = lambda: "plantedstranger" in audi.call("GET", f"/v1/cases/{opened['request_id']}").body.decode()
        self.assertTrue(shown())
        self.rules({"rules": [{"name": "home", "of": {"teams": ["dach"]}, "fields": ["phone"], "seen_by": {"teams": ["dach"]}}]})
        self.assertFalse(shown())
        self.assertNotIn("plantedstranger", audi.call("GET", "/v1/cases").body.decode())
        self.server.call("POST", f"/v1/cases/{opened['request_id']}/cancel", {}, {"X-Signalbox-As": "eve"})

    def test_of_each_field_that_a_rule_keeps_no_route_shows_anything_and_of_the_others_all(self):
        loud = {}
        for path, asked in self.every():
            found = self.found_in(self.server.call("GET", asked), asked)
            if found:
                loud[asked] = found
        for asked in (f"/v1/leads/{self.lead['lead_id']}", f"/v1/leads/{self.lead['lead_id']}/events", f"/v1/runs/{self.run_id}/events",
                      "/v1/leads", "/v1/events/search", "/v1/queues/team", f"/v1/cases/{self.case}"):
            self.assertIn(asked, loud, "the workspace's own token sees them, or this test shows nothing")
        audi = signed_in(self.server, "audi")
        for field in PLANTED:
            self.rules(kept(field))
            hidden = {field} | {"first_name": {"name"}, "last_name": {"name"}}.get(field, set())
            for asked, shown in loud.items():
                with self.subTest(kept=field, asked=asked):
                    self.assertNotIn(field, self.found_in(audi.call("GET", asked), asked))
            row = audi.call("GET", f"/v1/leads/{self.lead['lead_id']}").json()
            named = {"note" if one == "free_fields" else one for one in hidden}
            self.assertTrue(named & set(row["masked"]), row["masked"])
            self.assertEqual(self.found_in(audi.call("GET", f"/v1/leads/{self.lead['lead_id']}")), set(PLANTED) - {field})

    def test_who_sees_the_address_and_not_the_number_and_the_other_way_round(self):
        self.rules({"regions": {"home": ["dach"]}, "rules": [
            {"name": "numbers", "of": {"regions": ["home"]}, "fields": ["phone"], "seen_by": {"teams": ["sales"]}},
            {"name": "addresses", "of": {"teams": ["dach"]}, "fields": ["email"], "seen_by": {"teams": ["revops"], "roles": ["table_owner"]}}]})
        lead = self.lead["lead_id"]
        for login, hidden in (("revo", "phone"), ("audi", "email"), ("ada", "email")):
            browser = signed_in(self.server, login)
            shown = self.found_in(browser.call("GET", f"/v1/leads/{lead}"))
            self.assertEqual(shown, set(PLANTED) - {hidden})
            for path, asked in self.every():
                with self.subTest(login=login, route=path):
                    self.assertNotIn(hidden, self.found_in(browser.call("GET", asked), asked))
            streamed = self.stream(browser)
            self.assertNotIn(PLANTED[hidden], streamed)
            self.assertIn(PLANTED["message"], streamed)
            events = self.found_in(browser.call("GET", f"/v1/leads/{lead}/events"))
            self.assertEqual(events, set(PLANTED) - {hidden})
            # A search finds the same, whether it was asked for the record or comes by it: its runs and other types too.
            for query in ("limit=200", f"lead={lead}&limit=200", "type=LeadReceived"):
                searched = browser.call("GET", "/v1/events/search?" + query)
                self.assertEqual(self.found_in(searched), set(PLANTED) - {hidden}, query)
            steps = self.found_in(browser.call("GET", "/v1/events/search?type=StepFinished&limit=200"))
            self.assertEqual(steps, self.found_in(browser.call("GET", f"/v1/runs/{self.run_id}/events")), "what its run learned")
            self.assertNotEqual(steps, set())
            known = browser.call("POST", "/v1/person", {"subject": lead})
            self.assertEqual(self.found_in(known), set(PLANTED) - {hidden})
            left = known.json()["left_out"]
            self.assertEqual([one["of"] for one in left[:2]], [lead, self.case])
            self.assertIn(hidden, left[0]["fields"])
            for one in left:
                self.assertGreater(one["events"], 0)
                self.assertIn("administrator", one["why"])
            self.assertEqual(left[1]["fields"], ["summary", "business_justification", "target_record"])
            self.assertNotIn("plantedreason", json.dumps(known.json()["requests"]))
            by_address = browser.call("POST", "/v1/person", {"subject": PLANTED["email"]})
            self.assertEqual(by_address.status, 403)
            self.assertIn("`lead_...`", by_address.json()["detail"])
        # A role of `seen_by` is as good as its team, and whoever owns a record sees it whole.
        self.assertEqual(self.found_in(signed_in(self.server, "toni").call("GET", f"/v1/leads/{lead}")), set(PLANTED))
        self.assertEqual(self.found_in(signed_in(self.server, "lena").call("GET", f"/v1/leads/{lead}")), set(PLANTED))

    def test_the_list_of_contacts_and_the_export_of_one_lack_what_is_kept_and_say_so(self):
        contact = {"email": "contact.mail@huber.example", "name": "Contactname Huber", "account": "contactaccount", "owner": "lena"}
        self.assertEqual(self.server.call("PUT", "/v1/contacts/contact-id", contact).status, 200)
        lead = self.server.post({"external_id": "k-1", "email": contact["email"], "first_name": "Petra", "country": "DE", "consent": "given"}).json()["lead_id"]
        ada = signed_in(self.server, "ada")
        values = {"id": "contact-id"} | contact
        for field, column in ((None, None), ("phone", None), ("email", "email"), ("last_name", "name"), ("company", "account"), ("external_id", "id")):
            with self.subTest(kept=field):
                self.rules(kept(field) if field else None)
                listed = ada.call("GET", "/v1/contacts")
                self.assertEqual(listed.status, 200, listed.body)
                shown = [name for name in values if name != column]
                self.assertEqual(listed.body.decode().splitlines()[0], ",".join(shown))
                self.assertEqual(listed.headers.get("Signalbox-Left-Out"), column)
                known = ada.call("POST", "/v1/person", {"subject": lead})
                self.assertEqual(known.status, 200, known.body)
                for name, value in values.items():
                    self.assertEqual(value in listed.body.decode(), name != column, name)
                    told = json.dumps(known.json()["contacts"])
                    self.assertEqual(value in told, name != column, name)
                self.assertEqual([one["fields"] for one in known.json()["left_out"] if one["of"].startswith("contact")], [[column]] if column else [])
        self.rules(None)
        whole = self.server.call("POST", "/v1/person", {"subject": lead}).json()
        self.assertEqual(whole["left_out"], [])
        self.assertEqual(self.server.call("DELETE", "/v1/contacts/contact-id").status, 200)

    def test_a_message_that_quotes_what_is_kept_goes_with_it(self):
        made = self.server.post({"external_id": "q-1", "email": "quoted@beck.example", "phone": "+49 30 7770190017", "country": "DE",
                                 "consent": "given", "message": "plantedquote: call 030/777 0190 017", "source": "q"}).json()
        self.rules(kept("phone"))
        row = signed_in(self.server, "revo").call("GET", f"/v1/leads/{made['lead_id']}").json()
        self.assertEqual(sorted(row["masked"]), ["message", "phone"])
        self.assertNotIn("plantedquote", json.dumps(row))
        self.assertEqual(row["lead"]["email"], "quoted@beck.example")

    def test_an_explanation_names_no_field_that_is_kept_in_what_would_have_had_to_differ(self):
        asked = f"/v1/leads/{self.lead['lead_id']}/explanation?why_not=unrouted"
        revo = signed_in(self.server, "revo")
        told = revo.call("GET", asked)
        self.assertEqual(told.status, 200, told.body)
        self.assertIn("country", told.body.decode())
        self.rules(kept("phone"))
        self.assertEqual(revo.call("GET", asked).status, 200)
        self.rules(kept("country"))
        self.assertEqual(revo.call("GET", asked).status, 403)

    def readings_of(self, route):
        self.assertEqual(self.server.call("GET", "/v1/readings/check").status, 200)
        rows = self.server.call("GET", "/v1/readings?kind=read&limit=200").json()["items"]
        return [row["count"] for row in rows if row["route"] == "POST " + route]

    def test_a_backtest_calls_leads_by_our_ids_where_the_senders_are_kept(self):
        other = POLICY.replace("lead.country: DE", "lead.country: AT")
        body = {"before": "active", "after": {"files": {"policy.yaml": other}}}
        revo, polly = signed_in(self.server, "revo"), signed_in(self.server, "polly")
        shown = revo.call("POST", "/v1/policies/backtest", body)
        self.assertEqual(shown.status, 200, shown.body)
        self.assertIn(PLANTED["external_id"], shown.body.decode())
        self.assertNotIn(PLANTED["external_id"], polly.call("POST", "/v1/policies/backtest", body).body.decode())
        self.rules(kept("external_id"))
        read = self.readings_of("/v1/policies/backtest")
        self.assertGreaterEqual(read[0], 1, "one row, of as many leads as were named; polly was shown none")
        hidden = revo.call("POST", "/v1/policies/backtest", body).body.decode()
        self.assertIn(self.lead["lead_id"], hidden)
        self.assertNotIn(PLANTED["external_id"], hidden)
        self.assertEqual(self.readings_of("/v1/policies/backtest"), read, "nothing that is personal was shown")

    def test_a_preview_of_moves_and_its_csv_call_leads_by_our_ids_where_the_senders_are_kept(self):
        decided_by = self.server.call("GET", f"/v1/leads/{self.lead['lead_id']}").json()["policy_version"]
        other = POLICY.replace("lead.country: DE", "lead.country: AT").replace("{prior.owner.active: true}", "{lead.country: BE}")
        made = self.server.call("POST", "/v1/policies", {"files": {"policy.yaml": other}})
        self.assertEqual(made.status, 201, made.body)
        self.addCleanup(lambda: self.assertEqual(self.server.call("POST", "/v1/policies", {"files": {"policy.yaml": POLICY}}).status, 201))
        revo = signed_in(self.server, "revo")
        asked = {"version": decided_by, "csv": True}
        shown = revo.call("POST", "/v1/repairs/preview", asked)
        self.assertEqual(shown.status, 200, shown.body)
        self.assertEqual(shown.body.decode().count(PLANTED["external_id"]), 3, "as an entry, in the text and in the CSV")
        self.rules(kept("external_id"))
        read = self.readings_of("/v1/repairs/preview")
        self.assertGreaterEqual(read[0], 1, read)
        hidden = revo.call("POST", "/v1/repairs/preview", asked).body.decode()
        self.assertIn(self.lead["lead_id"], hidden)
        self.assertNotIn(PLANTED["external_id"], hidden)
        self.assertEqual(self.readings_of("/v1/repairs/preview"), read, "nothing that is personal was shown")

    # Who is found

    def test_nobody_is_found_by_what_is_kept_and_everybody_by_what_is_not(self):
        self.rules(kept("email"))
        revo = signed_in(self.server, "revo")
        found = lambda path: len(revo.call("GET", path).json()["items"])
        self.assertEqual(found(f"/v1/leads?email={PLANTED['email']}"), 0)
        self.assertEqual(found(f"/v1/leads?external_id={PLANTED['external_id']}"), 1)
        by = lambda name: revo.call("GET", f"/v1/owner?of={name}").json()["found"]
        self.assertEqual((by(PLANTED["email"]), by(PLANTED["external_id"])), (None, "lead"))
        for name, status in ((PLANTED["email"], 404), ("nobody@huber.example", 404), (PLANTED["external_id"], 200)):
            self.assertEqual(revo.call("GET", f"/v1/leads/{name}/events").status, status)
        self.assertEqual(revo.call("POST", f"/v1/records/{PLANTED['email']}/opt-in", {}).body.replace(PLANTED["email"].encode(), b"-"),
                         revo.call("POST", "/v1/records/no.body@huber.example/opt-in", {}).body.replace(b"no.body@huber.example", b"-"))
        self.rules(kept("external_id"))
        self.assertEqual(found(f"/v1/leads?email={PLANTED['email']}"), 1)
        self.assertEqual(found(f"/v1/leads?external_id={PLANTED['external_id']}"), 0)

    def test_a_person_whom_addresses_are_kept_from_learns_nothing_by_sending_a_lead_and_a_program_does(self):
        program = self.server.call("POST", "/v1/tokens", {"name": "form", "roles": ["service"], "expires_in": "1d"}).json()["token"]
        again = self.body | {"message": "once more"}
        told = signed_in(self.server, "revo").call("POST", "/v1/leads", again)
        self.assertEqual((told.status, told.json()["duplicate_of"]), (200, self.lead["lead_id"]))
        self.rules(kept("email"))
        revo = signed_in(self.server, "revo")
        before = self.server.call("GET", "/v1/leads").json()["as_of"]
        for path in ("/v1/leads", "/v1/records/lead", "/v1/intake/form"):
            for email in (PLANTED["email"], "somebody.new@huber.example"):
                answer = revo.call("POST", path, {"email": email, "consent": "given", "country": "DE"})
                self.assertEqual(answer.status, 403, answer.body)
                self.assertIn("keep names, addresses or numbers", answer.json()["detail"])
        self.assertEqual(self.server.call("GET", f"/v1/leads?email=somebody.new@huber.example&at_least={before}").json()["items"], [])
        denied = [row["route"] for row in self.server.call("GET", "/v1/readings?kind=denied&limit=20").json()["items"]]
        self.assertIn("POST /v1/leads", denied)
        self.assertEqual(signed_in(self.server, "sally").call("POST", "/v1/leads", again).status, 403, "sellers send no leads at all")
        answer = self.server.call("POST", "/v1/leads", again | {"message": "and again"}, {"Authorization": "Bearer " + program}, token=False)
        self.assertEqual(answer.json()["duplicate_of"], self.lead["lead_id"])
        # A field that identifies nobody keeps nobody from it.
        self.rules(kept("city"))
        self.assertEqual(revo.call("POST", "/v1/leads", again | {"message": "at last"}).status, 200)

    def test_what_would_happen_is_told_as_of_a_stranger(self):
        self.rules(kept("phone", "email"))
        revo = signed_in(self.server, "revo")
        told = revo.call("POST", "/v1/decide", {"lead": self.body})
        self.assertEqual(told.status, 200, told.body)
        self.assertIsNone(told.json()["duplicate_of"])
        self.assertNotIn(self.lead["lead_id"], told.body.decode())
        self.assertEqual(self.server.call("POST", "/v1/decide", {"lead": self.body}).json()["duplicate_of"], self.lead["lead_id"])

    def test_law_is_done_to_a_record_by_its_id_where_the_address_is_kept(self):
        self.rules(kept("email"))
        revo = signed_in(self.server, "revo")
        for subject in (PLANTED["email"], "nobody@huber.example"):
            self.assertEqual(revo.call("POST", "/v1/forget", {"subject": subject}).status, 403)
            self.assertEqual(revo.call("POST", "/v1/holds", {"subject": subject, "reason": "plantedhold"}).status, 403)
        self.assertEqual(revo.call("POST", "/v1/holds", {"subject": self.lead["lead_id"], "reason": "plantedhold"}).status, 200)
        self.assertIsNone(revo.call("GET", "/v1/holds").json()["holds"][0]["reason"])
        self.assertEqual(self.server.call("GET", "/v1/holds").json()["holds"][0]["reason"], "plantedhold")
        self.assertEqual(revo.call("POST", "/v1/holds/clear", {"subject": self.lead["lead_id"]}).status, 200)

    # The desk

    def ask(self, browser, target, summary):
        answer = browser.call("POST", "/v1/cases", {"summary": summary, "business_justification": "It is mine.", "target_record": target})
        self.assertEqual(answer.status, 201, answer.body)
        told = answer.json()
        request = told.pop("request_id")
        detail = browser.call("GET", f"/v1/cases/{request}").json()
        browser.call("POST", f"/v1/cases/{request}/cancel", {})
        return told, json.dumps(detail)

    def test_triage_finds_no_record_by_what_is_kept_from_whoever_makes_the_request(self):
        eve = signed_in(self.server, "eve")
        open_before = self.ask(eve, PLANTED["email"], "First of all about the address")[0]
        self.rules(kept("email"))
        known = self.ask(eve, PLANTED["email"], "Thirdly, the address")
        nobody = self.ask(eve, "nobody.at.all@huber.example", "Second, the address")
        self.assertEqual(known[0], nobody[0])
        self.assertNotEqual(known[0], open_before, "without the rule it is found, or this test shows nothing")
        self.assertNotIn(self.lead["lead_id"], known[1])
        in_words = self.ask(eve, "", f"Please look at {PLANTED['email']} now")
        self.assertNotIn(self.lead["lead_id"], in_words[1])
        # By its own id it is there, and so it is by a field that is not kept.
        for target in (self.lead["lead_id"], PLANTED["external_id"]):
            self.assertIn(self.lead["lead_id"], self.ask(eve, target, f"By {target} then")[1])
        # Whoever holds the workspace's own token asks as the person whom it speaks for.
        spoken = self.server.call("POST", "/v1/cases", {"summary": "spoken for", "business_justification": "b",
                                                        "target_record": PLANTED["email"]}, {"X-Signalbox-As": "eve"}).json()
        self.assertEqual(spoken["status"], nobody[0]["status"])
        self.server.call("POST", f"/v1/cases/{spoken['request_id']}/cancel", {}, {"X-Signalbox-As": "eve"})
        # With the role that the rule lets, the same person is told.
        self.rules(kept("email", seen_by={"roles": ["seller"]}))
        self.assertIn(self.lead["lead_id"], self.ask(eve, PLANTED["email"], "With the role")[1])

    def test_the_count_of_exceptions_is_what_the_list_shows_to_each_reader(self):
        eve = signed_in(self.server, "eve")
        opened = eve.call("POST", "/v1/cases", {"summary": "Please tell whose the lead of last week is", "business_justification": "b"})
        self.assertEqual(opened.status, 201, opened.body)
        self.rules(kept("email"))
        lena = signed_in(self.server, "lena")
        mine = lena.call("POST", "/v1/cases", {"summary": "Please tell whose the lead of last month is", "business_justification": "b"})
        self.assertEqual(mine.status, 201, mine.body)
        for login in ("lena", "eve", "revo", "ada", "audi", "polly"):
            browser = signed_in(self.server, login)
            counted = {one["name"]: one["count"] for one in browser.call("GET", "/v1/queues").json()["queues"]}
            shown = browser.call("GET", "/v1/queues/exceptions")
            if login == "polly":
                self.assertEqual((counted["exceptions"], shown.status), (0, 403), "nobody of the roster")
                continue
            rows = shown.json()["items"]
            self.assertEqual(counted["exceptions"], len(rows), login)
            ids = [one["request_id"] for one in rows]
            self.assertEqual(opened.json()["request_id"] in ids, login != "lena", login)
            self.assertEqual(mine.json()["request_id"] in ids, login != "eve", login)
        for browser, request in ((eve, opened), (lena, mine)):
            browser.call("POST", f"/v1/cases/{request.json()['request_id']}/cancel", {})

    # The rules themselves

    def test_rules_are_told_as_they_are_written_and_what_is_wrong_is_named(self):
        self.rules(kept("email", "phone", seen_by={"teams": ["sales"], "roles": ["auditor"]}))
        for login in ("ada", "audi"):
            told = signed_in(self.server, login).call("GET", "/v1/access-rules/personal-fields").json()["rules"]
            self.assertEqual(told, [{"name": "kept", "of": None, "fields": ["email", "phone"], "seen_by": {
                "teams": ["sales"], "regions": [], "people": [], "roles": ["auditor"]}}])
        self.assertEqual(signed_in(self.server, "revo").call("GET", "/v1/access-rules/personal-fields").status, 403)
        wrong = self.server.call("PUT", "/v1/access-rules/personal-fields", {"text": json.dumps(kept("emial"))})
        self.assertEqual(wrong.status, 400)
        for said in ("rule `kept`", "`emial`", "`email`", "`free_fields`"):
            self.assertIn(said, wrong.json()["detail"])
        file = pathlib.Path(self.server.folder.name, "wrong-rules.json")
        file.write_text('{"rules": [\n  {"name": "kept",\n  nonsense]}')
        told = subprocess.run([PROGRAM, "access-rules", "personal-fields", str(file), "--workspace", self.server.directory],
                              capture_output=True, text=True, check=False)
        self.assertNotEqual(told.returncode, 0)
        self.assertIn(f"{file}: line 3 of the rules", told.stderr)


if __name__ == "__main__":
    unittest.main()
