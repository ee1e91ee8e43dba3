#!/usr/bin/env bash
# Installs what is missing, builds console and server, starts Fairlead.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh run
start=$SECONDS
echo "building the console…"
scripts/web.sh
echo "building the server…"
cargo build --locked --profile quick -p fairlead-server
echo "built in $((SECONDS - start)) s"
target=$(cargo metadata --format-version 1 --no-deps | node -p 'JSON.parse(require("fs").readFileSync(0)).target_directory')
exec "$target/quick/fairlead" "${@:-serve}"
