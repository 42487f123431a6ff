"""kill -9 under load: what was acknowledged is there afterwards, with the same owner.

Ten times in `make test`; `make ci` sets SIGNALBOX_KILLS=50."""

import http.client
import os
import random
import subprocess
import threading
import unittest

from served import PROGRAM, Served

ROUNDS = int(os.environ.get("SIGNALBOX_KILLS", "10"))
CLIENTS = 8
# Leads acknowledged before the cut, so that it falls into the middle of the load.
FEWEST, MOST = 100, 900


class Kill(unittest.TestCase):
    def send_until_cut(self, server, client, round_number, acknowledged, wanted, enough):
        line = server.connect()
        try:
            for number in range(100_000):
                email = f"r{round_number}c{client}n{number}@huber-werke.de"
                body = {"email": email, "name": f"Eva Huber{number}", "country": "DE", "consent": "given"}
                answer = server.post(body, connection=line)
                if answer.status in (200, 201):
                    acknowledged[answer.json()["lead_id"]] = (email, answer.json()["owner"])
                if len(acknowledged) >= wanted:
                    enough.set()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            enough.set()
            line.close()

    def test_every_acknowledged_lead_survives_every_kill(self):
        acknowledged = {}
        with Served() as server:
            for round_number in range(ROUNDS):
                fresh, enough = {}, threading.Event()
                wanted = random.Random(round_number).randint(FEWEST, MOST)
                clients = [threading.Thread(target=self.send_until_cut, args=(server, c, round_number, fresh, wanted, enough))
                           for c in range(CLIENTS)]
                for client in clients:
                    client.start()
                enough.wait(60)
                server.kill()
                for client in clients:
                    client.join()
                self.assertGreater(len(fresh), 0)
                acknowledged.update(fresh)
                server.start()
                line = server.connect()
                # Every one of the first round, every seventh of the later ones: fifty rounds stay short.
                checked = list(fresh.items())[::1 if round_number == 0 else 7]
                for lead_id, (email, owner) in checked:
                    found = server.call("GET", "/v1/leads/" + lead_id, connection=line)
                    self.assertEqual(found.status, 200, f"{lead_id} was acknowledged and is gone")
                    self.assertEqual(found.json()["owner"], owner)
                    self.assertEqual(found.json()["lead"]["email"], email)
                line.close()
            self.assertEqual(server.stop(), 0)
            verified = subprocess.run([PROGRAM, "audit", "verify", "--workspace", server.directory, "--views"],
                                      capture_output=True, text=True, check=False)
            self.assertEqual(verified.returncode, 0, verified.stderr)
            server.start()
            line = server.connect()
            for lead_id, (email, owner) in acknowledged.items():
                found = server.call("GET", "/v1/leads/" + lead_id, connection=line)
                self.assertEqual(found.status, 200, f"{lead_id} was acknowledged and is gone")
                self.assertEqual(found.json()["owner"], owner)
                self.assertEqual(found.json()["lead"]["email"], email)
            line.close()
            failed = server.call("GET", "/v1/leads?status=failed").json()["items"]
            self.assertEqual(failed, [], "a kill from outside is no fault of what was in hand")


if __name__ == "__main__":
    unittest.main()
