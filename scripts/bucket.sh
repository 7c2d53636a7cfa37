#!/usr/bin/env bash
# Runs a command beside an S3 server on loopback that forgets everything when the command ends
# (scripts/s3_server.py). Its address is in VANBANG_S3, its bucket in VANBANG_S3_BUCKET, the keys in
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
#
#   scripts/bucket.sh cargo test --features service --test store
set -euo pipefail

scripts=$(cd "$(dirname "$0")" && pwd)
python=${CARGO_TARGET_DIR:-$scripts/../target}/s3-venv/bin/python
[ -x "$python" ] || { echo "bucket: there is no S3 server; scripts/setup.sh installs it" >&2; exit 1; }

# it serves until its input, which this shell holds, is closed
coproc SERVER { exec "$python" "$scripts/s3_server.py"; }
for _ in address bucket key secret; do
    read -r line <&"${SERVER[0]}" || { echo "bucket: the S3 server does not start" >&2; exit 1; }
    export "${line?}"
done
"$@"
