#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What is true of every command line.

load lib
setup() { world_setup; }
teardown() { world_teardown; }

@test "an unknown command is named with the nearest one" {
	run_cvd versoin
	assert_status 2
	assert_output ''
	assert_talk "cvd: there is no command 'versoin'
hint: did you mean 'version'?"
}

@test "an unknown option is named with the nearest one" {
	run_cvd version --jsno
	assert_status 2
	assert_talk "cvd: unknown option '--jsno'
hint: did you mean '--json'?"
}

@test "global options count before and behind the command" {
	run_cvd --json version
	assert_status 0
	assert_equal "$(json .schema)" 1
	run_cvd version --json
	assert_equal "$(json 'has("version")')" true
}

@test "a command without an answer in JSON says so" {
	run_cvd help --json
	assert_status 2
	assert_talk "cvd: 'help' gives no answer in JSON"
}

@test "an operand too many is refused" {
	run_cvd version twice
	assert_status 2
	assert_talk "cvd: 'version' takes no 'twice'"
}

@test "a choice out of the vocabulary lists it" {
	run_cvd --color=sometimes version
	assert_status 2
	assert_talk "cvd: option '--color' has no choice 'sometimes'
hint: one of: auto, always, never"
}

@test "an answer that cannot be written is an internal error" {
	status=0
	talk=$("$CVD_BIN" version 2>&1 >/dev/full) || status=$?
	assert_status 70
	assert_talk "cvd: cannot write the answer: No space left on device"
}

@test "an answer to a closed standard output is an internal error" {
	status=0
	talk=$("$CVD_BIN" version 2>&1 >&-) || status=$?
	assert_status 70
	assert_talk "cvd: cannot write the answer: Bad file descriptor"
}

@test "a reader that goes away ends cvd without a word" {
	set +o pipefail
	talk=$({ "$CVD_BIN" version 2>&1 1>&3; echo "$?" >code; } 3>&1 >&2 | true)
	status=$(cat code)
	# either nobody noticed, or it is SIGPIPE
	[ "$status" -eq 0 ] || assert_status 141
	assert_talk ''
}

@test "escapes in what was typed do not reach the terminal" {
	run_cvd $'sho\e[31mw'
	assert_status 2
	refute_has "$talk" $'\e'
}

@test "the clock of tests counts only in tests" {
	CVD_NOW=nonsense run_cvd version
	assert_status 2
	assert_has "$talk" "cvd: CVD_NOW: "
	CVD_NOW=nonsense CVD_TESTING= run_cvd version
	assert_status 0
}
