#!/usr/bin/env bash
# Measures reading and analysing a large DNS log beside wc, mawk and DuckDB, in turn, in one run (docs/performance.md).
#
#   bench/run.sh [--lines N] [--rounds N] [--dir FOLDER] [--formats] [--growth] [--only REGEX]
#
#   --lines N     size of the log (default 4000000, about 0.7 GB); made once from its seed, then kept
#   --rounds N    how often each program runs, in turn (default 5); medians are printed
#   --dir FOLDER  where the logs lie (default bench/data, which git ignores)
#   --formats     also gzip, Zeek JSON and a BIND query log of the same record
#   --growth      also a log of ten times the lines
#   --only REGEX  only the measurements whose name matches
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
lines=4000000 rounds=5 dir=$here/data formats=0 growth=0 only=.
while (($#)); do
  case $1 in
    --lines) lines=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    --formats) formats=1; shift ;;
    --growth) growth=1; shift ;;
    --only) only=$2; shift 2 ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
  esac
done
for need in dotnet node npm mawk zcat gzip /usr/bin/time; do
  command -v "$need" >/dev/null || { echo "run.sh needs $need; install it and run again" >&2; exit 1; }
done

mkdir -p "$dir"
"$here/publish.sh" "$dir/postern"
dotnet build "$root/bench/Postern.Bench" -c Release -v q >&2
make="$root/artifacts/bin/Postern.Bench/release/postern-bench make-log"
[ -d "$here/duckdb/node_modules" ] || (cd "$here/duckdb" && npm install --no-save --no-fund --no-audit >&2)

log() { # log LINES FORMAT FILE: makes the file when it is missing; never leaves half of one
  [ -s "$3" ] || { echo "making $3" >&2; $make "$3.part" --lines "$1" --format "$2" >&2; mv "$3.part" "$3"; }
}
log "$lines" zeek "$dir/dns-$lines.log"
if ((formats)); then
  log "$lines" zeek-json "$dir/dns-$lines.json"
  log "$lines" bind "$dir/bind-$lines.log"
  [ -s "$dir/dns-$lines.log.gz" ] || gzip -6 -c "$dir/dns-$lines.log" >"$dir/dns-$lines.log.gz"
fi
if ((growth)); then log "${lines}0" zeek "$dir/dns-${lines}0.log"; fi
exec node "$here/compare.mjs" "$dir" "$lines" "$rounds" "$formats" "$growth" "$only"
