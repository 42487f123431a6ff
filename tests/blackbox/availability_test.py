"""When people are there, by command and over HTTP, served and alone; who may say it; and what becomes of their leads."""
import json
import pathlib
import unittest

import release
from signed_in import signed_in
from staffed import StaffedTest

PEOPLE = """id,name,email,team,manager,zone
lena,Lena Weber,lena@acme.example,dach,mona,Europe/Berlin
jonas,Jonas Beck,jonas@acme.example,dach,mona,Europe/Berlin
mona,Mona Graf,mona@acme.example,sales,boss,Europe/Berlin
boss,Bo Berg,boss@acme.example,sales,,
revo,Rev Ops,revo@acme.example,revops,,
"""
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
ATTENDEE;CN="Weber, Lena":mailto:Lena@acme.example
DTSTART;VALUE=DATE:20991221
DTEND;VALUE=DATE:20991
 224
END:VEVENT
BEGIN:VEVENT
UID:2
ATTENDEE:mailto:lena@acme.example
DTSTART;VALUE=DATE:20991221
RRULE:FREQ=MONTHLY
END:VEVENT
END:VCALENDAR
"""


class Availability(StaffedTest):
    PEOPLE = PEOPLE
    USERS = (("lena", "seller"), ("jonas", "seller"), ("mona", "manager"), ("boss", "manager"), ("audit", "auditor"))

    def send(self, number):
        answer = self.server.post({"external_id": f"x{number}", "email": f"p{number}@firm{number}.example",
                                   "country": "DE", "consent": "given", "company": f"Firm {number}"})
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()

    def change(self, who, person, verb, body, status=200):
        answer = who.call("POST", f"/v1/people/{person}/{verb}", body)
        self.assertEqual(answer.status, status, answer.body)
        return answer.json()

    def test_a_person_for_themselves_a_manager_for_the_team_and_nobody_else(self):
        lena, jonas, boss = (signed_in(self.server, login) for login in ("lena", "jonas", "boss"))
        self.assertEqual(self.change(lena, "lena", "pause", {"for": "2h"})["why"], "paused")
        self.assertIsNone(self.change(boss, "lena", "resume", {})["why"], "two steps up the chain")
        self.change(jonas, "lena", "pause", {"for": "2h"}, status=403)
        self.change(lena, "mona", "pause", {"for": "2h"}, status=403)
        self.change(lena, "lena", "deactivate", {}, status=403)
        self.assertEqual(signed_in(self.server, "audit").call("GET", "/v1/people/lena/availability").status, 200)
        self.assertEqual(jonas.call("GET", "/v1/people/lena/availability").status, 403)
        readings = self.server.call("GET", "/v1/readings?kind=denied").json()
        routes = [one["route"] for one in readings["items"]]
        self.assertIn("POST /v1/people/{id}/pause", routes)
        self.assertIn("GET /v1/people/{id}/availability", routes)

    def test_leave_acts_at_once_and_the_leads_go_where_it_says(self):
        owners = [self.send(number)["owner"]["id"] for number in range(4)]
        self.assertEqual(sorted(owners), ["jonas", "jonas", "lena", "lena"])
        lena = signed_in(self.server, "lena")
        dry = self.change(lena, "lena", "pause", {"for": "1h", "then": "route_again", "dry_run": True})
        self.assertEqual(dry["in_hand"]["preview"]["move_count"], 2)
        self.assertIsNone(self.server.call("GET", "/v1/people/lena/availability").json()["why"])
        done = self.change(lena, "lena", "pause", {"for": "1h", "then": "route_again"})
        self.assertEqual((done["in_hand"]["moved"], done["open_leads"]), (2, 0))
        self.assertEqual({self.send(number)["owner"]["id"] for number in range(4, 7)}, {"jonas"})
        undone = self.server.call("POST", f"/v1/moves/{done['in_hand']['plan']}/undo", {})
        self.assertEqual(undone.status, 200, undone.body)

    def test_a_delegate_takes_what_is_in_hand(self):
        self.send(0), self.send(1)
        self.command("person", "delegate", "lena", "jonas")
        told = self.command("person", "pause", "lena", "--for", "2h", "--then", "delegate")
        self.assertIn("Lena Weber takes no leads: paused", told)
        self.assertIn("lena -> jonas", told)
        self.assertEqual(self.server.call("GET", "/v1/people/jonas/availability").json()["open_leads"], 2)

    def test_parts_of_days_and_coming_back_early(self):
        self.command("person", "leave", "lena", "--from", "2099-12-21", "--to", "2099-12-22", "--part", "09:00-12:00")
        shown = json.loads(self.command("person", "show", "lena", "--json"))
        self.assertEqual([leave["from"] for leave in shown["leaves"]], ["2099-12-21T08:00:00Z", "2099-12-22T08:00:00Z"])
        self.command("person", "end-leave", "lena")
        self.assertEqual(json.loads(self.command("person", "show", "lena", "--json"))["leaves"], [])
        self.command("person", "leave", "lena", "--from", "soon", "--to", "2099-12-22", code=2)
        self.command("person", "leave", "nobody", "--from", "2099-12-21", "--to", "2099-12-22", code=1)

    def test_calendars_and_tables_of_leave_are_imported_and_bad_lines_are_named(self):
        calendar = pathlib.Path(self.server.folder.name, "leave.ics")
        calendar.write_text(CALENDAR)
        told = self.command("person", "import-leave", str(calendar), code=1)
        self.assertIn("line 13: `RRULE`: not supported yet: `FREQ=MONTHLY`", told)
        leaves = json.loads(self.command("person", "show", "lena", "--json"))["leaves"]
        self.assertEqual(leaves, [{"from": "2099-12-20T23:00:00Z", "to": "2099-12-23T23:00:00Z", "then": "keep"}])
        lena = signed_in(self.server, "lena")
        answer = lena.call("POST", "/v1/leave-imports", "person,from,to\nlena,2099-11-02,2099-11-03\n"
                           "mona,2099-11-02,2099-11-03\n", {"Content-Type": "text/csv"})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.json()["people"], 1)
        self.assertIn("not yours", answer.json()["faults"][0]["error"])

    def test_who_left_is_in_no_pool_and_what_they_hold_is_given_on_with_a_preview(self):
        self.send(0), self.send(1)
        mona = signed_in(self.server, "mona")
        self.change(mona, "lena", "deactivate", {})
        self.assertEqual({self.send(number)["owner"]["id"] for number in range(2, 5)}, {"jonas"})
        holdings = mona.call("GET", "/v1/people/lena/holdings")
        self.assertEqual(holdings.status, 200, holdings.body)
        self.assertEqual(holdings.json()["lead_count"], 1)
        self.assertEqual(holdings.json()["preview"]["moves"][0]["to"], "jonas")
        told = self.command("person", "reassign", "lena", "--dry-run")
        self.assertIn("nothing was changed", told)
        done = self.change(mona, "lena", "reassign", {"then": "route_again"})
        self.assertEqual(done["moved"], 1)
        self.assertEqual(mona.call("GET", "/v1/people/lena/holdings").json()["lead_count"], 0)
        self.assertEqual(mona.call("GET", "/v1/people/revo/holdings").status, 403)


class Alone(release.ReleaseTest):
    def test_the_commands_work_without_a_server(self):
        self.write("people.csv", PEOPLE)
        self.make_workspace()
        self.run_command("import", "people", "people.csv", "--workspace", "ws")
        self.run_command("person", "leave", "lena", "--from", "2099-12-21", "--to", "2099-12-23", "--workspace", "ws")
        self.assertIn("leave 2099-12-20T23:00:00Z to 2099-12-23T23:00:00Z",
                      self.run_command("person", "show", "lena", "--workspace", "ws").stdout)
        self.run_command("person", "deactivate", "jonas", "--workspace", "ws")
        self.assertIn("takes no leads: inactive",
                      self.run_command("person", "show", "jonas", "--workspace", "ws").stdout)
        replayed = json.loads(self.run_command("replay", "--workspace", "ws", "--json").stdout)
        self.assertEqual(replayed["different"], 0)


if __name__ == "__main__":
    unittest.main()
