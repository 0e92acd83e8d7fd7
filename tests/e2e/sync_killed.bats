#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A sync that is killed, anywhere: the next one ends where this one would have,
# nothing is lost or there twice, and no history needs to be taken back.

load lib
load clones
load faults
setup_file() { crowd_setup; }
setup() { crowd_copy; }
teardown() { crowd_remove; }
teardown_file() { world_teardown; }

# kill_sync FIRST ARGUMENT...: killed at each point, of those that are tried.
kill_sync() {
	local i=-$1 name number tried=0 missed=0
	shift
	keep
	points nothing "$@" >"$WORLD/points" || return 1
	[ "$(wc -l <"$WORLD/points")" -gt 20 ] || fail 'few points'
	tree=$(git rev-parse 'main^{tree}')
	while read -r name number _; do
		i=$((i + 1))
		[ $((i % CVD_FAULT_STRIDE)) -eq 0 ] || continue
		back
		strace_cvd -o "$WORLD/trace" -e "trace=$name" \
		    -e "inject=$name:signal=KILL:when=$number" -- "$@" || :
		tried=$((tried + 1))
		grep -q 'killed by SIGKILL' "$WORLD/trace" ||
			missed=$((missed + 1))
		ended "$name $number" "$@"
	done <"$WORLD/points"
	[ "$missed" -le $((1 + tried / 10)) ] || fail "$missed of $tried missed"
}

@test "on the way forward" {
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd assess "$two" --accept >/dev/null
	with bob cvd sync >/dev/null
	kill_sync 2 sync
}

@test "on the way to a merge, and to the server" {
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	kill_sync 4 sync
}

@test "on the way to a history that was begun anew" {
	cvd ack "$one" --by phone >/dev/null
	cvd sync >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	git -C ../bob push -qf origin main
	kill_sync 6 sync --accept-fork "$(at_server)"
	assert_equal "$(at_server)" "$(git rev-parse main)"
}

# git_that N WHEN: a git whose Nth run kills who ran it, before or after.
git_that() {
	rm -f "$WORLD/turns"
	cat >"$WORLD/bin/git" <<-SH
		#!/bin/sh
		echo >>"$WORLD/turns"
		[ "\$(wc -l <"$WORLD/turns")" -eq $1 ] || exec $real "\$@"
		case $2 in
		before) kill -KILL \$PPID; exit 1 ;;
		after) $real "\$@"; kill -KILL \$PPID; exit 1 ;;
		itself) kill -KILL \$\$ ;;
		esac
	SH
	chmod +x "$WORLD/bin/git"
}

@test "before, while and after git is run" {
	local real path n when
	real=$(command -v git) path=$PATH
	mkdir ../bin
	cvd ack "$one" --by phone >/dev/null
	with bob cvd ack "$two" --by phone >/dev/null
	with bob cvd sync >/dev/null
	keep
	cvd sync >/dev/null
	tree=$(git rev-parse 'main^{tree}')
	for n in 1 2 3 4; do
		for when in before after itself; do
			back
			git_that "$n" "$when"
			PATH=$WORLD/bin:$path run_cvd sync
			# what is only tidied up need not succeed
			[[ $status =~ ^(137|75|9)$ || ("$n" = 4 && $status = 0) ]] ||
				fail "$when $n"
			ended "$when $n" sync
		done
	done
}
