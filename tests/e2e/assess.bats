#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

@test "each outcome has its state and its letter" {
	local outcome state letter
	while read -r state letter outcome; do
		id=$(make_case)
		# shellcheck disable=SC2086 # options
		run_cvd assess "$id" $outcome
		assert_status 0
		assert_output "$id: $state
letter $letter to reporter: sent"
		assert_equal "$(letters_of "$id")" "$letter reporter"
	done <<-END
	accepted assess-accepted --accept
	accepted assess-accepted --accept --weight major
	accepted assess-minor --accept --weight minor
	rejected assess-rejected --reject informative
	rejected assess-rejected --reject not_reproducible
	rejected assess-duplicate --duplicate-of ${id:9}
	rejected redirect --redirect https://www.example.com/desk
	deferred assess-deferred --defer accepted-risk
	END
}

@test "the letters say why" {
	cvd assess "$id" --reject excluded-class \
	    --exclusion version-disclosure >/dev/null
	mail=$(mail_of "$id" assess-rejected)
	assert_has "$mail" 'Version information in plain view'
	assert_has "$mail" 'It does count if:'
	id=$(make_case)
	cvd assess "$id" --redirect 'the police, 0900-8844' >/dev/null
	assert_has "$(mail_of "$id" redirect)" 'the police, 0900-8844'
	first=$id
	id=$(make_case)
	cvd assess "$id" --duplicate-of "$first" >/dev/null
	assert_has "$(cat "$(file_of "$id")")" "duplicate_of: $first"
}

@test "a question pauses the assessment and comes first" {
	run_cvd assess "$id" --need-info - <<<'Which browser was it?'
	assert_status 0
	assert_output "$id: info-requested
letter info to reporter: sent"
	assert_has "$(mail_of "$id" info)" 'Which browser was it?'
	assert_has "$(mail_of "$id" info)" \
	    '    3 working days, calendar nl; paused until the reporter answers'
	refute_has "$(mail_of "$id" info)" '60 calendar days; paused'
	cvd event "$id" info_received >/dev/null
	cvd event "$id" status_update >/dev/null
	refute_has "$(mail_of "$id" status)" paused
	run_cvd assess "$id" --accept
	assert_status 0
	assert_unchanged run_cvd assess "$id" --need-info - <<<'Still there?'
	assert_status 5
	assert_has "$talk" 'information is asked for before the assessment'
}

@test "an exclusion is a hint, its exception is told" {
	run_cvd assess "$id" --accept --exclusion missing_http_headers
	assert_status 0
	assert_has "$talk" "exclusion 'missing-http-headers' does not hold if:"
	assert_has "$(cat "$(file_of "$id")")" '      - missing-http-headers'
	assert_has "$output" accepted
}

@test "an exclusion that the policy has not is refused with those it has" {
	assert_unchanged run_cvd assess "$id" --reject excluded-class \
	    --exclusion sql-injection
	assert_status 2
	assert_has "$talk" "policy 'nl-ncsc' has no exclusion 'sql-injection'"
	assert_has "$talk" 'hint: it has no-cia-impact, wp-xmlrpc-pingback'
	assert_unchanged run_cvd assess "$id" --reject excluded-class
	assert_status 2
	assert_talk "cvd: 'excluded-class' needs the class: --exclusion"
}

@test "exactly one outcome" {
	run_cvd assess "$id"
	assert_status 2
	assert_has "$talk" '--accept'
	assert_has "$talk" '--defer'
	run_cvd assess "$id" --accept --reject spam
	assert_status 2
	run_cvd assess "$id" --need-info - --weight minor <<<'Why?'
	assert_status 2
	assert_has "$talk" 'a request for information is no assessment yet'
}

@test "reasons are a closed vocabulary" {
	run_cvd assess "$id" --reject boring
	assert_status 2
	assert_has "$talk" 'informative'
	run_cvd assess "$id" --reject resolved
	assert_status 2
	assert_talk "cvd: 'resolved' is no reason to reject a report"
	run_cvd assess "$id" --reject duplicate
	assert_status 2
	assert_talk 'cvd: a duplicate is one of another case
hint: --duplicate-of CASE names it'
}

@test "vector, weakness and address are one line each" {
	run_cvd assess "$id" --accept --cvss $'CVSS:3.1/AV:N\nX: y'
	assert_status 2
	assert_has "$talk" "'cvss' must be one line without control characters"
	run_cvd assess "$id" --accept --cvss "$(printf 'A%.0s' {1..301})"
	assert_status 2
	for vector in hello 9.8 CVSS:3.1 CVSS:3.1/ CVSS:3.1/AV AV:N/AC: AV:N//AC:L; do
		assert_unchanged run_cvd assess "$id" --accept --cvss "$vector"
		assert_status 2
		assert_talk "cvd: '$vector' is no CVSS vector
hint: one is written as CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
	done
	run_cvd assess "$id" --accept --cwe 79
	assert_status 2
	run_cvd assess "$id" --redirect $'a\rb'
	assert_status 2
	run_cvd assess "$id" --accept --cvss ''
	assert_status 2
	assert_unchanged run_cvd assess "$id" --accept --note-file /nowhere
	assert_status 2
	run_cvd assess "$id" --accept --cwe CWE-287 --cvss \
	    CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" 'cvss: CVSS:3.1/AV:N/AC:L/'
}

@test "a duplicate is of another case that is there" {
	assert_unchanged run_cvd assess "$id" --duplicate-of CVD-2026-0000000
	assert_status 4
	assert_unchanged run_cvd assess "$id" --duplicate-of "$id"
	assert_status 5
	assert_has "$talk" 'a case is no duplicate of itself'
}

@test "rejected can become accepted, accepted not rejected" {
	cvd assess "$id" --reject not-reproducible >/dev/null
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd assess "$id" --reject informative
	assert_status 5
	assert_has "$talk" 'an accepted report is not rejected any more: close it with a reason
hint: legal next steps: '
	assert_unchanged run_cvd assess "$id" --accept
	assert_status 5
}

@test "a note is kept, and stays out of the letter" {
	printf 'Found in\r\nlogin.php.\n' >"$WORLD/note"
	cvd assess "$id" --accept --note-file "$WORLD/note" >/dev/null
	assert_has "$(cat "$(file_of "$id")")" '      note: |
        Found in
        login.php.'
	refute_has "$(mail_of "$id" assess-accepted)" login.php
}

@test "-n shows it and does nothing" {
	assert_unchanged run_cvd assess "$id" --accept --dry-run
	assert_status 0
	assert_has "$output" 'outcome: accepted'
}
