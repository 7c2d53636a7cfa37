#!/usr/bin/env bash
# README's second command: installs what is missing, runs the demo, then all tests with the outside
# judges over the demo's files, then the bit flips in release mode. The last line tells how many
# tests passed and failed, as their runners counted them.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
logs=$target/test-logs
passed=0
failed=0

if [ -z "${VANBANG_CORPUS:-}" ] && [ -d ../shared/corpus ]; then
    export VANBANG_CORPUS=../shared/corpus
fi

# add LOG STATUS: counts what the runners wrote; a run that failed without a failed test is one failure
add() {
    local log=$1 status=$2 counts good bad
    counts=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | awk '
        /^ *Summary \[/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^(failed|timed)/) f += $(i-1) } }
        NF == 3 && $2 == "pass" { p += $3 }
        NF == 3 && $2 == "fail" { f += $3 }
        /^test result: / { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1) } }
        END { print p + 0, f + 0 }')
    read -r good bad <<<"$counts"
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    # a crate may have no doctest; every other run has tests
    if [ "$status" -eq 0 ] && [ "$good" -eq 0 ] && [ "$log" != "$logs/doctests.log" ]; then
        bad=1
        printf '%s: nothing was run\n' "$log"
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
}

# step NAME COMMAND...: runs it, shows it, tells its time, counts its tests
step() {
    local name=$1 log=$logs/$1.log status=0 start=$SECONDS
    shift
    printf '\n== %s: %s\n' "$name" "$*"
    "$@" 2>&1 | tee "$log" || status=$?
    printf '== %s: %s in %d s\n' "$name" "$([ "$status" -eq 0 ] && echo done || echo FAILED)" $((SECONDS - start))
    last_status=$status
}

tests() {
    step "$@"
    add "$logs/$1.log" "$last_status"
}

finish() {
    printf '%d %d\n' "$passed" "$failed" >"$target/test-summary"
    printf '\n%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" -eq 0 ]
    exit
}

mkdir -p "$logs"
rm -f "$target/test-summary"
step setup scripts/setup.sh
[ "$last_status" -eq 0 ] || { failed=1; finish; }

# the page in the browser, a program of its own (node's runner counts its tests)
tests page scripts/page.sh test
# built before the programs, which take it in
step page-build scripts/page.sh build
if [ "$last_status" -eq 0 ]; then
    step page-browser scripts/page.sh browser
    # 3: Debian 12's own Node.js is too old for what drives the browser; it was said above
    [ "$last_status" -eq 3 ] || add "$logs/page-browser.log" "$last_status"
else
    failed=$((failed + 1))
fi

# one build for the demo and the tests: the tests' build makes the programs too
step build cargo test --locked --all-features --no-run
[ "$last_status" -eq 0 ] || { failed=1; finish; }

rm -rf "$target/demo"
step demo "$target/debug/vanbang" demo --out "$target/demo"
if [ "$last_status" -eq 0 ]; then
    export VANBANG_DEMO=$target/demo
else
    failed=$((failed + 1))
fi

# the store's tests run on a PostgreSQL and an S3 server too, where there are some
beside=()
if scripts/postgres.sh true >/dev/null 2>&1; then beside+=(scripts/postgres.sh); fi
if scripts/bucket.sh true >/dev/null 2>&1; then beside+=(scripts/bucket.sh); fi
if cargo nextest --version >/dev/null 2>&1; then
    tests tests ${beside[@]+"${beside[@]}"} cargo nextest run --locked --all-features --no-fail-fast
    tests doctests cargo test --locked --all-features --doc
else
    tests tests ${beside[@]+"${beside[@]}"} cargo test --locked --all-features --no-fail-fast
fi
# without Typst, so that the release build stays short
tests bit-flips cargo test --locked --release --no-default-features --features token --test bit_flips --test edits -- --include-ignored
if [ -f "${VANBANG_CORPUS:-}/score.py" ]; then
    step hostile python3 "$VANBANG_CORPUS/score.py" hostile --bin "$target/debug/vanbang"
    grep -Eq '^hostile: ([0-9]+)/\1$' "$logs/hostile.log" || failed=$((failed + 1))
fi
finish
