#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# The README's second command: installs what the base suite needs, configures,
# builds and tests. Ends with the test runner's own summary.
set -eu
cd "$(dirname "$0")/.."

# install_missing PACKAGE...: what dpkg does not know as installed.
install_missing() {
	missing=
	for package; do
		dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null |
		    grep -qx installed || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		echo "please install, as root: apt-get install$missing" >&2
		exit 2
	fi
	apt-get update -qq
	# shellcheck disable=SC2086 # a list of package names
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	    --no-install-recommends $missing
}

install_missing cmake make gcc libc6-dev pkg-config libgit2-dev libyaml-dev \
    libgpgme-dev libcurl4-openssl-dev libgmime-3.0-dev check \
    gnupg git bats strace python3 jq openssl locales tzdata ca-certificates \
    util-linux

cmake --preset dev
cmake --build --preset dev -j "$(nproc)"
failed=0
ctest --preset dev -j "$(nproc)" -LE judge || failed=1

# Second stage: judges that a small machine need not have.
judges=$(mktemp)
ctest --preset dev -j "$(nproc)" -L judge --verbose >"$judges" 2>&1 || failed=1
grep -E '^ *[0-9]+/[0-9]+ Test|[0-9]+: .*(error|warning|skipped)' "$judges" || :
absent=$(grep -c 'skipped: not installed' "$judges" || :)
echo "judges: $absent skipped: not installed"
sed -n '/tests passed/,$p' "$judges"
rm -f "$judges"
exit "$failed"
