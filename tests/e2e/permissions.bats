#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Folders and files that may not be read or written, as a user whom
# permissions bind: what fails says so, and nothing is half done.

load lib

setup() {
	world_setup
	make_book
	id=$(make_case)
	echo text >../text
}
teardown() {
	chmod -R u+rwX "$WORLD" 2>/dev/null
	world_teardown
}

# closed MODE PATH ARGUMENT...: while the path has that mode the command fails
# with 9 and names it; the branch stays, and once it may, all goes well.
closed() {
	local mode=$1 path=$2 was tip
	shift 2
	was=$(stat -c %a "$path")
	tip=$(git rev-parse main)
	chmod "$mode" "$path"
	run_unprivileged "$@"
	chmod "$was" "$path"
	assert_status 9
	assert_has "$talk" 'Permission denied'
	assert_equal "$(git rev-parse main)" "$tip"
	assert_equal "$(git status --porcelain)" ''
	run_unprivileged "$@"
	assert_status 0
	assert_equal "$(git status --porcelain)" ''
	git fsck --strict
}

@test "a folder of state that may not be written to" {
	closed 500 .git/cvd note "$id" --file ../text
	closed 400 .git/cvd/lock note "$id" --file ../text
}

@test "objects, branch and index that may not be written to" {
	closed 500 .git/refs/heads note "$id" --file ../text
	closed 500 .git note "$id" --file ../text
	closed 000 .git/index note "$id" --file ../text
	chmod -R a-w .git/objects
	run_unprivileged note "$id" --file ../text
	assert_status 9
	chmod -R u+w .git/objects
	assert_equal "$(git status --porcelain)" ''
	git fsck --strict
}

@test "a work tree that may not be written to" {
	closed 500 "$(dirname "$(file_of "$id")")" note "$id" --file ../text
	closed 000 "$(file_of "$id")" note "$id" --file ../text
	closed 500 cases/2026 new --title x --incomplete --anonymous
}

@test "while nothing may be written, all is shown" {
	chmod -R a-w .
	for command in list due "show $id" "log $id" 'policy list' 'send -n' \
	    "note $id --file ../text -n"; do
		# shellcheck disable=SC2086 # words of a command
		run_unprivileged $command
		assert_status 0
	done
}

@test "an object that may not be read" {
	local object
	object=$(git rev-parse "main:$(file_of "$id")")
	chmod 000 ".git/objects/${object:0:2}/${object:2}"
	run_unprivileged show "$id"
	assert_status 9
	assert_has "$talk" "$(file_of "$id")"
	run_unprivileged note "$id" --file ../text
	assert_status 9
	chmod 400 ".git/objects/${object:0:2}/${object:2}"
	assert_equal "$(git rev-list --count main)" 2
}

@test "a spool that may not be written to keeps its letters waiting" {
	mkdir .git/cvd/spool
	chmod 500 .git/cvd/spool
	# the step stands, and says what became of its letter
	run_unprivileged ack "$id"
	assert_status 0
	assert_has "$output" 'letter ack to reporter: waiting'
	assert_has "$talk" 'not delivered: '
	for mode in 500 300 000; do
		chmod "$mode" .git/cvd/spool
		run_unprivileged send
		assert_status 9
		assert_has "$talk" 'Permission denied'
		assert_equal "$(find .git/cvd/outbox -type f | wc -l)" 1
	done
	chmod 700 .git/cvd/spool
	run_unprivileged send
	assert_status 0
	assert_equal "$(find .git/cvd/spool -type f | wc -l)" 1
	assert_equal "$(find .git/cvd/outbox -type f | wc -l)" 0
	run_unprivileged show "$id" --json
	assert_equal "$(json '.letters[0].state')" sent
}

@test "an outbox that may not be used stops the step before it is signed" {
	mkdir .git/cvd/outbox
	closed 500 .git/cvd/outbox ack "$id"
	assert_equal "$(letters_of "$id")" 'ack reporter'
}

@test "files of the command line that may not be read" {
	chmod 000 ../text
	run_unprivileged note "$id" --file ../text
	assert_status 2
	assert_has "$talk" "cannot read '../text': Permission denied"
}
