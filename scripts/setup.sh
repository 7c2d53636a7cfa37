#!/usr/bin/env bash
# Installs what the tests need besides Rust, a C compiler and make, and says what it installs. Debian and
# Ubuntu packages with apt-get (with sudo when not root), pyHanko and Certomancer in a virtual
# environment under the target folder. What is there already is left alone.
#
#   scripts/setup.sh            install what is missing
#   VANBANG_SKIP_JUDGES=1       go on without the outside judges (their tests say that they skipped)
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
venv=$target/judges-venv
# pinned: a judge that changes its mind would be noticed as a failure of ours
pyhanko=0.38.0
pyhanko_cli=0.6.0
certomancer=0.16.0
openapi_venv=$target/openapi-venv
schemathesis=4.32.5
s3_venv=$target/s3-venv
moto=5.2.5

say() { printf 'setup: %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }
softhsm_module() {
    [ -n "${VANBANG_SOFTHSM:-}" ] && [ -e "$VANBANG_SOFTHSM" ] && return
    [ -n "$(find /usr/lib /usr/lib64 /usr/local/lib /opt/homebrew/lib -name libsofthsm2.so -print -quit 2>/dev/null)" ]
}
postgres() { [ -n "$(find /usr/lib/postgresql /opt/homebrew/bin /usr/local/bin -name initdb -print -quit 2>/dev/null)" ]; }
python_with_venv() { has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }
judge_ready() {
    "$venv/bin/python" -c "
from importlib.metadata import version
import werkzeug
assert (version('pyHanko'), version('certomancer')) == ('$pyhanko', '$certomancer')" 2>/dev/null
}
schemathesis_ready() { "$openapi_venv/bin/python" -c "
from importlib.metadata import version
assert version('schemathesis') == '$schemathesis'" 2>/dev/null; }
s3_ready() { "$s3_venv/bin/python" -c "
from importlib.metadata import version
import flask_cors
assert version('moto') == '$moto'" 2>/dev/null; }

# environment READY WHAT FOLDER PACKAGE...: a virtual environment with these packages, unless READY holds
environment() {
    local ready=$1 what=$2 folder=$3
    shift 3
    if "$ready" || [ "${VANBANG_SKIP_JUDGES:-}" = 1 ]; then return; fi
    say "installing with pip into $folder: $what"
    rm -rf "$folder"
    mkdir -p "$target"
    python3 -m venv "$folder"
    "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
    "$ready" || { say "$what: does not run"; exit 1; }
}

has cargo || { say "Rust is missing: https://rustup.rs"; exit 1; }
has cc || has clang || has gcc || { say "a C compiler is missing (Debian: build-essential)"; exit 1; }
has make || { say "make is missing (Debian: build-essential)"; exit 1; }

packages=()
needs() { # needs PACKAGE CHECK...: notes the package when the check fails
    local package=$1
    shift
    "$@" || packages+=("$package")
}
find_missing() {
    packages=()
    needs softhsm2 has softhsm2-util
    [ ${#packages[@]} -gt 0 ] || needs softhsm2 softhsm_module
    needs opensc has pkcs11-tool
    needs poppler-utils has pdfsig
    needs qpdf has qpdf
    needs openssl has openssl
    needs nodejs has node
    needs npm has npm
    needs chromium has chromium
    needs postgresql postgres
    judge_ready || needs python3-venv python_with_venv
}

find_missing
if [ ${#packages[@]} -gt 0 ]; then
    if [ "${VANBANG_SKIP_JUDGES:-}" = 1 ]; then
        say "missing: ${packages[*]}; going on without them, because VANBANG_SKIP_JUDGES=1"
    elif has apt-get; then
        root=()
        if [ "$(id -u)" != 0 ]; then
            has sudo || { say "missing: ${packages[*]}; run as root, or install sudo"; exit 1; }
            root=(sudo)
        fi
        say "installing with apt-get: ${packages[*]}"
        ${root[@]+"${root[@]}"} apt-get update -qq
        ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "${packages[@]}" >/dev/null
        find_missing
        [ ${#packages[@]} -eq 0 ] || { say "still missing after the installation: ${packages[*]}"; exit 1; }
    else
        say "missing (names of the Debian packages): ${packages[*]}"
        say "install them by hand, or set VANBANG_SKIP_JUDGES=1 to go on without the outside judges"
        exit 1
    fi
fi

environment judge_ready "pyHanko $pyhanko, pyhanko-cli $pyhanko_cli, certomancer $certomancer" "$venv" \
    "pyHanko==$pyhanko" "pyhanko-cli==$pyhanko_cli" "certomancer[web-api]==$certomancer"
environment schemathesis_ready "schemathesis $schemathesis" "$openapi_venv" "schemathesis==$schemathesis"
environment s3_ready "moto $moto, an S3 server" "$s3_venv" "moto[s3]==$moto" flask flask-cors
say "everything that the tests need is there"
