#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Listing cases.

load lib
setup() { world_setup && make_book 2>/dev/null; }
teardown() { world_teardown; }

ids() {
	run_cvd list --json "$@"
	assert_status 0
	json '.cases[].id' | sort | tr '\n' ' '
}

@test "an empty casebook has no cases" {
	run_cvd list
	assert_status 0
	assert_output ''
	run_cvd list --json
	assert_equal "$(json '.schema, (.cases | length)')" $'1\n0'
}

@test "a line is the case, its state, what is due next, who, and the title" {
	local id
	id=$(make_case)
	run_cvd list
	assert_output "$id  received  ack  2026-11-23 23:59:59 +01:00  -  Login form accepts any password"
	run_cvd list --at '2026-11-26 00:00'
	assert_output "$id  received  ack!  2026-11-23 23:59:59 +01:00  -  Login form accepts any password"
}

@test "what is overdue comes first, then what is due, then the rest" {
	local due old older closed
	due=$(make_case)
	older=$(make_case --received '2026-11-02 10:00')
	closed=$(make_case)
	old=$(make_case --received '2026-11-10 10:00')
	cvd close "$closed" --reason spam >/dev/null
	run_cvd list
	assert_equal "$(cut -d ' ' -f 1 <<<"$output")" "$older
$old
$due
$closed"
	run_cvd list --json
	assert_equal "$(json '.cases[].id')" "$older
$old
$due
$closed"
}

@test "cases that are due alike come in the order of their ids" {
	make_case >>ids
	make_case >>ids
	make_case >>ids
	run_cvd list --json
	assert_equal "$(json '.cases[].id')" "$(LC_ALL=C sort ids)"
}

@test "in JSON a case has these members" {
	make_case >/dev/null
	run_cvd list --json
	assert_equal "$(json '.cases[0] | keys_unsorted | join(" ")')" \
	    'id title state outcome policy needs_review received assigned'
}

@test "conditions choose, and all of them must hold" {
	local new old
	new=$(make_case)
	old=$(make_case --received '2026-11-02 10:00')
	assert_equal "$(ids)" "$(printf '%s\n' "$new" "$old" | sort | tr '\n' ' ')"
	assert_equal "$(ids --overdue)" "$old "
	assert_equal "$(ids --overdue --at '2026-11-24 00:00')" "$(ids)"
	assert_equal "$(ids --state received --overdue)" "$old "
	assert_equal "$(ids --state closed)" ''
	assert_equal "$(ids --state info_requested)" ''
	assert_equal "$(ids --assigned alice)" ''
	assert_equal "$(ids --review)" ''
}

@test "titles are cut on a narrow terminal, and harmless" {
	cvd new --anonymous --incomplete --title "$(printf 'x%.0s' {1..150})"
	run_tty '' list --no-pager
	assert_status 0
	assert_has "$output" CASE
	[ "$(wc -L <<<"$output")" -le 80 ] ||
		fail "a line is longer than the terminal"
	refute_has "$output" ASSIGNED
}

@test "a case that is damaged hides no other" {
	local id file other
	other=$(make_case)
	id=$(make_case)
	file=cases/${id:4:4}/${id:9:2}/$id.yaml
	sed -i 's/^title: .*/title: [x]/' "$file"
	git commit -q --no-gpg-sign -am spoiled
	run_cvd list
	assert_status 9
	assert_has "$output" "$other"
	assert_has "$talk" "cvd: warning: $file:3:"
	assert_has "$talk" 'cvd: 1 case cannot be read'
}

@test "what is no case in cases/ does not matter" {
	mkdir -p cases/2026/AA
	touch cases/README cases/2026/AA/notes.txt cases/2026/AA/CVD-2026-4K7Q9XV.yaml
	git add cases
	git commit -q --no-gpg-sign -m junk
	run_cvd list
	assert_status 0
	assert_output ''
}

@test "usage is checked" {
	run_cvd list --state nonsense
	assert_status 2
	assert_has "$talk" "option '--state' has no choice 'nonsense'"
	run_cvd list x
	assert_status 2
	assert_talk "cvd: 'list' takes no 'x'"
}
