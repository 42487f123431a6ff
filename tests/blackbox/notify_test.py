"""People are told: in the program, and by mail through a real SMTP server with TLS. Links act once, and whatever dies in
between, nobody misses what was theirs."""
import json
import pathlib
import re
import sqlite3
import subprocess
import tempfile
import time
import unittest

import served
from mail_server import PASSWORD, SECONDS, USER, MailServer, html_of, text_of
from served import PROGRAM, Served
from signed_in import add_user, signed_in

served.POLICY += """slas:
  first_touch: {within: 4h, clock: always, stops: [desk.contacted], on_reassign: restart}
hand_back_reasons:
  wrong_person: {then: route_again}
"""
served.POLICY = served.POLICY.replace("assign: {pool: dach}", "assign: {pool: dach}\n    sla: [first_touch]")


def lead(name, **more):
    return {"email": f"{name}@huber-werke.example", "first_name": name, "last_name": "Huber", "company": "Huber Werke",
            "message": f"Please call {name} today.", "country": "DE", "consent": "given", **more}


class Mailed(unittest.TestCase):
    """A mail server, and a server that mails through it."""

    plain = False
    tls = "starttls"

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="signalbox-mail-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.mail = MailServer(self.folder, self.plain)
        self.addCleanup(lambda: self.mail.stop() if self.mail.process.poll() is None else None)
        (self.folder / "password").write_text(PASSWORD + "\n")
        self.config = self.folder / "notify.yaml"
        signs_in = f"user: {USER}\npassword_file: password\n" if self.tls != "none" else ""
        self.config.write_text(f"host: localhost\nport: {self.mail.port}\ntls: {self.tls}\nca_file: ca.pem\n{signs_in}"
                               "from: signalbox@acme.example\nbase_url: https://leads.acme.example/\n")
        self.server = Served("--notify", str(self.config))
        self.server.start()
        self.addCleanup(self.server.close)

    def owner(self, lead_id):
        return self.server.call("GET", "/v1/leads/" + lead_id).json()["owner"]["id"]

    def send(self, name, **more):
        answer = self.server.post(lead(name, **more))
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()

    def notices(self, person, query=""):
        answer = self.server.call("GET", "/v1/notices" + query, headers={"X-Signalbox-As": person})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def events(self):
        """Of the log, as it is known to be whole now."""
        return self.server.call("GET", "/metrics").body.decode().split("\nsignalbox_events_total ")[1].split("\n")[0]

    def links(self, mail):
        return dict(re.findall(r"^(Accept|Hand back|I contacted them|Remind me in an hour): "
                               r"https://leads\.acme\.example(/n/\S+)$", text_of(mail), re.MULTILINE))

    def attention(self):
        return self.server.call("GET", "/v1/attention").json()["notices"]

    def wait_until(self, holds):
        """Asks the server until it says so."""
        end = time.monotonic() + SECONDS
        while not holds():
            self.assertLess(time.monotonic(), end)


class Telling(Mailed):
    def test_the_new_owner_gets_one_mail_with_all_that_matters_over_tls(self):
        state = self.send("Erika")
        mail = self.mail.wait_for(1)[0]
        owner = self.owner(state["lead_id"])
        self.assertEqual((mail["tls"], mail["from"], mail["to"]),
                         (True, "signalbox@acme.example", [owner + "@acme.example"]))
        self.assertNotEqual(mail["user"], "False")
        message = mail["message"]
        self.assertIn("New lead: Erika Huber, Huber Werke, until ", message["Subject"])
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        text = text_of(mail)
        self.assertIn("> Please call Erika today.", text)
        self.assertIn("Why you: rule germany, pool dach", text)
        self.assertIn("https://leads.acme.example/console/leads/" + state["lead_id"], text)
        self.assertEqual(sorted(self.links(mail)), ["Accept", "Hand back", "I contacted them", "Remind me in an hour"])
        self.assertIn("<blockquote>Please call Erika today.</blockquote>", html_of(mail))
        reading = self.server.call("GET", "/v1/readings").json()
        self.assertIn("mail", json.dumps(reading))

    def test_nothing_that_a_lead_says_leaves_its_place_in_the_mail(self):
        evil = "x\r\nBcc: all@acme.example\r\n\r\n<script>alert(1)</script>\r\n.\r\nRCPT TO:<all@acme.example>\r\n"
        self.send("Erika", first_name=evil, last_name="=?UTF-8?Q?Bcc:?= all@acme.example", company="A\u2028B\tC" + evil,
                  message=evil + "\r\n--=_boundary--\r\n.\r\nQUIT\r\n")
        mail = self.mail.wait_for(1)[0]
        self.assertEqual(len(mail["to"]), 1)
        names = [name for name, _ in mail["message"].items()]
        self.assertEqual(names, ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
                                 "Content-Type"])
        self.assertEqual([part.get_content_type() for part in mail["message"].walk()],
                         ["multipart/alternative", "text/plain", "text/html"])
        self.assertNotIn("<script", html_of(mail))
        self.assertIn("> Bcc: all@acme.example", text_of(mail))

    def test_many_at_once_become_few_mails_that_name_them_all(self):
        body = "\n".join(json.dumps(lead(f"p{number}x")) for number in range(40))
        answer = self.server.call("POST", "/v1/leads", body, {"Content-Type": "application/x-ndjson"})
        self.assertLess(answer.status, 300)
        self.wait_until(lambda: sum(self.notices(person)["unread"] for person in ("lena", "jonas")) == 40)
        self.wait_until(lambda: self.attention()["waiting"] == 0)
        # Two sellers; each at most the few single ones, and then what is folded or waits for the window's end.
        self.assertLessEqual(len(self.mail.mails()), 8)

    def test_who_wants_a_digest_gets_no_single_mail(self):
        for person in ("lena", "jonas"):
            away = time.strftime("%H:%M", time.gmtime(time.time() + 6 * 3600))
            answer = self.server.call("PUT", "/v1/notice-settings", {"digest_at": away},
                                      headers={"X-Signalbox-As": person})
            self.assertEqual(answer.json()["digest_at"], away)
        state = self.send("Erika")
        owner = self.owner(state["lead_id"])
        self.assertEqual(self.notices(owner, f"?at_least={state['position']}")["unread"], 1)
        self.server.stop()  # what was due has gone out when it ends
        self.assertEqual(self.mail.mails(), [])
        self.server.start()


