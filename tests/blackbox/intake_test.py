"""POST /v1/intake/{source}: a sender's own field names, and its own signature in place of the token."""

import base64
import hashlib
import hmac
import json
import pathlib
import subprocess
import time
import unittest
import urllib.parse

from served import PROGRAM, Served

MAP = "columns: {work_email: email, person.full name: name, person.site: country, size: employees}\nignore: [utm]\n"
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def form(number, **more):
    return {"work_email": f"p{number}@huber-werke.de", "person": {"full name": f"Petra Huber{number}", "site": "DE"},
            "size": "1,200", "utm": {"x": [1]}, "consent": "given", **more}


def standard(body, identity="msg_1", at=None, secret=SECRET):
    at = int(time.time()) if at is None else at
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identity}.{at}.".encode() + body, hashlib.sha256).digest()
    return {"webhook-id": identity, "webhook-timestamp": str(at), "webhook-signature": "v1,AAAA v1," + base64.b64encode(digest).decode()}


def plain(body, secret="hush"):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Intake(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def put(self, name, status=200, **settings):
        answer = self.server.call("PUT", "/v1/sources/" + name, settings)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def send(self, name, body, headers=None, token=False, kind="application/json"):
        return self.server.call("POST", "/v1/intake/" + name, body, {"Content-Type": kind, **(headers or {})}, token=token)

    def refused(self, answer):
        self.assertEqual(answer.status, 401, answer.body)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

    def head(self):
        return self.server.call("GET", "/v1/audit/head").body

    def test_a_senders_names_are_read_by_its_map(self):
        self.put("web", mapping=MAP)
        body = self.send("web", json.dumps(form(1)), token=True).json()
        self.assertEqual((body["status"], body["rule"]), ("routed", "germany"))
        read = self.server.call("GET", "/v1/leads/" + body["lead_id"]).json()["lead"]
        self.assertEqual((read["email"], read["name"], read["employees"], read["source"]),
                         ("p1@huber-werke.de", "Petra Huber1", 1200, "web"))
        self.assertNotIn("utm", json.dumps(read))
        encoded = urllib.parse.urlencode({"work_email": "p2@huber-werke.de", "person.full name": "Eva Huber", "size": "7"})
        body = self.send("web", encoded, token=True, kind="application/x-www-form-urlencoded").json()
        read = self.server.call("GET", "/v1/leads/" + body["lead_id"]).json()["lead"]
        self.assertEqual((read["name"], read["employees"]), ("Eva Huber", 7))
        wrong = self.send("web", json.dumps(form(3, size="many")), token=True)
        self.assertEqual((wrong.status, wrong.json()["pointer"]), (400, "/size"))

    def test_a_source_that_nobody_set_reads_the_usual_names_and_asks_for_the_token(self):
        self.refused(self.send("unset", '{"email":"u@huber-werke.de"}'))
        body = self.send("unset", '{"email":"u@huber-werke.de","name":"U"}', token=True)
        self.assertEqual(body.status, 201, body.body)
        self.assertEqual(self.server.call("GET", "/v1/sources/unset").status, 404)

    def test_a_source_without_a_secret_still_asks_for_the_token(self):
        self.put("open", mapping=MAP)
        self.refused(self.send("open", json.dumps(form(5))))

    def test_a_standard_webhook_needs_no_token_and_is_taken_once(self):
        self.put("hooks", mapping=MAP, secret=SECRET)
        body = json.dumps(form(10)).encode()
        first = self.send("hooks", body, standard(body))
        self.assertEqual(first.status, 201, first.body)
        again = self.send("hooks", body, standard(body))
        self.assertEqual((again.status, again.headers["Idempotent-Replayed"]), (200, "true"))
        self.assertEqual(again.json()["lead_id"], first.json()["lead_id"])
        before = self.head()
        for headers in (standard(body + b" ", "msg_2"), standard(body, "msg_3", int(time.time()) - 600),
                        standard(body, "msg_4", int(time.time()) + 600), {**standard(body, "msg_5"), "webhook-id": "msg_6"},
                        standard(body, "msg_7", secret="whsec_" + base64.b64encode(b"another").decode()),
                        {**standard(body, "msg_8"), "webhook-timestamp": "soon"}, {"webhook-signature": "v1,x"}, {}):
            self.refused(self.send("hooks", body, headers))
            self.refused(self.send("hooks", body, headers, token=True))
        self.assertEqual(self.head(), before)

    def test_the_plainer_signatures_are_checked_over_the_body(self):
        self.put("hub", secret="hush", signature="hub_sha256")
        self.put("hex", secret="hush", signature="hex_sha256")
        for number, (name, header, prefix) in enumerate((("hub", "X-Hub-Signature-256", "sha256="), ("hex", "X-Signature", ""))):
            body = json.dumps({"email": f"h{number}@huber-werke.de", "name": "H", "country": "DE"}).encode()
            right = {header: prefix + plain(body)}
            before = self.head()
            for headers in ({header: prefix + plain(body + b"x")}, {header: prefix + plain(body, "other")}, {header: "sha256="},
                            {header: plain(body) + "00"}, {header: "é".encode("latin-1").decode("latin-1")}, {}):
                self.refused(self.send(name, body, headers))
            self.assertEqual(self.head(), before)
            self.assertEqual(self.send(name, body, {header: prefix + plain(body).upper()}).status, 201)
            self.assertEqual(self.send(name, body, right).json()["status"], "duplicate")

    def test_a_signature_opens_nothing_else(self):
        self.put("only", secret="hush", signature="hex_sha256")
        body = b'{"email":"o@huber-werke.de"}'
        headers = {"X-Signature": plain(body)}
        for method, path in (("POST", "/v1/leads"), ("POST", "/v1/intake/other"), ("GET", "/v1/sources/only"),
                             ("GET", "/v1/intake/only"), ("PUT", "/v1/sources/only")):
            self.refused(self.server.call(method, path, body, headers, token=False))

    def test_what_is_set_can_be_read_but_not_its_secret(self):
        told = self.put("seen", mapping=MAP, secret=SECRET)
        self.assertEqual(told, {"name": "seen", "signature": "standard_webhooks", "signed": True, "mapping": MAP})
        self.assertEqual(self.server.call("GET", "/v1/sources/seen").json(), told)
        self.assertIn(told, self.server.call("GET", "/v1/sources").json()["sources"])
        everything = self.server.call("GET", "/v1/sources").body
        self.assertNotIn(SECRET.encode(), everything)
        gone = self.server.call("DELETE", "/v1/sources/seen")
        self.assertEqual((gone.status, gone.body), (204, b""))
        self.assertEqual(self.server.call("DELETE", "/v1/sources/seen").status, 404)

    def test_settings_that_cannot_be_meant_are_refused(self):
        for settings, words in (({"mapping": "colums: {}"}, "unknown key `colums`"), ({"mapping": "header: false"}, "are for files"),
                                ({"signature": "md5", "secret": "x"}, "standard_webhooks, hub_sha256"),
                                ({"signature": "hub_sha256"}, "needs a secret"), ({"secret": "x", "signature": "none"}, "which kind"),
                                ({"secret": "whsec_!!"}, "base64"), ({"secret": 7}, "is a text"), ({"frob": "x"}, "no `frob`")):
            self.assertIn(words, self.put("bad", 400, **settings)["detail"])
        self.assertIn("a source's name", self.put("b%20d", 400)["detail"])
        self.assertEqual(self.server.call("GET", "/v1/sources/bad").status, 404)


class BySignalbox(unittest.TestCase):
    def command(self, server, *arguments, code=0):
        done = subprocess.run([PROGRAM, "source", *map(str, arguments), "--workspace", server.directory], capture_output=True,
                              text=True, timeout=60, check=False, env={"HOOK": "hush", "PATH": "/usr/bin:/bin"})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_sources_are_set_by_command_served_or_not_and_outlive_a_restart(self):
        with Served() as server:
            mapping = pathlib.Path(server.folder.name, "map.yaml")
            mapping.write_text(MAP)
            secret = pathlib.Path(server.folder.name, "secret")
            secret.write_text("hush\n")
            self.command(server, "set", "live", "--map", mapping, "--secret-env", "HOOK", "--signature", "hex_sha256")
            body = json.dumps(form(1)).encode()
            headers = {"X-Signature": plain(body), "Content-Type": "application/json"}
            self.assertEqual(server.call("POST", "/v1/intake/live", body, headers, token=False).status, 201)
            server.kill()
            self.command(server, "set", "cold", "--secret-file", secret, "--signature", "hub_sha256")
            listed = json.loads(self.command(server, "list", "--json"))["sources"]
            self.assertEqual([(s["name"], s["signature"]) for s in listed], [("cold", "hub_sha256"), ("live", "hex_sha256")])
            self.command(server, "remove", "gone", code=1)
            self.command(server, "set", "x", "--secret-env", "UNSET", code=2)
            self.command(server, "set", "x", "--map", "/no/such.yaml", code=2)
            server.start()
            again = server.call("POST", "/v1/intake/live", body, headers, token=False)
            self.assertEqual((again.status, again.json()["status"]), (200, "duplicate"))
            hub = {"X-Hub-Signature-256": "sha256=" + plain(body), "Content-Type": "application/json"}
            self.assertEqual(server.call("POST", "/v1/intake/cold", body, hub, token=False).status, 200)
            self.command(server, "remove", "live")
            self.assertEqual(server.call("POST", "/v1/intake/live", body, headers, token=False).status, 401)
            self.assertEqual(json.loads(self.command(server, "list"))["sources"][0]["name"], "cold")
            log = b"".join(p.read_bytes() for p in pathlib.Path(server.directory).glob("log.db*"))
            self.assertNotIn(b"hush", log)


if __name__ == "__main__":
    unittest.main()
