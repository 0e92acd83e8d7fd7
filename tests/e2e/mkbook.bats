#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# The casebooks that speed is measured on are real ones.

load lib
setup() {
	world_setup
	make_key >/dev/null
}
teardown() { world_teardown; }

# assert_sound BOOK: for git and for us, commit by commit and case by case.
assert_sound() {
	assert_equal "$(git -C "$1" fsck --strict --no-dangling 2>&1)" ''
	# shellcheck disable=SC2046 # ids have no blanks
	git -C "$1" verify-commit $(git -C "$1" rev-list main) 2>"$WORLD/talk" ||
		fail "$(tail -n 3 "$WORLD/talk")"
	"$CANON_CHECK" "$1" || fail
}

@test "a case gets a commit for each step, as far as the commits go" {
	"$MKBOOK" --cases 6 --commits 30 book
	[ "$(git -C book rev-list --count main)" -le 30 ]
	assert_equal "$(git -C book log --format=%s main | tail -n 2)" \
	    'casebook: import
casebook: init'
	assert_equal "$(git -C book diff --name-only --stat main~1 main | wc -l)" 1
	assert_equal "$(git -C book status --porcelain)" ''
	assert_equal "$(find book/cases -name '*.yaml' | wc -l)" 6
	assert_sound book
}

@test "two casebooks have the same cases" {
	"$MKBOOK" --cases 20 one
	"$MKBOOK" --cases 20 --bare two
	assert_equal "$(git -C one rev-parse main:cases)" \
	    "$(git -C two rev-parse main:cases)"
	assert_equal "$(git -C two rev-parse --is-bare-repository)" true
	assert_sound two
}

@test "a case in another form, or with a head that lies, is found" {
	"$MKBOOK" --cases 1 book
	file=$(find book/cases -name '*.yaml')
	run "$CANON_CHECK" "$file"
	assert_equal "$status" 0
	sed 's/^state: .*/state: received/' "$file" >lies.yaml
	sed 's/^title: /title:  /' "$file" >odd.yaml
	run "$CANON_CHECK" lies.yaml odd.yaml "$file"
	assert_equal "$status" 1
	assert_equal "$output" "lies.yaml:1:1: the head is not what the events come to
odd.yaml:3:8: not in canonical form from here on
1 of 3 case files are as they should be"
}
