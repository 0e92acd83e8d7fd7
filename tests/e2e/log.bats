#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The events of a case.

load lib
setup() {
	world_setup && make_book 2>/dev/null &&
		id=$(make_case --owner 'Example Ltd' \
		    --received '2026-11-19 12:00')
}
teardown() { world_teardown; }

@test "events are shown in full, the latest first" {
	run_cvd log "$id"
	assert_status 0
	assert_equal "$(grep -E '^[a-z_]+ [0-9A-Z]{26}$' <<<"$output" |
		cut -d ' ' -f 1 | tr '\n' ' ')" 'party_added received '
	assert_has "$output" 'at:           2026-11-19 12:00 +01:00
recorded:     2026-11-20 10:00 +01:00'
	assert_has "$output" '    person:'
	assert_has "$output" 'name: Example Ltd'
	assert_has "$output" 'Any password opens the door.'
}

@test "or the oldest first" {
	run_cvd log --reverse "$id"
	assert_equal "$(grep -E '^[a-z_]+ [0-9A-Z]{26}$' <<<"$output" |
		cut -d ' ' -f 1 | tr '\n' ' ')" 'received party_added '
}

@test "in JSON the oldest is always first" {
	run_cvd log "$id" --json
	assert_status 0
	local oldest_first=$output
	assert_equal "$(json 'keys_unsorted | join(" ")')" 'schema id events'
	assert_equal "$(json '.events[0] | keys_unsorted | join(" ")')" \
	    'id event at recorded by verdict why proven'
	assert_equal "$(json '[.events[] | .event, .verdict] | join(" ")')" \
	    'received effective party_added effective'
	run_cvd log "$id" --json --reverse
	assert_output "$oldest_first"
}

@test "usage is checked" {
	run_cvd log
	assert_status 2
	assert_talk "cvd: 'log' needs CASE"
	run_cvd log zz
	assert_status 4
	run_cvd log "$id" --at now
	assert_status 2
}
