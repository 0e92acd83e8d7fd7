#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

@test "a note is kept in private words" {
	printf 'Called them.\r\nThey ask for logs: \xe2\x82\xac 3\r\n' >note.txt
	run_cvd note "$id" --file note.txt
	assert_status 0
	assert_output "$id: received"
	assert_talk ''
	assert_has "$(cat "$(file_of "$id")")" '    matter:
      salt: '
	assert_has "$(cat "$(file_of "$id")")" '      note: |
        Called them.
        They ask for logs: € 3'
	git verify-commit HEAD 2>/dev/null
	refute_has "$(git log -1 --format=%B)" 'Called'
	rm note.txt
	assert_equal "$(git status --porcelain)" ''
}

@test "a note may come from standard input, also after closing" {
	cvd close "$id" --reason spam >/dev/null
	run_cvd note "$id" -F - <<<'They wrote again.'
	assert_status 0
	assert_output "$id: closed"
}

@test "what is no text is refused" {
	: >empty
	printf 'a\xff' >latin
	printf 'a\0b' >zero
	for file in empty latin zero nowhere .; do
		run_cvd note "$id" --file "$file"
		assert_status 2
	done
	head -c 1048577 /dev/zero | tr '\0' a >long
	run_cvd note "$id" --file long
	assert_status 2
	rm empty latin zero long
	assert_equal "$(git rev-list --count HEAD)" 2
	run_cvd note "$id"
	assert_status 2
	assert_has "$talk" '--file'
	run_cvd note 4K7Q9XV --file - <<<x
	assert_status 4
}

@test "a terminal's escapes in a note stay harmless" {
	run_cvd note "$id" --file - <<<$'a \x1b[2J b'
	assert_status 0
	assert_has "$(cat "$(file_of "$id")")" '\x1B[2J'
}

@test "dry run shows it and does nothing" {
	assert_unchanged run_cvd note "$id" -n --file - <<<'Only a thought.'
	assert_status 0
	assert_has "$output" 'Only a thought.'
	assert_has "$output" 'Cvd-Event: '
}
