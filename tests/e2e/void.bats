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

@test "what is voided never happened, and can be read" {
	cvd assess "$id" --reject out-of-scope >/dev/null
	local event
	event=$(event_of assessed)
	run_cvd void "$id" "${event:0:8}" --reason 'another case was meant'
	assert_status 0
	assert_output "$id: received"
	run_cvd show "$id" --json
	assert_equal "$(json .outcome)" null
	assert_equal "$(json '.events[] | select(.event == "assessed").verdict')" \
	    voided
	run_cvd assess "$id" --accept
	assert_status 0
	assert_unchanged run_cvd void "$id" "$event" --reason again
	assert_status 5
	assert_has "$talk" 'is voided already'
}

@test "what follows from it is voided with it" {
	cvd assess "$id" --accept >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' >/dev/null
	cvd fix "$id" --released >/dev/null
	assert_unchanged run_cvd void "$id" "$(event_of assessed)" --reason x
	assert_status 5
	assert_has "$talk" "then 'fix_released' of "
	assert_has "$talk" "hint: 'cvd void' takes several events at once"
	run_cvd void "$id" "$(event_of assessed)" "$(event_of fix_released)" \
	    --reason 'another case was meant'
	assert_status 0
	assert_output "$id: received"
}

@test "a closing can be taken back" {
	cvd close "$id" --reason spam >/dev/null
	run_cvd void "$id" "$(event_of closed)" "$(event_of assessed)" \
	    --reason 'no spam after all'
	assert_status 0
	assert_output "$id: received"
}

@test "a receipt, a void and a letter are not voided" {
	cvd ack "$id" >/dev/null
	assert_unchanged run_cvd void "$id" "$(event_of received)" --reason x
	assert_status 5
	assert_has "$talk" 'a receipt is not voided: close the case instead'
	assert_unchanged run_cvd void "$id" "$(event_of letters_queued)" \
	    --reason x
	assert_status 5
	assert_has "$talk" 'what became of a letter is not voided'
	cvd void "$id" "$(event_of acknowledged)" --reason x >/dev/null
	assert_unchanged run_cvd void "$id" "$(event_of voided)" --reason x
	assert_status 5
	assert_has "$talk" 'what voids is not voided itself'
}

@test "operands and reason are judged" {
	run_cvd void "$id" --reason x
	assert_status 2
	assert_has "$talk" 'EVENT'
	cvd ack "$id" >/dev/null
	local event
	event=$(event_of acknowledged)
	run_cvd void "$id" "$event"
	assert_status 2
	assert_unchanged run_cvd void "$id" "$event" "$event" --reason x
	assert_status 2
	assert_has "$talk" 'named twice'
	assert_unchanged run_cvd void "$id" "$event" --reason $'a\tb'
	assert_status 2
	assert_unchanged run_cvd void "$id" ../../x --reason x
	assert_status 4
}
