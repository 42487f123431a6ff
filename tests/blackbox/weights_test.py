"""A manager sets the weights of their own team within the bounds that an administrator sets, and the next turns follow: over
HTTP and by command, served and alone."""
import collections
import json
import pathlib
import unittest

from signed_in import signed_in
from staffed import StaffedTest

PEOPLE = """id,name,email,team,manager,zone
lena,Lena Weber,lena@acme.example,dach,mona,
jonas,Jonas Beck,jonas@acme.example,dach,mona,
mona,Mona Graf,mona@acme.example,dach,boss,
boss,Bo Berg,boss@acme.example,sales,,
kim,Kim Lee,kim@acme.example,uk,mona,
zoe,Zoe Day,zoe@acme.example,nordics,boss,
revo,Rev Ops,revo@acme.example,revops,,
"""
BOUNDS = {"weights": [{"teams": ["dach"], "from": 1, "to": 4}, {"teams": ["uk"], "from": 2, "to": 2}]}


class Weights(StaffedTest):
    PEOPLE = PEOPLE
    USERS = (("lena", "seller"), ("mona", "manager"), ("boss", "manager"), ("revo", "operator"), ("ada", "admin"), ("audit", "auditor"))

    def setUp(self):
        super().setUp()
        self.bounds(BOUNDS)

    def bounds(self, bounds, browser=None, status=200):
        answer = (browser or self.server).call("PUT", "/v1/access-rules/weights", {"text": json.dumps(bounds) if bounds else ""})
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def set(self, browser, person, body, status=200):
        answer = browser.call("POST", f"/v1/people/{person}/weight", body)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def weight_of(self, person):
        return self.server.call("GET", f"/v1/people/{person}/availability").json()["weight"]

    def changes(self):
        """Events of people, the newest first: who caused it, and what it says."""
        items = self.server.call("GET", "/v1/events/search?type=PersonUpserted&limit=200").json()["items"]
        return [(item["actor"], item["event"]["fields"]) for item in items]

    def turns(self, first, count):
        """How many of the next leads each person gets."""
        got = collections.Counter()
        for number in range(first, first + count):
            answer = self.server.post({"external_id": f"x{number}", "email": f"p{number}@firm{number}.example",
                                       "country": "DE", "consent": "given", "company": f"Firm {number}"})
            self.assertEqual(answer.status, 201, answer.body)
            got[answer.json()["owner"]["id"]] += 1
        return got

    def test_a_record_that_says_no_weight_leaves_it_as_it_is(self):
        self.set(self.server, "zoe", {"weight": 7})
        answer = self.server.call("PUT", "/v1/people/zoe", {"name": "Zoe Night", "team": "nordics"})
        self.assertEqual((answer.status, answer.json()["changed"]), (200, True), answer.body)
        self.assertEqual(self.weight_of("zoe"), 7)
        self.server.call("PUT", "/v1/people/zoe", {"weight": None})
        self.assertEqual(self.weight_of("zoe"), 1, "said to be nothing")

    def test_a_manager_sets_a_weight_within_the_bounds_and_the_next_turns_follow(self):
        self.server.call("POST", "/v1/people/mona/weight", {"weight": 0})
        self.assertEqual(self.turns(0, 4), {"lena": 2, "jonas": 2})
        mona = signed_in(self.server, "mona")
        shown = mona.call("GET", "/v1/people/lena/availability").json()
        self.assertEqual((shown["weight"], shown["weight_bounds"]), (1, {"from": 1, "to": 4}))
        before = len(self.changes())
        done = self.set(mona, "lena", {"weight": 3, "reason": "has the time since Berlin closed"})
        self.assertEqual((done["changed"], done["before"], done["after"]), (True, 1, 3))
        self.assertEqual((done["bounds"], done["pools"]), ({"from": 1, "to": 4}, ["dach"]))
        self.assertIn("Lena Weber has weight 3, after 1", done["text"])
        self.assertEqual(self.turns(4, 8), {"lena": 6, "jonas": 2})
        self.assertEqual(mona.call("GET", "/v1/people/lena/availability").json()["weight"], 3)
        pool = self.server.call("GET", "/v1/pools").json()["pools"][0]
        self.assertEqual({one["id"]: one["weight"] for one in pool["members"]}, {"lena": 3, "jonas": 1, "mona": 0})
        # Who and why stand in the log, for whoever may read it.
        changes = self.changes()
        self.assertEqual(len(changes), before + 1)
        actor, fields = changes[0]
        self.assertTrue(actor.startswith("user_"), actor)
        self.assertEqual(fields["weight"], [{"before": 1, "after": 3, "by": "mona"}])
        self.assertEqual(fields["reason"], "has the time since Berlin closed")
        named = signed_in(self.server, "audit").call("GET", "/v1/events/search?person=mona&type=PersonUpserted").json()["items"]
        self.assertEqual(named[0]["event"]["fields"]["weight"], fields["weight"], "found by who set it")
        self.assertEqual(mona.call("GET", "/v1/events/search").status, 403)
        # The same again stores nothing.
        again = self.set(mona, "lena", {"weight": 3, "reason": "once more"})
        self.assertEqual((again["changed"], again["before"], again["after"]), (False, 3, 3))
        self.assertEqual(len(self.changes()), before + 1)
        # It outlives the process, decides the same on replay, and the log is what it was.
        self.assertEqual(self.server.stop(), 0)
        self.assertEqual(json.loads(self.command("replay", "--json"))["different"], 0)
        self.assertTrue(json.loads(self.command("audit", "verify"))["ok"])
        self.server.start()
        self.assertEqual(self.weight_of("lena"), 3)
        self.assertEqual(self.turns(12, 4), {"lena": 3, "jonas": 1})

    def test_beyond_the_bounds_without_any_of_others_and_of_oneself_is_refused_in_words(self):
        mona, boss, lena = (signed_in(self.server, login) for login in ("mona", "boss", "lena"))
        before = self.changes()
        for browser, person, weight, said in (
                (mona, "lena", 5, "outside what managers may set in team `dach`, which is 1 to 4"),
                (mona, "lena", 0, "a weight of 0 is outside"),
                (boss, "jonas", 9, "1 to 4"),
                (mona, "kim", 1, "team `uk`, which is 2 to 2"),
                (boss, "zoe", 1, "no bounds are set"),
                (boss, "zoe", 1, "signalbox access-rules weights"),
                (mona, "zoe", 1, "those whom the person reports to"),
                (mona, "boss", 1, "those whom the person reports to"),
                (mona, "mona", 2, "nobody sets their own weight")):
            refused = self.set(browser, person, {"weight": weight}, status=403)
            self.assertIn(said, refused["detail"])
        for person in ("lena", "jonas"):
            self.assertIn("people.weight", self.set(lena, person, {"weight": 2}, status=403)["detail"])
        self.assertEqual(self.changes(), before)
        denied = [row["route"] for row in self.server.call("GET", "/v1/readings?kind=denied&limit=100").json()["items"]]
        self.assertEqual(denied.count("POST /v1/people/{id}/weight"), 11)
        # Whoever is above the manager sets theirs; two steps up are within reach too.
        self.assertEqual(self.set(boss, "mona", {"weight": 2})["before"], 1)
        self.assertEqual(self.set(boss, "kim", {"weight": 2})["pools"], [])

    def test_the_bounds_that_hold_are_those_of_the_moment_and_of_whoever_asks(self):
        mona, boss, lena, revo = (signed_in(self.server, login) for login in ("mona", "boss", "lena", "revo"))

        def shown(browser, person):
            return browser.call("GET", f"/v1/people/{person}/availability").json()["weight_bounds"]

        self.assertEqual(shown(mona, "kim"), {"from": 2, "to": 2})
        self.assertEqual(shown(boss, "mona"), {"from": 1, "to": 4})
        self.assertEqual(shown(revo, "lena"), {"from": 0, "to": 1000})
        for browser, person in ((lena, "lena"), (mona, "mona"), (boss, "zoe"), (signed_in(self.server, "audit"), "lena")):
            self.assertIsNone(shown(browser, person), person)
        told = self.bounds({"weights": [{"from": 1, "to": 2}]})
        self.assertEqual(told["weights"], [{"teams": None, "from": 1, "to": 2}])
        self.assertEqual(shown(boss, "zoe"), {"from": 1, "to": 2})
        self.set(mona, "lena", {"weight": 3}, status=403)
        self.set(boss, "zoe", {"weight": 2})
        self.bounds(None)
        self.set(mona, "lena", {"weight": 1}, status=403)

    def test_an_operator_sets_any_weight_and_what_is_none_is_named(self):
        revo = signed_in(self.server, "revo")
        self.assertEqual(self.set(revo, "lena", {"weight": 1000})["bounds"], {"from": 0, "to": 1000})
        self.assertIn("takes no turns any more", self.set(revo, "lena", {"weight": 0})["text"])
        self.set(revo, "mona", {"weight": 0})
        self.assertEqual(self.turns(0, 3), {"jonas": 3})
        for body, said in (({"weight": 1001}, "from 0 to 1000"), ({"weight": -1}, "from 0 to 1000"), ({"weight": 1.5}, "from 0"),
                           ({"weight": "2"}, "from 0"), ({"weight": 2 ** 64}, "from 0"), ({}, "send an object"), ([1], "send an object"),
                           ({"weight": 2, "why": "x"}, "`why` is nothing"), ({"weight": 2, "reason": 3}, "`reason` is a text"),
                           ({"weight": 2, "reason": "a\nb"}, "one line"), ({"weight": 2, "reason": "x" * 501}, "500 bytes")):
            self.assertIn(said, self.set(revo, "lena", body, status=400)["detail"], body)
        self.set(revo, "nobody", {"weight": 2}, status=404)
        self.assertIn("who is signed in", self.set(revo, "lena", {"weight": 2, "by": "mona"}, status=403)["detail"])

    def test_an_administrator_alone_sets_the_bounds_and_what_is_wrong_with_them_is_named(self):
        for login in ("mona", "revo", "audit"):
            self.bounds(None, browser=signed_in(self.server, login), status=403)
        for bounds, said in (({"weights": [{"teams": ["moon"], "from": 1, "to": 2}]}, "no team called `moon`"),
                             ({"weights": [{"teams": ["dach"], "from": 3, "to": 2}]}, "above `to`"),
                             ({"tables": []}, "JSON as")):
            self.assertIn(said, self.bounds(bounds, status=400)["detail"])
        told = signed_in(self.server, "audit").call("GET", "/v1/access-rules/weights").json()
        self.assertEqual((told["kind"], json.loads(told["text"]), told["rules"]), ("weights", BOUNDS, []))
        self.assertEqual([one["to"] for one in told["weights"]], [4, 2])
        # Each kind of rules stands for itself.
        self.assertIsNone(self.server.call("GET", "/v1/access-rules/tables").json()["text"])
        self.assertIsNone(self.server.call("GET", "/v1/access-rules/personal-fields").json()["text"])
        events = self.server.call("GET", "/v1/events/search?type=AccessRulesSet").json()["items"]
        self.assertEqual([(one["event"]["fields"]["kind"], one["event"]["fields"]["rules"]) for one in events], [("weights", 2)])

    def test_the_command_sets_it_served_and_alone(self):
        self.assertIn("Lena Weber has weight 7, after 1", self.command("person", "weight", "lena", "7", "--reason", "autumn",
                                                                       "--by", "mona"))
        self.assertEqual(self.changes()[0][1]["weight"], [{"before": 1, "after": 7, "by": "mona"}])
        self.assertEqual(self.changes()[0][1]["reason"], "autumn")
        self.assertEqual(self.server.stop(), 0)
        self.assertIn("has weight 7 already; nothing was changed", self.command("person", "weight", "lena", "7"))
        done = json.loads(self.command("person", "weight", "lena", "2", "--json"))
        self.assertEqual((done["before"], done["after"], done["pools"]), (7, 2, ["dach"]))
        self.assertEqual(json.loads(self.command("person", "show", "lena", "--json"))["weight"], 2)
        self.assertIn("from 0 to 1000", self.command("person", "weight", "lena", "1001", code=2))
        self.assertIn("`by`: the roster has nobody", self.command("person", "weight", "lena", "3", "--by", "nobody", code=2))
        self.command("person", "weight", "nobody", "3", code=1)
        bounds = pathlib.Path(self.server.folder.name, "bounds.json")
        bounds.write_text(json.dumps({"weights": [{"from": 1, "to": 9}]}))
        self.assertIn('"to": 9', self.command("access-rules", "weights", str(bounds)))
        self.assertIn("there are no access rules of weights", self.command("access-rules", "weights", "--none"))
        self.server.start()
        self.assertEqual(self.weight_of("lena"), 2)


if __name__ == "__main__":
    unittest.main()
