#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case --owner 'Example Ltd' --owner-class private)
	cvd assess "$id" --accept --no-letter 'a test' >/dev/null
	cvd vendor set "$id" vendor-1 --email security@example.com >/dev/null
}
teardown() { world_teardown; }

@test "without an attempt at contact the rule refuses" {
	assert_unchanged run_cvd escalate "$id" --to nl-ncsc \
	    --reason no-response
	assert_status 5
	assert_has "$talk" "rule 'nl-ncsc/intermediary' asks for an attempt to reach the owner or vendor, and none is recorded"
	assert_has "$talk" "hint: 'cvd notify' makes one"
}

@test "with one the coordinator gets the dated list and no details" {
	cvd notify "$id" >/dev/null
	attempt=$(grep -B5 'event: contact_attempted' "$(file_of "$id")" |
		sed -n 's/.*- id: //p')
	export CVD_NOW=2026-12-04T09:00:00Z
	run_cvd escalate "$id" --to nl-ncsc --reason no_response
	assert_status 0
	assert_output "$id: escalated
letter escalate to nl-ncsc: sent"
	file=$(cat "$(file_of "$id")")
	assert_has "$file" '    to: nl-ncsc
    reason: no-response
    rule: nl-ncsc/intermediary
    attempts:
      - '"$attempt"
	mail=$(mail_of "$id" escalate)
	assert_has "$mail" cert@ncsc.nl
	assert_has "$mail" 2026-11-20
	refute_has "$mail" 'Any password opens the door.'
	refute_has "$mail" Rosa
	assert_has "$(git log -1 --format=%s HEAD^)" \
	    "$id: escalate, notified -> escalated"
}

@test "an attempt that was voided is none, the reporter's own is one" {
	cvd notify "$id" --by phone >/dev/null
	attempt=$(grep -B5 'event: contact_attempted' "$(file_of "$id")" |
		sed -n 's/.*- id: //p')
	cvd void "$id" "$attempt" --reason 'wrong case' >/dev/null
	assert_unchanged run_cvd escalate "$id" --to nl-ncsc \
	    --reason no-response
	assert_status 5
	cvd event "$id" contact_attempted --who reporter --party vendor-1 \
	    --at 2026-11-02T12:00:00Z >/dev/null
	run_cvd escalate "$id" --to nl-ncsc --reason inadequate-response
	assert_status 0
	assert_has "$(mail_of "$id" escalate)" 2026-11-02
}

@test "a rule that is not there is refused with those that are" {
	assert_unchanged run_cvd escalate "$id" --to be-ccb \
	    --reason participant-silent
	assert_status 5
	assert_has "$talk" "no rule of the policies in force escalates to 'be-ccb' for 'participant-silent'"
	assert_has "$talk" 'nl-ncsc/multi-party to nl-ncsc for multi-system, multi-vendor'
}

@test "what has many vendors needs no attempt" {
	run_cvd escalate "$id" --to nl-ncsc --reason multi-vendor
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" '    rule: nl-ncsc/multi-party
    attempts: []'
}

@test "what is central government's own is not for the intermediary" {
	id=$(make_case --owner Ministry --owner-class central-government)
	cvd assess "$id" --accept >/dev/null
	cvd notify "$id" --by phone >/dev/null
	assert_unchanged run_cvd escalate "$id" --to nl-ncsc \
	    --reason no-response
	assert_status 5
	assert_has "$talk" "rule 'nl-ncsc/intermediary' is for owner_class government or private"
}

@test "by hand there is text to copy" {
	run_cvd escalate "$id" --to nl-ncsc --reason multi-vendor --by form
	assert_status 0
	assert_has "$output" 'letter escalate to nl-ncsc, to be passed on by hand'
	assert_equal "$(letters_of "$id" | grep -c escalate)" 0
	assert_has "$(cat "$(file_of "$id")")" '    channel: form'
}

@test "an address that nobody confirmed is not mailed to" {
	git config cvd.transport smtp
	git config cvd.send manual
	assert_unchanged run_cvd escalate "$id" --to nl-ncsc \
	    --reason multi-vendor
	assert_status 5
	assert_has "$talk" "nobody of the team has confirmed the address of 'nl-ncsc', cert@ncsc.nl"
	assert_has "$talk" contacts/nl-ncsc.yaml
	run_cvd escalate "$id" --to nl-ncsc --reason multi-vendor --by phone
	assert_status 0
}

@test "the team's own contact comes first" {
	git config cvd.transport smtp
	git config cvd.send manual
	mkdir contacts
	cat >contacts/nl-ncsc.yaml <<-'END'
	schema: cvd-contact/1
	id: nl-ncsc
	name: NCSC
	role: coordinator
	languages:
	  - en
	verified: confirmed
	addresses:
	  - kind: email
	    address: intake@ncsc.example
	    verified: confirmed
	END
	cvd commit contacts/nl-ncsc.yaml >/dev/null
	run_cvd escalate "$id" --to nl-ncsc --reason multi-vendor
	assert_status 0
	assert_has "$(mail_of "$id" escalate)" intake@ncsc.example
}

@test "Belgium: the coordinator of a policy of the CCB" {
	cd ..
	cvd init belgian --name 'Example Desk' --as alice --from a@example.org \
	    --policy be-ccb-2020 --term ack=3wd --term assess=10wd \
	    --term fix=90d --term update=30d >/dev/null
	cd belgian
	id=$(make_case --owner 'Example NV' --owner-class private)
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd escalate "$id" --to be-ccb \
	    --reason participant-silent
	assert_status 5
	assert_has "$talk" be-ccb-2020/org-to-ccb
	cvd notify "$id" --by phone >/dev/null
	run_cvd escalate "$id" --to be-ccb --reason participant-silent
	assert_status 0
	assert_has "$(mail_of "$id" escalate)" vulnerabilityreport@cert.be
}

@test "what was not accepted is not escalated" {
	id=$(make_case)
	assert_unchanged run_cvd escalate "$id" --to nl-ncsc \
	    --reason multi-vendor
	assert_status 5
	assert_has "$talk" 'comes after the report was accepted'
	assert_has "$talk" 'hint: legal next steps: ack, assess'
}

@test "what is missing is named at once" {
	run_cvd escalate "$id"
	assert_status 2
	assert_has "$talk" --to
	assert_has "$talk" --reason
	run_cvd escalate "$id" --to ../x --reason multi-vendor
	assert_status 2
	run_cvd escalate "$id" --to nl-ncsc --reason bored
	assert_status 2
	run_cvd escalate CVD-2026-0000000 --to nl-ncsc --reason multi-vendor
	assert_status 4
}

@test "-n shows it and does nothing" {
	assert_unchanged run_cvd escalate "$id" --to nl-ncsc \
	    --reason multi-vendor -n
	assert_status 0
	assert_has "$output" 'event: escalated'
}
