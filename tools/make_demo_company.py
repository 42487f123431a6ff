#!/usr/bin/python3
"""Makes the people and records of policies/demo: tools/make_demo_company.py SIGNALBOX.

Accounts, contacts and opportunities belong to companies that the demo's leads name, so SIGNALBOX, the program, is asked
for those leads (the seed and count of src/main/demo.cc). The same program gives the same files.
"""
import csv
import json
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent / "policies/demo"
SEED, CLEAN = 7, 1700
MAIL = "fennmark.example"
PEOPLE = "id,name,email,team,manager,zone,hours,weight,skills,active,away_from,away_to,delegate".split(",")
ACCOUNTS = "id,name,website,type,owner,parent,phone,street,postal_code,city,country".split(",")

TEAMS = [
    ("enterprise", "Enterprise desk", "mara.weiss"), ("emea", "Europe, Middle East and Africa", "lena.huber"),
    ("americas", "Americas", "maya.torres"), ("asia-pacific", "Asia and Pacific", "kenji.mori"),
    ("success", "Customer success", "ines.costa"), ("partners", "Partner desk", "noor.haddad"),
    ("revops", "Revenue operations", "ruth.adler"),
]
# Team, zone, and who works from there. The first of a team leads it.
DESKS = [
    ("enterprise", "Europe/Berlin", "Mara Weiss|Jonas Keller|Anke Vogt"),
    ("enterprise", "Europe/London", "Olu Adeyemi|Fiona Grant"),
    ("enterprise", "America/New_York", "Grace Coleman|Daniel Price|Leah Brooks|Andre Fontaine"),
    ("enterprise", "America/Los_Angeles", "Owen Chapman"),
    ("enterprise", "Asia/Singapore", "Hui Min Tan|Kumar Pillai"),
    ("emea", "Europe/Berlin", "Lena Huber|Felix Brandt|Johanna Klein|Tobias Lang|Greta Sommer"),
    ("emea", "Europe/London", "Harper Shaw|Callum Reid|Aisha Okafor|Niall Byrne"),
    ("emea", "Europe/Paris", "Camille Roux|Hugo Mercier|Margaux Faure"),
    ("emea", "Europe/Madrid", "Lucia Romero|Tiago Martins"),
    ("emea", "Europe/Stockholm", "Astrid Lindqvist|Mikko Virtanen"),
    ("emea", "Europe/Warsaw", "Agnieszka Mazur"),
    ("emea", "Africa/Johannesburg", "Thabo Nkosi"),
    ("americas", "America/Los_Angeles", "Maya Torres|Ethan Hayes|Zoe Palmer|Wei Zhang"),
    ("americas", "America/Chicago", "Marcus Ward|Nora Sullivan|Caleb Hunt"),
    ("americas", "America/New_York", "Chloe Bennett|Samuel Foster|Ruby Griffin|Diego Ramos|Henry Russell"),
    ("americas", "America/Toronto", "Amelia Lawson|Benoit Girard"),
    ("americas", "America/Sao_Paulo", "Larissa Souza|Thiago Almeida|Camila Gomes"),
    ("americas", "America/Mexico_City", "Ximena Castillo"),
    ("asia-pacific", "Asia/Tokyo", "Kenji Mori|Naoko Fujita|Takumi Kato"),
    ("asia-pacific", "Asia/Singapore", "Li Ting Goh|Darren Koh|Nurul Rahim"),
    ("asia-pacific", "Asia/Kolkata", "Ananya Iyer|Rohan Desai|Kavya Nair"),
    ("asia-pacific", "Australia/Sydney", "Hannah Bailey|Lachlan Moore"),
    ("asia-pacific", "Pacific/Auckland", "Leilani Tamati"),
]
# Outside the pools: id's team, zone, names.
OTHERS = [
    ("success", "Europe/Lisbon", "Ines Costa|Bram Dekker"), ("success", "America/Denver", "Sofia Navarro|Jack Whitfield"),
    ("partners", "Asia/Dubai", "Noor Haddad"), ("partners", "Europe/Zurich", "Reto Steiner"),
    ("revops", "Europe/Berlin", "Ruth Adler"), ("revops", "America/New_York", "Priya Patel"),
]
HOURS = {"Asia/Dubai": "Sun-Thu 08:00-17:00", "Europe/Madrid": "Mon-Fri 09:00-14:00 15:30-18:30",
         "Asia/Tokyo": "Mon-Fri 09:00-18:00"}
# At least one of each pool is on duty around the clock, so that a lead of any hour finds somebody.
DUTY = {"Olu Adeyemi", "Hui Min Tan", "Daniel Price", "Callum Reid", "Johanna Klein", "Hugo Mercier", "Thabo Nkosi",
        "Zoe Palmer", "Samuel Foster", "Marcus Ward", "Larissa Souza", "Darren Koh", "Rohan Desai", "Hannah Bailey"}
PART_TIME = {"Greta Sommer": "Mon-Wed 09:00-17:00", "Amelia Lawson": "Tue-Fri 10:00-15:00", "Fiona Grant": "Mon-Thu 08:00-14:00"}
LEAVE = {"Felix Brandt": ("2026-12-21|2027-04-06", "2027-01-04|2027-04-16"), "Chloe Bennett": ("2026-11-16", "2026-12-04"),
         "Naoko Fujita": ("2026-10-01", "2027-03-31"), "Margaux Faure": ("2026-12-24", "2026-12-31"),
         "Ethan Hayes": ("2026-11-26", "2026-11-27")}
