"""Values that stand nowhere else go in by every door, and are looked for wherever they must not be."""
import json
import pathlib
import resource
import signal
import subprocess
import unittest

from served import PROGRAM, Served

MAPPING = "columns: {Who: email, Firm: company, Note: message}\n"


class Canary(unittest.TestCase):
    """One workspace that everything is sent to; each test looks in another place."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        # A core file would hold all of them; the server must not leave one even where it may.
        cls.server.before = lambda: resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
        cls.server.start()
        cls.folder = pathlib.Path(cls.server.folder.name)
        cls.planted, cls.outputs, cls.errors = [], [], []
        cls.plant_over_http()
        cls.plant_by_commands()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    @classmethod
    def value(cls, what):
        """A fresh value to plant; `what` says how it went in."""
        planted = f"qxcanary{len(cls.planted)}{what}"
        cls.planted.append(planted)
        return planted

    @classmethod
    def lead(cls, door):
        v = cls.value
        # `route` tells which columns of a file it did not know, so those have names and no values.
        extra = "favourite" if door == "csv" else v(door + "field")
        return {"external_id": v(door + "id"), "source": v(door + "source"), "campaign": v(door + "campaign"),
                "first_name": v(door + "first"), "last_name": v(door + "last"), "phone": "+4930" + "5551234",
                "email": v(door + "mail") + "@" + v(door + "domain") + ".example", "title": v(door + "title"),
                "company": v(door + "company"), "website": v(door + "site") + ".example", "city": v(door + "city"),
                "street": v(door + "street"), "state": v(door + "state"), "industry": v(door + "industry"),
                "segment": v(door + "segment"), "message": v(door + "message"), extra: v(door + "extra"),
                "country": "DE", "consent": "given"}

    @classmethod
    def send(cls, method, path, body=None, headers=None, token=True):
        answer = cls.server.call(method, path, body, headers=headers, token=token)
        if answer.status >= 400:
            cls.errors.append((method, path, answer))
        return answer

    @classmethod
    def plant_over_http(cls):
        v, send = cls.value, cls.send
        first = cls.lead("json")
        send("POST", "/v1/leads", first, {"Idempotency-Key": v("key"), "User-Agent": v("agent"), "X-Any": v("header")})
        send("POST", "/v1/leads", {**first, "message": v("touch")})
        send("POST", "/v1/leads", "\n".join(json.dumps(cls.lead("line")) for _ in range(3)),
             {"Content-Type": "application/x-ndjson"})
        form = "&".join(f"{name}={value}" for name, value in cls.lead("form").items())
        send("POST", "/v1/leads", form.replace("+", "%2B"), {"Content-Type": "application/x-www-form-urlencoded"})
        # What cannot be read, or means nothing, is answered and not repeated.
        send("POST", "/v1/leads", '{"email": "' + v("torn"))
        send("POST", "/v1/leads", {"email": {"deep": v("deep")}})
        send("POST", "/v1/leads", {"employees": v("number"), "email": v("m") + "@x.example"})
        send("POST", "/v1/leads", {"consent": v("consent"), "email": v("m2") + "@x.example"})
        send("POST", "/v1/leads", {"country": v("country"), "email": v("noaddress")})
        send("POST", "/v1/leads", {"received_at": v("time"), "email": v("m3") + "@x.example"})
        send("POST", "/v1/leads", first, {"Authorization": "Bearer " + v("token")}, token=False)
        send("PUT", "/v1/sources/web", {"mapping": MAPPING, "signature": "standard", "secret": v("secret")})
        send("PUT", "/v1/sources/plain", {"mapping": MAPPING})
        send("POST", "/v1/intake/plain", {"Who": v("who") + "@x.example", "Firm": v("firm"), "Note": v("note")})
        send("POST", "/v1/intake/web", {"Who": v("unsigned")}, {"webhook-signature": "v1," + v("sig")}, token=False)
        send("POST", "/v1/decide", {"lead": cls.lead("whatif")})
        send("POST", "/v1/forget", {"subject": v("nobody") + "@x.example"})
        send("POST", "/v1/holds", {"subject": first["email"], "reason": v("holdreason")})
        lead_id = send("GET", "/v1/leads?email=" + first["email"]).json()["items"][0]["lead_id"]
        cls.first = first
        send("POST", f"/v1/leads/{lead_id}/hand_back", {"reason": v("handback"), "by": v("by")})
        cls.first_id = lead_id

    @classmethod
    def run_command(cls, *arguments):
        done = subprocess.run([PROGRAM, *map(str, arguments), "--workspace", cls.server.directory], cwd=cls.folder,
                              capture_output=True, text=True, timeout=120, check=False)
        cls.outputs.append((arguments, done.stdout + done.stderr))
        return done

    @classmethod
    def plant_by_commands(cls):
        v = cls.value
        lead = cls.lead("csv")
        (cls.folder / "leads.csv").write_text(",".join(lead) + "\n" + ",".join(lead.values()) + "\n"
                                              + v("short") + "\n")
        cls.run_command("route", "leads.csv", "--out", "out.csv")
        for kind, text in {
                "accounts": f"id,name,website,phone,city\n{v('aid')},{v('aname')},{v('asite')}.example,1,{v('acity')}\n",
                "contacts": f"id,email,name\n{v('cid')},{v('cmail')}@x.example,{v('cname')}\n",
                "opportunities": f"id,account,stage,amount\n{v('oid')},{v('oaccount')},open,5\n",
                "campaigns": f"id,name\n{v('gid')},{v('gname')}\n",
                "people": f"id,name,email,team\n{v('pid')},{v('pname')},{v('pmail')}@x.example,dach\n"}.items():
            (cls.folder / kind).write_text(text)
            done = cls.run_command("import", kind, kind)
            if done.returncode != 0:
                raise RuntimeError(done.stderr)
        cls.run_command("forget", v("forgetnobody"))
        cls.run_command("rebuild", "--check")
        cls.run_command("replay")
        cls.run_command("audit", "verify")

    def found(self, text):
        if isinstance(text, str):
            text = text.encode()
        low = text.lower()
        return [value for value in self.planted if value.lower().encode() in low]

    def files_with_values(self):
        hits = {}
        for root in (self.server.directory, self.server.directory + ".keys"):
            for path in pathlib.Path(root).rglob("*"):
                if path.is_file() and self.found(path.read_bytes()):
                    hits[path.name] = self.found(path.read_bytes())
        return hits

    def test_1_what_went_in_can_be_read_by_who_may(self):
        shown = self.server.call("POST", "/v1/person", {"subject": self.first["email"]}).body
        for value in self.first.values():
            self.assertIn(value.encode(), shown)

    def test_2_no_file_of_the_workspace_or_its_keys_has_one(self):
        self.assertEqual(self.files_with_values(), {})

    def test_3_no_line_of_the_log_and_no_metric_has_one(self):
        self.assertEqual(self.found((self.folder / "serve.log").read_bytes()), [])
        self.assertEqual(self.found(self.server.call("GET", "/metrics").body), [])
        for path in ("/healthz", "/readyz", "/openapi.json"):
            self.assertEqual(self.found(self.server.call("GET", path).body), [], path)

    def test_4_no_error_and_no_command_repeats_one(self):
        self.assertGreater(len(self.errors), 6)
        for method, path, answer in self.errors:
            self.assertEqual(self.found(answer.body), [], f"{method} {path}")
        for arguments, said in self.outputs:
            self.assertEqual(self.found(said), [], arguments)

    def test_5_no_proof_and_no_backup_has_one(self):
        for path in (f"/v1/leads/{self.first_id}/evidence", "/v1/audit/head", "/v1/audit/prove?position=40"):
            self.assertEqual(self.found(self.server.call("GET", path).body), [], path)
        self.run_command("backup", "--out", "ws.backup")
        self.assertEqual(self.found((self.folder / "ws.backup").read_bytes()), [])

    def test_6_none_is_left_after_a_crash(self):
        self.server.process.send_signal(signal.SIGSEGV)
        self.server.process.wait(60)
        self.server.process.stdout.close()
        self.assertEqual(self.found((self.folder / "serve.log").read_bytes()), [])
        self.assertEqual(self.files_with_values(), {})
        self.assertEqual([path.name for path in pathlib.Path.cwd().glob("core*") if path.is_file()], [])
        self.server.start()
        self.assertEqual(self.server.call("POST", "/v1/person", {"subject": self.first["email"]}).status, 200)

    def test_7_and_none_when_the_person_is_forgotten(self):
        self.run_command("hold", "clear", self.first_id)
        self.assertEqual(self.run_command("forget", self.first["external_id"]).returncode, 0)
        self.assertEqual(self.files_with_values(), {})
        whole = b"".join(self.server.call("GET", path).body for path in (
            f"/v1/leads/{self.first_id}", f"/v1/leads/{self.first_id}/explanation", "/v1/leads"))
        of_person = [value for value in self.found(whole) if any(value in text for text in self.first.values())]
        self.assertEqual(of_person, [])


if __name__ == "__main__":
    unittest.main()
