#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Proves the README's commands on a fresh system.
#
#	tests/fresh.sh quickstart	examples/quickstart.sh, twice
#	tests/fresh.sh tests		tests/run.sh
#
# Needs root and debootstrap; no part of the test runner, since it takes the
# network and minutes. What is committed at HEAD is copied into a minimal
# Debian 12 and the command is run there, with neither environment nor home of
# the caller. The mirror is the one that apt is configured for here. The base
# system (kept for a week) and downloaded packages are cached in
# $CVD_FRESH_CACHE, by default ~/.cache/cvd-fresh.
set -eu

suite=bookworm
top=$(cd "$(dirname "$0")/.." && pwd)
cache=${CVD_FRESH_CACHE:-${HOME:-/root}/.cache/cvd-fresh}

die() {
	echo "fresh.sh: $*" >&2
	exit 2
}

# sources: a line of sources.list for each Debian index of the suite and its
# updates that this machine's apt knows.
sources() {
	# shellcheck disable=SC2016 # apt's variables, not the shell's
	apt-get indextargets --format \
	    'deb $(REPO_URI) $(CODENAME) $(COMPONENT)' \
	    'Created-By: Packages' 'Origin: Debian' |
	    awk -v suite="$suite" '$3 == suite || index($3, suite "-") == 1' |
	    sort -u
}

# make_base TAR: a minimal system as debootstrap makes it.
make_base() {
	mirror=$(sources | awk -v suite="$suite" '$3 == suite { print $2; exit }')
	[ -n "$mirror" ] ||
	    die "apt knows no mirror of $suite here; has apt-get update run?"
	extra=
	case $mirror in
	https:*) extra=--include=ca-certificates ;;
	esac
	# shellcheck disable=SC2086 # one option or none
	debootstrap --variant=minbase $extra "$suite" "$work/base" "$mirror" \
	    >"$work/debootstrap.log" 2>&1 ||
	    { tail -20 "$work/debootstrap.log" >&2; die "debootstrap stopped"; }
	tar -C "$work/base" --one-file-system -cf "$1.part" .
	mv "$1.part" "$1"
	rm -rf "$work/base"
}

# enter COMMAND...: runs it in the new system, with a process space and mounts
# that vanish with it.
enter() {
	# shellcheck disable=SC2016 # for the shell inside
	unshare --mount --pid --fork --kill-child --propagation private \
	    sh -eu -c '
		root=$1 archives=$2
		shift 2
		mount -t proc proc "$root/proc"
		mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
		mount -t tmpfs tmpfs "$root/dev/shm"
		mount --bind "$archives" "$root/var/cache/apt/archives"
		exec chroot "$root" /usr/bin/env -i HOME=/root USER=root \
		    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		    "$@"' enter "$work/root" "$cache/archives" "$@"
}

case ${1-} in
quickstart | tests) ;;
*) die "usage: fresh.sh quickstart|tests" ;;
esac
[ "$(id -u)" -eq 0 ] || die "needs root, for debootstrap and chroot"
for program in debootstrap git unshare; do
	command -v "$program" >/dev/null || die "needs '$program'"
done

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$cache/archives/partial"

base=$cache/$suite.tar
if [ -z "$(find "$base" -mtime -7 2>/dev/null)" ]; then
	make_base "$base"
fi
mkdir "$work/root"
tar -C "$work/root" -xpf "$base"
sources >"$work/root/etc/apt/sources.list"
apt-config dump | grep -i '^Acquire::[a-z]*::Proxy' \
    >"$work/root/etc/apt/apt.conf.d/90proxy" || :
cp /etc/resolv.conf "$work/root/etc/resolv.conf"
git -C "$top" bundle create -q "$work/head.bundle" HEAD
git clone -q "$work/head.bundle" "$work/root/root/cvd"

case $1 in
quickstart)
	enter sh -c 'cd /root/cvd && sh examples/quickstart.sh </dev/null'
	enter sh -c 'cd /root/cvd && sh examples/quickstart.sh </dev/null'
	;;
tests)
	enter sh -c 'cd /root/cvd && sh tests/run.sh </dev/null'
	;;
esac
echo "fresh.sh: $1 passed on a fresh $suite"