class Links(Mailed):
    def press(self, link, body=""):
        return self.server.call("POST", link, body, {"Content-Type": "application/x-www-form-urlencoded"}, token=False)

    def told(self):
        state = self.send("Erika")
        return state["lead_id"], self.links(self.mail.wait_for(1)[0])

    def test_scanners_that_open_every_link_change_nothing(self):
        _, links = self.told()
        before = self.events()
        for link in links.values():
            for method in ("GET", "HEAD", "GET"):
                answer = self.server.call(method, link, token=False)
                self.assertEqual(answer.status, 200)
            self.assertIn("form-action 'self'", answer.headers["Content-Security-Policy"])
            self.assertNotIn("unsafe", answer.headers["Content-Security-Policy"])
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
            self.assertIn(b'<form method="post">', answer.body)
            self.assertNotIn(b"<script", answer.body)
            self.assertNotIn(b"Erika", answer.body)
        self.assertEqual(self.events(), before)

    def test_a_press_acts_once_as_the_person_and_the_link_says_so_for_ever(self):
        lead_id, links = self.told()
        owner = self.owner(lead_id)
        self.assertEqual(self.press(links["I contacted them"]).status, 200)
        acted = [event for event in self.server.call("GET", f"/v1/leads/{lead_id}/events").json()
                 if event["type"] == "LeadActed"]
        self.assertEqual([(event["fields"]["verb"], event["fields"]["by"]) for event in acted], [("contacted", owner)])
        before = self.events()
        for answer in (self.press(links["I contacted them"]), self.server.call("GET", links["I contacted them"], token=False)):
            self.assertEqual(answer.status, 200)
            self.assertIn(b"you said that you contacted them", answer.body)
            self.assertNotIn(b"<form", answer.body)
        self.assertEqual(self.events(), before)
        self.server.kill()
        self.server.start()
        self.assertIn(b"you said that you contacted them", self.press(links["I contacted them"]).body)
        self.assertEqual(self.notices(owner)["unread"], 0)

    def test_handing_back_asks_why_and_the_lead_goes_to_somebody_else(self):
        lead_id, links = self.told()
        owner = self.owner(lead_id)
        page = self.server.call("GET", links["Hand back"], token=False)
        self.assertIn(b"<option>wrong_person</option>", page.body)
        self.assertEqual(self.press(links["Hand back"], "reason=").status, 409)
        self.assertEqual(self.press(links["Hand back"], "reason=<b>none").status, 409)
        self.assertEqual(self.press(links["Hand back"], "reason=wrong_person").status, 200)
        self.assertNotEqual(self.owner(lead_id), owner)
        # The other links of the mail are worth nothing now.
        answer = self.press(links["Accept"])
        self.assertEqual(answer.status, 409)
        self.assertIn(b"not yours any more", answer.body)

    def test_what_was_not_signed_here_does_nothing(self):
        _, links = self.told()
        before = self.events()
        link = links["Accept"]
        for forged in (link[:-1] + ("A" if link[-1] != "A" else "B"), link[:-4], link + "A", "/n/" + "A" * 51, "/n/qxnone"):
            for answer in (self.press(forged), self.server.call("GET", forged, token=False)):
                self.assertEqual(answer.status, 404, forged)
                self.assertNotIn(forged[3:].encode(), answer.body)
        self.assertEqual(self.events(), before)


