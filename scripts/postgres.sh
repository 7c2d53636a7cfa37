#!/usr/bin/env bash
# Runs a command beside a PostgreSQL of its own: a new database cluster in a temporary folder, reached by
# a socket there and by nothing else, gone when the command ends. Its address is in VANBANG_POSTGRES.
#
#   scripts/postgres.sh cargo test --features service --test store
set -euo pipefail

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
bin=${bin:-$(dirname "$(command -v initdb || true)")}
[ -x "$bin/initdb" ] || { echo "postgres: there is no initdb; scripts/setup.sh installs it" >&2; exit 1; }

folder=$(mktemp -d)
# PostgreSQL does not run as root
as=()
if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
    chown nobody "$folder"
fi
stop() {
    (cd / && ${as[@]+"${as[@]}"} "$bin/pg_ctl" -D "$folder/data" -m immediate -s stop) >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT

start=(
    cd / '&&' "$bin/initdb" -D "$folder/data" -U vanbang -A trust --no-sync -E UTF8 --locale=C '>'/dev/null
    '&&' "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -s -w
    -o "'-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off -c max_connections=200'" start
)
${as[@]+"${as[@]}"} sh -c "${start[*]}" || { cat "$folder/log" >&2 2>/dev/null; exit 1; }
export VANBANG_POSTGRES="postgresql://vanbang@${folder//\//%2F}/postgres"
"$@"
