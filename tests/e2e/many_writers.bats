#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# A crowd of writers on one casebook, and readers among them. CVD_NOTES is how
# many notes each of the eight takes; the target `crowd` has them take 50.

load lib

: "${CVD_NOTES:=5}"

setup() {
	world_setup
	make_book
	id=$(make_case)
	# what a real run has, where each process draws chance of its own
	unset CVD_SEED
}
teardown() { world_teardown; }

# take_notes NAME: so many notes, one after the other; 75 is to try again.
take_notes() {
	local n rc
	for n in $(seq "$CVD_NOTES"); do
		while :; do
			rc=0
			echo "note $n of $1" | "$CVD_BIN" note "$id" -F - \
			    >/dev/null 2>>"$WORLD/talk.$1" || rc=$?
			[ "$rc" -eq 75 ] || break
			sleep 0.1
		done
		[ "$rc" -eq 0 ] || return "$rc"
	done
}

# keep_reading NAME: until there is $WORLD/done; what is seen never goes back.
keep_reading() {
	local seen=0 now
	until [ -e "$WORLD/done" ]; do
		now=$("$CVD_BIN" show "$id" --json | jq '.events | length') ||
			return 1
		[ "$now" -ge "$seen" ] || return 2
		seen=$now
		"$CVD_BIN" list >/dev/null || return 3
		"$CVD_BIN" log "$id" >/dev/null || return 4
		"$CVD_BIN" due >/dev/null || return 5
		sleep 0.1
	done 2>>"$WORLD/talk.$1"
}

@test "eight writers and two readers: nothing is lost, nobody is turned away" {
	local pids=() readers=() name pid
	for name in r1 r2; do
		keep_reading "$name" &
		readers+=($!)
	done
	for name in 1 2 3 4 5 6 7 8; do
		take_notes "$name" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
	done
	: >"$WORLD/done"
	for pid in "${readers[@]}"; do
		wait "$pid"
	done
	assert_equal "$(cat "$WORLD"/talk.r*)" ''
	assert_equal "$(git show "main:$(file_of "$id")" |
		grep -c '^    event: noted')" $((8 * CVD_NOTES))
	# each note once, and each in the words of the one who took it
	assert_equal "$(git show "main:$(file_of "$id")" |
		grep -o 'note [0-9]* of [0-9]' | sort -u | wc -l)" \
	    $((8 * CVD_NOTES))
	assert_equal "$(git rev-list --count main)" $((2 + 8 * CVD_NOTES))
	run_cvd verify --full
	assert_status 0
	assert_equal "$(git status --porcelain)" ''
	assert_equal "$(git diff-index HEAD)" ''
	assert_equal "$(git fsck --strict --no-dangling 2>&1)" ''
	assert_equal "$(find .git -name '*.lock' ! -path '*/keyring/*')" ''
}

@test "readers do not wait while another process holds the lock" {
	local command
	exec {held}>>.git/cvd/lock
	flock -n "$held"
	for command in "show $id" "show $id --json" list 'list --json' \
	    "log $id" due; do
		# shellcheck disable=SC2086 # words of a command
		run_cvd $command
		assert_status 0
		assert_talk ''
	done
	# as a writer would, and without a terminal does at once
	run_cvd note "$id" -F - <<<text
	assert_status 75
	exec {held}>&-
	run_cvd note "$id" -F - <<<text
	assert_status 0
}
