#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

accept() {
	cvd assess "$id" --accept >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' >/dev/null
}

@test "what fixes it all tells the reporter" {
	accept
	run_cvd fix "$id" --available
	assert_status 0
	assert_output "$id: accepted"
	run_cvd fix "$id" --released --version 2.4.1 \
	    --reference 'https://example.com/r?v=2.4.1' --source observed
	assert_status 0
	assert_output "$id: fixed
letter fixed to reporter: sent"
	assert_has "$(cat "$(file_of "$id")")" '    event: fix_released
    party: vendor-1
    source: observed
    version: "2.4.1"
    reference: https://example.com/r?v=2.4.1'
	assert_has "$(mail_of "$id" fixed)" 'Version: 2.4.1'
	run_cvd show "$id" --json
	assert_equal "$(json '.clocks[] | select(.clock == "fix").state')" met
	run_cvd fix "$id" --deployed
	assert_output "$id: fixed"
}

@test "every vendor has to" {
	accept
	cvd vendor add "$id" --name 'Other Ltd' >/dev/null
	assert_unchanged run_cvd fix "$id" --released
	assert_status 2
	assert_has "$talk" 'hint: there are vendor-1, vendor-2'
	run_cvd fix "$id" --released --party vendor-1
	assert_output "$id: accepted"
	run_cvd fix "$id" --deployed --party vendor-2
	assert_output "$id: fixed
letter fixed to reporter: sent"
}

@test "on our own system the desk fixes" {
	local own
	own=$(make_case --owner-class own)
	cvd assess "$own" --accept >/dev/null
	run_cvd fix "$own" --deployed
	assert_status 0
	assert_has "$output" "$own: fixed"
	assert_has "$(cat "$(file_of "$own")")" '    party: desk
    source: own'
}

@test "the reporter verifies" {
	accept
	cvd fix "$id" --released >/dev/null
	run_cvd fix "$id" --verified --note-file - <<<'It helps.'
	assert_status 0
	assert_output "$id: fixed"
	assert_has "$(cat "$(file_of "$id")")" '    event: fix_verified
    party: reporter'
}

@test "another way, or no letter at all" {
	accept
	run_cvd fix "$id" --released --no-letter 'they know'
	assert_output "$id: fixed"
	assert_has "$(cat "$(file_of "$id")")" 'No letter: they know'
	assert_equal "$(letters_of "$id" | grep fixed || true)" ''
}

@test "the life cycle is kept" {
	assert_unchanged run_cvd fix "$id" --released
	assert_status 5
	assert_has "$talk" "cvd: 'fix_released' comes after the report was accepted; the case is received
hint: legal next steps: ack, assess"
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd fix "$id" --released
	assert_status 4
	assert_has "$talk" 'no vendor or owner'
}

@test "values are judged" {
	accept
	run_cvd fix "$id"
	assert_status 2
	assert_has "$talk" '--available or --released or --deployed or --verified'
	run_cvd fix "$id" --released --deployed
	assert_status 2
	local value
	for value in 'javascript:alert(1)' 'https://user:pw@example.com/' \
	    $'https://example.com/\r\nBcc: x' '' 'ftp://example.com/'; do
		assert_unchanged run_cvd fix "$id" --released --reference "$value"
		assert_status 2
	done
	assert_unchanged run_cvd fix "$id" --released --version $'1\n2'
	assert_status 2
	assert_has "$talk" "'version' must be one line"
	assert_unchanged run_cvd fix "$id" --released \
	    --version "$(printf '%0201d' 0)"
	assert_status 2
	assert_unchanged run_cvd fix "$id" --released --party nobody
	assert_status 4
	for party in reporter desk; do
		assert_unchanged run_cvd fix "$id" --released --party "$party"
		assert_status 5
		assert_talk "cvd: '$party' is neither vendor nor owner
hint: there is vendor-1"
	done
}
