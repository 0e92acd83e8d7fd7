#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

last_event() {
	cvd show "$id" --json | jq -r '.events[-1].event'
}

@test "a consent is given and withdrawn" {
	run_cvd consent "$id" naming yes --medium email
	assert_status 0
	assert_output "$id: received"
	assert_equal "$(last_event)" consent_given
	assert_has "$(cat "$(file_of "$id")")" '    party: reporter
    kind: naming
    value: "yes"
    medium: email'
	cvd consent "$id" naming no --medium phone
	assert_equal "$(last_event)" consent_withdrawn
}

@test "no at first is an answer, too" {
	cvd consent "$id" share-contact no --medium email
	assert_equal "$(last_event)" consent_given
	cvd consent "$id" share_contact yes --medium email
	cvd consent "$id" share-contact no --medium email
	assert_equal "$(last_event)" consent_withdrawn
	cvd consent "$id" share-contact no --medium email
	assert_equal "$(last_event)" consent_given
}

@test "a pseudonym is private until it is published" {
	run_cvd consent "$id" naming pseudonym --pseudonym r0sa --medium email
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" '      pseudonym: r0sa'
	refute_has "$(git log -1 --format=%B)" r0sa
	cvd consent "$id" naming no --medium email
	assert_equal "$(last_event)" consent_withdrawn
}

@test "each kind and each party by itself" {
	cvd vendor add "$id" --name 'Example Ltd' >/dev/null
	cvd consent "$id" naming yes --medium email
	cvd consent "$id" wall-of-fame no --medium email
	assert_equal "$(last_event)" consent_given
	cvd consent "$id" naming no --medium email --party vendor-1
	assert_equal "$(last_event)" consent_given
	cvd consent "$id" publication yes --medium post
	assert_has "$(tail -n 5 "$(file_of "$id")")" '    party: vendor-1
    kind: publication'
}

@test "nobody is named by a name that is not known" {
	local hidden
	hidden=$(cvd new --title Anonymous --description-file - --anonymous \
	    --target https://example.org <<<'See there.')
	assert_unchanged run_cvd consent "$hidden" naming yes --medium form
	assert_status 5
	assert_has "$talk" "hint: 'cvd consent $hidden naming pseudonym"
	run_cvd consent "$hidden" naming pseudonym --pseudonym Zoë --medium form
	assert_status 0
}

@test "a wrong word is answered with the right ones" {
	assert_unchanged run_cvd consent "$id" fame yes --medium email
	assert_status 2
	assert_talk "cvd: 'fame' is no kind of consent
hint: one of: naming, share-contact, wall-of-fame, contact-exchange, publication"
	assert_unchanged run_cvd consent "$id" naming maybe --medium email
	assert_status 2
	assert_talk "cvd: 'maybe' is no answer
hint: one of: yes, no, pseudonym"
	run_cvd consent "$id" naming yes
	assert_status 2
	assert_has "$talk" '--medium'
}

@test "values are judged" {
	refused() {
		assert_unchanged run_cvd consent "$id" "$@"
		assert_status 2
	}
	refused naming pseudonym --medium email
	refused naming yes --medium email --pseudonym r0sa
	refused share-contact pseudonym --medium email --pseudonym r0sa
	refused naming pseudonym --medium email --pseudonym $'r0\nsa'
	refused naming pseudonym --medium email --pseudonym ''
	refused naming yes --medium ''
	refused naming yes --medium $'e\rmail'
	assert_unchanged run_cvd consent "$id" publication yes --medium email
	assert_status 4
	assert_unchanged run_cvd consent "$id" naming yes --medium email \
	    --party bob
	assert_status 4
}

@test "what is public is warned of where it seems to name somebody" {
	run_cvd consent "$id" naming no --medium 'mail of rosa@example.net'
	assert_status 0
	assert_has "$talk" 'cvd: warning: the medium is public'
	run_cvd consent "$id" naming yes --medium email
	assert_talk ''
}
