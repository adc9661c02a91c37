#!/usr/bin/env bash
# Measures accepting and delivering mail: Postfix (to a Maildir), smtp-sink (keeps nothing) and the gate, in turn, in one run, on one
# file system (docs/performance.md). Nothing leaves this machine, and everything is stopped at the end.
#
#   bench/gate.sh [--messages N] [--rounds N] [--idle N] [--dir FOLDER]
#
#   --messages N  messages of 4 kB a round with 20 sessions (default 4000); a tenth of it with one
#   --rounds N    how often each runs, in turn (default 3); medians are printed
#   --idle N      idle sessions inside TLS, whose memory is measured at the end (default 1000)
#   --dir FOLDER  where queues, mailboxes and ledger lie (default bench/data/gate, which git ignores)
#
# Like with like, twice. In clear: smtp-source, through a Unix socket each, at which the gate knows its callers by their account. Inside
# TLS 1.3 with a client's certificate: postern-bench smtp-load, because smtp-source speaks no TLS; smtp-sink does not either.
# Needs postfix (with smtp-source and smtp-sink), openssl, and root, which Postfix wants.
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
for need in dotnet postfix smtp-source smtp-sink openssl; do
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
postfix_port=$(free_port) gate_port=$(free_port)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  postfix -c "$dir/postfix" stop 2>/dev/null || true
}
trap stop EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=source.test -days 30 \
  -keyout "$dir/source.key" -out "$dir/source.crt" 2>/dev/null

# Postfix: SMTP at a socket and, inside TLS, at a port; virtual delivery to a Maildir, no DNS, no limits that would slow it down.
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
smtpd_tls_cert_file = $dir/source.crt
smtpd_tls_key_file = $dir/source.key
smtpd_tls_ask_ccert = yes
EOF
cat > "$dir/postfix/master.cf" <<EOF
clear unix n - n - 100 smtpd
127.0.0.1:$postfix_port inet n - n - 100 smtpd -o smtpd_tls_wrappermode=yes
tlsmgr unix - - n 1000? 1 tlsmgr
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

smtp-sink -u nobody "unix:$dir/sink.socket" 1000 >"$dir/sink.out" 2>&1 & pids+=($!)

# The gate: one peer, known by its address and its key, and one program, known by its account.
gate=$dir/gate
mkdir -p "$gate"
pin=$(openssl pkey -in "$dir/source.key" -pubout -outform DER | sha256sum | cut -d' ' -f1)
(cd "$gate" && "$dir/postern/postern" init --domain bench.test >/dev/null)
cat > "$gate/postern.yaml" <<EOF
domain: bench.test
host: bench.test
listeners:
  - at: 127.0.0.1:$gate_port
    for: peers
    tls: implicit
  - at: unix:clear.socket
    for: submission
mailboxes:
  box:
  sender:
aliases:
  postmaster: box
programs:
  source:
    accounts: [$(id -u)]
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
ready() { answers "$postfix_port" && answers "$gate_port" && [ -S "$dir/sink.socket" ] && [ -S "$dir/spool/public/clear" ] && [ -S "$gate/clear.socket" ]; }
for _ in $(seq 200); do ready && break; sleep 0.1; done
ready || { cat "$dir"/*.out >&2; echo "not all three answer; see $dir" >&2; exit 1; }

results=$dir/results; : >"$results"
kept() { { ls -U "$1/box/new" 2>/dev/null || true; } | wc -l; }
now() { date +%s.%N; }
# measure KIND NAME MAILDIR SESSIONS MESSAGES COMMAND...: the command sends the messages, and may say median and p99, ms.
measure() {
  local kind=$1 name=$2 maildir=$3 sessions=$4 count=$5 before=0 start accepted said
  shift 5
  [ "$maildir" = - ] || before=$(kept "$maildir")
  start=$(now)
  said=$("$@") || { echo "$name: the load failed; see $dir" >&2; exit 1; }
  accepted=$(now)
  if [ "$maildir" != - ]; then
    while [ $(($(kept "$maildir") - before)) -lt "$count" ]; do sleep 0.05; done
  fi
  echo "$kind $name $sessions $start $accepted $(now) $count $maildir ${said:-- -}" | awk '
    { print $1, $2, $3, $7 / ($5 - $4), ($8 == "-" ? "-" : $7 / ($6 - $4)), $9, $10 }' >>"$results"
}
clear() { smtp-source -d -s "$1" -m "$2" -l 4096 -f sender@bench.test -t box@bench.test "$3"; }
inside_tls() {
  "$load" smtp-load --to "127.0.0.1:$3" --sessions "$1" --messages "$2" --tls --cert "$dir/source.crt" --key "$dir/source.key" |
    sed -E 's/.*median ([0-9.]+) ms, p99 ([0-9.]+) ms.*/\1 \2/'
}
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  for sessions in 20 1; do
    count=$((sessions == 1 ? messages / 10 : messages))
    measure clear postfix "$dir/postfix-mail" "$sessions" "$count" clear "$sessions" "$count" "unix:$dir/spool/public/clear"
    measure clear smtp-sink - "$sessions" "$count" clear "$sessions" "$count" "unix:$dir/sink.socket"
    measure clear postern "$gate/mail" "$sessions" "$count" clear "$sessions" "$count" "unix:$gate/clear.socket"
    measure TLS postfix "$dir/postfix-mail" "$sessions" "$count" inside_tls "$sessions" "$count" "$postfix_port"
    measure TLS postern "$gate/mail" "$sessions" "$count" inside_tls "$sessions" "$count" "$gate_port"
  done
done

echo "$messages messages of 4 kB (a tenth with one session), medians of $rounds rounds in turn"
printf '%-5s %-10s %9s %12s %13s %11s %9s\n' way server sessions "accepted/s" "delivered/s" "median ms" "p99 ms"
for kind in clear TLS; do
  for sessions in 20 1; do
    for name in postfix smtp-sink postern; do
      grep -q "^$kind $name $sessions " "$results" || continue
      column() { grep "^$kind $name $sessions " "$results" | cut -d' ' -f"$1" | sort -n | awk '{ v[NR] = $1 } END { x = v[int((NR + 1) / 2)]; print x == "-" ? x : sprintf(form, x) }' form="$2"; }
      printf '%-5s %-10s %9d %12s %13s %11s %9s\n' "$kind" "$name" "$sessions" "$(column 4 %.0f)" "$(column 5 %.0f)" "$(column 6 %.1f)" "$(column 7 %.1f)"
    done
  done
done

"$load" smtp-idle --to "127.0.0.1:$gate_port" --sessions "$idle" --process "${pids[-1]}" --messages 200 --tls --cert "$dir/source.crt" --key "$dir/source.key"
