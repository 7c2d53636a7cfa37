#!/usr/bin/env bash
# The page that judges codes in the browser (web/): installs what its lock file names, builds it into
# web/dist, from where the service takes it into its program, or tests it.
#
#   scripts/page.sh [build]     web/dist; without Node.js 18 or newer it says so and exits with 3
#   scripts/page.sh test        its tests without a browser
#   scripts/page.sh browser     its tests in Chromium, over a server of made-up answers; Node.js 20
#   scripts/page.sh screenshots the same, keeping the pictures in web/tests/screenshots
set -euo pipefail
cd "$(dirname "$0")/../web"

# Debian 12 has 18; what drives Chromium wants 20
case ${1:-build} in
browser | screenshots) oldest=20 ;;
*) oldest=18 ;;
esac
major=$({ node --version 2>/dev/null || true; } | sed -n 's/^v\([0-9]*\)\..*/\1/p')
if [ "${major:-0}" -lt "$oldest" ] || ! command -v npm >/dev/null 2>&1; then
    echo "page: ${1:-build} needs Node.js $oldest or newer with npm (found: ${major:-none}); nothing was done." >&2
    echo "page: without web/dist vanbangd is built all the same and serves its plain pages, which say that codes are not judged there." >&2
    exit 3
fi

# again only when the lock file changed
if [ ! -e node_modules/.lock ] || ! cmp -s package-lock.json node_modules/.lock; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.lock
fi

case ${1:-build} in
build) npm run --silent build ;;
test) npm run --silent check && npm run --silent test ;;
browser) npm run --silent test:browser ;;
screenshots) VANBANG_KEEP_SCREENSHOTS=1 npm run --silent test:browser ;;
*)
    echo "page: build, test, browser or screenshots" >&2
    exit 2
    ;;
esac
