#!/usr/bin/env bash
# Builds the `vanbang` that is shipped, guided by what it runs: first a copy that counts, then, over the sample school,
# what a school does most (draw, sign, verify, read workbooks), then the program itself with those counts. Under Linux
# the finished program is then laid out anew by BOLT, with counts of its own, so that what runs lies together. Takes
# twice as long as `cargo build --release`, which gives the same program, slower.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0

target=${CARGO_TARGET_DIR:-target}
machine=$(rustc -vV | sed -n 's/^host: //p')
counts=$(realpath -m "$target")/profile
built=$target/$machine/release/vanbang
llvm=$(rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')

# tool NAME PACKAGE: of the compiler's own LLVM
tool() {
    ls "$(rustc --print sysroot)/lib/rustlib/$machine/bin/$1" 2>/dev/null || command -v "$1-$llvm" || {
        echo "Cần $1 của LLVM $llvm · $1 of LLVM $llvm is needed: apt-get install $2" >&2
        exit 2
    }
}
merge=$(tool llvm-profdata "llvm-$llvm, or rustup component add llvm-tools")
relocations=
if [[ $machine == *-linux-* ]]; then
    bolt=$(tool llvm-bolt "bolt-$llvm")
    merge_bolt=$(tool merge-fdata "bolt-$llvm")
    relocations=-Clink-arg=-Wl,--emit-relocs
fi

# build FLAGS: the machine is named, so that the flags are not those of build scripts and macros too
build() {
    RUSTFLAGS="${RUSTFLAGS:-} $relocations $1" cargo build --locked --release --bin vanbang --target "$machine"
}

# work PROGRAM: what a school does most
work() {
    "$1" demo --out "$counts/demo" >/dev/null
    rm -rf "$counts/demo"
    for part in "draw --count 300" "verify --count 300" "roster --count 3000" "plan --count 500" "code --count 200"; do
        # shellcheck disable=SC2086 # words are meant
        "$1" bench $part --threads 1 >/dev/null
    done
}

# lay_out ARGUMENTS: BOLT is wordy about what it leaves alone
lay_out() {
    "$bolt" "$built" -o "$counts/vanbang" "$@" >"$counts/bolt.log" 2>&1 || {
        cat "$counts/bolt.log" >&2
        exit 1
    }
}

rm -rf "$counts"
mkdir -p "$counts"
build "-Cprofile-generate=$counts"
work "$built"
"$merge" merge -o "$counts/merged.profdata" "$counts"/*.profraw
build "-Cprofile-use=$counts/merged.profdata"
if [[ $relocations ]]; then
    lay_out -instrument -instrumentation-file="$counts/bolt" -instrumentation-file-append-pid
    work "$counts/vanbang"
    "$merge_bolt" "$counts"/bolt.*.fdata -o "$counts/merged.fdata" >/dev/null 2>&1
    # what others wrote in assembly, the cryptography above all, stays as they wrote it
    lay_out -data="$counts/merged.fdata" -skip-funcs='aws_lc.*' -reorder-blocks=ext-tsp -reorder-functions=cdsort \
        -split-functions -split-all-cold -split-eh -icf=safe
    mv "$counts/vanbang" "$built"
fi
echo "$built"
