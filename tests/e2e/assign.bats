#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

@test "a member of the roster takes a case" {
	run_cvd assign "$id" alice
	assert_status 0
	assert_output "$id: received"
	run_cvd list --assigned alice --json
	assert_equal "$(json '.cases[].id')" "$id"
	run_cvd show "$id" --json
	assert_equal "$(json '.events[-1].event')" assigned
}

@test "nobody else does" {
	assert_unchanged run_cvd assign "$id" bob
	assert_status 4
	assert_talk "cvd: the roster has no member 'bob'
hint: it has alice"
	assert_unchanged run_cvd assign "$id" $'al\nice'
	assert_status 4
}

@test "a closed case has nothing left to do" {
	cvd close "$id" --reason spam >/dev/null
	assert_unchanged run_cvd assign "$id" alice
	assert_status 5
	assert_has "$talk" 'cvd: the case is closed
hint: legal next steps: note, consent, correct or void'
}

@test "both operands are needed" {
	run_cvd assign "$id"
	assert_status 2
	assert_has "$talk" 'MEMBER'
	run_cvd assign CVD-2026-4K7Q9XV alice
	assert_status 4
}
