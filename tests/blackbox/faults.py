"""What goes wrong around a server on purpose: a small disk, a disk that fails, a value that ends the process."""

import os
import pathlib
import subprocess
import tempfile
import unittest

FAULTS = pathlib.Path(__file__).resolve().parents[1] / "faults"


def preloaded(name, folder):
    """The library of tests/faults/NAME.c, built into `folder`."""
    library = os.path.join(folder, name + ".so")
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", library,
                    str(FAULTS / (name + ".c")), "-ldl"], check=True)
    return library


class SmallDisk:
    """A file system of its own of some megabytes, mounted while the block runs.

    Skips the test, and says why, where nothing may be mounted."""

    def __init__(self, megabytes):
        self.megabytes = megabytes

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="signalbox-disk-")
        image, self.place = os.path.join(self.folder.name, "image"), os.path.join(self.folder.name, "mnt")
        os.mkdir(self.place)
        with open(image, "wb") as file:
            file.truncate(self.megabytes << 20)
        # No blocks are kept for root, who the tests run as.
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=True)
        mounted = subprocess.run(["mount", "-o", "loop", image, self.place], capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            self.folder.cleanup()
            raise unittest.SkipTest("a loop-mounted file system is not permitted here: " + mounted.stderr.strip())
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", self.place], check=True)
        self.folder.cleanup()

    def free(self):
        room = os.statvfs(self.place)
        return room.f_bavail * room.f_frsize

    def leave(self, room):
        """Fills the disk but for so many bytes."""
        self.make_room()
        taken = self.free() - room
        if taken <= 0:
            return
        with open(os.path.join(self.place, "filler"), "wb") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, taken)
            except OSError:
                pass  # the file system's own blocks are not ours to count
            if room > 0:
                return
            # The last blocks, one by one, as another program would take them.
            file.seek(0, os.SEEK_END)
            try:
                while file.raw.write(b"x" * 4096) == 4096:
                    pass
            except OSError:
                pass

    def make_room(self):
        path = os.path.join(self.place, "filler")
        if os.path.exists(path):
            os.unlink(path)