class Failing(Mailed):
    def test_a_server_that_is_down_gets_it_later(self):
        self.mail.stop()
        self.send("Erika")
        self.wait_until(lambda: self.attention()["tried_again"] == 1)
        self.assertIn("signalbox_notice_messages_tried_again 1", self.server.call("GET", "/metrics").body.decode())
        self.mail.start()
        self.assertEqual(len(self.mail.wait_for(1)), 1)
        self.wait_until(lambda: self.attention()["waiting"] == 0)

    def test_a_process_that_dies_at_once_has_told_when_it_is_back(self):
        self.mail.stop()
        for number in range(3):
            self.send(f"p{number}x")
            self.server.kill()
            self.server.start()
        self.mail.start()
        self.mail.wait_until(lambda mails: {name for mail in mails for name in re.findall(r"p\dx", text_of(mail))}
                             == {"p0x", "p1x", "p2x"})

    def test_a_lost_answer_repeats_the_mail_so_that_it_is_recognised(self):
        self.mail.mode("drop")
        self.send("Erika")
        self.mail.wait_for(1)
        self.server.kill()
        self.mail.mode("take")
        self.server.start()
        first, second = self.mail.wait_for(2)[:2]
        self.assertEqual(first["message"]["Message-ID"], second["message"]["Message-ID"])
        self.assertEqual(first["message"]["Date"], second["message"]["Date"])
        self.assertEqual(text_of(first), text_of(second))

    def test_a_refusal_for_good_is_shown_to_whoever_looks(self):
        self.mail.mode("refuse")
        self.send("Erika")
        self.wait_until(lambda: self.attention()["not_sent"] == 1)
        self.assertIn("signalbox_notice_messages_given_up_total 1", self.server.call("GET", "/metrics").body.decode())
        self.assertNotIn("Erika", self.server.said())

    def test_leads_go_on_while_the_book_cannot_be_written(self):
        blocker = sqlite3.connect(self.server.directory + "/notices.db", isolation_level=None)
        self.addCleanup(blocker.close)
        blocker.execute("BEGIN IMMEDIATE")
        started = self.send("Erika")
        self.assertEqual(started["status"], "routed")
        blocker.execute("COMMIT")
        self.mail.wait_for(1)


class WithoutTls(Mailed):
    plain = True

    def test_nothing_is_said_to_a_server_that_offers_no_tls(self):
        self.send("Erika")
        self.wait_until(lambda: self.attention()["tried_again"] == 1)
        self.assertEqual(self.mail.mails(), [])


class PlainByChoice(Mailed):
    plain = True
    tls = "none"

    def test_a_server_without_tls_is_used_where_the_file_says_so(self):
        self.send("Erika")
        self.assertFalse(self.mail.wait_for(1)[0]["tls"])


