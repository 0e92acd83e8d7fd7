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
	cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com >/dev/null
}

@test "without a name, or with a wrong one, the names are listed" {
	local names='contact_attempted, vendor_acknowledged, info_received,'
	assert_unchanged run_cvd event "$id"
	assert_status 2
	assert_has "$talk" "cvd: which event is missing
hint: one of: $names status_update, reporter_consulted"
	assert_unchanged run_cvd event "$id" published
	assert_status 2
	assert_has "$talk" "'published' is no event that is recorded so"
	assert_has "$talk" "$names"
}

@test "an attempt by phone is one of the desk" {
	accept
	run_cvd event "$id" contact-attempted --by phone --file - \
	    <<<'Reached a machine.'
	assert_status 0
	assert_output "$id: notified"
	assert_has "$(cat "$(file_of "$id")")" '    event: contact_attempted
    channel: phone
    party: vendor-1
    who: desk
    details: false'
	assert_has "$(cat "$(file_of "$id")")" 'note: |
        Reached a machine.'
}

@test "a reporter's attempt may be older than the report" {
	accept
	run_cvd event "$id" contact_attempted --who reporter --by email \
	    --at 2026-11-01T12:00:00Z
	assert_status 0
	assert_output "$id: accepted"
	assert_unchanged run_cvd event "$id" contact_attempted \
	    --at 2026-11-01T12:00:00Z
	assert_status 5
	assert_has "$talk" 'it happens before the receipt'
}

@test "a status letter says what is new since the last one" {
	accept
	at 2026-11-24T09:00:00Z cvd notify "$id" >/dev/null
	at 2026-11-25T09:00:00Z cvd event "$id" status_update >/dev/null
	assert_has "$(mail_of "$id" status)" 'Since we last wrote to you:
  - 2026-11-24 10:00:00 +01:00 (Europe/Amsterdam):
    the owner or vendor has been approached

You will hear'
	refute_has "$(mail_of "$id" status)" 'Example Ltd'
	at 2026-11-26T09:00:00Z cvd event "$id" status_update >/dev/null
	assert_has "$(mail_of "$id" status)" \
	    'Nothing has changed since we last wrote to you.'
}

@test "a bot tells how things stand, and decides nothing" {
	local bot
	bot=$(make_key cron@example.org Cron)
	gpg --armor --export "$bot" >"keys/$bot.asc"
	sed -i "s/^serial: .*/serial: 2/; /^retired:/i\\
  - name: cron\\
    role: bot\\
    primary: \"$bot\"\\
    signing:\\
      - \"$bot\"" roster.yaml
	cvd commit keys roster.yaml >/dev/null
	git config user.signingkey "$bot"
	assert_unchanged run_cvd assess "$id" --accept
	assert_status 5
	assert_has "$talk" "'cron' is a bot, and may not sign 'assessed'"
	assert_unchanged run_cvd event "$id" status_update \
	    --no-letter 'was told by phone'
	assert_status 5
	assert_has "$talk" "'cron' is a bot, and may not sign 'status_update' without the letter 'status'"
	run_cvd event "$id" status_update
	assert_status 0
	assert_equal "$(letters_of "$id" | tail -1)" 'status reporter'
}

@test "an attempt of the desk comes after acceptance" {
	assert_unchanged run_cvd event "$id" contact_attempted --by phone
	assert_status 5
	assert_has "$talk" 'cvd: a vendor is contacted after the report was accepted; the case is received
hint: legal next steps: ack, assess'
}

@test "the only vendor is meant, of several one is named" {
	accept
	run_cvd event "$id" vendor_acknowledged --source unsigned-reply
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" '    event: vendor_acknowledged
    party: vendor-1
    source: unsigned-reply'
	cvd vendor add "$id" --name 'Other Ltd' >/dev/null
	assert_unchanged run_cvd event "$id" vendor_acknowledged
	assert_status 2
	assert_talk "cvd: the case has several vendors and owners; --party names one
hint: there are vendor-1, vendor-2"
	run_cvd event "$id" vendor_acknowledged --party vendor-2
	assert_status 0
	assert_unchanged run_cvd event "$id" vendor_acknowledged --party bob
	assert_status 4
	assert_talk "cvd: the case has no party 'bob'
hint: there are reporter, vendor-1, vendor-2"
}

@test "an attempt is at a vendor or owner, or it is none" {
	accept
	for name in contact_attempted vendor_acknowledged; do
		assert_unchanged run_cvd event "$id" "$name" --party reporter
		assert_status 5
		assert_talk "cvd: 'reporter' is neither vendor nor owner
hint: there is vendor-1"
	done
}

@test "no vendor, no attempt" {
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd event "$id" contact_attempted
	assert_status 4
	assert_has "$talk" "hint: 'cvd vendor add $id' adds one"
}

@test "the answer to a question lets the clock run on" {
	cvd assess "$id" --need-info - <<<'Which version?' >/dev/null
	run_cvd event "$id" info_received --by email --file - <<<'2.4.0'
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" '    event: info_received
    channel: email'
	assert_equal "$(letters_of "$id")" 'info reporter'
}

@test "the reporter hears how far it is" {
	run_cvd event "$id" status_update
	assert_status 0
	assert_output "$id: received
letter status to reporter: sent"
	assert_has "$(mail_of "$id" status)" \
	    "Subject: [$id] Progress of your report"
	run_cvd event "$id" status_update --by phone
	assert_has "$output" 'letter status to reporter, to be passed on by hand:'
	run_cvd event "$id" status_update --no-letter 'told on the corridor' \
	    --json
	assert_equal "$(json '.letters | length')" 0
	assert_has "$(cat "$(file_of "$id")")" 'No letter: told on the corridor'
}

@test "the reporter is consulted on the publication" {
	run_cvd event "$id" reporter_consulted
	assert_status 0
	assert_has "$output" 'letter publish-consult to reporter: sent'
	assert_has "$(mail_of "$id" publish-consult)" \
	    'Do you agree to publication'
}

@test "an event takes what belongs to it" {
	accept
	refused() {
		assert_unchanged run_cvd event "$id" "${@:2}"
		assert_status 2
		assert_talk "cvd: '$2' takes no $1"
	}
	refused --party status_update --party vendor-1
	refused --source contact_attempted --source own
	refused --who info_received --who desk
	refused --details vendor_acknowledged --details
	refused --by vendor_acknowledged --by phone
	refused --no-letter contact_attempted --no-letter x
	run_cvd event "$id" contact_attempted --who vendor
	assert_status 2
	assert_has "$talk" 'one of: desk, reporter'
}
