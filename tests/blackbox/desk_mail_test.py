"""Requests to the desk by mail, by the real program, served: who may hand messages over, who is a requester, and that a
message that comes again does nothing."""
import email.message
import unittest

from served import Served

TYPE = {"Content-Type": "message/rfc822"}


def message(sender, number, subject, text, **headers):
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "desk@acme.example", subject
    mail["Message-ID"] = f"<{number}@acme.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


class DeskMail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        made = cls.server.call("POST", "/v1/tokens", {"name": "mail", "roles": ["service"], "scopes": ["mail.deliver"]})
        assert made.status == 201, made.body
        cls.port = made.json()["token"]
        cls.server.post({"external_id": "x-1", "email": "erika@huber.example", "country": "DE", "consent": "given"})

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def deliver(self, mail, token=None, **headers):
        head = TYPE | {"Authorization": "Bearer " + (token or self.port)} | headers
        return self.server.call("POST", "/v1/mail", mail.as_bytes(), head)

    def case(self, number):
        return self.server.call("GET", f"/v1/cases/{number}").json()

    def test_a_message_opens_a_request_and_its_answer_joins_it_once(self):
        mail = message("Lena Weber <Lena@acme.example>", 1, "Wrong owner für x-1", "It is not mine.\nRecord: x-1\n")
        mail.add_attachment(b"plain words", maintype="text", subtype="plain", filename="note.txt")
        mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="all.zip")
        opened = self.deliver(mail)
        self.assertEqual(opened.status, 201, opened.body)
        answer = opened.json()
        self.assertEqual((answer["outcome"], [file["name"] for file in answer["left_out"]]), ("opened", ["all.zip"]))
        case = self.case(answer["request_id"])
        self.assertEqual((case["requester"], case["requester_name"], case["summary"], case["target_record"]),
                         ("lena", "Lena Weber", "Wrong owner für x-1", "x-1"))
        self.assertEqual([file["name"] for file in case["attachments"]], ["note.txt"])
        self.assertNotEqual(case["record"], None)
        again = self.deliver(mail)
        self.assertEqual((again.status, again.json()["outcome"]), (200, "repeated"))
        reply = message("lena@acme.example", 2, "Re: x", "More words.\n\nOn Monday the desk wrote:\n> Which?\n",
                        In_Reply_To="<1@acme.example>")
        said = self.deliver(reply)
        self.assertEqual((said.status, said.json().get("outcome")), (200, "said"), said.body)
        self.assertIn("More words.", [line["text"] for line in self.case(answer["request_id"])["conversation"]])
        self.assertEqual(self.deliver(reply).json()["outcome"], "repeated")

    def test_whoever_is_nobody_of_the_roster_is_refused_and_that_is_recorded(self):
        refused = self.deliver(message("eve@evil.example", 10, "s", "t"))
        self.assertEqual(refused.status, 403, refused.body)
        events = self.server.call("GET", "/v1/events/search?type=CaseRefused").json()["items"]
        self.assertIn("unknown_sender", [event["event"]["fields"]["reason"] for event in events])
        denied = self.server.call("GET", "/v1/readings?kind=denied").json()["items"]
        self.assertIn("POST /v1/mail", [row["route"] for row in denied])

    def test_the_port_takes_messages_from_its_own_token_and_may_nothing_else(self):
        other = self.server.call("POST", "/v1/tokens", {"name": "seller", "roles": ["seller"]}).json()["token"]
        mail = message("lena@acme.example", 20, "s", "t")
        self.assertEqual(self.deliver(mail, token=other).status, 403)
        self.assertEqual(self.deliver(mail, **{"Content-Type": "application/json"}).status, 415)
        self.assertEqual(self.server.call("POST", "/v1/mail", mail.as_bytes(), TYPE, token=False).status, 401)
        for method, path in (("GET", "/v1/leads"), ("GET", "/v1/cases"), ("POST", "/v1/leads")):
            answer = self.server.call(method, path, None if method == "GET" else {},
                                      {"Authorization": "Bearer " + self.port})
            self.assertEqual(answer.status, 403, path)

    def test_what_machines_send_is_ignored_and_what_is_no_message_refused(self):
        automatic = self.deliver(message("lena@acme.example", 30, "Out of office", "x", Auto_Submitted="auto-replied"))
        self.assertEqual((automatic.status, automatic.json()["outcome"]), (200, "ignored"))
        for raw in (b"", b"hello", b"From: lena@acme.example\n\n", b"\xff" * 1000):
            answer = self.server.call("POST", "/v1/mail", raw, TYPE | {"Authorization": "Bearer " + self.port})
            self.assertEqual(answer.status, 400, raw[:20])


if __name__ == "__main__":
    unittest.main()
