#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
	cvd assess "$id" --accept --no-letter 'a test' >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com >/dev/null
}
teardown() { world_teardown; }

@test "a first contact has no details and tells nobody who reported" {
	run_cvd notify "$id"
	assert_status 0
	assert_output "$id: notified
letter vendor-contact to vendor-1: sent"
	mail=$(mail_of "$id" vendor-contact)
	assert_has "$mail" 'To: Example Ltd <security@example.com>'
	refute_has "$mail" 'Any password opens the door.'
	refute_has "$mail" login.example.org
	refute_has "$mail" Rosa
	assert_has "$(cat "$(file_of "$id")")" '    event: contact_attempted
    channel: email
    party: vendor-1
    who: desk
    details: false'
}

@test "a silent party is reminded, with the dates" {
	cvd notify "$id" >/dev/null
	export CVD_NOW=2026-11-27T09:00:00Z
	run_cvd notify "$id" vendor-1
	assert_status 0
	assert_output "$id: notified
letter vendor-remind to vendor-1: sent"
	assert_has "$(mail_of "$id" vendor-remind)" 2026-11-20
}

@test "--clear brings the report itself, and still not who made it" {
	run_cvd notify "$id" --clear
	assert_status 0
	assert_output "$id: notified
letter vendor-notify to vendor-1: sent"
	mail=$(mail_of "$id" vendor-notify)
	assert_has "$mail" 'Any password opens the door.'
	refute_has "$mail" Rosa
	refute_has "$mail" rosa@example.net
	assert_has "$(cat "$(file_of "$id")")" '    details: true'
}

@test "by default all who are concerned, in one commit" {
	cvd vendor add "$id" --email b@example.com >/dev/null
	cvd vendor add "$id" --email c@example.com --status not-affected >/dev/null
	cvd vendor add "$id" --email d@example.com --status removed >/dev/null
	before=$(git rev-parse HEAD)
	run_cvd notify "$id"
	assert_status 0
	assert_equal "$(letters_of "$id")" 'vendor-contact vendor-1
vendor-contact vendor-2'
	assert_equal "$(git log --format=%B "$before.." |
		grep -c ' contact_attempted$')" 2
	assert_has "$(git log --format=%s "$before..")" \
	    "$id: notify, accepted -> notified"
}

@test "without a mail address nothing is written, and all are named" {
	cvd vendor add "$id" >/dev/null
	cvd vendor add "$id" >/dev/null
	assert_unchanged run_cvd notify "$id"
	assert_status 5
	assert_has "$talk" "no mail address is known of 'vendor-2', 'vendor-3'"
	assert_has "$talk" '--by'
	run_cvd notify "$id" vendor-2 --by post
	assert_status 0
	assert_has "$output" 'to be passed on by hand'
	assert_has "$(cat "$(file_of "$id")")" '    channel: post'
	run_cvd notify "$id" vendor-3 --no-letter 'we met them'
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" 'we met them'
}

@test "vendors and owners alone are notified" {
	assert_unchanged run_cvd notify "$id" vendor-9
	assert_status 4
	assert_has "$talk" "the case has no party 'vendor-9'
hint: it has vendor-1"
	assert_unchanged run_cvd notify "$id" reporter
	assert_status 5
	assert_unchanged run_cvd notify "$id" vendor-1 vendor-1
	assert_status 2
	id=$(make_case)
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd notify "$id"
	assert_status 4
	assert_has "$talk" 'the case has no vendor or owner to notify'
	run_cvd notify "$id" vendor-1
	assert_status 4
	assert_talk "cvd: the case has no party 'vendor-1'
hint: 'cvd vendor add $id --name … --email …' adds one"
}

@test "what was not accepted is told to no vendor" {
	id=$(make_case)
	assert_unchanged run_cvd notify "$id"
	assert_status 5
	assert_has "$talk" 'a vendor is contacted after the report was accepted'
	assert_has "$talk" 'hint: legal next steps: ack, assess'
}

@test "-n shows it and does nothing" {
	assert_unchanged run_cvd notify "$id" -n
	assert_status 0
	assert_has "$output" 'event: contact_attempted'
	assert_has "$output" 'security@example.com'
}

@test "the answer in JSON names what goes by hand" {
	run_cvd notify "$id" --by phone --json
	assert_status 0
	assert_equal "$(json .state)" notified
	assert_equal "$(json '.letters[0].party')" vendor-1
	assert_equal "$(json '.letters[0].queued')" false
	assert_equal "$(json '.letters[0].body | length > 100')" true
}

@test "who agrees to be reached is named with the details alone" {
	cvd consent "$id" share-contact yes --medium email >/dev/null
	cvd notify "$id" >/dev/null
	refute_has "$(mail_of "$id" vendor-contact)" rosa@example.net
	cvd notify "$id" --clear >/dev/null
	assert_has "$(mail_of "$id" vendor-notify)" \
	    'The reporter agrees that you know how to reach them:
Rosa Finder, rosa@example.net'
	cvd consent "$id" share-contact no --medium email >/dev/null
	cvd notify "$id" --clear >/dev/null
	refute_has "$(mail_of "$id" vendor-notify)" rosa@example.net
}
