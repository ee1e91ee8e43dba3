#!/usr/bin/env bash
# Drives the API of the debug binary with requests made from its own description (docs/openapi.json): no answer may be a
# server error. Seconds: SCHEMATHESIS_SECONDS (120). Another seed looks elsewhere: SCHEMATHESIS_SEED.
set -euo pipefail
cd "$(dirname "$0")/.."
version=4.32.5
target=${CARGO_TARGET_DIR:-$PWD/target}
venv=$target/schemathesis-$version
if [ ! -x "$venv/bin/schemathesis" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi
bin=${FAIRLEAD_BIN:-$target/debug/fairlead}
[ -x "$bin" ] || { cargo build --locked -p fairlead-server; bin=$target/debug/fairlead; }

work=$(mktemp -d)
echo '{}' > "$work/zone.json"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
FAIRLEAD_LIMITS__TOKEN_REQUESTS_PER_MINUTE=1000000 FAIRLEAD_DIRECT_DELIVERY=false FAIRLEAD_DNS_ZONE="$work/zone.json" \
  "$bin" serve --data "$work/data" --http "127.0.0.1:$port" --smtp off >"$work/log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$work"' EXIT
base=http://127.0.0.1:$port
for _ in $(seq 200); do curl -sf "$base/readyz" >/dev/null && break; read -rt 0.1 <> <(:) || true; done

setup='{"organization":"Northwind","name":"Mara Lund","email":"mara@northwind.example","password":"a long enough password","zone":"Europe/Stockholm","locale":"en","channel_name":"Email","address":"support@northwind.example","team_name":"Support"}'
csrf=$(curl -sf -c "$work/jar" -H 'content-type: application/json' -d "$setup" "$base/api/v1/setup" | python3 -c 'import json, sys; print(json.load(sys.stdin)["csrf"])')
all=$(python3 -c 'import json; d = json.load(open("docs/openapi.json")); print(json.dumps(d["components"]["schemas"]["Permission"]["enum"]))')
token=$(curl -sf -b "$work/jar" -H "x-csrf-token: $csrf" -H 'content-type: application/json' -d "{\"name\":\"schemathesis\",\"permissions\":$all,\"expires_at\":$(($(date +%s) + 86400))000}" "$base/api/v1/me/tokens" | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')

# Left out: what waits on purpose, what only a socket or a browser that is signed in can use, and what calls other servers.
status=0
"$venv/bin/schemathesis" run docs/openapi.json --url "$base" --header "Authorization: Bearer $token" \
  --checks not_a_server_error --phases examples,coverage,fuzzing --max-time "${SCHEMATHESIS_SECONDS:-120}" --seed "${SCHEMATHESIS_SEED:-20261122}" \
  --workers 1 --continue-on-failure --request-timeout 30 --suppress-health-check all --warnings off --generation-database none --no-color \
  --exclude-path-regex '/(feed|feed/poll|session.*|password/.*|setup|mailboxes/test|smarthosts/test|sign-in/check|oauth/.*|channels/\{id\}/test-mail)$' \
  || status=$?
if grep -E ' ERROR |panicked' "$work/log" | head -20; then :; fi
kill -0 $server || { echo 'the server has ended'; tail -20 "$work/log"; exit 1; }
exit $status
