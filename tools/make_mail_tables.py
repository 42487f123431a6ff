#!/usr/bin/env python3
"""Writes reference_tables/{free,disposable}_mail_domains.txt from two pinned npm packages.

    tools/make_mail_tables.py [reference_tables]

Needs npm and the network; the tables are checked in, so only an update of the pins runs this. Both
packages are MIT licensed. A table is one lower-case ASCII domain a line, sorted bytewise, after a
header of lines that begin with `#`; src/reference/mail_domains.cc searches it as it stands.
"""
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile

FREE = ("free-email-domains", "1.12.6", ["domains.json"])
DISPOSABLE = ("disposable-email-domains", "1.0.62", ["index.json", "wildcard.json"])
DOMAIN = re.compile(r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")


def fetch(name, version, members, folder):
    done = subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True,
                          capture_output=True, text=True)
    found = set()
    with tarfile.open(folder / done.stdout.strip().splitlines()[-1]) as archive:
        for member in members:
            for domain in json.load(archive.extractfile(f"package/{member}")):
                ascii_form = domain.strip().lower()
                if not ascii_form.isascii():
                    ascii_form = ascii_form.encode("idna").decode()
                if DOMAIN.match(ascii_form):
                    found.add(ascii_form)
    return found


def covered(domain, domains):
    """True when a parent domain is listed: a lookup tries the parents of an address's domain too."""
    labels = domain.split(".")
    return any(".".join(labels[at:]) in domains for at in range(1, len(labels) - 1))


def write(path, title, package, domains):
    name, version, _ = package
    header = f"# {title}\n# From npm {name}@{version} (MIT), by tools/make_mail_tables.py.\n"
    path.write_text(header + "".join(d + "\n" for d in sorted(domains)), encoding="ascii")


def main():
    out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "reference_tables")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        disposable = fetch(*DISPOSABLE, folder)
        disposable = {d for d in disposable if not covered(d, disposable)}
        free = fetch(*FREE, folder) - disposable
        write(out / "free_mail_domains.txt", "Domains whose addresses belong to a mail provider.", FREE,
              free)
        write(out / "disposable_mail_domains.txt",
              "Domains that hand out addresses for minutes; subdomains count too.", DISPOSABLE,
              disposable)


if __name__ == "__main__":
    main()
