"""What the law asks for, tried from outside: forgetting, legal holds, what is known of a person, backups, keys."""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import unittest

from served import PROGRAM, ROOT, Served

VERIFIER = ROOT / "tests" / "conformance" / "verify_log.py"

# Values that stand nowhere else, so that finding one is finding the person.
ZOE = {"external_id": "crm-zq81", "source": "zq-webform", "campaign": "zq-campaign", "email": "zoe.quill@zq-mail.example",
       "first_name": "Zoequill", "last_name": "Quillington", "phone": "+49 30 5550181", "company": "Quillworks zq",
       "title": "Head of zq-Quills", "city": "Zqstadt", "street": "Zqallee 81", "postal_code": "81818", "country": "DE",
       "message": "zq-please call about quills", "consent": "given", "favourite": "zq-extra"}
PLANTED = [value for name, value in ZOE.items() if name not in ("country", "consent", "postal_code")] + ["zq-reason"]
CONTACTS = """id,email,name,account,owner
zq-contact,Zoe.Quill@zq-mail.example,Zoequill Contactname,,lena
c-2,other@two.example,Other Person,,lena
"""
OTHER = {"external_id": "o-1", "email": "other@two.example", "country": "DE", "consent": "given"}


def found_in(text):
    """The planted values that stand in `text` (bytes or str)."""
    if isinstance(text, str):
        text = text.encode()
    low = text.lower()
    return [value for value in PLANTED if value.lower().encode() in low]


