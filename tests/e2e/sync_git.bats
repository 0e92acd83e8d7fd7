#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Merges that people make by hand with git: right ones are accepted, and no
# wrong one passes, whatever git was told.

load lib
load keys
load twins
setup() { world_setup && twins_make; }
teardown() { world_teardown; }

# proven: what HEAD is now, is proven, here and by bob, who gets it.
proven() {
	run_cvd verify
	assert_status 0
	bob_does git pull -q --ff-only "$WORLD/book" main
	bob_runs -C "$WORLD/bob" verify >/dev/null
}

# unproven CODE: HEAD is not, nothing is built on it, and once it is gone all
# is well.
unproven() {
	run_cvd verify
	assert_status 1
	assert_has "$output" "$1: commit $(git rev-parse HEAD)"
	run_cvd ack "$id" --by phone
	assert_status 5
	git reset -q --hard ORIG_HEAD
	run_cvd verify
	assert_status 0
}

# without_driver: git knows of none.
without_driver() {
	git config --unset merge.cvd.driver
	git config --unset merge.cvd.name
}

# notes: how often the words stand in the case.
notes() { grep -cE "$1" "$file"; }

@test "two people's work on one case, merged by git with the driver" {
	note alice 'word of alice'
	note bob 'word of bob'
	pull
	assert_status 0
	assert_equal "$(git rev-list --parents -1 HEAD | wc -w)" 3
	assert_equal "$(notes 'word of (alice|bob)')" 2
	assert_equal "$(git status --porcelain)" ''
	proven
	# and work goes on
	cvd ack "$id" --by phone >/dev/null
	bob_does git pull -q --ff-only "$WORLD/book" main
	note alice more
	note bob 'more of bob'
	pull
	assert_status 0
	proven
}

@test "whoever merges makes the same tree" {
	note alice one
	note bob two
	local theirs
	theirs=$(git rev-parse HEAD)
	pull
	bob_does git pull -q --no-rebase --no-edit -S "$WORLD/book" "$theirs"
	assert_equal "$(git -C ../bob rev-parse 'HEAD^{tree}')" \
	    "$(git rev-parse 'HEAD^{tree}')"
	# crosswise, and once more together
	note alice three
	note bob four
	pull
	assert_status 0
	proven
}

@test "work on different cases needs no driver" {
	without_driver
	note alice one
	bob_does make_case >/dev/null
	pull
	assert_status 0
	proven
}

@test "without the driver git leaves a conflict, or what is not accepted" {
	without_driver
	note alice one
	note bob two
	pull
	assert_status 1
	assert_has "$output" CONFLICT
	run_cvd note "$id" --file - <<<'while it is open'
	assert_status 6
	# markers committed as they stand
	git add "$file"
	git commit -q -S --no-edit
	unproven merge
	# resolved as one would a text, one side behind the other: that is what
	# cvd would do, or the other way around
	local accepted=0
	for order in 'ours theirs' 'theirs ours'; do
		pull
		assert_status 1
		awk -v order="$order" '/^<<<<<<< / { side = "ours"; next }
		    /^=======$/ { side = "theirs"; next }
		    /^>>>>>>> / { split(order, o); printf "%s%s", part[o[1]],
		        part[o[2]]; side = ""; next }
		    side { part[side] = part[side] $0 "\n"; next }
		    { print }' "$file" >../resolved
		cp ../resolved "$file"
		git add "$file"
		git commit -q -S --no-edit
		XDG_CONFIG_HOME=$WORLD/judge run_cvd verify \
		    --introduction "$intro" --signer "$signer"
		[ "$status" -ne 0 ] || accepted=$((accepted + 1))
		[ "$status" -eq 0 ] || assert_has "$output" 'merge: commit'
		git reset -q --hard ORIG_HEAD
		rm -rf "$WORLD/judge"
	done
	assert_equal "$accepted" 1
	# the driver, and again
	cvd config merge >/dev/null
	pull
	assert_status 0
	proven
}

