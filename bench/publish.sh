#!/usr/bin/env bash
# Publishes the executable as it is meant to be installed: compiled ahead, so that it starts fast (docs/performance.md, Start).
#
#   bench/publish.sh FOLDER
set -euo pipefail
root=$(dirname "$(cd "$(dirname "$0")" && pwd)")
rid=$(dotnet --info | sed -n "s/^ *RID: *//p" | head -1 | sed "s/^debian[.0-9]*/linux/")
dotnet publish "$root/src/Postern" -c Release -v q -r "$rid" --self-contained false \
  -p:PublishReadyToRun=true -p:NuGetLockFilePath=packages.publish.lock.json -o "$1" >&2
