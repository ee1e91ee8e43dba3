#!/usr/bin/env bash
# Builds the console into web/apps/console/dist. Skips when nothing has changed since.
set -euo pipefail
cd "$(dirname "$0")/../web"
stamp=apps/console/dist/.stamp
state=$(find . ../docs/openapi.json -path ./node_modules -prune -o -path '*/dist' -prune -o -path '*/node_modules' -prune -o -name generated.ts -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$state" ]; then exit 0; fi
[ -d node_modules ] && [ node_modules -nt package-lock.json ] || npm ci --no-audit --no-fund
npm run build
echo "$state" > "$stamp"
