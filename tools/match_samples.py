"""Pairs of records to learn and to measure matching on: read from shared data, or made from real company names."""
import csv
import hashlib
import itertools
import re

# Shares of pairs in which a change is made, by our own judgement of what systems and people do.
GENERIC = ["Group", "Groupe", "France", "International", "Holding", "UK", "Deutschland", "Europe", "Services", "(HQ)",
           "USA", "Solutions"]
FORMS = ["SA", "SAS", "GmbH", "Ltd", "Ltd.", "Inc.", "LLC", "S.p.A.", "AG", "BV", "PLC", "Limited", "Corp."]
EXTRA = ["Logistics", "Retail Park", "Insurance", "Bank", "Energy", "Academy", "Foundation", "Labs", "Design", "North",
         "Motors", "Lyon", "Berlin", "Shop", "Studio", "Consumer Products", "Personal Finance", "Press"]
STREETS = ["rue de la Paix", "Avenue Montaigne", "High Street", "Main St", "Bahnhofstraße", "Boulevard Haussmann",
           "Church Road", "Via Roma", "Calle Mayor", "Park Avenue", "Quai de Seine", "Market Square", "Industrial Way",
           "Kings Road", "Rue Victor Hugo", "Lindenallee", "Station Road", "Mill Lane", "Allée des Tilleuls"]
CITIES = [("Paris", "France", "750", "+331"), ("Lyon", "France", "690", "+334"), ("Lille", "France", "590", "+333"),
          ("London", "United Kingdom", "EC1", "+4420"), ("Leeds", "United Kingdom", "LS1", "+44113"),
          ("Berlin", "Germany", "101", "+4930"), ("Munich", "Germany", "803", "+4989"),
          ("New York", "United States", "100", "+1212"), ("Boston", "United States", "021", "+1617"),
          ("Milano", "Italy", "201", "+3902"), ("Madrid", "Spain", "280", "+3491"), ("Zürich", "Switzerland", "80", "+4144"),
          ("Bruxelles", "Belgium", "10", "+322"), ("Amsterdam", "Netherlands", "10", "+3120")]
PLACE_FIELDS = ("phone", "street", "postal_code", "city", "country")


def part_of(text):
    """0 to 99, by a hash: which part of the data an entity falls to."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % 100


def column(path, name):
    with open(path, newline="", encoding="utf-8") as file:
        return [row[name].strip() for row in csv.DictReader(file) if row[name].strip()]


def place(rng):
    city, country, postal, phone = rng.choice(CITIES)
    return {"phone": phone + "".join(rng.choice("0123456789") for _ in range(7)), "city": city, "country": country,
            "street": f"{rng.randint(1, 199)} {rng.choice(STREETS)}", "postal_code": f"{postal}{rng.randint(10, 99)}"}


def typo(text, rng):
    at = rng.randrange(1, max(2, len(text) - 1))
    return rng.choice([text[:at] + text[at + 1:], text[:at] + rng.choice("aeiourstln") + text[at:],
                       text[:at - 1] + text[at:at + 1] + text[at - 1:at] + text[at + 1:]])


def label(name):
    words = [w for w in re.sub(r"[^a-z0-9 ]", "", name.lower()).split() if w not in ("inc", "ltd", "sa", "plc", "group",
                                                                                   "the", "llc", "ag", "corp", "co")]
    return "".join(words[:3])[:24] or "x"


def respelled(name, rng):
    """The company's name as another system may hold it."""
    if rng.random() < .30:
        name = re.sub(r"[ ,]+(" + "|".join(map(re.escape, FORMS)) + r")\.?$", "", name) + (
            " " + rng.choice(FORMS) if rng.random() < .5 else "")
    if rng.random() < .22:
        name = f"{rng.choice(GENERIC)} {name}" if rng.random() < .3 else f"{name} {rng.choice(GENERIC)}"
    if rng.random() < .10:
        name = f"{name} {rng.choice(EXTRA)}"
    words = name.split()
    draw = rng.random()
    if draw < .06 and len(words) > 2:
        name = " ".join(words[:max(1, len(words) - rng.randint(1, 2))])
    elif draw < .10 and len(words) > 1:
        at = rng.randrange(1, len(words))
        name = " ".join(words[:at]) + " ".join(words[at:])
    elif draw < .12 and len(words) > 2:
        name = "".join(w[0] for w in words if w[0].isalnum())
    elif draw < .15:
        name = label(name) + rng.choice([".com", ".fr", ".io", ".de"])
    elif draw < .18 and len(words) > 1:
        name = f"{name} - {' '.join(words[:1])}"
    elif draw < .26 and len(name) > 5:
        name = typo(name, rng)
    return rng.choice([name, name, name.upper(), name.lower()])


