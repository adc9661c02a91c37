#!/usr/bin/env bash
# Measures importing into a ledger beside sqlite3's .import of the same rows, and reading and verifying it, in turn, in one run
# (docs/performance.md).
#
#   bench/ledger.sh [--lines N] [--rounds N] [--dir FOLDER]
#
#   --lines N     size of the log (default 4000000, about 0.7 GB); made once from its seed, then kept
#   --rounds N    how often each runs, in turn (default 3); medians are printed
#   --dir FOLDER  where log and ledgers lie (default bench/data, which git ignores)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
lines=4000000 rounds=3 dir=$here/data
while (($#)); do
  case $1 in
    --lines) lines=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
  esac
done
for need in dotnet /usr/bin/time awk; do
  command -v "$need" >/dev/null || { echo "ledger.sh needs $need; install it and run again" >&2; exit 1; }
done
command -v sqlite3 >/dev/null || echo "sqlite3 is not installed: the comparison with its .import is left out" >&2

mkdir -p "$dir"
"$here/publish.sh" "$dir/postern"
postern=$dir/postern/postern
log=$dir/dns-$lines.log
if [ ! -s "$log" ]; then
  dotnet build "$root/bench/Postern.Bench" -c Release -v q >&2
  echo "making $log" >&2
  "$root/artifacts/bin/Postern.Bench/release/postern-bench" make-log "$log.part" --lines "$lines" --format zeek >&2
  mv "$log.part" "$log"
fi
rows=$dir/rows-$lines.csv
[ -s "$rows" ] || { "$postern" contacts "$log" --csv -q >"$rows.part"; mv "$rows.part" "$rows"; }

times=$dir/ledger-times
: >"$times"
measure() { # measure NAME COMMAND…: wall and processor seconds, peak MB
  local name=$1; shift
  /usr/bin/time -f "$name %e %U %S %M" -o "$times" -a "$@" >/dev/null 2>&1 || { echo "$name failed: $*" >&2; exit 1; }
}
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  rm -f "$dir"/ledger.db* "$dir"/import.db*
  measure import "$postern" import "$log" --ledger "$dir/ledger.db" -q
  if command -v sqlite3 >/dev/null; then
    measure sqlite3-import sqlite3 "$dir/import.db" "PRAGMA journal_mode=WAL" \
      "CREATE TABLE contact (time, kind, source, source_port, target, target_port, outcome, bytes, detail, file, line)" \
      ".import --csv --skip 1 $rows contact"
  fi
  measure import-again "$postern" import "$log" --ledger "$dir/ledger.db" -q
  measure investigate-ledger "$postern" investigate "$dir/ledger.db" --only circle,rate --json -q
  measure investigate-log "$postern" investigate "$log" --only circle,rate --json -q
  measure verify "$postern" ledger verify "$dir/ledger.db" -q
done

echo "$lines contacts, $rounds rounds in turn; ledger $(du -m "$dir/ledger.db" | cut -f1) MB$([ -s "$dir/import.db" ] && echo ", table of sqlite3 $(du -m "$dir/import.db" | cut -f1) MB")"
printf '%-20s %10s %10s %12s %8s\n' what "wall s" "cpu s" "contacts/s" "peak MB"
for name in import sqlite3-import import-again investigate-ledger investigate-log verify; do
  grep "^$name " "$times" | sort -k2 -n | awk -v n="$lines" -v name="$name" '
    { wall[NR] = $2; cpu[NR] = $3 + $4; if ($5 > peak) peak = $5 }
    END { if (NR) { m = int((NR + 1) / 2); printf "%-20s %10.2f %10.2f %12d %8d\n", name, wall[m], cpu[m], n / wall[m], peak / 1024 } }'
done
