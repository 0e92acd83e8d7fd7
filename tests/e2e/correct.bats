#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

# event_of NAME: the id of the case's latest event of that name.
event_of() {
	cvd show "$id" --json | jq -r --arg name "$1" \
	    '[.events[] | select(.event == $name)][-1].id'
}

@test "a public field is corrected, and the old event stays" {
	local event before
	event=$(event_of received)
	before=$(cat "$(file_of "$id")")
	run_cvd correct "$id" "$event" title 'A better title' --reason typo
	assert_status 0
	run_cvd show "$id" --json
	assert_equal "$(json .title)" 'A better title'
	assert_has "$(cat "$(file_of "$id")")" "$(sed '1,/^events:/d' <<<"$before")"
	assert_has "$(cat "$(file_of "$id")")" "    event: corrected
    corrects: $event
    field: title
    value: \"A better title\"
    reason: typo"
}

@test "a beginning of the id will do, if one event has it" {
	run_cvd correct "$id" "$(event_of received | cut -c 1-6)" channel phone \
	    --reason typo
	assert_status 0
	assert_unchanged run_cvd correct "$id" '' channel phone --reason typo
	assert_status 4
	assert_unchanged run_cvd correct "$id" ZZZZZZZZZZ channel phone \
	    --reason typo
	assert_status 4
	assert_talk "cvd: the case has no event 'ZZZZZZZZZZ'
hint: 'cvd show $id' lists them"
}

@test "a private field is corrected in private" {
	run_cvd correct "$id" "$(event_of received)" person.email \
	    r.finder@example.net --reason typo
	assert_status 0
	assert_has "$(tail -n 4 "$(file_of "$id")")" '    person:
      salt: '
	assert_has "$(tail -n 4 "$(file_of "$id")")" \
	    '      value: r.finder@example.net'
	run_cvd event "$id" status_update
	assert_has "$(mail_of "$id" status)" 'r.finder@example.net'
}

@test "an instant is taken in the zone of the casebook" {
	cvd ack "$id" >/dev/null
	run_cvd correct "$id" "$(event_of acknowledged)" at '2026-11-20 10:00' \
	    --reason 'wrong hour'
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" 'value: "2026-11-20T09:00:00Z"'
}

@test "a field that cannot be corrected is answered with those that can" {
	local event
	event=$(event_of received)
	assert_unchanged run_cvd correct "$id" "$event" policies x --reason y
	assert_status 5
	assert_has "$talk" "cvd: 'received' has no field 'policies' that can be corrected
hint: it has at, title, desk, channel, language, target_kind,"
	assert_has "$talk" 'person.name'
	assert_has "$talk" 'matter.description'
	refute_has "$talk" 'salt'
	refute_has "$talk" 'matter.targets'
	local field
	for field in id by recorded person.salt matter.targets person. .name \
	    person outcome; do
		assert_unchanged run_cvd correct "$id" "$event" "$field" x \
		    --reason y
		assert_status 5
	done
	cvd ack "$id" >/dev/null
	assert_unchanged run_cvd correct "$id" "$(event_of acknowledged)" \
	    person.name x --reason y
	assert_status 5
}

@test "the value must be one for the field" {
	local event
	event=$(event_of received)
	refused() {
		assert_unchanged run_cvd correct "$id" "$event" "$@" --reason y
		assert_status 2
	}
	refused target_kind car
	assert_has "$talk" "'target_kind' must be one of system, software"
	refused title ''
	refused title $'two\nlines'
	refused person.email 'no address'
	refused person.name $'R\r\nBcc: x@example.org'
	refused at yesterday
	refused at 2026-11-20
	refused anonymous maybe
	refused title "$(printf '%0201d' 0)"
	assert_unchanged run_cvd correct "$id" "$event" title x --reason ''
	assert_status 2
	run_cvd correct "$id" "$event" title x
	assert_status 2
	assert_has "$talk" '--reason'
}

@test "what would leave another event hanging is refused" {
	cvd ack "$id" >/dev/null
	assert_unchanged run_cvd correct "$id" "$(event_of received)" at \
	    2026-11-20T12:00:00Z --reason late
	assert_status 5
	assert_has "$talk" "then 'received' of "
	assert_has "$talk" 'would be without effect: it happens at 2026-11-20T12:00:00Z, after it was recorded'
	assert_unchanged run_cvd correct "$id" "$(event_of received)" at \
	    2026-11-20T09:05:00Z --reason late
	assert_status 5
	assert_has "$talk" "then 'acknowledged' of "
	assert_has "$talk" 'would be without effect: it happens before the receipt'
}