class LawCase(unittest.TestCase):
    """A served workspace for each test, and the person in it."""

    maxDiff = None

    def setUp(self):
        self.server = Served()
        self.addCleanup(self.server.close)
        self.server.start()
        self.folder = pathlib.Path(self.server.folder.name)

    def command(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def law(self, *arguments, code=0):
        return self.command(*arguments, "--workspace", self.server.directory, code=code)

    def search_files(self):
        """Every file of the workspace and of its keys, by what of the person is in it."""
        hits = {}
        for root in (self.server.directory, self.server.directory + ".keys"):
            for path in pathlib.Path(root).rglob("*"):
                if path.is_file() and found_in(path.read_bytes()):
                    hits[str(path)] = found_in(path.read_bytes())
        return hits

    def plant(self):
        """The person as a lead with a touch and a contact, and somebody else beside."""
        (self.folder / "contacts.csv").write_text(CONTACTS)
        self.law("import", "contacts", "contacts.csv")
        first = self.server.post(ZOE, headers={"Idempotency-Key": "zq-key"})
        self.assertEqual(first.status, 201, first.body)
        again = self.server.post({**ZOE, "message": "zq-please call again"})
        self.assertEqual(again.json()["status"], "duplicate", again.body)
        self.assertEqual(self.server.post(OTHER).status, 201)
        return first.json()["lead_id"]

    def assert_sound(self):
        heads = self.server.directory + ".keys/heads.log"
        report = json.loads(self.law("audit", "verify", "--heads", heads, "--views"))
        self.assertTrue(report["ok"], report)
        replay = json.loads(self.law("replay", "--json"))
        self.assertEqual(replay["different"], 0, replay)
        return replay

    def everything_served(self, lead):
        """What the API shows of the lead, of lists, contacts and events, as one text."""
        texts = []
        for path in (f"/v1/leads/{lead}", f"/v1/leads/{lead}/explanation", "/v1/leads", "/v1/contacts", "/metrics",
                     f"/v1/leads/{lead}/evidence", "/v1/views/check", "/"):
            answer = self.server.call("GET", path)
            texts.append(answer.body)
        return b"\n".join(texts)


class LawTest(LawCase):
    def test_forgetting_leaves_nothing_of_a_person_and_the_log_verifies(self):
        lead = self.plant()
        known = self.law("export", "person", ZOE["email"])
        self.assertEqual(sorted(set(found_in(known))), sorted(set(PLANTED) - {"zq-reason"}))
        self.assertTrue(found_in(self.everything_served(lead)))
        self.assertEqual(self.search_files(), {})
        self.assertEqual(self.assert_sound()["erased"], 0)

        report = json.loads(self.law("forget", ZOE["email"], "--json"))
        self.assertEqual((report["leads"], report["contacts"], report["subjects"]), ([lead], 1, 2), report)
        self.assertEqual(found_in(self.everything_served(lead)), [])
        self.assertEqual(self.search_files(), {})
        self.assertEqual(found_in((self.folder / "serve.log").read_bytes()), [])
        self.assertGreater(self.assert_sound()["erased"], 0)
        told = json.loads(self.law("explain", lead, "--json"))
        self.assertEqual(told["status"], "rejected")
        self.assertIn("the person was forgotten", json.dumps(told))
        for subject in (ZOE["email"], ZOE["external_id"], lead, "zq-contact"):
            self.law("export", "person", subject, code=1)
            self.law("forget", subject, code=1)

        # The same without the server, and after a start that folds the log anew.
        self.server.stop()
        self.assertEqual(self.search_files(), {})
        self.assertGreater(self.assert_sound()["erased"], 0)
        self.law("rebuild", "--check")
        self.law("forget", ZOE["email"], code=1)
        self.server.start()
        self.assertEqual(found_in(self.everything_served(lead)), [])
        contacts = self.server.call("GET", "/v1/contacts").body.decode()
        self.assertIn("c-2", contacts)

    def test_who_comes_back_is_somebody_new(self):
        lead = self.plant()
        self.law("forget", lead)
        back = self.server.post(ZOE, headers={"Idempotency-Key": "zq-key"})
        self.assertEqual(back.status, 201, back.body)
        self.assertNotEqual(back.json()["lead_id"], lead)
        self.assertEqual(back.json()["status"], "routed")
        self.server.stop()
        self.server.start()
        found = self.server.call("GET", "/v1/leads?email=" + ZOE["email"]).json()["items"]
        self.assertEqual([one["lead_id"] for one in found], [back.json()["lead_id"]])
        known = json.loads(self.law("export", "person", ZOE["email"]))
        self.assertEqual([one["lead_id"] for one in known["leads"]], [back.json()["lead_id"]])
        self.assert_sound()

    def test_forgetting_works_without_a_server_and_over_http(self):
        lead = self.plant()
        self.assertEqual(self.server.call("POST", "/v1/forget", {"subject": "nobody@none.example"}).status, 404)
        self.assertEqual(self.server.call("POST", "/v1/forget", {"who": "x"}).status, 400)
        self.assertEqual(self.server.call("POST", "/v1/forget", {"subject": ZOE["email"]}, token=False).status, 401)
        self.server.stop()
        self.law("forget", "nobody@none.example", code=1)
        report = json.loads(self.law("forget", ZOE["external_id"], "--json"))
        self.assertEqual(report["leads"], [lead])
        self.server.start()
        gone = self.server.call("POST", "/v1/forget", {"subject": OTHER["email"]})
        self.assertEqual((gone.status, gone.json()["contacts"]), (200, 1), gone.body)
        self.assert_sound()

    def test_a_contact_that_has_another_address_now_is_forgotten_with_the_old_one(self):
        self.plant()
        (self.folder / "moved.csv").write_text(CONTACTS.replace("Zoe.Quill@zq-mail.example", "zoe@new.example"))
        self.law("import", "contacts", "moved.csv")
        report = json.loads(self.law("forget", ZOE["email"], "--json"))
        self.assertEqual(report["contacts"], 1)
        self.assertNotIn("zq-contact", self.server.call("GET", "/v1/contacts").body.decode())

    def test_an_external_id_of_several_people_forgets_nobody(self):
        self.plant()
        twin = self.server.post({**OTHER, "email": "twin@three.example", "external_id": ZOE["external_id"],
                                 "source": "elsewhere"})
        self.assertEqual(twin.status, 201)
        said = self.law("forget", ZOE["external_id"], code=2)
        self.assertIn("several people", said)
        self.law("export", "person", ZOE["email"])

    def test_records_that_were_merged_are_forgotten_together(self):
        lead = self.plant()
        stays = self.server.post({**OTHER, "external_id": "o-2", "email": "zoe.private@four.example"}).json()["lead_id"]
        self.law("record", "merge", lead, "--into", stays)
        report = json.loads(self.law("forget", "zoe.private@four.example", "--json"))
        self.assertEqual(sorted(report["leads"]), sorted([lead, stays]))
        self.assertEqual(self.search_files(), {})
        self.assertEqual(found_in(self.everything_served(lead)), [])
        back = self.server.post(ZOE)
        self.assertEqual((back.status, back.json()["status"]), (201, "routed"), back.body)
        self.assert_sound()

    def test_who_came_back_after_a_deletion_is_forgotten_whole(self):
        lead = self.plant()
        self.law("record", "delete", lead)
        back = self.server.post(ZOE).json()["lead_id"]
        self.assertNotEqual(back, lead)
        report = json.loads(self.law("forget", ZOE["email"], "--json"))
        self.assertEqual(sorted(report["leads"]), sorted([lead, back]))
        self.assertEqual(found_in(self.everything_served(back)), [])
        self.assertEqual(self.server.post(ZOE).status, 201)
        self.assert_sound()

    def test_a_rule_of_retention_is_set_shown_and_applied_served_and_alone(self):
        self.plant()
        for _ in range(2):
            self.law("retention", "apply", code=1)
            self.assertIn("leads are kept for 30 days", self.law("retention", "set", "30"))
            self.assertEqual(json.loads(self.law("retention", "show")),
                             {"lead_days": 30, "agent_days": 0, "reading_days": 0, "notice_days": 0})
            report = json.loads(self.law("retention", "apply", "--dry-run", "--json"))
            self.assertEqual(report, {"lead_days": 30, "looked_at": 0, "expired": 0, "held": 0, "requests": 0,
                                      "held_requests": 0, "readings": 0, "notices": 0})
            for days in ("-1", "36501"):
                self.law("retention", "set", days, code=2)
            self.law("retention", "set", "0")
            self.server.stop()
        self.law("export", "person", ZOE["email"])
        self.assert_sound()

    def test_a_legal_hold_refuses_it(self):
        lead = self.plant()
        self.law("hold", "set", ZOE["email"], code=2)
        self.law("hold", "set", "nobody@none.example", "--reason", "case 7", code=1)
        self.law("hold", "set", ZOE["email"], "--reason", "zq-reason of a case")
        held = json.loads(self.law("hold", "list"))["holds"]
        self.assertEqual([one["reason"] for one in held], ["zq-reason of a case"] * 2)
        self.assertIn(lead, [one["record"] for one in held])
        said = self.law("forget", ZOE["email"], code=1)
        self.assertIn("legal hold", said)
        self.assertEqual(self.server.call("POST", "/v1/forget", {"subject": lead}).status, 409)
        self.server.stop()
        self.law("forget", ZOE["email"], code=1)
        self.assertEqual(json.loads(self.law("hold", "list"))["holds"], held)
        self.law("hold", "clear", lead)
        self.law("hold", "clear", lead, code=1)
        self.assertEqual(json.loads(self.law("hold", "list"))["holds"], [])
        self.law("forget", ZOE["email"])
        self.assertEqual(self.search_files(), {})
        self.assert_sound()

    def ask_about(self, target, summary, who="lena", files=()):
        """A request of the desk; each file is its name and its words."""
        named = [{"name": name, "content": base64.b64encode(text.encode()).decode()} for name, text in files]
        body = {"summary": summary, "business_justification": "zq-reason", "target_record": target, "attachments": named}
        opened = self.server.call("POST", "/v1/cases", body, {"X-Signalbox-As": who})
        self.assertEqual(opened.status, 201, opened.body)
        return opened.json()["request_id"]

    def ask_in_every_way(self):
        """The person, and requests about them: with a file, a repeat of it, and one of before they were known."""
        early = self.ask_about("", f"Whose is {ZOE['email']}, of the fair?")
        lead = self.plant()
        file = ("zq-note.txt", "zq-extra is written here")
        first = self.ask_about(lead, "zq-extra is not ours", files=[file])
        repeat = self.ask_about(lead, "zq-extra is still not ours")
        other = self.ask_about("o-1", "Whose is this one?", who="jonas")
        said = self.server.call("POST", f"/v1/cases/{first}/messages", {"text": "zq-please decide"}, {"X-Signalbox-As": "lena"})
        self.assertIn(said.status, (200, 409), said.body)
        return lead, file, early, first, repeat, other

    def test_all_that_is_known_of_a_person_holds_the_requests_about_them_and_those_that_they_made(self):
        lead, file, early, first, repeat, other = self.ask_in_every_way()
        known = json.loads(self.law("export", "person", lead))
        self.assertEqual([one["request"]["request_id"] for one in known["requests"]], [early, first, repeat])
        self.assertEqual({one["part"] for one in known["requests"]}, {"subject"})
        shown = known["requests"][1]
        self.assertEqual(shown["request"]["summary"], "zq-extra is not ours")
        self.assertEqual(shown["request"]["record"]["lead_id"], lead)
        self.assertEqual(shown["request"]["conversation"][0]["text"], "zq-extra is not ours")
        self.assertEqual(shown["files"], [{"id": 1, "name": file[0], "sha256": hashlib.sha256(file[1].encode()).hexdigest()}])
        self.assertIn("Tool Call", {line["event_type"] for line in shown["audit"]["items"]})
        self.assertEqual(shown["audit"], self.server.call("GET", f"/v1/cases/{first}/audit").json())
        self.assertEqual(known["requests"][2]["request"]["duplicate_of"], first)
        self.assertEqual(known["left_out"], [])
        made = json.loads(self.law("export", "person", "lena@acme.example"))
        self.assertEqual([(one["part"], one["request"]["request_id"]) for one in made["requests"]],
                         [("requester", number) for number in (early, first, repeat)])
        self.assertEqual(made["leads"], [])
        self.server.stop()
        self.assertEqual(json.loads(self.law("export", "person", lead))["requests"], known["requests"])
        self.assertNotIn(other, json.dumps(known))

    def test_forgetting_takes_a_person_out_of_every_request_that_is_about_them(self):
        lead, file, early, first, repeat, other = self.ask_in_every_way()
        report = json.loads(self.law("forget", ZOE["email"], "--json"))
        self.assertEqual((report["leads"], report["cases"]), ([lead], 3), report)
        for number in (early, first, repeat):
            for path in (f"/v1/cases/{number}", f"/v1/cases/{number}/audit", f"/v1/cases/{number}/attachments/1"):
                self.assertEqual(found_in(self.server.call("GET", path).body), [], path)
            self.assertEqual(self.server.call("GET", f"/v1/cases/{number}").json()["status"], "Closed")
        self.assertEqual(found_in(self.server.call("GET", "/v1/cases").body), [])
        self.assertEqual(self.server.call("GET", f"/v1/cases/{first}/attachments/1").status, 404)
        self.assertNotIn(file[1].encode(), self.server.call("GET", f"/v1/cases/{first}").body)
        kept = self.server.call("GET", f"/v1/cases/{other}").json()
        self.assertEqual((kept["summary"], kept["erased"]), ("Whose is this one?", False))
        self.assertEqual(self.search_files(), {})
        self.assertEqual(found_in((self.folder / "serve.log").read_bytes()), [])
        self.assert_sound()


class BackupTest(LawCase):
    def restore(self, backup, name, code=0):
        directory = str(self.folder / name)
        said = self.command("restore", backup, directory, "--keys", self.server.directory + ".keys", "--json", code=code)
        return directory, said

    def test_a_backup_taken_before_an_erasure_shows_nothing_of_the_person_after_it(self):
        lead = self.plant()
        taken = json.loads(self.law("backup", "--out", "ws.backup", "--json"))
        self.assertEqual(taken["bytes"], os.path.getsize(self.folder / "ws.backup"))
        self.assertIn("there already", self.law("backup", "--out", "ws.backup", code=1))
        self.assertIn("no/ws.backup`: No such file", self.law("backup", "--out", "no/ws.backup", code=2))
        self.law("forget", ZOE["email"])
        self.assertEqual(self.server.post({**OTHER, "email": "later@three.example", "external_id": "l-1"}).status, 201)
        self.server.stop()

        directory, said = self.restore("ws.backup", "again")
        report = json.loads(said)
        self.assertEqual((report["events"], report["forgotten"]), (taken["events"], 1))
        keys = self.server.directory + ".keys"
        heads = ["--heads", keys + "/heads.log", "--keys", keys]
        verified = json.loads(self.command("audit", "verify", "--workspace", directory, *heads))
        self.assertTrue(verified["ok"], verified)
        self.assertEqual(len(verified["forks"]), 1)
        self.assertEqual(verified["forks"][0]["position"], taken["events"])
        self.assertGreater(verified["superseded_heads"], 0)
        strange = subprocess.run(["/usr/bin/python3", VERIFIER, directory, "--heads", keys + "/heads.log", "--vkey",
                                  keys + "/audit.vkey"], capture_output=True, text=True, check=False)
        self.assertEqual(strange.returncode, 0, strange.stdout + strange.stderr)
        replay = json.loads(self.command("replay", "--json", "--workspace", directory, "--keys", keys))
        self.assertEqual(replay["different"], 0, replay)
        told = self.command("explain", lead, "--json", "--workspace", directory, "--keys", keys)
        self.assertEqual(found_in(told), [])
        self.assertEqual(json.loads(told)["status"], "rejected")
        for subject in (ZOE["email"], lead):
            self.command("export", "person", subject, "--workspace", directory, "--keys", keys, code=1)
        # Whoever is left is there, and the workspace goes on.
        self.command("export", "person", OTHER["email"], "--workspace", directory, "--keys", keys)
        (self.folder / "more.csv").write_text("external_id,email,country,consent\nm-1,more@four.example,DE,given\n")
        self.command("route", "more.csv", "--workspace", directory, "--keys", keys)
        contacts = self.command("export", "contacts", "-", "--workspace", directory, "--keys", keys)
        self.assertEqual(found_in(contacts), [])

    def test_a_request_about_a_person_is_forgotten_with_them_after_a_restore_too(self):
        lead = self.plant()
        case = {"summary": "zq-extra is not ours", "business_justification": "zq-reason", "target_record": lead}
        opened = self.server.call("POST", "/v1/cases", case, {"X-Signalbox-As": "lena"})
        self.assertEqual(opened.status, 201, opened.body)
        number = opened.json()["request_id"]
        self.law("backup", "--out", "ws.backup")
        self.law("forget", ZOE["email"])
        self.server.stop()
        directory, said = self.restore("ws.backup", "again")
        self.assertEqual(json.loads(said)["forgotten"], 2)
        place = ["--workspace", directory, "--keys", self.server.directory + ".keys"]
        shown = self.command("case", "show", number, *place)
        self.assertEqual(found_in(shown), [])
        self.assertIn("Closed", shown)
        self.assertEqual(json.loads(self.command("replay", "--json", *place))["different"], 0)

    def test_an_undeclared_fork_does_not_verify(self):
        self.plant()
        self.server.stop()
        copy = self.folder / "copy"
        shutil.copytree(self.server.directory, copy)
        self.server.start()
        self.assertEqual(self.server.post({**OTHER, "email": "x@x.example", "external_id": "x"}).status, 201)
        self.server.stop()
        shutil.rmtree(self.server.directory)
        shutil.move(copy, self.server.directory)
        self.law("audit", "verify", "--heads", self.server.directory + ".keys/heads.log", code=1)

    def test_a_backup_holds_no_key_and_what_is_none_restores_nothing(self):
        self.plant()
        self.law("backup", "--out", "ws.backup")
        secret = pathlib.Path(self.server.directory + ".keys/master.key").read_text().strip()
        backup = (self.folder / "ws.backup").read_bytes()
        self.assertNotIn(secret.encode(), backup)
        self.assertNotIn(bytes.fromhex(secret), backup)
        self.assertEqual(found_in(backup), [])
        (self.folder / "junk").write_bytes(b"no backup at all" * 100)
        self.restore("junk", "from-junk", code=2)
        self.restore("missing", "from-nothing", code=2)
        damaged = bytearray(backup)
        middle = len(damaged) // 2
        damaged[middle:middle + 64] = bytes(64)
        (self.folder / "damaged").write_bytes(damaged)
        for name in ("from-junk", "from-nothing"):
            self.assertFalse((self.folder / name).exists())
            self.assertFalse((self.folder / (name + ".restoring")).exists())
        self.restore("ws.backup", "ws", code=1)

    def test_a_backup_under_load_is_a_prefix_of_the_log(self):
        connection = self.server.connect()
        backups = []
        for number in range(30):
            lead = {**OTHER, "email": f"n{number}@load.example", "external_id": f"n-{number}"}
            self.assertEqual(self.server.post(lead, connection=connection).status, 201)
            if number % 10 == 5:
                backups.append(f"b{number}")
                self.law("backup", "--out", backups[-1])
        connection.close()
        self.server.stop()
        for name in backups:
            directory, _ = self.restore(name, name + ".ws")
            self.command("audit", "verify", "--workspace", directory)
            heads = self.server.directory + ".keys/heads.log"
            self.command("audit", "verify", "--workspace", directory, "--keys", self.server.directory + ".keys", "--heads", heads)


class KeysTest(LawCase):
    def heads(self):
        return self.server.directory + ".keys/heads.log"

    def test_every_key_is_rotated_while_serving_and_old_heads_verify(self):
        lead = self.plant()
        keys = pathlib.Path(self.server.directory + ".keys")
        master = (keys / "master.key").read_text()
        vkey = (keys / "audit.vkey").read_text()
        for key in ("master", "workspace", "audit", "workspace", "master", "audit"):
            self.law("keys", "rotate", key)
            self.assertEqual(self.server.post({**OTHER, "message": key}).status, 200)
            self.assertTrue(found_in(self.law("export", "person", lead)))
        self.law("keys", "rotate", "identity", code=2)
        self.law("keys", "rotate", "master", "--next", "some.file", code=2)
        self.assertNotEqual((keys / "master.key").read_text(), master)
        self.assertEqual(len((keys / "audit.vkey").read_text().splitlines()), 3)
        self.assertEqual((keys / "audit.vkey").read_text().splitlines()[-1], vkey.strip())
        self.assert_sound()
        self.server.stop()
        self.assert_sound()
        strange = subprocess.run(["/usr/bin/python3", VERIFIER, self.server.directory, "--heads", self.heads(), "--vkey",
                                  keys / "audit.vkey"], capture_output=True, text=True, check=False)
        self.assertEqual(strange.returncode, 0, strange.stdout + strange.stderr)
        # Whoever knows the first key alone does not take what later keys signed.
        (self.folder / "first.vkey").write_text(vkey)
        self.law("audit", "verify", "--heads", self.heads(), "--vkey", "first.vkey", code=1)
        self.server.start()
        self.assertTrue(found_in(self.law("export", "person", lead)))
        self.law("forget", lead)
        self.assertEqual(self.search_files(), {})
        self.assert_sound()

    def test_keys_are_rotated_without_a_server_too(self):
        lead = self.plant()
        self.server.stop()
        for key in ("master", "workspace", "audit"):
            self.law("keys", "rotate", key)
        self.assertTrue(found_in(self.law("export", "person", lead)))
        self.assert_sound()

    def test_a_rotation_of_the_master_key_that_was_cut_short_is_finished(self):
        lead = self.plant()
        self.server.stop()
        keys = pathlib.Path(self.server.directory + ".keys")
        old = (keys / "master.key").read_text()
        self.law("keys", "rotate", "master")
        # As if the process had died before the new key got its name.
        (keys / "master.key").rename(keys / "master.key.next")
        (keys / "master.key").write_text(old)
        self.assertTrue(found_in(self.law("export", "person", lead)))
        self.assertFalse((keys / "master.key.next").exists())

    def test_the_master_key_comes_from_the_environment_or_from_a_command(self):
        first, second = "11" * 32, "22" * 32
        (self.folder / "key.txt").write_text(second + "\n")
        (self.folder / "leads.csv").write_text("external_id,email,country\nk-1,kim@key.example,DE\n")

        def run(environment, *arguments, code=0):
            done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, env={**os.environ, **environment},
                                  capture_output=True, text=True, timeout=120, check=False)
            self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
            for key in (first, second):
                self.assertNotIn(key, done.stdout + done.stderr)
            return done.stdout

        by_name = {"SIGNALBOX_MASTER_KEY": first}
        by_command = {"SIGNALBOX_MASTER_KEY_COMMAND": "cat key.txt"}
        run(by_name, "init", "own")
        self.assertFalse((self.folder / "own.keys" / "master.key").exists())
        run(by_name, "route", "leads.csv", "--workspace", "own")
        self.assertIn("kim@key.example", run(by_name, "export", "person", "k-1", "--workspace", "own"))
        run({}, "explain", "k-1", "--workspace", "own", code=2)
        run(by_command, "explain", "k-1", "--workspace", "own", code=3)
        run({"SIGNALBOX_MASTER_KEY": "short"}, "explain", "k-1", "--workspace", "own", code=2)
        run({"SIGNALBOX_MASTER_KEY_COMMAND": "false"}, "explain", "k-1", "--workspace", "own", code=3)
        run(by_name, "keys", "rotate", "master", "--workspace", "own", code=2)
        run(by_name, "keys", "rotate", "master", "--next", "key.txt", "--workspace", "own")
        self.assertIn("kim@key.example", run(by_command, "export", "person", "k-1", "--workspace", "own"))
        run(by_name, "explain", "k-1", "--workspace", "own", code=3)


if __name__ == "__main__":
    unittest.main()