def thinned(record, rng):
    """Leaves out what people leave out: nothing, something or every place."""
    if rng.random() < .35:
        return {k: v for k, v in record.items() if k not in PLACE_FIELDS or (k == "country" and rng.random() < .5)}
    return {k: v for k, v in record.items() if k not in PLACE_FIELDS or rng.random() < .8}


def as_lead(account, rng):
    lead = {**account, "name": respelled(account["name"], rng)}
    elsewhere = place(rng)
    if rng.random() < .30:
        lead.update({key: elsewhere[key] for key in PLACE_FIELDS})
    elif rng.random() < .35:
        lead["phone"] = elsewhere["phone"]
    if rng.random() < .15:
        lead["street"] = elsewhere["street"]
    if rng.random() < .6:
        lead.pop("website", None)
    elif rng.random() < .08:
        lead["website"] = "www." + label(lead["name"]) + ".net"
    return thinned(lead, rng)


def look_alikes(names, rng):
    """For each name, others that share a word or a beginning: what blocking finds besides the right one."""
    by_word = {}
    for number, name in enumerate(names):
        for word in set(re.findall(r"[a-z0-9]{3,}", name.lower())) | {name.lower()[:6]}:
            by_word.setdefault(word, []).append(number)
    for number, name in enumerate(names):
        near = set()
        for word in sorted(set(re.findall(r"[a-z0-9]{3,}", name.lower())) | {name.lower()[:6]}):
            group = by_word[word]
            near.update(group if len(group) < 40 else rng.sample(group, 40))
        near.discard(number)
        yield number, rng.sample(sorted(near), min(8, len(near)))


def made_companies(data, rng, count=9000):
    names = column(data / "presidio_orgs/companies_and_organizations.csv", "organization")
    names = sorted({name for name in names if 3 <= len(name) <= 60})
    rng.shuffle(names)
    names = names[:count] + column(data / "sp500/constituents.csv", "Security")
    keys = [label(name) for name in names]
    accounts = [{"name": name, "website": f"https://www.{label(name)}.com" if rng.random() < .8 else
                 f"{label(rng.choice(names))[:6]}{rng.randint(1, 99)}.fr", **place(rng)} for name in names]
    for number, near in look_alikes(names, rng):
        account = thinned(accounts[number], rng)
        yield as_lead(accounts[number], rng), account, 1, 1.0
        for other in near:
            if keys[other] == keys[number]:
                continue
            stranger = dict(accounts[other])
            # Sisters share a switchboard or a house now and then.
            if rng.random() < .06:
                stranger.update({key: accounts[number][key] for key in PLACE_FIELDS})
            yield as_lead(accounts[number], rng), thinned(stranger, rng), 0, 1.0


def magellan(path):
    """Pairs of Fodors-Zagats. The column `class` is the answer and leaves before anything else reads the row."""
    for line in open(path, encoding="utf-8"):
        left, right, answer = line.rstrip("\n").split("\t")
        sides = []
        for side in (left, right):
            found = dict(re.findall(r"COL (\S+) VAL (.*?)(?= COL |\s*$)", side))
            found.pop("class", None)
            clean = {k: re.sub(r"\s+", " ", re.sub(r"[`\"]|(^| )'|' *$|\\", " ", v)).strip() for k, v in found.items()}
            sides.append({"name": clean["name"].replace(" 's", "'s"), "street": clean["addr"], "city": clean["city"],
                          "phone": clean["phone"], "country": "US"})
        yield sides[0], sides[1], int(answer)


def companies(data, rng):
    rows = list(made_companies(data, rng))
    # Few and real: each counts as three made ones.
    rows += [(a, b, answer, 3.0) for a, b, answer in magellan(data / "fodors_zagats/train.txt")]
    return [(a, b) for a, b, _, _ in rows], [r[2] for r in rows], [r[3] for r in rows]


