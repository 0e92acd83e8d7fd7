#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

@test "a case ends with a reason and with thanks" {
	cvd assess "$id" --accept >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' >/dev/null
	cvd fix "$id" --released >/dev/null
	run_cvd close "$id" --reason resolved
	assert_status 0
	assert_output "$id: closed
letter close to reporter: sent"
	assert_has "$(mail_of "$id" close)" 'Thank you for your report'
	assert_has "$(git log -2 --format=%B)" "$id: close, fixed -> closed"
	run_cvd show "$id" --json
	assert_equal "$(json '[.clocks[] | select(.state == "running")] | length')" 0
	assert_unchanged run_cvd close "$id" --reason resolved
	assert_status 5
	assert_has "$talk" 'cvd: the case is closed'
}

@test "also who was rejected is thanked" {
	cvd assess "$id" --reject out-of-scope >/dev/null
	run_cvd close "$id" --reason out_of_scope --by phone
	assert_status 0
	assert_has "$output" 'letter close to reporter, to be passed on by hand:'
	assert_has "$output" 'Thank you for your report'
	assert_has "$(cat "$(file_of "$id")")" '    event: closed
    channel: phone
    reason: out-of-scope'
}

@test "spam is rejected in passing, and gets no letter" {
	local before
	before=$(git rev-list --count HEAD)
	run_cvd close "$id" --reason spam
	assert_status 0
	assert_output "$id: closed"
	assert_equal "$(git rev-list --count HEAD)" $((before + 1))
	assert_equal "$(git log -1 --format=%B | grep -c '^Cvd-Event:')" 2
	assert_has "$(git log -1 --format=%B)" 'Cvd-State: received -> closed'
	assert_equal "$(letters_of "$id")" ''
	run_cvd show "$id" --json
	assert_equal "$(json .outcome)" rejected
}

@test "a duplicate is one of another case" {
	local first
	first=$(make_case)
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd close "$id" --reason duplicate
	assert_status 5
	assert_talk "cvd: a duplicate is one of another case
hint: 'cvd assess $id --duplicate-of CASE' names it"
	cvd assess "$id" --duplicate-of "$first" >/dev/null
	run_cvd close "$id" --reason duplicate
	assert_status 0
}

@test "what was not assessed is not closed" {
	assert_unchanged run_cvd close "$id" --reason resolved
	assert_status 5
	assert_talk 'cvd: a report is assessed before its case is closed
hint: legal next steps: ack, assess, note, consent, correct or void, close --reason spam'
}

@test "the reason fits what became of the report" {
	cvd assess "$id" --reject out-of-scope >/dev/null
	assert_unchanged run_cvd close "$id" --reason resolved
	assert_status 5
	assert_has "$talk" "cvd: a case that is rejected is not closed as 'resolved'
hint: it closes as informative, not-reproducible,"
	run_cvd close "$id" --reason fine
	assert_status 2
	assert_has "$talk" 'one of: resolved, mitigated'
	run_cvd close "$id"
	assert_status 2
}

@test "no letter needs a reason" {
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd close "$id" --reason resolved --no-letter ''
	assert_status 2
	run_cvd close "$id" --reason resolved --no-letter 'thanked in person'
	assert_status 0
	assert_output "$id: closed"
	assert_talk 'cvd: nobody is thanked: no letter goes out'
	assert_has "$(cat "$(file_of "$id")")" 'No letter: thanked in person'
}

@test "dry run closes nothing" {
	assert_unchanged run_cvd close "$id" --reason spam -n
	assert_status 0
	assert_has "$output" "$id: close, received -> closed"
}
