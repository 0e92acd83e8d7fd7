#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Setting a clone up for people who merge with git.

load lib
setup() { world_setup && make_book 2>/dev/null; }
teardown() { world_teardown; }

# in_path: the program under test is what 'cvd' means.
in_path() {
	mkdir "$WORLD/bin" && ln -s "$CVD_BIN" "$WORLD/bin/cvd"
	PATH=$WORLD/bin:$PATH
}

driver() { git config --local merge.cvd.driver; }

@test "a casebook comes with its driver" {
	assert_equal "$(driver)" "'$CVD_BIN' merge-file %O %A %B %P"
	in_path
	run_cvd init ../other --name Other --policy nl-ncsc
	assert_equal "$(git -C ../other config merge.cvd.driver)" \
	    'cvd merge-file %O %A %B %P'
	[ -n "$(git -C ../other config merge.cvd.name)" ]
}

@test "a clone made by git gets its driver" {
	in_path
	git clone -q . ../clone && cd ../clone
	run_cvd config merge --dry-run
	assert_status 0
	[ -z "$(driver)" ]
	run_cvd config merge
	assert_status 0
	assert_output 'git merges cases and the roster by: cvd merge-file %O %A %B %P'
	assert_equal "$(driver)" 'cvd merge-file %O %A %B %P'
	run_cvd config merge --json
	assert_status 0
	assert_equal "$(json '.driver, .findings')" 'cvd merge-file %O %A %B %P
[]'
}

@test "another program of that name is not the driver" {
	mkdir "$WORLD/bin" && printf '#!/bin/sh\n' >"$WORLD/bin/cvd"
	chmod +x "$WORLD/bin/cvd"
	PATH=$WORLD/bin:$PATH run_cvd config merge
	assert_status 0
	assert_equal "$(driver)" "'$CVD_BIN' merge-file %O %A %B %P"
	# nor one in a folder that depends on where one stands
	cp "$CVD_BIN" cvd
	PATH=.:$PATH run_cvd config merge
	assert_equal "$(driver)" "'$CVD_BIN' merge-file %O %A %B %P"
}

@test "a path is written for git and for its shell" {
	local odd="$WORLD/it's 100% \$HOME"
	mkdir "$odd" && cp "$CVD_BIN" "$odd/cvd"
	CVD_BIN=$odd/cvd run_cvd config merge
	assert_status 0
	assert_equal "$(driver)" "'$WORLD/it'\\''s 100%% \$HOME/cvd' merge-file %O %A %B %P"
}

@test "attributes of a person that stand in the way are named" {
	while IFS='|' read -r line expected; do
		printf '%s\n' "$line" >.git/info/attributes
		run_cvd config merge --json
		assert_status 1
		assert_equal "$(json '.findings | map([.files, .attribute, .is,
		    .wanted] | join(" ")) | join(", ")')" "$expected"
		assert_has "$talk" 'attributes of your own'
	done <<'ROWS'
cases/** merge=union|cases/ merge union cvd
cases/** -merge|cases/ merge unset cvd
cases/** merge|cases/ merge set cvd
roster.yaml merge=ours|roster.yaml merge ours cvd
*.md merge=union|advisories/ merge union unset
*.asc text=auto|keys/ text auto unset
cvd.yaml text|cvd.yaml text set unset
ROWS
}

@test "what a person says for all casebooks does not reach this one" {
	printf '* merge=union text=auto\n' >"$WORLD/attributes"
	git config --global core.attributesFile "$WORLD/attributes"
	git config --global core.autocrlf true
	run_cvd config merge
	assert_status 0
	git clone -q . ../clone
	assert_equal "$(grep -rlI $'\r' ../clone --include='*.yaml')" ''
}

@test "a bare clone has its driver, and no files to look at" {
	git clone -q --bare . ../bare.git
	printf 'cases/** merge=union\n' >../bare.git/info/attributes
	run_cvd -C ../bare.git config merge
	assert_status 0
	[ -n "$(git -C ../bare.git config merge.cvd.driver)" ]
}

@test "what is no casebook, and what config cannot do, is said" {
	run_cvd config nonsense
	assert_status 2
	assert_talk "cvd: 'config' can merge, not 'nonsense'"
	run_cvd config
	assert_status 2
	run_cvd -C "$WORLD" config merge
	assert_status 9
}