def places(data, rng, count=2500):
    """Premises: the same name elsewhere is another one, as with the branches of a chain."""
    names = sorted(set(column(data / "presidio_orgs/companies_and_organizations.csv", "organization")))
    names = [name for name in rng.sample(names, count) if len(name) <= 60]
    accounts = [{"name": name, **place(rng)} for name in names]

    def sparse(record):
        return {k: v for k, v in record.items() if k == "name" or rng.random() < .9}
    rows = []
    for number, near in look_alikes(names, rng):
        account = accounts[number]
        again = {**account, "name": respelled(account["name"], rng)}
        if rng.random() < .15:
            again["phone"] = place(rng)["phone"]
        rows.append((sparse(again), sparse(account), 1, 1.0))
        rows.append((sparse({**again, **place(rng)}), sparse(account), 0, 1.0))
        for other in near[:4]:
            beside = place(rng) if rng.random() < .9 else {k: account[k] for k in ("street", "city", "postal_code")}
            rows.append((sparse(again), sparse({**accounts[other], **beside}), 0, 1.0))
    rows += [(a, b, answer, 5.0) for a, b, answer in magellan(data / "fodors_zagats/train.txt")]
    return [(a, b) for a, b, _, _ in rows], [r[2] for r in rows], [r[3] for r in rows]


def febrl(path):
    """Records with their entity."""
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            row = {k.strip(): (v or "").strip() for k, v in row.items()}
            name = row.pop("rec_id")
            yield name, f"{path.stem}/{name.split('-')[1]}", row


def splink(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, cluster = row.pop("unique_id"), row.pop("cluster")
            yield name, f"splink/{cluster}", row


def near_people(records):
    """Pairs that share something: true ones and the negatives that blocking finds."""
    blocks = {}
    for number, (_, _, row) in enumerate(records):
        given = row.get("given_name") or row.get("first_name") or ""
        surname, birth = row.get("surname", ""), row.get("date_of_birth", row.get("dob", ""))
        keys = [("n", *sorted((given[:3], surname[:3]))), ("b", birth), ("i", row.get("soc_sec_id", "")),
                ("e", row.get("email", ""))]
        for one in (given[:3], surname[:3]):
            keys += [("p", one, row.get("postcode", "")), ("y", one, birth[:4]),
                     ("c", one, row.get("city", row.get("suburb", "")))]
        # Namesakes and neighbours: what must not be one for a name or a town alone.
        keys += [("s", surname), ("g", given), ("t", row.get("city", row.get("suburb", "")))]
        for key in keys:
            if all(key[1:]):
                blocks.setdefault(key, []).append(number)
    pairs = set()
    for group in blocks.values():
        if len(group) <= 30:
            pairs.update(itertools.combinations(group, 2))
    by_entity = {}
    for number, (_, entity, _) in enumerate(records):
        by_entity.setdefault(entity, []).append(number)
    for group in by_entity.values():
        pairs.update(itertools.combinations(group, 2))
    return sorted(pairs)


def people(data, rng):
    pairs, labels, importances = [], [], []
    sources = [list(febrl(data / f"febrl/dataset{n}.csv")) for n in (1, 2, 3)] + [
        list(splink(data / "splink_fake1000/fake_1000.csv"))]
    for records in sources:
        records = [r for r in records if part_of(r[1]) < 50]
        found = near_people(records)
        same = [p for p in found if records[p[0]][1] == records[p[1]][1]]
        other = [p for p in found if records[p[0]][1] != records[p[1]][1]]
        other += [(rng.randrange(len(records)), rng.randrange(len(records))) for _ in range(len(same))]
        other = [(a, b) for a, b in other if records[a][1] != records[b][1]]
        kept = rng.sample(other, min(len(other), 3 * len(same)))
        for a, b in same + kept:
            pairs.append((records[a][2], records[b][2]))
            labels.append(int(records[a][1] == records[b][1]))
            importances.append(1.0)
    return pairs, labels, importances


# Endings of two labels under which companies register, as they occur in the lists.
SECOND_LEVEL = {"ac.uk", "asso.fr", "co.in", "co.jp", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.cn",
                "com.hk", "com.mx", "com.sg", "com.tr", "gouv.fr", "gov.uk", "nhs.uk", "org.uk"}


def registered_domain(website):
    """The truth of the CRM lists, worked out apart from the product's own code. Empty for no domain."""
    host = re.split(r"[/?#:\s]", re.sub(r"^[a-z]+:/*", "", website.strip().lower()))[0].split("@")[-1].strip(".")
    labels = host.split(".")
    if len(labels) < 2:
        return ""
    return ".".join(labels[-3:] if ".".join(labels[-2:]) in SECOND_LEVEL else labels[-2:])
