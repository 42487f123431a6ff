"""Who decides about a request that nobody is asked about, role by role, and about one that its approver may not decide; by
the real program, served."""
import unittest

import desk_test
from signed_in import add_user, signed_in


class DeskDeciders(unittest.TestCase):
    setUp = desk_test.Desk.setUp
    close = desk_test.Desk.close
    command = desk_test.Desk.command
    import_people = desk_test.Desk.import_people
    call = desk_test.Desk.call
    open = desk_test.Desk.open
    case = desk_test.Desk.case
    decide = desk_test.Desk.decide
    add_policy = desk_test.Desk.add_policy

    def test_what_nobody_is_asked_about_is_for_approvers_and_administrators_and_for_nobody_else(self):
        self.add_policy()
        case, other = self.open("jonas", "x-none"), self.open("revo", "x-none", "Whose is the lead from the States?")
        self.assertEqual([self.case(one)["current_owner"] for one in (case, other)], [None, None], "nobody has the record")
        path, shown = "/v1/cases/" + case["request_id"], self.case(case)["shown_hash"]
        ruling = {"decision": "reject", "comment": "it stays", "shown_hash": shown}
        browsers = {}
        for role in ("policy_author", "policy_approver", "table_owner", "operator", "manager", "seller", "requester", "auditor",
                     "approver", "admin"):
            self.call("PUT", "/v1/people/p-" + role, {"name": role, "team": "revops"}, status=200)
            add_user(self.server, role, [role], person="p-" + role)
            browsers[role] = signed_in(self.server, role)
        decides, reads = {"approver", "admin"}, {"approver", "admin", "operator", "auditor"}
        for role, browser in browsers.items():
            with self.subTest(role=role):
                self.assertEqual(browser.call("GET", path).status, 200 if role in reads else 404)
                listed = browser.call("GET", "/v1/approvals")
                if listed.status == 200:
                    ids = {item["request_id"] for item in listed.json()["items"]}
                    self.assertEqual(case["request_id"] in ids, role in decides)
                    for item in listed.json()["items"]:
                        one = browser.call("GET", "/v1/cases/" + item["request_id"]).json()
                        self.assertEqual(item["shown_hash"], one["shown_hash"], "the list and the request say the same")
                counted = browser.call("GET", "/v1/queues")
                if counted.status == 200:
                    counts = {one["name"]: one["count"] for one in counted.json()["queues"]}
                    self.assertEqual(counts["exceptions"], 2 if role in reads else 0)
                if role in decides:
                    continue
                refused = browser.call("POST", path + "/decision", ruling)
                self.assertEqual(refused.status, 403, refused.body)
                if role in ("operator", "manager"):
                    self.assertIn("nobody is asked about this request by name", refused.json()["detail"])
                self.assertEqual(browser.call("POST", path + "/messages", {"text": "I think so, too"}).status, 403)
        # Who is nobody of the roster decides nothing, and is not shown what others do.
        add_user(self.server, "nobody", ["manager"])
        self.assertEqual(signed_in(self.server, "nobody").call("GET", "/v1/approvals").status, 403)
        # Whom the workspace's own token speaks for may what they may: somebody who is no user nothing of it.
        for person in ("sven", "p-seller", "p-manager"):
            self.assertIn("ask an administrator", self.decide(case, person, "approve", 403)["detail"])
        mine = browsers["approver"].call("POST", "/v1/cases", {"summary": "Should the lead from the States not be mine?",
                                                               "business_justification": "I asked", "target_record": "x-none"})
        self.assertEqual(mine.status, 201, mine.body)
        refused = self.decide(mine.json(), "p-approver", "approve", 403)
        self.assertIn("four eyes", refused["detail"])
        self.assertEqual(browsers["admin"].call("POST", path + "/messages", {"text": "I look at it"}).status, 200)
        done = browsers["approver"].call("POST", path + "/decision", ruling | {"shown_hash": self.case(case)["shown_hash"]})
        self.assertEqual((done.status, done.json()["decision"]), (200, "Rejected"), done.body)
        hash_of = self.case(other)["shown_hash"]
        self.server.stop()
        asked = ("case", "decide", other["request_id"], "reject", "--comment", "no", "--shown-hash", hash_of, "--as")
        self.assertIn("ask an administrator", self.command(*asked, "p-seller", code=1))
        self.assertIn("Rejected", self.command(*asked, "p-admin"))

    def test_whoever_is_asked_and_decides_nothing_by_their_roles_is_not_waited_for_for_ever(self):
        self.add_policy()
        self.call("PUT", "/v1/people/solo", {"name": "Solo", "team": "revops"})
        self.call("PUT", "/v1/accounts/a2", {"name": "Named Works", "website": "https://named.example", "type": "named account", "owner": "solo"})
        case = self.open("jonas", "x-named")
        self.assertEqual(self.case(case)["current_owner"], "solo")
        add_user(self.server, "solo", ["seller"], person="solo")
        add_user(self.server, "revo", ["approver"], person="revo")
        refused = self.decide(case, "solo", "reject", 403, comment="it is mine")
        self.assertIn("decide no requests", refused["detail"])
        self.decide(case, "sven", "reject", 403, comment="I am nobody's approver")
        self.assertEqual(self.decide(case, "revo", "reject", comment="it stays")["decision"], "Rejected")
        details = self.call("GET", f"/v1/cases/{case['request_id']}/audit")["items"][-2]["details"]
        self.assertEqual(details["instead_of"], "solo")

    def notices(self, browser, case):
        """Theirs, once all that happened to the request is told."""
        told = self.call("GET", f"/v1/cases/{case['request_id']}/audit")["items"][-1]["position"]
        answer = browser.call("GET", f"/v1/notices?at_least={told}")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()["items"]

    def hire(self, *roles):
        for role in roles:
            self.call("PUT", "/v1/people/p-" + role, {"name": role, "team": "revops"}, status=200)
            add_user(self.server, role, [role], person="p-" + role)
        return [signed_in(self.server, role) for role in roles]

    def test_who_may_decide_what_nobody_is_asked_about_is_told_that_it_waits(self):
        self.add_policy()
        admin, seller = self.hire("admin", "seller")
        first = self.open("jonas", "x-none")
        self.assertIsNone(self.case(first)["current_owner"])
        asked = [item for item in self.notices(admin, first) if item["kind"] == "approval_asked"]
        self.assertEqual(len(asked), 1, "administrators hear of it where nobody else may decide")
        self.assertIn(first["request_id"], asked[0]["title"])
        self.assertIn("nobody is asked about it by name", asked[0]["why"])
        (approver,) = self.hire("approver")
        second = self.open("revo", "x-none", "Whose is the lead from the States?")
        self.assertEqual([item["title"] for item in self.notices(approver, second)], ["Please decide: request " + second["request_id"]])
        self.assertEqual(len(self.notices(admin, second)), 1)
        self.assertEqual(self.notices(seller, second), [])
        self.decide(second, "p-approver", "reject", comment="it stays")
        self.assertEqual([item["overtaken"] for item in self.notices(approver, second)], [True])

    def test_a_user_who_decides_nothing_is_passed_over_and_the_audit_says_why(self):
        self.add_policy()
        self.call("PUT", "/v1/people/solo", {"name": "Solo", "team": "dach", "manager": "mona"})
        self.call("PUT", "/v1/accounts/a2", {"name": "Named Works", "website": "https://named.example", "type": "named account", "owner": "solo"})
        add_user(self.server, "solo", ["seller"], person="solo")
        add_user(self.server, "mona", ["manager"], person="mona")
        case = self.open("jonas", "x-named")
        shown = self.case(case)
        self.assertEqual((shown["current_owner"], shown["reason"]), ("mona", "named_account_conflict"))
        self.assertIn("passed over solo", shown["actions_taken"])
        passed = [entry["details"] for entry in self.call("GET", f"/v1/cases/{case['request_id']}/audit")["items"]
                  if "passed_over" in entry["details"]]
        self.assertEqual([(one["passed_over"], one["reason"]) for one in passed], [("solo", "passed_over")])
        self.assertIn("their roles decide no requests", passed[0]["text"])
        self.assertEqual(self.notices(signed_in(self.server, "solo"), case), [])
        mona = signed_in(self.server, "mona")
        self.assertEqual([item["kind"] for item in self.notices(mona, case)], ["approval_asked"])
        done = mona.call("POST", f"/v1/cases/{case['request_id']}/decision", {"decision": "reject", "comment": "it stays", "shown_hash": shown["shown_hash"]})
        self.assertEqual((done.status, done.json()["decision"]), (200, "Rejected"), done.body)

    def test_where_nobody_of_the_chain_decides_nobody_is_asked_by_name(self):
        self.add_policy()
        for person in ("lena", "mona", "vera"):
            add_user(self.server, person, ["seller"], person=person)
        (approver,) = self.hire("approver")
        case = self.open("jonas", "x-named")
        self.assertIsNone(self.case(case)["current_owner"])
        self.assertEqual([item["kind"] for item in self.notices(approver, case)], ["approval_asked"])


if __name__ == "__main__":
    unittest.main()
