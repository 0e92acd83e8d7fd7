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
    libgpgme-dev libcurl4-openssl-dev libgmime-3.0-dev libjansson-dev check \
    gnupg git bats strace python3 jq openssl locales tzdata ca-certificates \
    util-linux

cmake --preset dev
cmake --build --preset dev -j "$(nproc)"
ctest --preset dev -j "$(nproc)"
