"""Looking for leads by words: who finds whom, what stays of somebody who was forgotten, and where the words never are; by the
real program, served."""
import json
import pathlib
import subprocess
import unittest
import urllib.parse

from served import PROGRAM, Served
from signed_in import add_user, signed_in

ADA = {"email": "planted.mail@plantedsite.example", "first_name": "Plantedfirst", "last_name": "Plantedlast", "phone": "+49 30 5550190017",
       "company": "Plantedcompany Rockets GmbH", "external_id": "planted-x-1", "country": "DE", "consent": "given"}
WAYS = ("plantedlast", "Plantedfirst PLANTEDLAST", "plan rock", "plantedcompany", "plantedsite.example", "030 5550190017",
        "planted.mail@plantedsite.example", "planted-x-1")


def other(number, **more):
    return {"email": f"p{number}@other{number}.example", "first_name": f"Person{number}", "last_name": "Common",
            "company": f"Shared Works {number}", "country": "DE", "consent": "given"} | more


class Search(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.server = Served()
        self.addCleanup(self.server.close)
        self.server.start()

    def post(self, body):
        answer = self.server.post(body)
        self.assertIn(answer.status, (200, 201), answer.body)
        self.sent = answer.json()["position"]
        return answer.json()["lead_id"]

    def last(self):
        return self.server.call("GET", "/v1/leads?limit=1").json()["as_of"]

    def ask(self, text, caller=None, **more):
        """The answer once the index has everything that was sent before."""
        position = max((item["position"] for item in self.server.call("GET", "/v1/leads?limit=200").json()["items"]), default=0)
        query = urllib.parse.urlencode({"search": text, "at_least": position} | more)
        answer = (caller or self.server).call("GET", "/v1/leads?" + query)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def find(self, text, caller=None, **more):
        return [item["lead_id"] for item in self.ask(text, caller, **more)["items"]]

    def settle(self):
        """Until the lists have what was sent, so that `ask` knows how far to wait."""
        answer = self.server.call("GET", f"/v1/leads?at_least={self.sent}")
        self.assertEqual(answer.status, 200, answer.body)

    def files(self):
        for root in (self.server.directory, self.server.directory + ".keys"):
            for path in pathlib.Path(root).rglob("*"):
                if path.is_file():
                    yield path, path.read_bytes().lower()

    def test_a_lead_is_found_by_every_way_and_the_filters_hold_as_well(self):
        ada = self.post(ADA)
        others = [self.post(other(number)) for number in range(5)]
        self.settle()
        for text in WAYS + (ada,):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), [ada])
        self.assertEqual(self.find("common"), others[::-1])
        self.assertEqual(self.find("shared", status="routed"), others[::-1])
        self.assertEqual(self.find("shared", status="rejected"), [])
        self.assertEqual(self.find("common plantedfirst"), [])
        # Page by page.
        pages, cursor = [], None
        while True:
            page = self.ask("common", limit=2, **({"cursor": cursor} if cursor else {}))
            pages.append([item["lead_id"] for item in page["items"]])
            cursor = page["next_cursor"]
            if cursor is None:
                break
        self.assertEqual(pages, [others[4:2:-1], others[2:0:-1], others[:1]])

    def test_what_cannot_be_looked_for_is_refused_without_repeating_it(self):
        for query in ("search=", "search=%20", "search=" + "qxword+" * 9, "search=qxword&order=due", "search=qxword&email=a@b.example"):
            answer = self.server.call("GET", "/v1/leads?" + query)
            self.assertEqual(answer.status, 400, answer.body)
            self.assertNotIn(b"qxword", answer.body)

    def test_nobody_finds_what_they_may_not_see(self):
        for login, roles in (("lena", ["seller"]), ("jonas", ["seller"]), ("audi", ["auditor"])):
            add_user(self.server, login, roles)
        self.assertEqual(self.server.call("POST", "/v1/people/jonas/pause", {"for": "2h"}).status, 200)
        ada = self.post(ADA)
        self.settle()
        self.assertEqual(self.find("plantedlast", signed_in(self.server, "lena")), [ada])
        self.assertEqual(self.find("plantedlast", signed_in(self.server, "jonas")), [])
        self.assertEqual(self.find(ada, signed_in(self.server, "jonas")), [])
        rules = {"rules": [{"name": "kept", "fields": ["last_name", "company"], "seen_by": {"people": ["lena"]}}]}
        self.assertEqual(self.server.call("PUT", "/v1/access-rules/personal-fields", {"text": json.dumps(rules)}).status, 200)
        audi = signed_in(self.server, "audi")
        seen = self.ask("plantedfirst", audi)["items"]
        self.assertEqual([item["lead_id"] for item in seen], [ada])
        self.assertIn("last_name", seen[0]["masked"])
        for text in ("plantedlast", "plan", "plantedcompany", "plantedfirst plantedlast"):
            self.assertEqual(self.find(text, audi), [], text)
        self.assertEqual(self.find("plantedlast"), [ada])

    def test_whoever_was_forgotten_is_found_no_more_and_stands_in_no_file(self):
        self.post(ADA)
        self.settle()
        self.assertEqual(len(self.find("plantedlast")), 1)
        answer = self.server.call("POST", "/v1/forget", {"subject": ADA["email"]})
        self.assertEqual(answer.status, 200, answer.body)
        for text in WAYS:
            self.assertEqual(self.find(text), [], text)
        self.server.stop()
        hits = [str(path) for path, data in self.files() if b"planted" in data]
        self.assertEqual(hits, [])

    def test_forgetting_while_no_server_runs_takes_the_index_away(self):
        self.post(ADA)
        kept = self.post(other(1))
        self.settle()
        self.find("plantedlast")
        self.server.stop()
        index = pathlib.Path(self.server.directory, "search.db")
        self.assertTrue(index.exists())
        subprocess.run([PROGRAM, "forget", ADA["email"], "--workspace", self.server.directory], check=True, capture_output=True)
        self.assertFalse(index.exists())
        self.server.start()
        self.assertEqual(self.find("plantedlast"), [])
        self.assertEqual(self.find("common"), [kept])

    def test_a_server_that_dies_while_it_indexes_goes_on_and_a_lost_or_broken_file_is_made_anew(self):
        leads = [self.post(other(number)) for number in range(40)]
        self.server.kill()
        self.server.start()
        self.assertEqual(self.find("common", limit=200), leads[::-1])
        index = pathlib.Path(self.server.directory, "search.db")
        for damage in (lambda: index.unlink(), lambda: index.write_bytes(b"no database at all" * 500)):
            self.server.stop()
            damage()
            self.server.start()
            self.settle()
            self.assertEqual(self.find("common", limit=200), leads[::-1])

    def test_the_words_are_in_no_log_no_metric_and_no_record_of_readings(self):
        self.post(ADA)
        self.settle()
        for word in ("qxsoughtword", "qxsoughtword@site.example", "plantedlast qxsoughtword"):
            self.find(word)
        self.server.call("GET", "/v1/leads?search=" + "qxsoughtword+" * 9)
        self.assertNotIn(b"qxsoughtword", self.server.call("GET", "/metrics").body)
        readings = self.server.call("GET", "/v1/readings").body
        self.find("plantedlast")
        self.assertNotIn(b"qxsoughtword", self.server.call("GET", "/v1/readings").body)
        self.assertIn(b"search", self.server.call("GET", "/v1/readings").body, readings)
        self.server.stop()
        self.assertNotIn("qxsoughtword", self.server.said())
        self.assertEqual([str(path) for path, data in self.files() if b"qxsoughtword" in data], [])


if __name__ == "__main__":
    unittest.main()
