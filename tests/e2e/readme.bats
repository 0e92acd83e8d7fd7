#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# What the README shows works as it stands there.

load lib
setup() { world_setup; }
teardown() { world_teardown; }

# tour: the lines of the README's tour, for the case that there is.
# shellcheck disable=SC2016 # the shell of the tour expands it
tour() {
	sed -n '/^## A tour/,/^## Where/s/^    //p' "$CVD_SOURCE/README.md" |
		sed 's/\b4K7Q9XV\b/$(cvd list | cut -d " " -f 1)/g'
}

@test "the tour in ten lines, at a terminal" {
	make_key >/dev/null
	mkdir bin new
	ln -s "$CVD_BIN" bin/cvd
	tour >lines
	[ "$(wc -l <lines)" -eq 10 ]
	cd new
	printf 'Any password opens the door.\n' >report.txt
	unset CVD_SEED CVD_NOW CVD_TESTING
	# the one question is whether to publish
	PATH=$WORLD/bin:$PATH PAGER=cat python3 \
	    "$BATS_TEST_DIRNAME/terminal.py" $'y\n' bash -e ../lines >../seen ||
		{ cat ../seen; false; }
	status=0 output=$("$CVD_BIN" list)
	assert_has "$output" closed
	assert_has "$(git ls-files)" advisories/
	assert_has "$(cat ../seen)" 'gpg: Good signature'
}