class InTheProgram(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        for person in ("lena", "jonas"):
            add_user(cls.server, person, ["seller"], person=person)
        add_user(cls.server, "guest", ["requester"], person="revo")
        cls.people = {person: signed_in(cls.server, person) for person in ("lena", "jonas", "guest")}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def routed(self, name):
        state = self.server.post(lead(name)).json()
        return state, self.server.call("GET", "/v1/leads/" + state["lead_id"]).json()["owner"]["id"]

    def notices(self, person, query=""):
        return self.people[person].call("GET", "/v1/notices" + query).json()

    def test_a_seller_reads_and_puts_off_what_is_theirs_and_nothing_else(self):
        state, owner = self.routed("Anke")
        other = "jonas" if owner == "lena" else "lena"
        page = self.notices(owner, f"?at_least={state['position']}")
        mine = next(one for one in page["items"] if one["lead_id"] == state["lead_id"])
        self.assertEqual((mine["kind"], mine["words"]), ("lead_given", "Please call Anke today."))
        self.assertIn("accept", mine["actions"])
        # How many there are is asked every few seconds; that shows nobody's words, and is no reading.
        readings = len(self.server.call("GET", "/v1/readings?kind=read&limit=200").json()["items"])
        counted = self.notices(owner, "?limit=0")
        self.assertEqual((counted["items"], counted["unread"], counted["next_cursor"]), ([], page["unread"], None))
        self.assertEqual(len(self.server.call("GET", "/v1/readings?kind=read&limit=200").json()["items"]), readings)
        self.assertEqual([one for one in self.notices(other)["items"] if one["lead_id"] == state["lead_id"]], [])
        for what in ("read", "snooze"):
            self.assertEqual(self.people[other].call("POST", f"/v1/notices/{mine['id']}/{what}", {}).status, 404)
        self.assertEqual(self.people[owner].call("POST", f"/v1/notices/{mine['id']}/snooze", {"for": "2h"}).status, 200)
        self.assertEqual(self.notices(owner)["unread"], page["unread"] - 1)
        self.assertEqual(self.people[owner].call("POST", f"/v1/notices/{mine['id']}/read").status, 200)
        shown = next(one for one in self.notices(owner)["items"] if one["id"] == mine["id"])
        self.assertIsNotNone(shown["read_at"])
        self.assertEqual([one for one in self.notices(owner, "?unread=true")["items"] if one["id"] == mine["id"]], [])

    def test_wrong_requests_are_answered_with_what_is_wrong(self):
        lena = self.people["lena"]
        for body in ({"for": "0s"}, {"for": "99d"}, {"until": "2020-01-01"}, {"until": "soon"}, {"what": 1}):
            state, owner = self.routed("Nina")
            mine = self.notices(owner, f"?at_least={state['position']}")["items"][0]
            self.assertEqual(self.people[owner].call("POST", f"/v1/notices/{mine['id']}/snooze", body).status, 400, body)
        for body in ({"digest_at": "7"}, {"quiet_from": "20:00"}, {"mail": "no"}, {"x": True}):
            self.assertEqual(lena.call("PUT", "/v1/notice-settings", body).status, 400, body)
        for name in ("notice_", "notice_x", "notice_-1", "notice_99999999999999999999", "lead_1"):
            self.assertEqual(lena.call("POST", f"/v1/notices/{name}/read").status, 404, name)
        self.assertEqual(self.server.call("GET", "/v1/notices").status, 403)

    def test_settings_are_kept_for_each_person(self):
        wanted = {"mail": False, "digest_at": None, "quiet_from": "20:00", "quiet_to": "07:00", "in_working_hours": False}
        self.assertEqual(self.people["lena"].call("PUT", "/v1/notice-settings", wanted).json(), wanted)
        self.assertEqual(self.people["lena"].call("GET", "/v1/notice-settings").json(), wanted)
        self.assertNotEqual(self.people["jonas"].call("GET", "/v1/notice-settings").json(), wanted)

    def test_an_approver_and_a_requester_hear_of_their_request(self):
        answer = self.people["guest"].call("POST", "/v1/cases", {
            "summary": "Wrong owner", "business_justification": "It is ours", "target_record": "nobody@x.example"})
        self.assertEqual(answer.status, 201, answer.body)
        # Whatever became of it, its requester is told of what they should do or know.
        end = time.monotonic() + SECONDS
        while not [one for one in self.notices("guest")["items"] if one["request_id"] == answer.json()["request_id"]]:
            self.assertLess(time.monotonic(), end)

    def test_who_was_forgotten_is_unreadable_and_in_no_file(self):
        state, owner = self.routed("Zqforgotten")
        self.notices(owner, f"?at_least={state['position']}")
        done = self.server.call("POST", "/v1/forget", {"subject": "Zqforgotten@huber-werke.example"})
        self.assertEqual(done.status, 200, done.body)
        shown = [one for one in self.notices(owner)["items"] if one["lead_id"] == state["lead_id"]]
        self.assertEqual({one["words"] for one in shown}, {"(erased)"})
        self.assertNotIn("Zqforgotten", json.dumps(shown))
        for path in pathlib.Path(self.server.directory).glob("notices.db*"):
            self.assertNotIn(b"qforgotten", path.read_bytes())


class TheFile(unittest.TestCase):
    def test_what_is_wrong_in_the_file_is_named(self):
        with tempfile.TemporaryDirectory(prefix="signalbox-mail-") as folder, Served() as server:
            server.stop()
            good = "host: mail.example\nfrom: s@acme.example\nbase_url: https://x.example\n"
            for text, said in (("", "host"), (good + "tls: maybe\n", "`tls`"), (good + "port: 99999\n", "`port`"),
                               (good + "hots: x\n", "`hots`"), (good.replace("s@acme", "s acme"), "`from`"),
                               (good.replace("https://x", "x"), "`base_url`"), (good + "user: x\n", "password_file"),
                               (good + "digest_at: soon\n", "digest_at"), (good + "quiet_from: 20:00\n", "quiet_to"),
                               (good + "in_working_hours: maybe\n", "in_working_hours")):
                path = pathlib.Path(folder, "notify.yaml")
                path.write_text(text)
                done = subprocess.run([PROGRAM, "serve", server.directory, "--listen", "127.0.0.1:0", "--notify", path],
                                      capture_output=True, text=True, timeout=60, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(said, done.stderr)
                self.assertIn("docs/notifications.md", done.stderr)
            server.start()


if __name__ == "__main__":
    unittest.main()
