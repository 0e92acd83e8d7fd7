#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# quiet_start.sh PROGRAM: version and help start no program and read nothing
# that the libraries read when they are initialised.
set -eu
cvd=$1
command -v strace >/dev/null || {
	echo 'skipped: not installed: strace'
	exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
# the leak check cannot work below strace
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
for words in --version version help 'help --completion bash'; do
	# shellcheck disable=SC2086 # words of a command line
	strace -f -o "$work/trace" -e trace=open,openat,execve,socket,connect \
	    "$cvd" $words >/dev/null
	bad=$(sed 1d "$work/trace" | grep -v ENOENT |
		grep -E 'execve|socket|connect|certs|/ssl/|gnupg|gitconfig|\.git/' ||
		true)
	[ -z "$bad" ] || {
		printf 'cvd %s:\n%s\n' "$words" "$bad" >&2
		failed=1
	}
done
exit "$failed"
