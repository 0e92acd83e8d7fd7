#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

@test "receipt is acknowledged with what the policy promises" {
	run_cvd ack "$id"
	assert_status 0
	assert_output "$id: acknowledged
letter ack to reporter: sent"
	assert_talk ''
	# Friday 20 November 2026, 10:00 in Amsterdam: three working days and
	# sixty days, each to the end of the day
	file=$(cat "$(file_of "$id")")
	assert_has "$file" '      - clock: assess
        due: "2026-11-25T22:59:59Z"'
	assert_has "$file" '      - clock: fix
        due: "2027-01-19T22:59:59Z"'
	assert_has "$(mail_of "$id" ack)" 'To: Rosa Finder <rosa@example.net>'
	assert_has "$(mail_of "$id" ack)" '2026-11-25 23:59:59 +01:00'
	git verify-commit HEAD HEAD^ 2>/dev/null
	assert_has "$(git log -1 --format=%B HEAD^)" \
	    "$id: ack, received -> acknowledged"
	assert_equal "$(git status --porcelain)" ''
}

@test "once is enough" {
	cvd ack "$id" >/dev/null
	assert_unchanged run_cvd ack "$id"
	assert_status 5
	assert_has "$talk" 'cvd: receipt is acknowledged once, and was
hint: legal next steps: assess'
}

@test "it can follow the assessment, and hides nothing" {
	cvd assess "$id" --accept >/dev/null
	run_cvd ack "$id" --json
	assert_status 0
	assert_equal "$(json .state)" accepted
	assert_equal "$(json .schema)" 1
	assert_equal "$(json .id)" "$id"
	assert_equal "$(json '.letters[0].letter')" ack
	assert_equal "$(json '.events | length')" 2
}

@test "a letter that goes by phone is text to read out" {
	run_cvd ack "$id" --by phone
	assert_status 0
	assert_has "$output" "letter ack to reporter, to be passed on by hand:
Subject: [$id]"
	assert_has "$output" 'Rosa Finder'
	assert_equal "$(letters_of "$id")" ''
	assert_has "$(cat "$(file_of "$id")")" '    channel: phone'
}

@test "no letter, and why" {
	run_cvd ack "$id" --no-letter 'told at the conference'
	assert_status 0
	assert_output "$id: acknowledged"
	assert_equal "$(letters_of "$id")" ''
	assert_has "$(cat "$(file_of "$id")")" 'told at the conference'
}

@test "an anonymous reporter gets no letter" {
	id=$(cvd new --title 'Stack overflow' --description-file - --anonymous \
	    --target https://www.example.org <<<'It overflows.')
	run_cvd ack "$id"
	assert_status 0
	assert_output "$id: acknowledged"
	assert_talk 'cvd: no letter: the reporter left no way to be reached'
}

@test "-n shows it and does nothing" {
	assert_unchanged run_cvd ack "$id" -n
	assert_status 0
	assert_has "$output" "$id: ack, received -> acknowledged"
	assert_has "$output" 'event: acknowledged'
	assert_has "$output" 'Subject: ['
}

@test "what is no case is not found" {
	run_cvd ack CVD-2026-0000000
	assert_status 4
	assert_has "$talk" "there is no case 'CVD-2026-0000000'"
	run_cvd ack ../../etc/passwd
	assert_status 4
	make_case >/dev/null
	run_cvd ack CVD-2026
	assert_status 4
	assert_has "$talk" "cvd: 'CVD-2026' means 2 cases"
	assert_has "$talk" "$id"
}

@test "a part of the id will do, in any letter case" {
	part=${id:9:5}
	run_cvd ack "${part,,}"
	assert_status 0
}

@test "the command line is judged first" {
	run_cvd ack
	assert_status 2
	assert_talk "cvd: 'ack' needs CASE"
	run_cvd ack "$id" --by pigeon
	assert_status 2
	assert_has "$talk" 'one of: form, email, phone, post, person'
	run_cvd ack "$id" --at 2026-11-20
	assert_status 2
}

@test "nothing happens before the receipt or after now" {
	assert_unchanged run_cvd ack "$id" --at '2026-11-19 10:00'
	assert_status 5
	assert_has "$talk" 'it happens before the receipt'
	assert_unchanged run_cvd ack "$id" --at '2026-11-21 10:00'
	assert_status 5
	assert_talk 'cvd: it happens at 2026-11-21T09:00:00Z, after it was recorded
hint: --at says when it happened: not before the receipt, and not in the future'
}

@test "--at says when, the record says when it was written" {
	at 2026-11-20T15:00:00Z cvd ack "$id" --at '2026-11-20 12:00' >/dev/null
	assert_has "$(cat "$(file_of "$id")")" '    at: "2026-11-20T11:00:00Z"
    recorded: "2026-11-20T15:00:00Z"'
}
