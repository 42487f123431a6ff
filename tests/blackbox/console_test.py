"""What the console is served by: its files, and the routes that its first pages read."""

import gzip
import re
import unittest

import served

LEAD = {"external_id": "C-1", "email": "huber@bavaria-optik.example", "last_name": "Huber", "company": "Bavaria Optik",
        "country": "DE", "consent": "given"}


class Console(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = served.Served()
        cls.server.start()
        cls.addClassCleanup(cls.server.close)
        cls.lead = cls.server.post(LEAD).json()
        # No rule takes it, so it waits in the queue.
        cls.queued = cls.server.post(LEAD | {"external_id": "C-2", "email": "roe@acme.example", "country": "US"}).json()

    def get(self, path, **more):
        answer = self.server.call("GET", path, **more)
        self.assertEqual(answer.status, 200, answer.body)
        return answer

    def document(self):
        return self.get("/", token=False).body.decode()

    def test_every_page_s_address_answers_the_document_to_anybody_and_it_holds_no_data(self):
        document = self.document()
        for path in ("/setup", "/console/leads", "/console/leads/lead_1", "/console/leads/lead_1/why"):
            self.assertEqual(self.get(path, token=False).body.decode(), document, path)
        self.assertNotIn("huber", document.lower())

    def test_an_odd_path_of_the_console_answers_the_document_which_says_that_there_is_no_such_page(self):
        document = self.document()
        for path in ("/console", "/console/", "/console//", "/console/leads/", "/console//leads", "/console/nothing", "/console/a/b/c/d/e/f/g",
                     "/console/%zz", "/console/a%2Fb", "/console/%00", "/console/leads?find=100%"):
            answer = self.server.call("GET", path, token=False)
            self.assertEqual((answer.status, answer.body.decode()), (200, document), path)
        # Only the console's, and only to be read.
        self.assertEqual(self.server.call("GET", "/v1//leads").status, 400)
        self.assertEqual(self.server.call("GET", "/consoles/").status, 400)
        self.assertEqual(self.server.call("GET", "/consoles", token=False).status, 401)
        written = self.server.call("POST", "/console/a/b/c", {})
        self.assertEqual((written.status, written.headers["Allow"]), (405, "GET, HEAD, OPTIONS"))

    def test_only_the_console_s_own_files_may_run(self):
        policy = self.get("/", token=False).headers["Content-Security-Policy"]
        self.assertIn("script-src 'self'", policy)
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotRegex(self.document(), r"<style|<script>|\son\w+=|style=")

    def test_files_are_kept_by_their_hash_and_come_compressed_to_whoever_unpacks(self):
        names = re.findall(r"/assets/[\w.-]+", self.document())
        self.assertTrue(names, "built without the console")
        for name in names:
            plain = self.get(name, token=False)
            packed = self.get(name, token=False, headers={"Accept-Encoding": "gzip"})
            self.assertEqual(gzip.decompress(packed.body), plain.body)
            self.assertIn("immutable", plain.headers["Cache-Control"])
        self.assertEqual(self.get("/", token=False).headers["Cache-Control"], "no-cache")
        self.assertEqual(self.server.call("GET", "/assets/nothing.js", token=False).status, 404)
        self.assertEqual(self.server.call("GET", "/assets/..%2fkeys", token=False).status, 400)

    def test_the_first_load_stays_below_300_kb(self):
        names = set(re.findall(r"/assets/[\w.-]+", self.document()))
        sizes = [len(self.get(name, token=False, headers={"Accept-Encoding": "gzip"}).body) for name in names]
        self.assertLess(sum(sizes), 300_000)

    def test_what_waits_is_counted_with_its_oldest(self):
        self.get(f"/v1/leads?at_least={self.queued['position']}")
        attention = self.get("/v1/attention").json()
        self.assertEqual([(one["queue"], one["count"], one["late"]) for one in attention["waiting"]], [("unrouted", 1, 0)])
        self.assertRegex(attention["waiting"][0]["oldest_at"], r"^\d{4}-\d\d-\d\dT")
        self.assertEqual(attention["leads"], {"routed": 1, "queued": 1})
        self.assertEqual((attention["intake"]["today"], attention["intake"]["week_ago"]), (2, 0))

    def test_a_pool_tells_its_members_and_who_is_next(self):
        [pool] = self.get("/v1/pools").json()["pools"]
        self.assertEqual(pool["id"], "dach")
        members = {one["id"]: one for one in pool["members"]}
        owner = self.lead["owner"]["id"]
        other = ({"lena", "jonas"} - {owner}).pop()
        self.assertEqual((members[owner]["turns"], members[owner]["open"], members[other]["turns"]), (1, 1, 0))
        self.assertEqual(sum(one["level_e9"] for one in pool["members"]), 0)
        self.assertEqual(pool["next_in_turn"], other)
        self.assertTrue(members[other]["available"])

    def test_an_owner_is_found_by_whatever_somebody_has_in_hand(self):
        self.server.call("PUT", "/v1/accounts/acc-7", {"name": "Northworks GmbH", "website": "https://www.northworks.example", "owner": "lena"})
        by_mail = self.get("/v1/owner?of=Huber@Bavaria-Optik.example").json()
        self.assertEqual((by_mail["found"], by_mail["lead"]["lead_id"]), ("lead", self.lead["lead_id"]))
        for of in (self.lead["lead_id"], "C-1", "https%3A%2F%2Fcrm.example%2Flead%2FC-1%2Fview"):
            self.assertEqual(self.get("/v1/owner?of=" + of).json()["lead"]["lead_id"], self.lead["lead_id"], of)
        for of in ("acc-7", "Northworks", "northworks.example", "https%3A%2F%2Fcrm.example%2Facc-7%3Ftab%3D1"):
            found = self.get("/v1/owner?of=" + of).json()
            self.assertEqual((found["found"], found["owner"]["name"]), ("account", "Lena Weber"), of)
        self.assertIsNone(self.get("/v1/owner?of=nobody").json()["found"])
        self.assertEqual(self.server.call("GET", "/v1/owner").status, 400)

    def test_a_lead_s_events_are_those_of_its_record_and_its_runs(self):
        events = self.get(f"/v1/leads/{self.lead['lead_id']}/events").json()
        positions = [event["position"] for event in events]
        self.assertEqual(positions, sorted(set(positions)))
        self.assertEqual(events[0]["type"], "LeadReceived")
        self.assertLessEqual({"RunStarted", "DecisionMade", "OwnerAssigned"}, {event["type"] for event in events})
        self.assertEqual(self.server.call("GET", "/v1/leads/nobody/events").status, 404)

    def test_a_version_is_given_as_it_was_written_and_as_a_flow(self):
        files = self.get("/v1/policies/active/files").json()
        self.assertEqual(files["files"]["policy.yaml"], served.POLICY)
        flow = self.get(f"/v1/policies/{files['policy_version']}/flow").json()
        self.assertEqual([step["name"] for step in flow["steps"]], ["lawful-basis", "known-person", "germany", "nothing_matched"])
        self.assertIn([2, [target["name"] for target in flow["targets"]].index("pool dach")], flow["lines"])
        self.get(f"/v1/leads?at_least={self.queued['position']}")
        counts = {step["name"]: step["count"] for step in self.get("/v1/policies/active/flow").json()["steps"]}
        self.assertEqual((counts["germany"], counts["nothing_matched"]), (1, 1))
        self.assertEqual(self.server.call("GET", "/v1/policies/none/files").status, 404)

    def test_a_version_tells_what_its_conditions_may_read(self):
        declared = "record: lead\nfields:\n  lead.Tier__c: {type: text, values: [Gold, Silver]}\n"
        made = self.server.call("POST", "/v1/policies", {"stage": "draft", "files": self.get("/v1/policies/active/files").json()["files"] | {
            "policy.yaml": served.POLICY.replace("record: lead\n", declared)}})
        self.assertEqual(made.status, 201, made.body)
        answer = self.get(f"/v1/policies/{made.json()['policy_version']}/attributes").json()
        told = {one.pop("name"): one for one in answer["attributes"]}
        self.assertEqual(told["lead.country"], {"type": "text", "own": False, "values": []})
        self.assertEqual((told["lead.employees"]["type"], told["prior.owner.active"]["type"]), ("integer", "boolean"))
        self.assertEqual(told["lead.Tier__c"], {"type": "text", "own": True, "values": ["gold", "silver"]})
        self.assertNotIn("person.team", told)
        self.assertNotIn("lead.Tier__c", str(self.get("/v1/policies/active/attributes").json()))

    def test_every_agent_s_health_is_told(self):
        health = self.get("/v1/agents/health").json()
        self.assertEqual({agent["id"] for agent in health}, {agent["id"] for agent in self.get("/v1/agents").json()})
        self.assertEqual({agent["breaker"] for agent in health}, {"closed"})


class AnotherOwner(unittest.TestCase):
    def test_a_lead_whose_owner_was_changed_elsewhere_is_counted_and_listed_until_the_policy_decides_again(self):
        server = served.Served()
        server.start()
        self.addCleanup(server.close)
        lead = server.post(LEAD).json()
        before = server.call("GET", "/v1/attention").json()["owner_differs"]
        self.assertEqual(before, {"count": 0, "oldest_at": None})
        other = ({"lena", "jonas"} - {lead["owner"]["id"]}).pop()

        def listed(position):
            answer = server.call("GET", f"/v1/leads?at_least={position}&status=routed&reason=owner_changed_outside")
            return [one["lead_id"] for one in answer.json()["items"]], server.call("GET", "/v1/attention").json()["owner_differs"]

        unsaid = server.call("POST", f"/v1/records/{lead['lead_id']}/owner", {})
        self.assertEqual(unsaid.status, 400, unsaid.body)
        moved = server.call("POST", f"/v1/records/{lead['lead_id']}/owner", {"to": other})
        self.assertEqual(moved.status, 200, moved.body)
        leads, differs = listed(moved.json()["position"])
        self.assertEqual((leads, differs["count"]), ([lead["lead_id"]], 1))
        self.assertRegex(differs["oldest_at"], r"^\d{4}-\d\d-\d\dT")
        again = server.call("POST", f"/v1/records/{lead['lead_id']}/route", {})
        self.assertLess(again.status, 300, again.body)
        leads, differs = listed(again.json()["position"])
        self.assertEqual((leads, differs["count"]), ([], 0))


if __name__ == "__main__":
    unittest.main()
