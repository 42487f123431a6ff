"""An input that ends the process twice is set aside by name, and everybody else goes on."""

import http.client
import json
import subprocess
import unittest

from faults import preloaded
from served import PROGRAM, Served


def lead(number, **more):
    return {"email": f"person{number}@huber-werke.de", "name": f"Petra Huber{number}", "country": "DE",
            "consent": "given", **more}


POISON = lead(0, email="eva@poison.huber-werke.de")


class Poison(unittest.TestCase):
    def events(self, server, kind):
        """All events of a kind so far, from the beginning."""
        last = server.post(lead(1)).json()["position"]
        line = server.connect()
        line.request("GET", "/v1/events?after=-1", headers={"Authorization": "Bearer " + server.token})
        found = []
        for text in line.getresponse():
            if not text.startswith(b"data:"):
                continue
            event = json.loads(text[5:])
            if event["type"] == kind:
                found.append(event)
            if event["position"] >= last:
                break
        line.close()
        return found

    def command(self, server, *arguments):
        done = subprocess.run([PROGRAM, *arguments, "--workspace", server.directory, "--json"], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_the_second_start_names_it_and_takes_it_as_failed(self):
        with Served() as server:
            server.stop()
            server.environment = {"LD_PRELOAD": preloaded("poison", server.folder.name)}
            server.start()
            good = [server.post(lead(number)).json() for number in range(1, 30)]
            for death in (1, 2):
                self.assertEqual(self.events(server, "InputQuarantined"), [], f"before death {death}")
                with self.assertRaises((OSError, http.client.HTTPException)):
                    server.post(POISON)
                self.assertEqual(server.died(), -6)
                server.start()
            named = self.events(server, "InputQuarantined")
            self.assertEqual([(event["fields"]["kind"], event["fields"]["deaths"]) for event in named], [("lead", 2)])
            self.assertIn("is quarantined", server.said())
            answer = server.post(POISON)
            body = answer.json()
            self.assertEqual((answer.status, body["status"], body["reason"]), (201, "failed", "quarantined"))
            for one in good:
                self.assertEqual(server.call("GET", "/v1/leads/" + one["lead_id"]).json()["owner"], one["owner"])
            last = server.post(lead(99)).json()
            self.assertEqual(last["status"], "routed")
            shown = server.call("GET", f"/v1/leads?status=failed&at_least={last['position']}").json()["items"]
            self.assertEqual([one["lead_id"] for one in shown], [body["lead_id"]])
            self.assertEqual(server.stop(), 0)
            self.assertTrue(self.command(server, "audit", "verify")["ok"])
            replayed = self.command(server, "replay")
            self.assertEqual(replayed["runs"], replayed["identical"])
            server.environment = {}
            server.start()
            again = server.post(POISON).json()
            self.assertEqual((again["status"], again["lead_id"]), ("duplicate", body["lead_id"]))


if __name__ == "__main__":
    unittest.main()
