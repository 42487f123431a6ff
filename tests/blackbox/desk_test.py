"""The exception desk by the real program, served: requests that resolve themselves, are escalated, asked back, approved,
returned, withdrawn and repeated; what is shown binds what is decided; nothing is lost when the process is killed, and
nothing of the words is left when the requester is forgotten."""
import base64
import json
import os
import pathlib
import subprocess
import unittest

from served import PROGRAM, Served
from signed_in import add_user, signed_in

POLICY = """policy: desk
record: lead
rules:
  - name: germany
    when: {lead.country: DE}
    assign: {person: jonas}
  - name: france
    when: {lead.country: FR}
    assign: {person: lena}
nothing_matched: {queue: unrouted, reason: no rule matched}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
"""
PEOPLE = {  # team, manager, delegate
    "lena": ("dach", "mona", ""), "jonas": ("dach", "mona", ""), "mona": ("dach", "vera", "sven"),
    "sven": ("dach", "vera", ""), "vera": ("dach", "", ""), "revo": ("revops", "", ""), "gone": ("dach", "mona", ""),
}
ACCOUNTS = """id,name,website,type,owner
a1,Strategic Works,https://strategic.example,strategic,lena
a2,Named Works,https://named.example,named account,lena
"""
OWNERSHIP = """---
title: Lead ownership
version: 3
owner: mona
---
# Lead ownership

## Corrections

A lead whose owner is not the one that the routing rules give is corrected: the owner is changed to whom the matching
rule names, and the requester is told.

## Named accounts

A named or strategic account keeps its owner. Requests to change the owner of such an account go to the account owner.
"""
LEADS = [  # external id, e-mail, company, country, industry
    ("x-de", "a@plain.example", "Plain Works", "DE", "manufacturing"),
    ("x-fr", "b@plainfr.example", "Plain France", "FR", "manufacturing"),
    ("x-strategic", "c@strategic.example", "Strategic Works", "DE", "manufacturing"),
    ("x-named", "d@named.example", "Named Works", "DE", "manufacturing"),
    ("x-thin", "e@thin.example", "Thin Works", "DE", ""),
    ("x-none", "f@none.example", "None Works", "US", "manufacturing"),
]
WRONG = "The routing rules give this lead to another owner, please correct the owner"
# What the policy document says of corrections, in other words.
OTHER_WORDS = "Wrong owner, please reassign the prospect to the right salesperson"
ENCODER = pathlib.Path(PROGRAM).resolve().parent.parent / "encoder" / "sentence_encoder.bin"
WORDS = ("xylophone", "quagmire")  # of one requester, looked for after they were forgotten


