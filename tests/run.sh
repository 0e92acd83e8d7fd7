#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The README's second command: installs what the base suite needs, configures,
# builds and tests. Last comes the test runner's own summary of the base suite,
# so that no other count is taken for it; but where judges alone have failed,
# it is theirs.
set -eu
cd "$(dirname "$0")/.."

# shellcheck source=tests/packages.sh
. tests/packages.sh
install_missing check bats strace python3 python3-yaml jq mandoc openssl \
    openssh-client openssh-server locales \
    ca-certificates util-linux

cmake --preset dev
cmake --build --preset dev -j "$(nproc)"
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
base=passed judges=passed
ctest --preset dev -j "$(nproc)" -LE judge -O "$log/base" || base=failed

# Second stage: judges that a small machine need not have.
ctest --preset dev -j "$(nproc)" -L judge --verbose >"$log/judges" 2>&1 ||
    judges=failed

# summary STAGE: what the test runner says at its end.
summary() {
	echo
	sed -n '/^\[ERROR_MESSAGE\]/d; /tests passed/,$p' "$log/$1"
}

if [ "$judges" = failed ]; then
	cat "$log/judges"
else
	grep -E '^ *[0-9]+/[0-9]+ Test|[0-9]+: .*(warning|skipped)' "$log/judges" || :
fi
absent=$(grep -c 'skipped: not installed' "$log/judges" || :)
echo "judges: $judges, $absent skipped: not installed"
if [ "$base $judges" = 'passed failed' ]; then
	summary judges
else
	summary base
fi
[ "$base $judges" = 'passed passed' ]
