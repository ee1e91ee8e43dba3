#!/usr/bin/env bash
# Installs the Debian packages that a command needs, or says exactly what to type.
# Usage: scripts/setup.sh run | test
set -euo pipefail

packages=(build-essential)
[ "${1:-run}" = test ] && packages+=(
  postgresql-15 dovecot-imapd dovecot-lmtpd postfix swaks pebble libnet-ssleay-perl
  chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji procps python3-venv curl sqlite3
)

missing=()
for p in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing+=("$p")
done

for tool in cargo node npm; do
  command -v "$tool" >/dev/null || { echo "Fairlead needs $tool: install Rust (rustup) and Node 20 or newer first." >&2; exit 1; }
done
node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || { echo "Fairlead needs Node 20 or newer; this is $(node --version)." >&2; exit 1; }

[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
  echo "These Debian packages are missing. Type:" >&2
  echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

echo "installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# Packages bring services that would start at once; the tests start their own. Keep them quiet while installing.
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
fi
if command -v debconf-set-selections >/dev/null; then
  printf 'postfix postfix/main_mailer_type select Local only\npostfix postfix/mailname string localhost\n' | debconf-set-selections
fi
apt-get update -q
apt-get install -y -q --no-install-recommends "${missing[@]}"