class Desk(unittest.TestCase):
    def setUp(self):
        self.server = Served()
        self.addCleanup(self.close)
        self.folder = pathlib.Path(self.server.folder.name)
        (self.folder / "desk").mkdir()
        (self.folder / "desk" / "policy.yaml").write_text(POLICY)
        self.import_people()
        (self.folder / "accounts.csv").write_text(ACCOUNTS)
        self.command("import", "accounts", "accounts.csv")
        self.command("policy", "publish", "desk")
        (self.folder / "lead-ownership.md").write_text(OWNERSHIP)
        rows = ["external_id,email,company,country,industry,consent"]
        rows += [",".join((*lead, "given")) for lead in LEADS]
        (self.folder / "leads.csv").write_text("\n".join(rows) + "\n")
        self.command("route", "leads.csv")
        self.server.start()

    def close(self):
        if self.server.process is None:
            self.server.folder.cleanup()
        else:
            self.server.close()

    def command(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments), "--workspace", self.server.directory], cwd=self.folder,
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout if code == 0 else done.stderr

    def import_people(self, away=(), inactive=()):
        rows = ["id,name,email,team,manager,delegate,active,away_from,away_to"]
        for who, (team, manager, delegate) in PEOPLE.items():
            leave = "2020-01-01,2099-01-01" if who in away else ","
            rows.append(f"{who},{who.title()},{who}@acme.example,{team},{manager},{delegate},"
                        f"{'false' if who in inactive else 'true'},{leave}")
        (self.folder / "people.csv").write_text("\n".join(rows) + "\n")
        self.command("import", "people", "people.csv")

    def call(self, method, path, body=None, who=None, status=200):
        answer = self.server.call(method, path, body, {"X-Signalbox-As": who} if who else {})
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def open(self, who, target, summary=WRONG, status=201, **more):
        return self.call("POST", "/v1/cases", {"summary": summary, "business_justification": "the customer waits",
                                               "target_record": target, **more}, who, status)

    def case(self, opened):
        return self.call("GET", "/v1/cases/" + opened["request_id"])

    def decide(self, opened, who, decision, status=200, shown=None, **more):
        return self.call("POST", f"/v1/cases/{opened['request_id']}/decision",
                         {"decision": decision, "shown_hash": shown or self.case(opened)["shown_hash"], **more}, who,
                         status)

    def audit(self, opened):
        return [entry["event_type"] for entry in
                self.call("GET", f"/v1/cases/{opened['request_id']}/audit")["items"]]

    def owner(self, lead):
        found = self.call("GET", f"/v1/leads?external_id={lead}")["items"][0]
        return found["owner"]["id"] if found["owner"] else None

    def add_policy(self):
        self.command("document", "add", "lead-ownership.md")

    def misplace(self, lead, to):
        self.command("lead", "hand_over", lead, "--to", to)

    def check_log(self):
        report = json.loads(self.command("replay", "--json"))
        self.assertEqual(report["identical"] + report["erased"], report["runs"], report)
        self.command("rebuild", "--check")
        self.command("audit", "verify")

    def test_an_unambiguous_request_resolves_itself(self):
        self.add_policy()
        self.misplace("x-de", "lena")
        self.assertEqual(self.owner("x-de"), "lena")
        done = self.open("revo", "x-de")
        self.assertEqual(list(done), ["request_id", "status", "decision", "rationale", "next_owner", "actions_taken"])
        self.assertEqual((done["status"], done["decision"], done["next_owner"]), ("Completed", "Approved", "jonas"), done)
        self.assertEqual(self.owner("x-de"), "jonas")
        self.assertIn("update_owner: lena -> jonas", done["actions_taken"])
        self.assertIn("Lead ownership version 3, Corrections", done["rationale"])
        self.assertEqual(self.audit(done), ["Message", "Tool Call", "Tool Call", "Tool Call", "Tool Call", "Decision",
                                            "Closure"])
        entries = self.call("GET", f"/v1/cases/{done['request_id']}/audit")["items"]
        moved = entries[4]["details"]
        self.assertEqual((moved["previous_owner"], moved["new_owner"], moved["matched_rule"]),
                         ("lena", "jonas", "germany"))
        cited = entries[5]["details"]["citations"][0]
        text = self.call("GET", "/v1/documents/lead-ownership")
        said = text["text"].encode()[cited["from"]:cited["to"]].decode()
        self.assertTrue(said.startswith("## Corrections"), said)
        self.assertEqual(cited["hash"], text["hash"])
        kept = self.open("revo", "x-fr")
        self.assertEqual((kept["status"], kept["decision"], self.owner("x-fr")), ("Rejected", "Rejected", "lena"))
        self.check_log()

    @unittest.skipUnless(ENCODER.is_file(), "no build/encoder: run tools/make_encoder.py")
    def test_a_request_in_other_words_is_resolved_by_meaning_and_its_replay_needs_no_encoder(self):
        self.add_policy()
        self.misplace("x-de", "lena")
        self.server.stop()
        self.server.environment["SIGNALBOX_ENCODER"] = str(ENCODER)
        self.server.start()
        done = self.open("revo", "x-de", summary=OTHER_WORDS)
        self.assertEqual((done["status"], self.owner("x-de")), ("Completed", "jonas"), done)
        searched = self.call("GET", f"/v1/cases/{done['request_id']}/audit")["items"][3]["details"]
        self.assertEqual((searched["tool"], searched["searched_by"]), ("search_documents", "words_and_meaning"), searched)
        self.assertEqual(searched["citations"][0]["section"], "Corrections")
        nothing = self.open("revo", "x-fr", summary="The coffee machine on the second floor leaks")
        self.assertEqual((nothing["status"], self.owner("x-fr")), ("Escalated", "lena"), nothing)
        self.assertIn("no policy document", nothing["rationale"])
        self.server.stop()
        self.server.environment["SIGNALBOX_ENCODER"] = "/dev/null"
        self.server.start()
        words = self.open("revo", "x-none", summary=OTHER_WORDS)
        searched = self.call("GET", f"/v1/cases/{words['request_id']}/audit")["items"][3]["details"]
        self.assertEqual((searched["searched_by"], searched["citations"]), ("words", []), "no encoder, so by words alone")
        os.environ["SIGNALBOX_ENCODER"] = "/dev/null"
        self.addCleanup(os.environ.pop, "SIGNALBOX_ENCODER")
        self.check_log()

    def test_what_is_not_clear_is_escalated_with_the_owner_unchanged(self):
        self.misplace("x-de", "lena")
        no_document = self.open("revo", "x-de")
        self.assertEqual((no_document["status"], self.owner("x-de")), ("Escalated", "lena"), no_document)
        self.assertIn("no policy document", no_document["rationale"])
        self.add_policy()
        for lead, words in (("x-strategic", "strategic account"), ("x-named", "named account"),
                            ("x-thin", "data about the company is missing"), ("x-none", "no rule")):
            before = self.owner(lead)
            answer = self.open("revo", lead)
            self.assertEqual((answer["status"], answer["decision"]), ("Escalated", "Escalated"), answer)
            self.assertIn(words, answer["rationale"])
            self.assertEqual(self.owner(lead), before)
        self.assertEqual(self.case(self.open("jonas", "x-named", "Another thing about this owner"))["current_owner"],
                         "lena", "whoever answers for the account decides")
        self.check_log()

    def test_only_what_no_record_has_is_asked_for(self):
        self.add_policy()
        self.misplace("x-de", "lena")
        asked = self.open("revo", "the lead from yesterday")
        self.assertEqual((asked["status"], asked["decision"]), ("Waiting", None), asked)
        self.assertIn("Which record", self.case(asked)["conversation"][-1]["text"])
        path = f"/v1/cases/{asked['request_id']}/messages"
        self.call("POST", path, {"text": "me too"}, "sven", 403)
        def file(name, content):
            return {"name": name, "content": base64.b64encode(content).decode()}

        note = file("note.txt", b"I do not know")
        for refused in ({"attachments": [file("a.zip", b"PK\x03\x04")]}, {"attachments": [note] * 6}, {"attachments": []},
                        {"text": "x", "attachments": [file("big.txt", b"x" * ((1 << 20) + 1))]}):
            self.call("POST", path, refused, "revo", 400)
        again = self.call("POST", path, {"attachments": [note]}, "revo")
        self.assertEqual(again["status"], "Waiting")
        answer = next(said for said in self.case(asked)["conversation"] if said["attachments"])
        self.assertEqual((answer["from"], answer["text"], answer["attachments"]), ("requester", None, [1]))
        stored = self.call("GET", f"/v1/cases/{asked['request_id']}/attachments/1")
        self.assertEqual(base64.b64decode(stored["content"]), b"I do not know")
        done = self.call("POST", path, {"text": "It is a@plain.example, sorry."}, "revo")
        self.assertEqual((done["status"], done["next_owner"]), ("Completed", "jonas"), done)
        self.call("POST", path, {"text": "thanks"}, "revo", 409)
        self.check_log()

    def test_a_conversation_has_an_end(self):
        case = self.open("jonas", "x-thin")
        path = f"/v1/cases/{case['request_id']}/messages"
        for i in range(200):
            self.call("POST", path, {"text": f"again {i}"}, "jonas")
        self.assertIn("at most 200 messages", self.call("POST", path, {"text": "and again"}, "jonas", 409)["detail"])
        self.assertEqual(len(self.case(case)["conversation"]), 201, "with what was asked")
        self.assertEqual(self.decide(case, "mona", "reject", comment="enough")["status"], "Rejected")

    def test_an_approval_is_bound_to_what_was_shown_and_needs_somebody_else(self):
        self.add_policy()
        case = self.open("jonas", "x-thin")
        self.assertEqual(self.case(case)["current_owner"], "mona")
        waiting = self.call("GET", "/v1/approvals", who="mona")["items"]
        self.assertEqual([item["request_id"] for item in waiting], [case["request_id"]])
        self.assertEqual(self.call("GET", "/v1/approvals", who="jonas")["items"], [])
        shown = waiting[0]["shown_hash"]
        self.assertIn("four eyes", self.decide(case, "jonas", "approve", 403, shown)["detail"])
        self.decide(case, "revo", "approve", 403, shown)
        self.decide(case, "sven", "approve", 403, shown)
        self.call("POST", f"/v1/cases/{case['request_id']}/messages", {"text": "and it is urgent"}, "jonas")
        lapsed = self.decide(case, "mona", "approve", 409, shown)
        self.assertEqual(lapsed["shown_hash"], self.case(case)["shown_hash"])
        self.misplace("x-thin", "lena")
        self.assertNotEqual(lapsed["shown_hash"], self.case(case)["shown_hash"], "the record is shown too")
        self.decide(case, "mona", "approve", 409, lapsed["shown_hash"])
        self.decide(case, "mona", "reject", 400)
        back = self.decide(case, "mona", "return", comment="which country?")
        self.assertEqual((back["status"], back["decision"]), ("Waiting", None), back)
        again = self.call("POST", f"/v1/cases/{case['request_id']}/messages", {"text": "Germany"}, "jonas")
        self.assertEqual(again["status"], "Escalated", again)
        done = self.decide(case, "mona", "approve", comment="sven takes it", next_owner="sven")
        self.assertEqual((done["status"], done["decision"], done["next_owner"], done["rationale"]),
                         ("Completed", "Approved", "sven", "sven takes it"), done)
        self.assertEqual(self.owner("x-thin"), "sven")
        self.assertEqual(self.audit(case)[-2:], ["Approval", "Closure"])
        self.assertIn("`Completed`", self.decide(case, "mona", "approve", 409)["detail"])
        self.check_log()

    def test_a_delegate_decides_while_the_approver_is_away_and_those_above_always(self):
        self.add_policy()
        first, second = self.open("jonas", "x-thin"), self.open("lena", "x-thin", "Not mine, I think")
        self.assertEqual(self.decide(second, "vera", "reject", comment="it is yours")["decision"], "Rejected")
        self.import_people(away=("mona",))
        done = self.decide(first, "sven", "reject", comment="stays")
        self.assertEqual((done["status"], self.audit(first)[-2:]), ("Rejected", ["Rejection", "Closure"]), done)
        details = self.call("GET", f"/v1/cases/{first['request_id']}/audit")["items"][-2]["details"]
        self.assertEqual(details["instead_of"], "mona")

    def test_a_duplicate_is_closed_against_the_first_and_a_request_can_be_withdrawn(self):
        first = self.open("revo", "x-thin")
        second = self.open("revo", "e@thin.example", "The same lead in other words")
        self.assertEqual((second["status"], second["decision"]), ("Closed", "Cancelled"), second)
        self.assertEqual(self.case(second)["duplicate_of"], first["request_id"])
        self.assertEqual(self.audit(second), ["Message", "Closure"])
        path = f"/v1/cases/{first['request_id']}/cancel"
        self.call("POST", path, {}, "lena", 403)
        done = self.call("POST", path, {}, "revo")
        self.assertEqual((done["status"], done["decision"]), ("Closed", "Cancelled"))
        self.assertIn("`Closed`", self.call("POST", path, {}, "revo", 409)["detail"])
        self.assertEqual(self.open("revo", "x-thin")["status"], "Escalated", "the first one is over")
        self.check_log()

    def test_the_list_is_filtered_ordered_and_paged(self):
        self.add_policy()
        first = self.open("jonas", "x-thin", priority="High")["request_id"]
        over = self.open("jonas", "x-de")["request_id"]
        third = self.open("revo", "x-none", priority="Low")["request_id"]
        fourth = self.open("jonas", "x-named", priority="High")["request_id"]

        def listed(query, who=None):
            return [row["request_id"] for row in self.call("GET", "/v1/cases?" + query, who=who)["items"]]

        self.assertEqual(listed(""), [fourth, third, over, first])
        self.assertEqual(listed("status=open&order=oldest"), [first, third, fourth])
        self.assertEqual(listed("priority=high&order=newest"), [fourth, first])
        self.assertEqual(listed("status=open&requester=me&order=oldest", "jonas"), [first, fourth])
        seen, cursor = [], ""
        while cursor is not None:
            page = self.call("GET", "/v1/cases?order=oldest&limit=3" + (f"&cursor={cursor}" if cursor else ""))
            seen.append([row["request_id"] for row in page["items"]])
            cursor = page["next_cursor"]
        self.assertEqual(seen, [[first, over, third], [fourth]])
        for wrong in ("order=upwards", "priority=huge", "status=closing"):
            self.call("GET", "/v1/cases?" + wrong, status=400)

    def test_whoever_may_decide_may_look_at_what_they_decide(self):
        self.add_policy()
        for person in ("sven", "lena", "mona", "vera"):
            add_user(self.server, person, ["manager"], person=person)
        case = self.open("jonas", "x-thin")["request_id"]
        self.assertEqual(self.call("GET", "/v1/cases/" + case)["current_owner"], "mona")

        def seen_by(person):
            return signed_in(self.server, person).call("GET", "/v1/cases/" + case).status

        self.assertEqual((seen_by("mona"), seen_by("vera"), seen_by("sven"), seen_by("lena")), (200, 200, 404, 404))
        self.server.stop()
        self.import_people(away=("mona",))
        self.server.start()
        self.assertEqual(seen_by("sven"), 200, "in place of mona")
        self.decide({"request_id": case}, "vera", "reject", comment="it stays")
        self.assertEqual((seen_by("vera"), seen_by("sven")), (200, 404), "what one decided stays in sight")

    def test_strangers_wrong_input_and_wrong_files_are_refused(self):
        self.open(None, "x-de", status=403)
        self.open("nobody", "x-de", status=403)
        self.import_people(inactive=("gone",))
        self.open("gone", "x-de", status=403)
        self.open("revo", "x-de", "", status=400)
        self.open("revo", "x-de", priority="Huge", status=400)
        self.open("revo", "x-de", colour="red", status=400)
        self.call("GET", "/v1/cases/REV-1", status=404)
        self.call("GET", "/v1/cases/../leads", status=400)
        png = b"\x89PNG\r\n\x1a\n" + bytes(100)
        for name, content in (("../a.png", png), ("a.html", b"<script>alert(1)</script>"), ("a.zip", b"PK\x03\x04" + png),
                              ("big.png", png + bytes(1 << 20)), ("a.png", b"")):
            self.open("revo", "x-de", attachments=[{"name": name, "content": base64.b64encode(content).decode()}],
                      status=400)
        self.open("revo", "x-de", attachments=[{"name": "a.png", "content": "%%%"}], status=400)
        self.open("revo", "x-de", attachments=[{"name": "a.pdf", "type": "application/pdf",
                                                "content": base64.b64encode(png).decode()}], status=400)
        case = self.open("revo", "x-de", attachments=[{"name": "a.png", "content": base64.b64encode(png).decode()}])
        self.assertEqual(self.case(case)["attachments"], [{"id": 1, "name": "a.png", "type": "image/png",
                                                           "size": len(png)}])
        file = self.call("GET", f"/v1/cases/{case['request_id']}/attachments/1")
        self.assertEqual(base64.b64decode(file["content"]), png)
        self.call("GET", f"/v1/cases/{case['request_id']}/attachments/2", status=404)
        refused = [json.loads(line[6:]) for line in self.events() if line.startswith("data: ")]
        self.assertGreaterEqual(sum(event["type"] == "CaseRefused" for event in refused), 3)
        (self.folder / "bad.md").write_text("# no front matter\n")
        self.assertIn("line 1", self.command("document", "add", "bad.md", code=2))

    def test_a_document_that_names_its_readers_is_for_them_alone(self):
        labelled = OWNERSHIP.replace("owner: ", "readers: team:nowhere\nowner: ", 1)
        (self.folder / "lead-ownership.md").write_text(labelled)
        self.assertIn("no team `nowhere`", self.command("document", "add", "lead-ownership.md", code=2))
        (self.folder / "lead-ownership.md").write_text(labelled.replace("team:nowhere", "person:lena"))
        self.add_policy()
        self.misplace("x-de", "lena")
        other = self.open("revo", "x-de")
        self.assertEqual((other["status"], self.owner("x-de")), ("Escalated", "lena"), other)
        self.assertIn("no policy document", other["rationale"])
        reader = self.open("lena", "x-de", summary="The matching rule gives this lead another owner: correct it")
        self.assertIn("Lead ownership version 3, Corrections", reader["rationale"])
        self.assertEqual(self.owner("x-de"), "jonas")
        self.assertEqual(len(self.call("GET", "/v1/documents")["items"]), 1)
        nobody = json.loads(self.command("token", "add", "reader", "--roles", "seller", "--json"))["token"]
        for path, status in (("/v1/documents", 200), ("/v1/documents/lead-ownership", 404)):
            answer = self.server.call("GET", path, None, {"Authorization": "Bearer " + nobody})
            self.assertEqual(answer.status, status, answer.body)
            self.assertNotIn("Lead ownership", json.dumps(answer.json()))
        self.check_log()

    def events(self):
        connection = self.server.connect()
        connection.request("GET", "/v1/events", headers={"Authorization": "Bearer " + self.server.token,
                                                         "Last-Event-ID": "0"})
        answer = connection.getresponse()
        lines = []
        last = int(self.call("GET", "/v1/cases")["as_of"])
        while True:
            line = answer.readline().decode().strip()
            lines.append(line)
            if line.startswith("data: ") and json.loads(line[6:])["position"] >= last:
                connection.close()
                return lines

    def test_nothing_is_lost_by_a_power_cut(self):
        self.add_policy()
        self.misplace("x-de", "lena")
        escalated, waiting = self.open("jonas", "x-thin"), self.open("revo", "something")
        done = self.open("revo", "x-de")
        before = [self.case(case) for case in (escalated, waiting, done)]
        self.server.kill()
        self.server.start()
        self.assertEqual([self.case(case) for case in (escalated, waiting, done)], before)
        self.assertEqual(self.decide(escalated, "mona", "approve")["status"], "Completed")
        self.assertEqual(self.open("revo", "x-none")["request_id"], "REV-1004")
        self.check_log()

    def test_nothing_of_the_words_is_left_when_the_requester_is_forgotten(self):
        self.add_policy()
        text = base64.b64encode(WORDS[0].encode()).decode()
        case = self.open("jonas", "x-thin", " ".join(WORDS), attachments=[{"name": "a.txt", "content": text}])
        self.call("POST", f"/v1/cases/{case['request_id']}/messages", {"text": WORDS[0]}, "jonas")
        other = self.open("revo", "x-none")
        report = json.loads(self.command("forget", "jonas", "--json"))
        self.assertEqual(report["cases"], 1, report)
        gone = self.case(case)
        self.assertEqual((gone["status"], gone["summary"], gone["erased"]), ("Closed", None, True))
        self.call("GET", f"/v1/cases/{case['request_id']}/attachments/1", status=404)
        shown = json.dumps([gone, self.call("GET", f"/v1/cases/{case['request_id']}/audit"),
                            self.call("GET", "/v1/cases"), self.call("GET", "/v1/approvals")])
        for word in WORDS:
            self.assertNotIn(word, shown)
        self.assertEqual(self.case(other)["summary"], WRONG)
        self.server.stop()
        for path in pathlib.Path(self.server.directory).rglob("*"):
            if path.is_file():
                for word in WORDS:
                    self.assertNotIn(word.encode(), path.read_bytes(), path)
        self.server.start()
        self.check_log()

    def test_the_command_line_does_the_same_without_a_server(self):
        self.server.stop()
        self.add_policy()
        opened = json.loads(self.command("case", "open", "--as", "jonas", "--summary", WRONG, "--justification", "why",
                                         "--target", "x-thin", "--json"))
        self.assertEqual(opened["status"], "Escalated")
        shown = json.loads(self.command("case", "show", opened["request_id"]))
        self.command("case", "decide", opened["request_id"], "approve", "--as", "jonas", "--shown-hash",
                     shown["shown_hash"], code=1)
        (self.folder / "more.txt").write_text("and more")
        self.command("case", "message", opened["request_id"], "more", "--as", "jonas", "--attach", self.folder / "more.txt")
        self.assertEqual(json.loads(self.command("case", "show", opened["request_id"]))["attachments"][0]["name"], "more.txt")
        self.command("case", "decide", opened["request_id"], "approve", "--as", "mona", "--shown-hash",
                     shown["shown_hash"], code=1)
        self.server.start()
        shown = json.loads(self.command("case", "show", opened["request_id"]))
        self.assertIn("Completed", self.command("case", "decide", opened["request_id"], "approve", "--as", "mona",
                                                "--shown-hash", shown["shown_hash"]))
        listed = json.loads(self.command("case", "list", "--status", "completed"))
        self.assertEqual([row["request_id"] for row in listed["items"]], [opened["request_id"]])
        self.assertIn("`Completed`", self.command("case", "cancel", opened["request_id"], "--as", "jonas", code=1))


if __name__ == "__main__":
    unittest.main()
