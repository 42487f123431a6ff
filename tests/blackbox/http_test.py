"""The API from outside: what it takes, what it refuses, and how it says so."""

import concurrent.futures
import http.client
import json
import socket
import subprocess
import unittest

from served import PROGRAM, Served


def lead(number, **more):
    return {"email": f"person{number}@huber-werke.de", "name": f"Petra Huber{number}", "company": "Huber Werke GmbH",
            "country": "DE", "consent": "given", **more}


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def problem(self, answer, status):
        self.assertEqual(answer.status, status, answer.body[:300])
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        body = answer.json()
        self.assertEqual(body["status"], status)
        return body


class Leads(Http):
    def test_a_lead_is_answered_with_its_owner_and_why(self):
        answer = self.server.post(lead(1, external_id="A-1"))
        self.assertEqual(answer.status, 201, answer.body)
        body = answer.json()
        self.assertEqual(body["status"], "routed")
        self.assertIn(body["owner"]["id"], ("lena", "jonas"))
        self.assertEqual(body["owner"]["type"], "person")
        self.assertEqual(body["rule"], "germany")
        self.assertEqual(body["external_id"], "A-1")
        self.assertIsNone(body["queue"])
        self.assertIsNone(body["duplicate_of"])
        for name in ("lead_id", "run_id", "row", "reason", "policy_version", "explanation", "next", "position"):
            self.assertIn(name, body)
        self.assertEqual(body["next"]["kind"], "thank_you")

    def test_a_lead_that_no_rule_takes_is_queued_without_an_owner(self):
        body = self.server.post(lead(2, country="US")).json()
        self.assertEqual((body["status"], body["owner"], body["queue"]), ("queued", None, "unrouted"))

    def test_the_same_person_again_is_a_duplicate_with_the_same_owner(self):
        first = self.server.post(lead(3)).json()
        again = self.server.post(lead(3, message="hello again"))
        self.assertEqual(again.status, 200)
        self.assertEqual(again.json()["status"], "duplicate")
        self.assertEqual(again.json()["duplicate_of"], first["lead_id"])
        self.assertEqual(again.json()["lead_id"], first["lead_id"])
        self.assertEqual(again.json()["owner"], first["owner"])
        told = self.server.call("GET", f"/v1/leads/{first['lead_id']}/explanation").json()
        self.assertIn(f"{first['owner']['id']} was told that the person came back", str(told["history"]))

    def test_one_key_and_body_is_replayed_and_another_body_is_refused(self):
        key = {"Idempotency-Key": "order-4"}
        first = self.server.post(lead(4), headers=key)
        again = self.server.post(lead(4), headers=key)
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertIsNone(first.headers["Idempotent-Replayed"])
        self.assertEqual(again.headers["Idempotent-Replayed"], "true")
        self.assertEqual(again.json()["lead_id"], first.json()["lead_id"])
        self.assertEqual(again.json()["owner"], first.json()["owner"])
        self.problem(self.server.post(lead(400), headers=key), 422)
        self.problem(self.server.post([lead(401), lead(402)], headers=key), 422)
        self.assertEqual(self.server.call("GET", "/v1/leads?email=person402@huber-werke.de").json()["items"], [])

    def test_a_held_record_that_comes_back_with_what_was_missing_is_routed(self):
        held = self.server.post({"country": "DE", "external_id": "H-1", "source": "web"}).json()
        self.assertEqual((held["status"], held["reason"]), ("held", "no_contact_data"))
        again = self.server.post(lead(7, external_id="H-1", source="web"))
        self.assertEqual((again.status, again.json()["status"]), (200, "duplicate"))
        self.assertEqual(again.json()["lead_id"], held["lead_id"])
        now = self.server.call("GET", f"/v1/leads/{held['lead_id']}").json()
        self.assertEqual((now["status"], now["rule"]), ("routed", "germany"))

    def test_a_run_is_cancelled_once_and_its_record_is_held_until_it_is_routed_again(self):
        sent = self.server.post({"country": "DE", "external_id": "C-1", "source": "web"}).json()
        self.assertEqual((sent["status"], sent["reason"]), ("held", "no_contact_data"))
        path = f"/v1/runs/{sent['run_id']}/cancel"
        for wrong in ({"reason": 7}, {"why": "x"}, {"reason": "x" * 501}, "no object", {"reason": "two\nlines"}):
            self.problem(self.server.call("POST", path, wrong), 400)
        done = self.server.call("POST", path, {"reason": "sent_by_mistake"})
        self.assertEqual(done.status, 200, done.body)
        self.assertEqual((done.json()["status"], done.json()["reason"]), ("held", "cancelled: sent_by_mistake"))
        types = [event["type"] for event in self.server.call("GET", f"/v1/runs/{sent['run_id']}/events").json()]
        self.assertEqual(types[-2:], ["RunCancelled", "RunFinished"])
        self.problem(self.server.call("POST", path), 409)
        self.problem(self.server.call("POST", "/v1/runs/run_019aa000-0000-7000-8000-000000000000/cancel"), 404)
        again = self.server.call("POST", f"/v1/records/{sent['lead_id']}/route")
        self.assertEqual(again.json()["reason"], "no_contact_data")

    def test_a_reason_in_words_is_told_to_who_asks_and_stands_in_no_list(self):
        sent = self.server.post({"country": "DE", "external_id": "C-2", "source": "web"}).json()
        words = "Petra Huber rang and asked us to stop"
        done = subprocess.run([PROGRAM, "run", "cancel", sent["run_id"], "--workspace", self.server.directory,
                               "--reason", words, "--json"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["reason"], "cancelled")
        told = self.server.call("GET", f"/v1/leads/{sent['lead_id']}/explanation").json()
        self.assertIn(words, str(told["history"]))
        over = subprocess.run([PROGRAM, "run", "cancel", sent["run_id"], "--workspace", self.server.directory],
                              capture_output=True, text=True, check=False)
        self.assertEqual(over.returncode, 1, over.stderr)

    def test_accepted_is_answered_before_the_decision_is_waited_for(self):
        answer = self.server.call("POST", "/v1/leads?wait=accepted", lead(5))
        self.assertEqual(answer.status, 202)
        self.assertTrue(answer.json()["run_id"].startswith("run_"))

    def test_items_of_an_array_are_independent_and_answered_in_order(self):
        answer = self.server.post([lead(6), {"email": 7}, lead(8, country="US"), 9])
        self.assertEqual(answer.status, 201)
        items = answer.json()
        self.assertEqual([i["status"] for i in items], ["routed", "rejected", "queued", "rejected"])
        self.assertEqual(items[1]["error"]["pointer"], "/1/email")
        self.assertEqual(items[1]["error"]["status"], 400)

    def test_lines_of_json_are_taken_like_an_array(self):
        text = json.dumps(lead(10)) + "\n" + "{broken\n" + json.dumps(lead(11)) + "\n"
        answer = self.server.post(text, headers={"Content-Type": "application/x-ndjson"})
        self.assertEqual([i["status"] for i in answer.json()], ["routed", "rejected", "routed"])

    def test_a_large_array_is_answered_whole(self):
        answer = self.server.post([lead(20000 + i) for i in range(3000)])
        self.assertEqual({i["status"] for i in answer.json()}, {"routed"})
        self.assertEqual(len({i["lead_id"] for i in answer.json()}), 3000)

    def test_a_form_reaches_intake_with_its_source(self):
        answer = self.server.call("POST", "/v1/intake/website", "email=form%40huber-werke.de&name=Eva+Huber&country=DE&consent=given",
                                  {"Content-Type": "application/x-www-form-urlencoded"})
        self.assertEqual(answer.status, 201, answer.body)
        read = self.server.call("GET", "/v1/leads/" + answer.json()["lead_id"]).json()
        self.assertEqual(read["lead"]["source"], "website")

    def test_a_bad_value_is_recorded_and_a_wrong_type_is_not(self):
        self.assertEqual(self.server.post(lead(12, consent="refused")).json()["status"], "rejected")
        body = self.problem(self.server.post(lead(13, employees="many")), 400)
        self.assertEqual(body["pointer"], "/employees")


class Reads(Http):
    def test_a_lead_is_found_by_what_people_have_in_hand(self):
        sent = self.server.post(lead(1, external_id="R-1")).json()
        for query in ("external_id=R-1", "email=Person1@huber-werke.de"):
            page = self.server.call("GET", "/v1/leads?" + query).json()
            self.assertEqual([i["lead_id"] for i in page["items"]], [sent["lead_id"]])
            self.assertEqual(page["items"][0]["lead"]["company"], "Huber Werke GmbH")
        one = self.server.call("GET", "/v1/leads/" + sent["lead_id"]).json()
        self.assertEqual((one["owner"], one["rule"], one["external_id"]), (sent["owner"], sent["rule"], "R-1"))

    def test_pages_follow_one_another_without_gaps(self):
        sent = [self.server.post(lead(100 + i)).json() for i in range(7)]
        at_least = max(s["position"] for s in sent)
        seen, cursor = [], ""
        while True:
            page = self.server.call("GET", f"/v1/leads?limit=3&at_least={at_least}{cursor}").json()
            self.assertGreaterEqual(page["as_of"], at_least)
            seen += [i["lead_id"] for i in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = "&cursor=" + page["next_cursor"]
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual([i for i in seen if i in {s["lead_id"] for s in sent}], [s["lead_id"] for s in reversed(sent)])

    def test_filters_choose_and_wrong_ones_are_named(self):
        sent = self.server.post(lead(200)).json()
        page = self.server.call("GET", f"/v1/leads?status=routed&owner={sent['owner']['id']}&at_least={sent['position']}").json()
        self.assertEqual({i["owner"]["id"] for i in page["items"]}, {sent["owner"]["id"]})
        self.assertEqual(self.server.call("GET", "/v1/leads?owner=nobody").json()["items"], [])
        for query in ("status=gone", "limit=0", "limit=x", "cursor=-1", "since=yesterday"):
            self.problem(self.server.call("GET", "/v1/leads?" + query), 400)

    def test_an_explanation_and_the_events_of_a_run_can_be_read(self):
        sent = self.server.post(lead(300)).json()
        explained = self.server.call("GET", f"/v1/leads/{sent['lead_id']}/explanation").json()
        self.assertEqual(explained["rule"], "germany")
        self.assertIn("text", explained)
        events = self.server.call("GET", f"/v1/runs/{sent['run_id']}/events").json()
        self.assertEqual(events[0]["type"], "RunStarted")
        self.assertEqual(events[-1]["type"], "RunFinished")
        self.assertIn("DecisionMade", [e["type"] for e in events])

    def test_a_record_is_routed_again_by_hand_and_its_earlier_run_stays_readable(self):
        sent = self.server.post(lead(301, country="US")).json()
        again = self.server.call("POST", f"/v1/records/{sent['lead_id']}/route")
        self.assertEqual(again.status, 200, again.body)
        self.assertNotEqual(again.json()["run_id"], sent["run_id"])
        self.assertEqual(again.json()["status"], "queued")
        before = self.server.call("GET", f"/v1/runs/{sent['run_id']}/events").json()
        self.assertEqual(before[0]["type"], "RunStarted")

    def test_a_stream_goes_on_after_the_last_event_seen(self):
        position = self.server.post(lead(400)).json()["position"]

        def first_ids(last, count):
            line = self.server.connect()
            line.request("GET", "/v1/events", headers={"Authorization": "Bearer " + self.server.token, "Last-Event-ID": str(last)})
            got = line.getresponse()
            self.assertEqual(got.headers["Content-Type"], "text/event-stream")
            ids = []
            while len(ids) < count:
                text = got.readline().decode()
                if text.startswith("id:"):
                    ids.append(int(text[3:]))
                if text.startswith("data:"):
                    self.assertEqual(json.loads(text[5:])["position"], ids[-1])
            line.close()
            return ids

        self.assertEqual(first_ids(position - 3, 3), [position - 2, position - 1, position])
        self.assertEqual(first_ids(0, 20), list(range(1, 21)))

    def test_proofs_and_versions_can_be_asked_for(self):
        position = self.server.post(lead(500)).json()["position"]
        proof = self.server.call("GET", f"/v1/audit/prove?position={position}").json()
        self.assertEqual(proof["position"], position)
        self.assertTrue(self.server.call("GET", "/v1/audit/head").body.startswith(b"signalbox/"))
        size = proof["tree_size"]
        self.assertEqual(self.server.call("GET", f"/v1/audit/consistency?old=1&new={size}").json()["new_size"], size)
        self.problem(self.server.call("GET", "/v1/audit/prove?position=99999999"), 404)
        versions = self.server.call("GET", "/v1/policy/versions").json()["versions"]
        self.assertEqual([v["active"] for v in versions], [True])

    def test_machines_find_health_metrics_and_the_description(self):
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.server.call("GET", path, token=False).status, 200)
        self.assertIn("/v1/leads", self.server.call("GET", "/openapi.json").json()["paths"])
        self.assertEqual(self.server.call("GET", "/metrics").status, 200)


class References(Http):
    def test_a_person_who_is_put_takes_part_at_once(self):
        put = self.server.call("PUT", "/v1/people/zoe", {"name": "Zoe Lang", "email": "zoe@acme.example", "team": "dach", "zone": "Europe/Berlin"})
        self.assertEqual((put.status, put.json()["changed"]), (200, True), put.body)
        again = self.server.call("PUT", "/v1/people/zoe", {"name": "Zoe Lang", "email": "zoe@acme.example", "team": "dach", "zone": "Europe/Berlin"})
        self.assertFalse(again.json()["changed"])
        owners = {self.server.post(lead(i)).json()["owner"]["id"] for i in range(9)}
        self.assertIn("zoe", owners)

    def test_every_kind_is_taken_and_wrong_members_are_named(self):
        for kind, body in (("teams", {"name": "T"}), ("accounts", {"name": "Huber", "website": "huber-werke.de", "owner": "lena"}),
                           ("contacts", {"email": "c@huber-werke.de"}), ("opportunities", {"account": "a", "stage": "open", "amount": 5}),
                           ("campaigns", {"name": "Spring"})):
            self.assertEqual(self.server.call("PUT", f"/v1/{kind}/x-1", body).status, 200)
        self.problem(self.server.call("PUT", "/v1/people/p", {"zone": "Mars/Olympus"}), 400)
        self.problem(self.server.call("PUT", "/v1/people/p", {"surprise": 1}), 400)
        self.problem(self.server.call("PUT", "/v1/people/p", {"id": "q"}), 400)
        self.problem(self.server.call("PUT", "/v1/people/p", "[1]"), 400)

    def test_a_kind_of_record_needs_a_plan_and_a_name_that_exists(self):
        self.assertEqual(self.server.call("POST", "/v1/records/lead", {"email": "kind@huber-werke.de", "name": "Ida Kind"}).status, 201)
        self.problem(self.server.call("POST", "/v1/records/account", {"external_id": "a-1", "company": "Huber"}), 501)
        self.problem(self.server.call("POST", "/v1/records/planet", {"external_id": "p-1"}), 404)

    def test_an_agent_is_added_once_and_listed(self):
        spec = {"id": "acme_score", "version": "1.0.0", "kind": "http", "capabilities": ["score"], "owner": "revops",
                "url": "http://127.0.0.1:9/score", "inputs": ["lead.country"], "outputs": ["lead.score"], "lifecycle": "draft"}
        self.assertEqual(self.server.call("POST", "/v1/agents", spec).status, 201)
        self.assertEqual(self.server.call("POST", "/v1/agents", spec).status, 201)
        self.problem(self.server.call("POST", "/v1/agents", {**spec, "url": "http://127.0.0.1:9/other"}), 409)
        listed = self.server.call("GET", "/v1/agents").json()
        self.assertEqual([a["id"] for a in listed].count("acme_score"), 1)
        self.problem(self.server.call("POST", "/v1/agents", {"id": "x"}), 400)


class Refusals(Http):
    def test_without_the_token_nothing_is_said(self):
        for path in ("/v1/leads", "/v1/nothing", "/metrics"):
            answer = self.server.call("GET", path, token=False)
            self.problem(answer, 401)
            self.assertIn("Bearer", answer.headers["WWW-Authenticate"])
        self.problem(self.server.call("GET", "/v1/leads", headers={"Authorization": "Bearer wrong"}), 401)

    def test_unknown_paths_methods_and_types_are_told_apart(self):
        self.problem(self.server.call("GET", "/v1/nothing"), 404)
        self.problem(self.server.call("GET", "/v1/leads/lead_00000000-0000-7000-8000-000000000000"), 404)
        answer = self.server.call("DELETE", "/v1/leads")
        self.problem(answer, 405)
        self.assertIn("POST", answer.headers["Allow"])
        self.problem(self.server.post("a=b", headers={"Content-Type": "text/csv"}), 415)
        self.problem(self.server.call("POST", "/v1/records/invoice", lead(1)), 404)

    def test_broken_bodies_are_refused_and_the_next_is_taken(self):
        deep = "[" * 10_000 + "]" * 10_000
        for body in ("", "{", '{"email":', '{"email":"a@b.de","email":"c@d.de"}', b'{"name":"\xff\xfe"}', '{"name":"a\\u0000b"}',
                     b'{"name":"a\x00b"}', '{"a":' * 10_000 + "1" + "}" * 10_000, '"text"', "12"):
            self.assertIn("pointer", self.problem(self.server.post(body), 400), body)
        self.assertEqual(self.problem(self.server.post("{broken"), 400)["pointer"], "", "none of it is a lead")
        self.assertIn(self.server.post(deep).status, (200, 400))
        self.assertEqual(self.server.post(lead(900)).status, 201)

    def test_ten_megabytes_are_refused_without_being_read(self):
        try:
            self.problem(self.server.post(b'{"message":"' + b"x" * 10_000_000 + b'"}'), 413)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the answer was sent while the body was still being written
        self.assertEqual(self.server.post(lead(901)).status, 201)

    def test_a_lead_longer_than_any_form_is_too_large(self):
        large = lead(903, message="x" * 70_000)
        self.problem(self.server.post(large), 413)
        self.assertEqual([i.get("error", i)["status"] for i in self.server.post([large, lead(904)]).json()], [413, "routed"])
        self.problem(self.server.call("POST", "/v1/decide", {"lead": large}), 413)

    def test_a_key_that_cannot_be_one_is_refused(self):
        self.problem(self.server.post(lead(902), headers={"Idempotency-Key": "k" * 300}), 400)


class Together(Http):
    def send_all(self, make_headers):
        with concurrent.futures.ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda i: self.server.post(self.body, headers=make_headers(i)), range(50)))
        self.assertTrue(all(a.status in (200, 201) for a in answers), [a.status for a in answers])
        self.assertEqual(sum(a.status == 201 for a in answers), 1)
        bodies = [a.json() for a in answers]
        self.assertEqual(len({b["lead_id"] for b in bodies}), 1)
        self.assertEqual(len({b["owner"]["id"] for b in bodies}), 1)

    def test_fifty_at_once_without_a_key_make_one_lead(self):
        self.body = lead(1)
        self.send_all(lambda i: {})

    def test_fifty_at_once_with_one_key_make_one_lead(self):
        self.body = lead(2)
        self.send_all(lambda i: {"Idempotency-Key": "same"})


