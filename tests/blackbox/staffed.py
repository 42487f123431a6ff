"""A served workspace with people of a CSV and users of roles: what tests of what people may do to each other begin with."""
import pathlib
import subprocess
import unittest

from served import PROGRAM, Served
from signed_in import add_user


class StaffedTest(unittest.TestCase):
    """`PEOPLE` is the CSV; `USERS` are (login, role) of users, who are whoever of the CSV has that id."""
    PEOPLE, USERS = "", ()

    def setUp(self):
        self.server = Served()
        self.server.start()
        self.addCleanup(self.server.close)
        people = pathlib.Path(self.server.folder.name, "people.csv")
        people.write_text(self.PEOPLE)
        self.command("import", "people", str(people))
        ids = {line.partition(",")[0] for line in self.PEOPLE.splitlines()[1:]}
        for login, role in self.USERS:
            add_user(self.server, login, [role], **({"person": login} if login in ids else {}))

    def command(self, *arguments, code=0):
        """What it says; of one that fails, its errors too."""
        done = subprocess.run([PROGRAM, *arguments, "--workspace", self.server.directory], text=True, capture_output=True,
                              check=False)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}{done.stderr}")
        return done.stdout if code == 0 else done.stdout + done.stderr