@test "a conflict that is resolved by cvd is accepted" {
	without_driver
	note alice one
	note bob two
	pull
	assert_status 1
	for stage in 1 2 3; do
		git show ":$stage:$file" >"$WORLD/stage.$stage"
	done
	cvd merge-file ../stage.1 ../stage.2 ../stage.3 "$file"
	cp ../stage.2 "$file"
	git add "$file"
	git commit -q -S --no-edit
	proven
}

@test "a resolution that loses an event is not accepted" {
	note alice one
	note bob two
	for side in ours theirs; do
		git fetch -q ../bob main
		git merge -q --no-commit -s ours FETCH_HEAD
		[ "$side" = ours ] || git checkout -q FETCH_HEAD -- "$file"
		git commit -q -S --no-edit
		unproven merge
	done
}

@test "a union of lines is not accepted" {
	echo 'cases/** merge=union' >.git/info/attributes
	run_cvd config merge
	assert_status 1
	note alice one
	note bob two
	pull
	assert_status 0
	# git thinks that all is well, and it is not
	unproven merge
	rm .git/info/attributes
	pull
	assert_status 0
	proven
}

@test "a union that a person wants everywhere does not reach a casebook" {
	printf '* merge=union\n' >"$WORLD/attributes"
	git config --global core.attributesFile "$WORLD/attributes"
	note alice one
	note bob two
	pull
	assert_status 0
	proven
}

@test "line ends are as they were signed, whatever git is set to" {
	git config --global core.autocrlf true
	git config --global core.eol crlf
	note alice one
	note bob two
	pull
	assert_status 0
	assert_equal "$(grep -rlI $'\r' . --include='*.yaml' || :)" ''
	proven
	# attributes of one's own that say otherwise end in no commit
	git config --global --unset core.autocrlf
	printf '* text=auto eol=crlf\n' >.git/info/attributes
	note alice three || :
	note bob four
	pull
	[ "$status" -ne 0 ] || proven
	refute_has "$(git show "HEAD:$file")" $'\r'
}

@test "a merge that nobody signed is not accepted" {
	note alice one
	note bob two
	git pull -q --no-rebase --no-edit --no-gpg-sign ../bob main
	unproven unsigned
}

@test "a merge with something slipped in is not accepted" {
	note alice one
	note bob two
	git fetch -q ../bob main
	git merge -q --no-commit FETCH_HEAD 2>/dev/null
	sed -i 's/^name: .*/name: Slipped In/' cvd.yaml
	git add cvd.yaml
	git commit -q -S --no-edit
	unproven merge
}

@test "more than two sides are not accepted" {
	note alice one
	note bob two
	local before
	before=$(git rev-parse HEAD)
	pull
	git reset -q --hard "$(git commit-tree -S -m octopus -p HEAD^1 -p HEAD^2 \
	    -p "$base" 'HEAD^{tree}')"
	git update-ref ORIG_HEAD "$before"
	unproven malformed
}

# both_rename: alice and bob give the desk a name each, at the same time.
both_rename() {
	cvd roster set-role bob "$1" >/dev/null || :
	bob_does git pull -q --ff-only "$WORLD/book" main
	sed -i 's/^name: .*/name: Desk of Alice/' cvd.yaml
	cvd commit cvd.yaml >/dev/null
	sed -i 's/^name: .*/name: Desk of Bob/' ../bob/cvd.yaml
	bob_does cvd commit cvd.yaml >/dev/null
	pull
	assert_status 1
	assert_has "$output" 'cvd.yaml'
}

@test "a file of the team that both sides changed is for a lead to settle" {
	both_rename lead
	# git has made up no third name
	assert_equal "$(grep '^name:' cvd.yaml)" 'name: Desk of Alice'
	git checkout -q --theirs cvd.yaml
	git add cvd.yaml
	git commit -q -S --no-edit
	proven
	assert_equal "$(git show HEAD:cvd.yaml | grep '^name:')" \
	    'name: Desk of Bob'
}

@test "what a lead settles is held to what such a file is" {
	both_rename lead
	echo 'nonsense: yes' >>cvd.yaml
	git add cvd.yaml
	git commit -q -S --no-edit
	run_cvd verify
	assert_status 1
	assert_has "$output" "commit $(git rev-parse HEAD)"
}
