#!/usr/bin/env bash
# Builds the `vanbang` that is shipped, guided by a profile: first a copy that counts what it runs, then, over the
# sample school, what a school does most (draw, sign, verify, read workbooks), then the program itself with
# those counts. Takes twice as long as `cargo build --release`, which gives the same program, a little slower.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0

target=${CARGO_TARGET_DIR:-target}
machine=$(rustc -vV | sed -n 's/^host: //p')
counts=$(realpath -m "$target")/profile
built=$target/$machine/release/vanbang

# llvm-profdata of the compiler's own LLVM: rustup component add llvm-tools, or Debian's llvm-N
llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
merge=$(ls "$(rustc --print sysroot)/lib/rustlib/$machine/bin/llvm-profdata" 2>/dev/null || command -v "llvm-profdata-$llvm") || {
    echo "Cần llvm-profdata của LLVM $llvm · llvm-profdata of LLVM $llvm is needed:" >&2
    echo "  rustup component add llvm-tools, or apt-get install llvm-$llvm" >&2
    exit 2
}

# build FLAGS: the machine is named, so that the flags are not those of build scripts and macros too
build() {
    RUSTFLAGS="${RUSTFLAGS:-} $1" cargo build --locked --release --bin vanbang --target "$machine"
}

rm -rf "$counts"
mkdir -p "$counts"
build "-Cprofile-generate=$counts"
"$built" demo --out "$counts/demo" >/dev/null
for work in "draw --count 300" "verify --count 300" "roster --count 3000" "plan --count 500" "code --count 200"; do
    # shellcheck disable=SC2086 # words are meant
    "$built" bench $work --threads 1 >/dev/null
done
"$merge" merge -o "$counts/merged.profdata" "$counts"/*.profraw
build "-Cprofile-use=$counts/merged.profdata"
echo "$built"
