"""Signing in and what it protects from: sessions, CSRF, guessing, what is whose, and the record of who read what."""
import http.client
import json
import pathlib
import re
import sqlite3
import subprocess
import unittest

from served import PROGRAM, Served
from signed_in import PASSWORD, Browser, add_user, signed_in


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        add_user(cls.server, "ada", ["admin"])
        add_user(cls.server, "lena", ["seller"])
        add_user(cls.server, "jonas", ["seller"])
        add_user(cls.server, "audit", ["auditor"])
        add_user(cls.server, "author", ["policy_author"])
        cls.leads = {}
        for number in range(8):
            answer = cls.server.post({"external_id": f"a-{number}", "email": f"p{number}@huber-werke.example",
                                      "first_name": "Petra", "last_name": f"Planted{number}", "country": "DE",
                                      "consent": "given"}).json()
            cls.leads.setdefault(answer["owner"]["id"], []).append(answer["lead_id"])
        cls.server.call("GET", f"/v1/leads?at_least={answer['position']}")  # from here on the lists show them

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def command(self, *arguments, code=0, given=""):
        done = subprocess.run([PROGRAM, *arguments, "--workspace", self.server.directory], input=given,
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def hashes(self):
        text = self.server.call("GET", "/metrics").body.decode()
        return int(re.search(r"^signalbox_password_hashes_total (\d+)", text, re.MULTILINE).group(1))

    def readings(self, **filters):
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return self.server.call("GET", "/v1/readings?" + query).json()["items"]

    # Sessions

    def test_who_signs_in_is_told_who_they_are_and_their_cookie_is_out_of_reach(self):
        browser = Browser(self.server)
        answer = browser.sign_in("lena")
        user = answer.json()["user"]
        self.assertEqual((user["person"], user["roles"], user["email"]), ("lena", ["seller"], "lena@acme.example"))
        for line in answer.headers.get_all("Set-Cookie"):
            self.assertIn("HttpOnly", line)
            self.assertIn("SameSite=Strict", line)
            self.assertIn("Path=/", line)
        self.assertEqual(browser.call("GET", "/v1/session").json(), answer.json())

    def test_signing_out_ends_the_session(self):
        browser = signed_in(self.server, "lena")
        before = dict(browser.cookies)
        self.assertEqual(browser.call("DELETE", "/v1/session").status, 204)
        browser.cookies = before
        self.assertEqual(browser.call("GET", "/v1/session").status, 401)

    def test_a_session_that_was_planted_before_is_worth_nothing(self):
        browser = Browser(self.server)
        browser.cookies["signalbox_session"] = "0" * 64
        browser.sign_in("lena")
        self.assertNotEqual(browser.cookies["signalbox_session"], "0" * 64)
        planted = Browser(self.server)
        planted.cookies["signalbox_session"] = "0" * 64
        self.assertEqual(planted.call("GET", "/v1/session").status, 401)
        first = dict(browser.cookies)
        browser.sign_in("lena")
        self.assertNotEqual(first["signalbox_session"], browser.cookies["signalbox_session"])
        planted.cookies = first
        self.assertEqual(planted.call("GET", "/v1/session").status, 401, "the one before goes on")

    def test_sessions_and_users_survive_a_restart(self):
        browser = signed_in(self.server, "ada")
        self.server.kill()
        self.server.start()
        self.assertEqual(browser.call("GET", "/v1/session").json()["user"]["login"], "ada")

    def test_a_new_password_ends_other_sessions(self):
        add_user(self.server, "pat", ["seller"])
        here, there = signed_in(self.server, "pat"), signed_in(self.server, "pat")
        wrong = here.call("POST", "/v1/session/password", {"current": "wrong wrong wrong", "password": "another sentence"})
        self.assertEqual(wrong.status, 403)
        changed = here.call("POST", "/v1/session/password", {"current": PASSWORD, "password": "another sentence"})
        self.assertEqual(changed.status, 200, changed.body)
        self.assertEqual(here.call("GET", "/v1/session").status, 200)
        self.assertEqual(there.call("GET", "/v1/session").status, 401)

    # Attacks

    def test_a_change_by_cookie_needs_the_sessions_own_token(self):
        browser = signed_in(self.server, "ada")
        lead = next(iter(self.leads.values()))[0]
        own, browser.csrf = browser.csrf, None
        self.assertEqual(browser.call("POST", f"/v1/leads/{lead}/activity", {}).status, 403)
        self.assertEqual(browser.call("DELETE", "/v1/session").status, 403)
        browser.csrf = signed_in(self.server, "lena").csrf
        self.assertEqual(browser.call("POST", f"/v1/leads/{lead}/activity", {}).status, 403)
        browser.csrf = own
        self.assertEqual(browser.call("GET", "/v1/session").status, 200)
        self.assertNotEqual(browser.call("POST", f"/v1/leads/{lead}/activity", {}).status, 403)

    def test_a_form_of_another_site_signs_nobody_in(self):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            body = json.dumps({"login": "lena", "password": PASSWORD})
            answer = Browser(self.server).call("POST", "/v1/session", body, {"Content-Type": kind})
            self.assertEqual(answer.status, 415)
            self.assertIsNone(answer.headers["Set-Cookie"])

    def test_wrong_password_and_unknown_login_cost_one_hash_each_and_say_the_same(self):
        counts, answers = [], []
        for login in ("jonas", "nobody-here", "audit"):
            before = self.hashes()
            answers.append(Browser(self.server).sign_in(login, "not the password at all"))
            counts.append(self.hashes() - before)
        self.assertEqual(counts, [1, 1, 1])
        self.assertEqual([answer.status for answer in answers], [401] * 3)
        self.assertEqual(len({answer.body for answer in answers}), 1)

    def test_guessing_is_slowed_and_a_known_browser_still_comes_in(self):
        with Served() as server:
            add_user(server, "lena", ["seller"])
            known = signed_in(server, "lena")
            statuses = [Browser(server).sign_in("lena", "guess number " + str(i)).status for i in range(8)]
            self.assertEqual(statuses, [401] * 5 + [429] * 3)
            refused = Browser(server).sign_in("lena")
            self.assertEqual(refused.status, 429)
            self.assertIn("Retry-After", refused.headers)
            self.assertEqual(known.sign_in("lena").status, 200)

    def test_every_answer_carries_the_headers_that_keep_browsers_safe(self):
        browser = signed_in(self.server, "lena")
        for answer in (browser.call("GET", "/v1/leads"), Browser(self.server).call("GET", "/v1/leads"),
                       browser.call("GET", "/v1/nothing"), browser.call("GET", "/"), browser.call("GET", "/healthz"),
                       browser.call("GET", "/%zz"), browser.call("OPTIONS", "/v1/leads")):
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
            policy = answer.headers["Content-Security-Policy"]
            self.assertIn("frame-ancestors 'none'", policy)
            self.assertNotIn("unsafe-inline", policy)

    def test_no_input_of_a_stranger_becomes_a_header_or_a_place_to_go(self):
        for path in ("/v1/session?next=https://evil.example", "//evil.example", "/\\evil.example",
                     "/v1/leads%0d%0aSet-Cookie:%20a=b", "/https://evil.example"):
            answer = Browser(self.server).call("GET", path)
            self.assertIsNone(answer.headers["Location"])
            self.assertIsNone(answer.headers["Set-Cookie"])
            self.assertGreaterEqual(answer.status, 400)
        answer = Browser(self.server).sign_in("lena\r\nSet-Cookie: a=b", PASSWORD)
        self.assertEqual(answer.status, 401)
        self.assertIsNone(answer.headers["Set-Cookie"])

    # What is whose

    def test_a_seller_sees_their_own_leads_alone_by_every_way(self):
        browser = signed_in(self.server, "lena")
        items = browser.call("GET", "/v1/leads?limit=200").json()["items"]
        self.assertEqual({item["owner"]["id"] for item in items}, {"lena"})
        self.assertEqual({item["lead_id"] for item in items}, set(self.leads["lena"]))
        self.assertTrue(all(item["lead"]["last_name"].startswith("Planted") for item in items))
        other = self.leads["jonas"][0]
        theirs = self.server.call("GET", f"/v1/leads/{other}").json()
        email, run = theirs["lead"]["email"], theirs["run_id"]
        self.assertEqual(browser.call("GET", f"/v1/leads/{other}").status, 404)
        self.assertEqual(browser.call("GET", f"/v1/leads?email={email}").json()["items"], [])
        self.assertEqual(browser.call("GET", f"/v1/leads?external_id={theirs['external_id']}").json()["items"], [])
        self.assertEqual(browser.call("GET", "/v1/leads?owner=jonas").json()["items"], [])
        self.assertEqual(browser.call("GET", f"/v1/runs/{run}/events").status, 404)
        for name in (email, theirs["external_id"]):
            self.assertEqual(browser.call("GET", f"/v1/leads/{name}/explanation").status, 404)
        for verb in ("accept", "contacted", "hand_over"):
            self.assertEqual(browser.call("POST", f"/v1/leads/{other}/{verb}", {}).status, 404, verb)
        missing = browser.call("GET", "/v1/leads/lead_01900000-0000-7000-8000-000000000000").json()
        denied = browser.call("GET", f"/v1/leads/{other}").json()
        self.assertEqual(missing["detail"], denied["detail"], "being there is not told apart from not being there")

    def test_a_seller_is_told_why_another_got_it_and_nothing_of_the_person(self):
        browser = signed_in(self.server, "lena")
        other = self.leads["jonas"][0]
        answer = browser.call("GET", f"/v1/leads/{other}/explanation")
        self.assertEqual(answer.status, 200, answer.body)
        told = answer.json()
        self.assertEqual({one["owner"] for one in told["considered"]}, {"lena"})
        self.assertTrue(told["narrowed"])
        self.assertNotIn("jonas", answer.body.decode())
        self.assertNotIn("Planted", answer.body.decode())
        self.assertIn("lena did not get it", told["text"])

    def test_by_is_who_signed_in(self):
        browser = signed_in(self.server, "lena")
        lead = self.leads["lena"][0]
        self.assertEqual(browser.call("POST", f"/v1/leads/{lead}/accept", {"by": "jonas"}).status, 403)
        self.assertEqual(browser.call("POST", f"/v1/leads/{lead}/accept", {}).status, 200)
        told = self.server.call("GET", f"/v1/leads/{lead}/explanation").json()["text"]
        self.assertIn("lena", told)

    def test_an_author_sees_leads_and_nobodys_personal_fields(self):
        browser = signed_in(self.server, "author")
        answer = browser.call("GET", "/v1/leads?limit=5")
        self.assertNotIn("Planted", answer.body.decode())
        item = answer.json()["items"][0]
        self.assertIn("email", item["masked"])
        self.assertIn("last_name", item["masked"])
        self.assertNotIn("email", item["lead"])
        self.assertEqual(item["lead"]["consent"], "given")
        lead = item["lead_id"]
        told = browser.call("GET", f"/v1/leads/{lead}/explanation")
        self.assertNotIn("Planted", told.body.decode())
        self.assertEqual(browser.call("GET", f"/v1/leads/{lead}/explanation?why_not=lena").status, 403)
        events = browser.call("GET", f"/v1/runs/{item['run_id']}/events")
        self.assertNotIn("huber", events.body.decode())

    def follow(self, browser, marker):
        """The stream's text from its beginning until `marker` came."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        line.request("GET", "/v1/events?after=-1", headers={"Cookie": cookie})
        got = line.getresponse()
        self.assertEqual(got.status, 200)
        text = ""
        while marker not in text:
            text += got.fp.readline().decode()
        line.close()
        return text

    def test_the_stream_of_events_obeys_as_well(self):
        mine = self.server.call("GET", f"/v1/leads/{self.leads['lena'][-1]}").json()
        text = self.follow(signed_in(self.server, "lena"), mine["lead_id"])
        for lead in self.leads["jonas"]:
            self.assertNotIn(lead, text)
        last = self.server.call("GET", "/v1/leads?limit=1").json()["items"][0]
        text = self.follow(signed_in(self.server, "author"), last["lead_id"])
        self.assertIn('"masked":true', text)
        self.assertNotIn("Planted", text)

    def test_nobody_approves_what_they_published_themselves(self):
        author = add_user(self.server, "rita", ["policy_author", "policy_approver"], person="revo")
        self.assertEqual(author["person"], "revo")
        self.assertEqual(self.server.call("POST", "/v1/policies/approval", {"required": True, "by": "lena"}).status, 200)
        try:
            bundle = pathlib.Path(self.server.folder.name, "bundle", "policy.yaml").read_text() + "# again\n"
            rita = signed_in(self.server, "rita")
            published = rita.call("POST", "/v1/policies", {"files": {"policy.yaml": bundle}, "stage": "draft"})
            self.assertEqual(published.status, 201, published.body)
            version = published.json()["policy_version"]
            for body in ({}, {"by": "revo"}, {"by": "lena"}):
                self.assertIn(rita.call("POST", f"/v1/policies/{version}/approve", body).status, (403, 409), body)
            add_user(self.server, "otto", ["policy_approver"], person="")
            otto = signed_in(self.server, "otto")
            self.assertEqual(otto.call("POST", f"/v1/policies/{version}/approve", {}).status, 403, "nobody of the roster")
        finally:
            self.server.call("POST", "/v1/policies/approval", {"required": False, "by": "lena"})

    def test_a_user_has_one_person_and_a_person_one_user(self):
        answer = self.server.call("POST", "/v1/users", {"login": "lena2", "name": "x", "person": "lena"})
        self.assertEqual(answer.status, 409)
        answer = self.server.call("POST", "/v1/users", {"login": "lena2", "name": "x", "person": "none"})
        self.assertEqual(answer.status, 400)

    def test_moving_many_leads_is_a_right_with_a_size(self):
        with Served() as server:
            lines = [json.dumps({"external_id": f"m-{number}", "email": f"m{number}@huber-werke.example", "country": "DE",
                                 "consent": "given"}) for number in range(1001)]
            sent = server.call("POST", "/v1/leads", "\n".join(lines), {"Content-Type": "application/x-ndjson"})
            self.assertEqual(len(sent.json()), 1001)
            before = sent.json()[0]["policy_version"]
            bundle = pathlib.Path(server.folder.name, "bundle", "policy.yaml").read_text()
            changed = bundle.replace("assign: {pool: dach}", "assign: {queue: unrouted}")
            self.assertEqual(server.call("POST", "/v1/policies", {"files": {"policy.yaml": changed}}).status, 201)
            for login, roles, person in (("opal", ["operator"], "revo"), ("ada", ["admin"], "lena"),
                                         ("mia", ["manager"], "jonas")):
                add_user(server, login, roles, person=person)
            wanted = {"version": before}
            self.assertIn("1001", signed_in(server, "opal").call("POST", "/v1/repairs/preview", wanted).body.decode())
            refused = signed_in(server, "opal").call("POST", "/v1/repairs", wanted)
            self.assertEqual(refused.status, 403, refused.body)
            self.assertIn("you may move 1000", refused.json()["detail"])
            self.assertEqual(signed_in(server, "mia").call("POST", "/v1/repairs", wanted).status, 403)
            self.assertEqual(server.call("GET", "/v1/moves").json()["moves"], [], "nothing was planned")
            planned = signed_in(server, "ada").call("POST", "/v1/repairs", wanted)
            self.assertEqual((planned.status, planned.json()["count"]), (200, 1001), planned.body[:300])

    # Tokens, commands, the first user

    def test_a_token_is_shown_once_and_is_less_than_its_user(self):
        browser = signed_in(self.server, "lena")
        self.assertEqual(browser.call("POST", "/v1/tokens", {"name": "x", "roles": ["admin"]}).status, 403)
        made = browser.call("POST", "/v1/tokens", {"name": "x", "roles": ["seller"], "scopes": ["leads.read"]})
        self.assertEqual(made.status, 201, made.body)
        secret = {"Authorization": "Bearer " + made.json()["token"]}
        self.assertNotIn(made.json()["token"], browser.call("GET", "/v1/tokens").body.decode())
        items = self.server.call("GET", "/v1/leads", headers=secret).json()["items"]
        self.assertEqual({item["owner"]["id"] for item in items}, {"lena"})
        self.assertIn("email", items[0]["masked"], "the scope has no personal fields")
        self.assertEqual(self.server.call("GET", "/v1/events", headers=secret).status, 403)
        self.assertEqual(self.server.call("POST", "/v1/tokens", {"name": "y", "roles": ["seller"]},
                                          headers=secret).status, 403)
        jonas = signed_in(self.server, "jonas")
        self.assertEqual(jonas.call("DELETE", "/v1/tokens/" + made.json()["id"]).status, 404)
        self.assertEqual(browser.call("DELETE", "/v1/tokens/" + made.json()["id"]).status, 200)
        self.assertEqual(self.server.call("GET", "/v1/leads", headers=secret).status, 401)

    def test_commands_ask_the_server(self):
        self.command("user", "add", "cora", "--name", "Cora", "--roles", "seller,manager", given=PASSWORD + "\n")
        self.assertEqual(Browser(self.server).sign_in("cora").json()["user"]["roles"], ["manager", "seller"])
        self.command("user", "set-roles", "cora", "--roles", "auditor")
        listed = json.loads(self.command("user", "list", "--json"))["users"]
        self.assertEqual([user["roles"] for user in listed if user["login"] == "cora"], [["auditor"]])
        self.command("user", "reset-password", "cora", given="another sentence\n")
        self.assertEqual(Browser(self.server).sign_in("cora", "another sentence").status, 200)
        self.command("user", "deactivate", "cora")
        self.assertEqual(Browser(self.server).sign_in("cora", "another sentence").status, 401)
        self.assertIn("`king`", self.command("user", "set-roles", "cora", "--roles", "king", code=2))
        made = json.loads(self.command("token", "add", "crm", "--roles", "service", "--json"))
        self.assertEqual(self.server.call("GET", "/v1/leads", headers={"Authorization": "Bearer " + made["token"]}).status,
                         200)
        self.command("token", "revoke", made["id"])
        self.assertNotIn(made["id"], self.command("token", "list"))

    def test_the_first_user_comes_by_a_link_that_works_once(self):
        with Served() as server:
            link = re.search(r"(http://[^\s]+/setup)#([0-9a-f]{64})", server.said())
            self.assertIsNotNone(link, server.said())
            first = {"token": link.group(2), "login": "ada", "name": "Ada", "email": "lena@acme.example",
                     "password": PASSWORD}
            wrong = Browser(server).call("POST", "/v1/session/setup", first | {"token": "0" * 64})
            self.assertEqual(wrong.status, 401)
            browser = Browser(server)
            made = browser.call("POST", "/v1/session/setup", first)
            self.assertEqual(made.status, 200, made.body)
            self.assertEqual((made.json()["user"]["roles"], made.json()["user"]["person"]), (["admin"], "lena"))
            again = Browser(server).call("POST", "/v1/session/setup", first | {"login": "eve"})
            self.assertEqual(again.status, 401)
            server.stop()
            before = server.said().count("/setup#")
            server.start()
            self.assertEqual(server.said().count("/setup#"), before, "there is a user now")

    def test_users_are_kept_without_a_server_too(self):
        with Served() as server:
            server.stop()
            done = subprocess.run([PROGRAM, "user", "add", "ada", "--name", "Ada", "--roles", "admin", "--workspace",
                                   server.directory], input=PASSWORD, capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            server.start()
            self.assertEqual(Browser(server).sign_in("ada").status, 200)

    # Who read what

    def test_each_reading_is_one_event_without_what_was_asked_for(self):
        browser = signed_in(self.server, "audit")
        user = browser.call("GET", "/v1/session").json()["user"]["id"]
        browser.call("GET", "/v1/leads?email=p1@huber-werke.example")
        browser.call("GET", "/v1/leads?limit=3")
        browser.call("GET", f"/v1/leads/{self.leads['lena'][0]}")
        told = [(item["route"], item["filter"], item["count"]) for item in self.readings(principal=user, kind="read")]
        self.assertEqual(told, [("GET /v1/leads/{id}", None, 1), ("GET /v1/leads", None, 3), ("GET /v1/leads", "email", 1)])
        browser.call("POST", "/v1/forget", {})
        denied = self.readings(principal=user, kind="denied")
        self.assertEqual([item["route"] for item in denied], ["POST /v1/forget"])
        for _ in range(3):
            Browser(self.server).call("GET", "/v1/leads")
        self.assertGreaterEqual(sum(item["count"] for item in self.readings(kind="denied_anonymously")), 3)
        self.assertTrue(browser.call("GET", "/v1/readings/check").json()["ok"])
        stored = b"".join(path.read_bytes() for path in pathlib.Path(self.server.directory).glob("readings.db*"))
        for planted in (b"huber", b"Planted", b"acme"):
            self.assertNotIn(planted, stored)

    def test_when_readings_cannot_be_recorded_nothing_personal_is_shown_and_routing_goes_on(self):
        with Served() as server:
            sent = server.post({"external_id": "r-1", "email": "p@huber-werke.example", "country": "DE", "consent": "given"})
            listed = f"/v1/leads?at_least={sent.json()['position']}"
            self.assertEqual(server.call("GET", listed).json()["items"][0]["lead"]["email"], "p@huber-werke.example")
            blocker = sqlite3.connect(server.directory + "/readings.db", isolation_level=None)
            blocker.execute("BEGIN IMMEDIATE")
            item = server.call("GET", "/v1/leads").json()["items"][0]
            self.assertIn("email", item["masked"])
            self.assertNotIn("email", item["lead"])
            self.assertEqual(server.call("POST", "/v1/person", {"subject": "p@huber-werke.example"}).status // 100, 5)
            routed = server.post({"external_id": "r-2", "email": "q@huber-werke.example", "country": "DE",
                                  "consent": "given"})
            self.assertEqual(routed.json()["status"], "routed")
            blocker.execute("ROLLBACK")
            self.assertEqual(server.call("GET", "/v1/leads?external_id=r-1").json()["items"][0]["lead"]["email"],
                             "p@huber-werke.example")


if __name__ == "__main__":
    unittest.main()
