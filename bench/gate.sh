#!/usr/bin/env bash
# Measures accepting and delivering mail: Postfix (to a Maildir), smtp-sink (keeps nothing) and the gate, in turn, in one run, on one
# file system (docs/performance.md). Everything listens on 127.0.0.1 and is stopped at the end.
#
#   bench/gate.sh [--messages N] [--rounds N] [--idle N] [--dir FOLDER]
#
#   --messages N  messages of 4 kB a round with 20 sessions (default 4000); a tenth of it with one
#   --rounds N    how often each runs, in turn (default 3); medians are printed
#   --idle N      idle sessions inside TLS, whose memory is measured at the end (default 1000)
#   --dir FOLDER  where queues, mailboxes and ledger lie (default bench/data/gate, which git ignores)
#
# Needs postfix (with smtp-sink), openssl, and root, which Postfix wants. The gate takes mail inside TLS only, with the peer's key:
# its load comes over TLS, that of Postfix and smtp-sink in clear text, as smtp-source sends it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
messages=4000 rounds=3 idle=1000 dir=$here/data/gate
while (($#)); do
  case $1 in
    --messages) messages=$2; shift 2 ;;
    --rounds) rounds=$2; shift 2 ;;
    --idle) idle=$2; shift 2 ;;
    --dir) dir=$2; shift 2 ;;
    *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2; exit 2 ;;
  esac
done
for need in dotnet postfix smtp-sink openssl; do
  command -v "$need" >/dev/null || { echo "gate.sh needs $need; install it and run again" >&2; exit 1; }
done
[ "$(id -u)" = 0 ] || { echo "gate.sh must run as root: Postfix starts as root and gives it up by itself" >&2; exit 1; }

# A folder of its own for each run: inodes that were just freed make new ones slow on some file systems.
mkdir -p "$dir"
dir=$(mktemp -d "$(cd "$dir" && pwd)/run.XXXXXX"); chmod 755 "$dir"
"$here/publish.sh" "$dir/postern"
dotnet build "$root/bench/Postern.Bench" -c Release -v q >&2
load=$root/artifacts/bin/Postern.Bench/release/postern-bench
free_port() { python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])' 2>/dev/null || echo $((20000 + RANDOM)); }
postfix_port=$(free_port) sink_port=$(free_port) gate_port=$(free_port)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  postfix -c "$dir/postfix" stop 2>/dev/null || true
}
trap stop EXIT

# Postfix: SMTP on one port, virtual delivery to a Maildir, no DNS, no limits that would slow it down.
mkdir -p "$dir/postfix" "$dir/spool" "$dir/data" "$dir/postfix-mail"
chown postfix "$dir/data"; chown nobody "$dir/postfix-mail"
cat > "$dir/postfix/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $dir/spool
data_directory = $dir/data
maillog_file = $dir/postfix.log
maillog_file_prefixes = $dir
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = bench.test
mydestination =
virtual_mailbox_domains = bench.test
virtual_mailbox_maps = static:box/
virtual_mailbox_base = $dir/postfix-mail
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
virtual_destination_concurrency_limit = 20
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
in_flow_delay = 0
alias_maps =
EOF
cat > "$dir/postfix/master.cf" <<EOF
127.0.0.1:$postfix_port inet n - n - 100 smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - 20 virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
EOF
postfix -c "$dir/postfix" start >"$dir/postfix.out" 2>&1 || { cat "$dir/postfix.out" >&2; exit 1; }

smtp-sink -u nobody "127.0.0.1:$sink_port" 1000 >"$dir/sink.out" 2>&1 & pids+=($!)

# The gate: one peer, known by its address and its key.
gate=$dir/gate
mkdir -p "$gate"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=source.test -days 30 \
  -keyout "$dir/source.key" -out "$dir/source.crt" 2>/dev/null
pin=$(openssl pkey -in "$dir/source.key" -pubout -outform DER | sha256sum | cut -d' ' -f1)
(cd "$gate" && "$dir/postern/postern" init --domain bench.test >/dev/null)
cat > "$gate/postern.yaml" <<EOF
domain: bench.test
host: bench.test
listeners:
  - at: 127.0.0.1:$gate_port
    for: peers
    tls: implicit
mailboxes:
  box:
aliases:
  postmaster: box
peers:
  source:
    direction: receive
    addresses: [127.0.0.1]
    pins:
      current: sha256:$pin
    sender-domains: [source.test]
limits:
  connections: $((idle + 100))
  messages-per-minute: 1000000
  octets-per-hour: 100 GiB
EOF
(cd "$gate" && exec "$dir/postern/postern" serve) >"$dir/gate.out" 2>&1 & pids+=($!)

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for port in "$postfix_port" "$sink_port" "$gate_port"; do
  for _ in $(seq 200); do answers "$port" && break; sleep 0.1; done
  answers "$port" || { cat "$dir"/*.out >&2; echo "nothing answers at port $port; see $dir" >&2; exit 1; }
done

results=$dir/results; : >"$results"
measure() { # measure NAME PORT MAILDIR SESSIONS MESSAGES [LOAD OPTIONS]
  local name=$1 port=$2 maildir=$3 sessions=$4 count=$5; shift 5
  local before=0 start said
  [ -n "$maildir" ] && before=$(find "$maildir" -path '*/new/*' -type f 2>/dev/null | wc -l)
  start=$(date +%s.%N)
  said=$("$load" smtp-load --to "127.0.0.1:$port" --sessions "$sessions" --messages "$count" "$@") || { echo "$name: the load failed; see $dir" >&2; exit 1; }
  if [ -n "$maildir" ]; then
    while [ $(($(find "$maildir" -path '*/new/*' -type f | wc -l) - before)) -lt "$count" ]; do sleep 0.05; done
  fi
  echo "$said" | awk -v name="$name" -v sessions="$sessions" -v count="$count" -v start="$start" -v end="$(date +%s.%N)" -v maildir="$maildir" '
    { print name, sessions, $5, (maildir == "" ? "-" : count / (end - start)), $13, $16 }' >>"$results"
}
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  for sessions in 20 1; do
    count=$((sessions == 1 ? messages / 10 : messages))
    measure postfix "$postfix_port" "$dir/postfix-mail" "$sessions" "$count"
    measure smtp-sink "$sink_port" "" "$sessions" "$count"
    measure postern "$gate_port" "$gate/mail" "$sessions" "$count" --tls --cert "$dir/source.crt" --key "$dir/source.key"
  done
done

echo "$messages messages of 4 kB (a tenth with one session), medians of $rounds rounds in turn"
printf '%-10s %9s %12s %13s %11s %9s\n' server sessions "accepted/s" "delivered/s" "median ms" "p99 ms"
for sessions in 20 1; do
  for name in postfix smtp-sink postern; do
    column() { grep "^$name $sessions " "$results" | cut -d' ' -f"$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
    delivered=$(column 4)
    printf '%-10s %9d %12.0f %13s %11.2f %9.2f\n' "$name" "$sessions" "$(column 3)" "$([ "$delivered" = - ] && echo - || printf %.0f "$delivered")" "$(column 5)" "$(column 6)"
  done
done

"$load" smtp-idle --to "127.0.0.1:$gate_port" --sessions "$idle" --process "${pids[-1]}" --messages 200 --tls --cert "$dir/source.crt" --key "$dir/source.key"
