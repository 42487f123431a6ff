#!/usr/bin/env bash
# Installs those packages of tools/packages.txt, and of the lists that are given, that this machine lacks, from Debian's
# repositories and nowhere else.
# Says nothing and takes no time when all are there. Needs root or sudo only when something is missing.
set -euo pipefail

list="$(dirname "${BASH_SOURCE[0]}")/packages.txt"
mapfile -t wanted < <(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$list" "$@")

# dpkg-query names unknown packages on stderr and fails; both only mean `missing` here.
installed="$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null || true)"
missing=()
for package in "${wanted[@]}"; do
  grep -qx "installed $package" <<<"$installed" || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || {
    echo "install: missing ${missing[*]}; run as root, or install sudo, to have them installed" >&2
    exit 3
  }
  as_root=(sudo)
fi

echo "installing: ${missing[*]}"
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-remove --no-install-recommends "${missing[@]}" >/dev/null
