# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=sh
# Read by the README's two commands: the Debian packages that they need.

# install_missing [PACKAGE...]: what cvd is built with and works with, and the
# packages named. Whoever is not root is told what to install.
install_missing() {
	set -- cmake make gcc libc6-dev pkg-config libgit2-dev libyaml-dev \
	    libgpgme-dev libcurl4-openssl-dev libgmime-3.0-dev \
	    gnupg git tzdata "$@"
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