class Serving(unittest.TestCase):
    def test_a_taken_port_is_named_and_exits_3(self):
        with socket.socket() as taken, Served() as server:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            server.stop()
            ended = subprocess.run([PROGRAM, "serve", server.directory, "--listen", f"127.0.0.1:{port}"],
                                   capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(ended.returncode, 3, ended.stderr)
            self.assertIn(str(port), ended.stderr)

    def test_wrong_use_exits_2_and_no_workspace_is_said(self):
        with Served() as server:
            server.stop()
            for options in (["--listen", "nowhere"], ["--listen", "127.0.0.1:99999"], ["--listen", "127.0.0.1:0", "--tls-cert", "x"]):
                ended = subprocess.run([PROGRAM, "serve", server.directory, *options], capture_output=True, text=True, timeout=30, check=False)
                self.assertEqual(ended.returncode, 2, ended.stderr)
        ended = subprocess.run([PROGRAM, "serve", "/nonexistent"], capture_output=True, text=True, timeout=30, check=False)
        self.assertNotEqual(ended.returncode, 0)
        self.assertIn("/nonexistent", ended.stderr)

    def test_a_stop_is_clean_and_the_state_comes_back(self):
        with Served() as server:
            sent = server.post(lead(1)).json()
            self.assertEqual(server.stop(), 0)
            server.start()
            again = server.call("GET", "/v1/leads/" + sent["lead_id"]).json()
            self.assertEqual(again["owner"], sent["owner"])


if __name__ == "__main__":
    unittest.main()
