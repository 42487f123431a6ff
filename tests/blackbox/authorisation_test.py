"""Every route that the server's own description names, asked as every role and as nobody, against the table beside this
file. A route without a line fails, and so does a line without a route."""
import http.client
import json
import pathlib
import sys
import unittest

from served import Served

TABLE = pathlib.Path(__file__).with_name("authorisation_table.txt")
ROLES = ["admin", "policy_author", "policy_approver", "table_owner", "operator", "manager", "seller", "approver",
         "requester", "auditor", "service"]


def read_table():
    """`{"GET /v1/leads": "AAA-A.."}`: a letter a role in the order of ROLES, and one for nobody at the end."""
    table = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, path, *letters = line.split()
            table[f"{method} {path}"] = "".join(letters)
    return table


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        cls.document = cls.server.call("GET", "/openapi.json").json()
        cls.tokens = {}
        for role in ROLES:
            made = cls.server.call("POST", "/v1/tokens", {"name": role, "roles": [role], "expires_in": "1d"})
            assert made.status == 201, made.body
            cls.tokens[role] = made.json()["token"]

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def routes(self):
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                yield method.upper(), path, operation

    def status(self, method, path, token):
        """The status, and whether it is the router's own refusal of a role."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            head = {"Content-Type": "application/json"} | ({"Authorization": "Bearer " + token} if token else {})
            target = "/".join("none" if part.startswith("{") else part for part in path.split("/"))
            line.request(method, target, None if method == "GET" else b"{}", head)
            got = line.getresponse()
            streams = got.headers["Content-Type"] == "text/event-stream"
            body = b"" if streams else got.read()
            return got.status, got.status == 403 and b"this needs the right" in body
        finally:
            line.close()

    def letters(self, method, path):
        letters = ""
        for role in ROLES:
            status, denied = self.status(method, path, self.tokens[role])
            # Signing out is of a session; a token has none.
            self.assertNotEqual(status, 401 if path != "/v1/session" or method != "POST" else 0, f"{method} {path} {role}")
            self.assertLess(status, 500, f"{method} {path} {role}")
            letters += "-" if denied else "A"
        status, _ = self.status(method, path, None)
        return letters + ("-" if status == 401 else "A")

    def test_every_route_lets_in_whom_the_table_names_and_nobody_else(self):
        table = read_table()
        known = {f"{method} {path}" for method, path, _ in self.routes()}
        self.assertEqual(sorted(known - set(table)), [], "routes without a line in authorisation_table.txt")
        self.assertEqual(sorted(set(table) - known), [], "lines of routes that are not there")
        for method, path, _ in self.routes():
            with self.subTest(route=f"{method} {path}"):
                self.assertEqual(self.letters(method, path), table[f"{method} {path}"])

    def test_every_route_says_what_right_it_needs(self):
        for method, path, operation in self.routes():
            self.assertIn("x-permission", operation, f"{method} {path}")

    def test_an_auditor_is_let_into_nothing_that_changes(self):
        unchanging = {"POST /v1/decide", "POST /v1/policies/check", "POST /v1/policies/tests", "POST /v1/policies/backtest",
                      "POST /v1/audit/verify", "POST /v1/replay", "POST /v1/person", "POST /v1/session", "POST /v1/session/setup",
                      "POST /v1/session/password", "DELETE /v1/session", "POST /v1/tokens", "DELETE /v1/tokens/{id}",
                      # What they were told is their own, and a link acts for whom it was made, whoever brings it.
                      "POST /v1/notices/{id}/read", "POST /v1/notices/{id}/snooze", "PUT /v1/notice-settings",
                      "POST /n/{token}"}
        place = ROLES.index("auditor")
        for route, letters in read_table().items():
            if not route.startswith("GET ") and letters[place] == "A":
                self.assertIn(route, unchanging)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        # For a new route: writes what holds now, to be read and thought about before it is kept.
        Matrix.setUpClass()
        try:
            matrix = Matrix()
            lines = ["# Who is let in, by route: A yes, - no. tests/blackbox/authorisation_test.py asks each.",
                     "# " + " ".join(ROLES) + " nobody"]
            for method, path, _ in matrix.routes():
                lines.append(f"{method:6} {path:40} " + " ".join(matrix.letters(method, path)))
            TABLE.write_text("\n".join(lines) + "\n")
        finally:
            Matrix.tearDownClass()
    else:
        unittest.main()
