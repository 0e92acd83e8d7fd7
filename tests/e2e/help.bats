#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() { world_setup; }
teardown() { world_teardown; }

@test "outside of a casebook cvd alone lists the commands, as help does" {
	run_cvd
	assert_status 0
	assert_talk "cvd: there is no casebook at '.' or above"
	assert_has "$output" "  version   print the version of cvd"
	local alone=$output
	run_cvd help
	assert_output "$alone"
	run_cvd -h
	assert_output "$alone"
	run_cvd --help
	assert_output "$alone"
}

@test "in a casebook cvd alone says what wants to be done" {
	local id
	make_book
	run_cvd
	assert_status 0
	assert_talk ''
	assert_output "Example Desk
Nothing is due.

'cvd due' says all that is due, 'cvd list' the cases, 'cvd help' the commands."
	id=$(make_case --received '2026-11-18 10:00')
	git config cvd.send manual
	cvd assess "$id" --accept >/dev/null
	run_cvd
	assert_has "$output" "1 overdue, 2 to come:
2026-11-19 23:59:59 +01:00  ack     $id  overdue  1 working day"
	assert_has "$output" "1 letter waits; 'cvd send' delivers."
	sed -i 's/^title: .*/title: [x]/' "$(file_of "$id")"
	git commit -q --no-gpg-sign -am spoiled
	run_cvd
	assert_status 9
	assert_has "$output" 'Nothing is due.'
	assert_has "$talk" "'title' must be a text"
	run_cvd --json
	assert_status 2
	run_cvd -C ..
	assert_status 9
}

@test "-h is short, wherever it stands" {
	run_cvd version -h
	assert_status 0
	assert_has "$output" "usage: cvd version [--json]"
	local short=$output
	run_cvd -h version
	assert_output "$short"
	run_cvd version --help
	assert_output "$short"
	run_cvd help version
	assert_output "$short"
}

@test "at a terminal the manual is opened, where it is installed" {
	mkdir bin
	cat >bin/man <<-'SCRIPT'
		#!/bin/sh
		[ "$1" = -w ] || { echo "page $1"; exit; }
		[ "$2" = cvd-version ] || { echo "no page" >&2; exit 16; }
	SCRIPT
	chmod +x bin/man
	PATH=$WORLD/bin:$PATH run_tty '' version --help
	assert_status 0
	assert_output "page cvd-version"
	PATH=$WORLD/bin:$PATH run_tty '' help help
	assert_status 0
	assert_has "$output" "usage: cvd help"
	refute_has "$output" "no page"
	assert_has "$output" "cvd: page cvd-help of the manual is not installed"
}

@test "help of an unknown command is refused" {
	run_cvd help verison
	assert_status 2
	assert_talk "cvd: there is no command 'verison'
hint: did you mean 'version'?"
}

@test "the version is one line" {
	run_cvd --version
	assert_status 0
	[[ "$output" =~ ^cvd\ [0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "no version"
	local one=$output
	run_cvd version
	assert_output "$one"
}

@test "bash completes commands, options and words" {
	run_cvd help --completion bash
	assert_status 0
	eval "$output"
	complete_line() {
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		COMPREPLY=()
		_cvd
	}
	complete_line cvd vers
	assert_equal "${COMPREPLY[*]}" version
	complete_line cvd -C there version --js
	assert_equal "${COMPREPLY[*]}" --json
	complete_line cvd help --completion z
	assert_equal "${COMPREPLY[*]}" zsh
	complete_line cvd --color a
	assert_equal "${COMPREPLY[*]}" "auto always"
}

@test "completions for zsh and fish are scripts" {
	run_cvd help --completion zsh
	assert_status 0
	assert_equal "${output%%$'\n'*}" "#compdef cvd"
	run_cvd help --completion fish
	assert_has "$output" "complete -c cvd -n __fish_use_subcommand -a version"
	if command -v fish >/dev/null; then
		fish -n <<<"$output"
	fi
}
