"""Every route that the server's own description names, asked wrongly in each way that the description lets one think of:
other methods, other types, bodies that are none, members of other types, names that nobody knows, pages that are not
there. Made from /openapi.json, so a new route is asked by itself. Whatever is refused is refused by a problem document
(RFC 9457), a body with a pointer (RFC 6901) to what is wrong in it, and nothing ends the server."""
import json
import unittest

from served import Served

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
ODD_BODIES = [b"null", b"[7]", b"7", b'"text"', b"{", b"\xff", b'{"a":1,"a":2}', b"[" * 20_000, b'{"a":' * 3_000 + b"1" + b"}" * 3_000]
# Of each type what is of another one, by the type's name in a schema.
OTHER_TYPE = {"string": {"x": 1}, "boolean": "perhaps", "integer": "many", "number": "much", "array": 7, "object": 7}
# Leads keep what they do not know as fields of their own (docs/intake.md).
TAKE_ANY_MEMBER = {"LeadInput"}
# A stream never ends by itself.
STREAMS = {"/v1/events"}


class OddRequests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Served()
        cls.server.start()
        cls.document = cls.server.call("GET", "/openapi.json").json()
        sent = cls.server.post({"email": "ada@huber-werke.de", "name": "Ada Huber", "country": "DE", "consent": "given"}).json()
        # What path parameters are called that name something which is there; first by what stands before them.
        cls.there = {"queues": "unrouted", "reports": "sla", "{id}": sent["lead_id"], "{external_id}": "lena", "{kind}": "lead",
                     "{source}": "web", "{agent}": "score_lead", "{version}": sent["policy_version"], "{person}": "lena"}

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def operations(self):
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                yield method.upper(), path, operation

    def of_people(self):
        """Those that a token may ask: no pages, no links of notices."""
        return [one for one in self.operations() if one[1].startswith("/v1/")]

    def target(self, path):
        parts = path.split("/")
        return "/".join(self.there.get(before, self.there.get(part, "none")) if part.startswith("{") else part
                        for before, part in zip(["", *parts], parts))

    def ask(self, method, target, body=None, **headers):
        return self.server.call(method, target, body, {"X-Signalbox-As": "lena"} | {k.replace("_", "-"): v for k, v in headers.items()})

    def refused(self, answer, *statuses):
        """Asserts that this is a refusal as it should be; the problem document."""
        self.assertIn(answer.status, statuses or range(400, 500), answer.body[:300])
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        problem = answer.json()
        self.assertEqual(problem["status"], answer.status)
        for name in ("type", "title", "detail"):
            self.assertTrue(problem[name])
        return problem

    def schema_of(self, operation):
        """The schema of its JSON body and its name; nothing where it takes none."""
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return None, ""
        return self.whole(content["schema"]), content["schema"].get("$ref", "").rpartition("/")[2]

    def whole(self, schema):
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def test_another_method_is_told_which_there_are(self):
        for path, operations in self.document["paths"].items():
            target = self.target(path)
            with self.subTest(path=path):
                told = self.ask("OPTIONS", target)
                self.assertEqual((told.status, told.body), (204, b""))
                allowed = set(told.headers["Allow"].split(", "))
                self.assertLessEqual({method.upper() for method in operations} | {"OPTIONS"}, allowed)
                self.assertEqual("HEAD" in allowed, "GET" in allowed)
                for method in set(METHODS) - allowed:
                    answer = self.ask(method, target, b"{}")
                    self.refused(answer, 405)
                    self.assertEqual(set(answer.headers["Allow"].split(", ")), allowed)

    def test_head_is_get_without_its_body(self):
        for method, path, _ in self.operations():
            if method != "GET" or path in STREAMS:
                continue
            with self.subTest(path=path):
                head, get = self.ask("HEAD", self.target(path)), self.ask("GET", self.target(path))
                self.assertEqual((head.status, head.body), (get.status, b""))
                self.assertEqual(head.headers["Content-Type"], get.headers["Content-Type"])
                self.assertLess(get.status, 500)

    def test_a_body_that_is_none_is_refused_with_its_place(self):
        for method, path, operation in self.of_people():
            schema, name = self.schema_of(operation)
            if schema is None:
                continue
            for body in ODD_BODIES:
                with self.subTest(route=f"{method} {path}", body=body[:20]):
                    answer = self.ask(method, self.target(path), body)
                    if name in TAKE_ANY_MEMBER and body == b"[7]":
                        # Each item is answered for itself.
                        self.assertEqual((answer.status, answer.json()[0]["error"]["pointer"]), (200, "/0"), answer.body)
                        continue
                    problem = self.refused(answer)
                    if answer.status == 400:
                        self.assertIn("pointer", problem)

    def test_no_body_is_no_failure(self):
        for method, path, operation in self.of_people():
            if "requestBody" not in operation:
                continue
            for body in (b"", None):
                with self.subTest(route=f"{method} {path}", body=body):
                    answer = self.ask(method, self.target(path), body)
                    if answer.status >= 300:
                        self.refused(answer)

    def test_another_type_is_refused_where_json_alone_is_taken(self):
        for method, path, operation in self.of_people():
            if set(operation.get("requestBody", {}).get("content", {})) != {"application/json"}:
                continue
            for kind, body in (("text/plain", b"{}"), ("application/x-www-form-urlencoded", b"a=b"), ("image/png", b"{}")):
                with self.subTest(route=f"{method} {path}", kind=kind):
                    self.refused(self.ask(method, self.target(path), body, Content_Type=kind), 415)

    def test_a_member_that_nobody_knows_is_named(self):
        for method, path, operation in self.of_people():
            schema, name = self.schema_of(operation)
            if schema is None or name in TAKE_ANY_MEMBER or schema.get("additionalProperties"):
                continue
            with self.subTest(route=f"{method} {path}"):
                answer = self.ask(method, self.target(path), {"zzz_nobody": 1})
                problem = self.refused(answer)
                if answer.status == 400:
                    self.assertIn(problem["pointer"], ("", "/zzz_nobody"))

    def test_a_member_of_another_type_is_pointed_at(self):
        pointed = whole = 0
        for method, path, operation in self.of_people():
            schema, _ = self.schema_of(operation)
            for name, of_member in (schema or {}).get("properties", {}).items():
                kind = self.whole(of_member).get("type")
                kind = kind[0] if isinstance(kind, list) else kind
                for odd in [OTHER_TYPE.get(kind), "x" * 100_000, -(10 ** 30), [[[[{}]]]]]:
                    if odd is None or (kind == "string" and isinstance(odd, str)):
                        continue
                    with self.subTest(route=f"{method} {path}", member=name, odd=str(odd)[:20]):
                        answer = self.ask(method, self.target(path), {name: odd})
                        self.assertLess(answer.status, 500, answer.body[:300])
                        if answer.status == 400:
                            pointer = self.refused(answer)["pointer"]
                            self.assertTrue(pointer == "" or pointer.startswith("/" + name), pointer)
                            pointed += pointer != ""
                            whole += pointer == ""
        # The whole body is meant only where something else that is needed is not in it.
        self.assertGreater(pointed, whole)

    def test_a_parameter_that_nobody_knows_is_named(self):
        for method, path, operation in self.of_people():
            # Pages that people come to from outside, and leads that other systems send, bring parameters of their own.
            if operation["x-permission"] in ("anyone", "leads.send"):
                continue
            with self.subTest(route=f"{method} {path}"):
                problem = self.refused(self.ask(method, self.target(path) + "?zzz_nobody=1"), 400)
                self.assertIn("`zzz_nobody`", problem["detail"])

    def test_a_page_that_is_none_is_refused(self):
        for method, path, operation in self.of_people():
            names = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
            for name, odd in [("limit", "-1"), ("limit", "x"), ("limit", ""), ("limit", "1e3"), ("cursor", "zzz!"), ("cursor", "-7"),
                              ("cursor", "9" * 400), ("limit", "9" * 400)]:
                if name not in names or method != "GET":
                    continue
                with self.subTest(path=path, name=name, odd=odd[:8]):
                    problem = self.refused(self.ask("GET", f"{self.target(path)}?{name}={odd}"), 400)
                    # What else is missing may be said first.
                    self.assertTrue(any(f"`{one}`" in problem["detail"] for one in names), problem["detail"])

    def test_after_all_this_it_serves(self):
        self.assertEqual(self.server.call("GET", "/readyz").status, 200)


if __name__ == "__main__":
    unittest.main()