DELEGATES = {"Naoko Fujita": "Takumi Kato", "Felix Brandt": "Tobias Lang"}
DOUBLE = {"Mara Weiss", "Grace Coleman", "Harper Shaw", "Camille Roux"}
NEW_HERE = {"Tobias Lang", "Mikko Virtanen"}
FINANCE = {"Mara Weiss", "Jonas Keller", "Olu Adeyemi", "Daniel Price", "Johanna Klein", "Callum Reid", "Hugo Mercier", "Lena Huber"}
LANGUAGES = {"Berlin": "german", "Zurich": "german", "Paris": "french", "Toronto": "french", "Madrid": "spanish",
             "Mexico": "spanish", "Sao_Paulo": "portuguese", "Tokyo": "japanese", "Stockholm": "swedish", "Warsaw": "polish"}


def mailbox(name):
    return name.lower().replace(" ", ".") + "@" + MAIL


def weight_of(name):
    return 4 if name in DOUBLE else 1 if name in NEW_HERE else 2


def people():
    lead_of = {team: lead.replace(".", " ").title() for team, _, lead in TEAMS}
    for team, zone, names in DESKS + OTHERS:
        for name in names.split("|"):
            city = zone.split("/")[1]
            skills = [skill for place, skill in LANGUAGES.items() if city.startswith(place)]
            if name in FINANCE:
                skills.append("finance")
            hours = "" if name in DUTY else PART_TIME.get(name, HOURS.get(zone, "Mon-Fri 09:00-17:30"))
            away = LEAVE.get(name, ("", ""))
            yield {"id": mailbox(name), "name": name, "email": mailbox(name), "team": team,
                   "manager": "" if lead_of[team] == name else mailbox(lead_of[team]), "zone": zone, "hours": hours,
                   "weight": weight_of(name), "skills": "|".join(skills), "active": "true",
                   "away_from": away[0], "away_to": away[1],
                   "delegate": mailbox(DELEGATES[name]) if name in DELEGATES else ""}


def demo_leads(program):
    """Those that stay in the mind of a CRM: of a company, with an address of it, one of each company."""
    command = [program, "generate", "leads", "--count", str(CLEAN), "--seed", str(SEED)]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    companies = {}
    for lead in map(json.loads, lines):
        companies.setdefault(lead["website"], lead)
    return list(companies.values())


def account(number, lead, kind, owner):
    return {"id": f"A-{1000 + number}", "name": lead["company"], "website": lead["website"], "type": kind, "owner": owner,
            "parent": "", "phone": lead["phone"], "street": lead["street"], "postal_code": lead["postal_code"],
            "city": lead["city"], "country": lead["country"]}


def write(name, columns, rows):
    with open(ROOT / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(program):
    choose = random.Random(SEED)
    staff = list(people())
    in_team = {team: [person["id"] for person in staff if person["team"] == team] for team, _, _ in TEAMS}
    leads = demo_leads(program)
    large = [lead for lead in leads if lead.get("employees", 0) >= 1000]
    customers = choose.sample(leads, 60)
    prospects = choose.sample([lead for lead in leads if lead not in customers], 45)
    accounts = [account(i, lead, "customer", choose.choice(in_team["success"])) for i, lead in enumerate(customers)]
    accounts += [account(60 + i, lead, "prospect", choose.choice(in_team["emea"] + in_team["americas"]))
                 for i, lead in enumerate(prospects)]
    known = choose.sample([lead for lead in leads if lead not in customers + prospects], 25)
    contacts = [{"id": f"C-{2000 + i}", "email": lead["email"], "name": f"{lead['first_name']} {lead['last_name']}",
                 "account": "", "owner": choose.choice(in_team["emea"] + in_team["asia-pacific"])}
                for i, lead in enumerate(known)]
    stages = ["qualification", "proposal", "negotiation", "closed won", "closed lost"]
    opportunities = [{"id": f"O-{3000 + i}", "account": f"A-{1060 + i}", "stage": stages[i % len(stages)],
                      "owner": choose.choice(in_team["enterprise"]), "amount": 1000 * choose.randrange(8, 240)}
                     for i in range(30)]
    named = choose.sample([lead for lead in large if lead not in customers + prospects + known], 24)
    write("roster/teams.csv", ["id", "name", "manager"],
          [{"id": team, "name": name, "manager": f"{lead}@{MAIL}"} for team, name, lead in TEAMS])
    write("roster/people.csv", PEOPLE, staff)
    write("roster/accounts.csv", ACCOUNTS, accounts)
    write("roster/contacts.csv", ["id", "email", "name", "account", "owner"], contacts)
    write("roster/opportunities.csv", ["id", "account", "stage", "owner", "amount"], opportunities)
    write("roster/campaigns.csv", ["id", "name"],
          [{"id": name, "name": name.replace("-", " ").capitalize()} for name in
           ["spring-launch", "pricing-page", "partner-day", "revops-webinar", "autumn-roadshow", "benchmark-report"]])
    write("tables/named-accounts.csv", ["id", "domain", "to", "valid_from", "valid_to", "note"],
          [{"id": lead["website"].split(".")[0], "domain": lead["website"], "note": lead["company"],
            "to": "person:" + choose.choice(in_team["enterprise"])} for lead in named])


if __name__ == "__main__":
    main(sys.argv[1])
