#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Attacks on the history as a whole, and what cannot be judged.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# move COMMIT: main is there now.
move() { printf '%s\n' "$1" >.git/refs/heads/main; }

# seen: the mark that this clone keeps.
seen() {
	sed -n '/^high_water:/,/commit:/s/.*commit: "\(.*\)"/\1/p' \
	    "$XDG_CONFIG_HOME"/cvd/trust/*.yaml
}

@test "history is rolled back" {
	last=$(git rev-parse HEAD)
	assert_equal "$(seen)" "$last"
	move "$(git rev-parse HEAD~)"
	refused 6
	assert_has "$talk" "(rollback)"
	found_here rollback "$(git rev-parse HEAD)"
	assert_has "$output" "$last"
	assert_equal "$(seen)" "$last"
	# who never saw what is missing cannot know
	fresh
	assert_status 0
	# nor does proving it all help
	run_cvd verify --full --json
	assert_status 1
	assert_equal "$(json "$wrong")" "rollback $(git rev-parse HEAD)"
}

@test "history is forced onto another line" {
	last=$(git rev-parse HEAD)
	move "$(git rev-parse HEAD~)"
	draft "$alice" note "$id" --file - <<<'Another past.' || true
	git config --global user.signingkey "$alice"
	cover
	refused 6
	assert_has "$talk" "(fork)"
	found_here fork "$(git rev-parse HEAD)"
	assert_equal "$(seen)" "$last"
}

@test "the last commit is made again" {
	git cat-file commit HEAD >../last
	bad=$(sed '/^gpgsig/,/END PGP/d' ../last >../commit && sign "$alice" &&
		sealed | put)
	found_here fork "$bad"
}

@test "history begins anew with what there is" {
	tree=$(git rev-parse 'HEAD^{tree}')
	bad=$(commit_as "$alice" "$tree" "$(team_message HEAD)" '')
	refused 6
	found_here fork "$bad"
	found_afresh not-descendant "$bad"
}

@test "history begins where it did, and is cut short" {
	# the second half on a beginning of its own, its words unchanged
	tree=$(git rev-parse 'HEAD~2^{tree}')
	commit_as "$alice" "$tree" "$(team_message HEAD)" '' >/dev/null
	cover
	found_afresh not-descendant "$(git rev-parse HEAD)"
}

@test "a second beginning is merged in" {
	main=$(git rev-parse HEAD)
	tree=$(git rev-parse 'HEAD^{tree}')
	message=$(team_message HEAD)
	bad=$(commit_as "$alice" "$tree" "$message" '')
	for parents in "$main $bad" "$bad $main"; do
		# shellcheck disable=SC2086
		commit_as "$alice" "$tree" "$message" $parents >/dev/null
		refused 5
		found_here foreign-root "$bad"
		found_afresh foreign-root "$bad"
	done
}

@test "a branch from before the introduction is merged in" {
	main=$(git rev-parse HEAD)
	begin=$(git rev-parse HEAD~)
	tree=$(git rev-parse 'HEAD~^{tree}')
	move "$(git rev-parse HEAD~2)"
	side=$(commit_as "$alice" "$tree" "$(team_message "$tree")")
	tree=$(git rev-parse "$main^{tree}")
	commit_as "$alice" "$tree" "$(team_message "$tree")" "$main" "$side" \
	    >/dev/null
	intro=$begin
	found_afresh side-entry "$side"
}

@test "trust begins in the middle, and what is older is nobody's business" {
	# the commit that let carol in
	intro=$(git rev-parse HEAD~2)
	fresh --json
	assert_status 0
	assert_equal "$(json .commits)" 3
}

@test "the introduction is signed by another" {
	real=$alice
	alice=$bob
	found_afresh introduction "$intro"
	alice=$real
}

@test "the introduction is a commit of another history" {
	intro=$(printf '%040d' 7)
	fresh
	assert_status 9
}

# begin_as ID: history begins anew, as a casebook of that id.
begin_as() {
	sed "s/^id: .*/id: $1/" cvd.yaml >../cvd.yaml
	tree=$(tree_of cvd.yaml ../cvd.yaml)
	bad=$(commit_as "$alice" "$tree" "$(team_message "$tree")" '')
}

@test "another casebook is put in its place" {
	begin_as 0000000000000000000000000A
	run_cvd verify
	assert_status 9
	assert_unchanged run_cvd note "$id" --file - <<<'More.'
	assert_status 9
}

@test "another casebook of one's own is put in its place" {
	cvd init ../mine --name Mine --policy nl-ncsc --language en \
	    --from desk@example.org --as alice >/dev/null
	begin_as "$(sed -n 's/^id: //p' ../mine/cvd.yaml)"
	refused 5
	found_here not-descendant "$bad"
	# what is trusted of the other stays as it is
	run_cvd -C ../mine verify
	assert_status 0
}

@test "a checkpoint without a roster lets nobody in" {
	unsigned "$(tree_of roster.yaml -)" 'Trust me'
	checkpoint=$(put <../commit)
	tree=$(tree_of "$file" ../draft.yaml)
	bad=$(commit_as "$mallory" "$tree" "$(case_message "$tree")")
	run_cvd verify --checkpoint "$checkpoint" --json
	assert_status 1
	assert_equal "$(json "$wrong")" "unknown-signer $bad"
	git update-ref refs/heads/main "$checkpoint"
	bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	run_cvd verify --checkpoint "$checkpoint" --json
	assert_status 1
	assert_equal "$(json "$wrong")" "roster-removed $bad"
}

@test "a commit is replaced in what git shows" {
	commit_case
	forge 's/As others see it/As I see it/'
	tree=$(tree_of "$file" ../forged.yaml)
	other=$(git cat-file commit HEAD | sed "s/^tree .*/tree $tree/" |
		git hash-object -t commit -w --stdin)
	git replace HEAD "$other"
	refused 5
	found_here replaced "$(git rev-parse HEAD)"
}

@test "a tree is replaced in what git shows" {
	git replace "$(git rev-parse 'HEAD^{tree}')" "$(git rev-parse 'HEAD~^{tree}')"
	refused 5
	found_here replaced "$(git rev-parse HEAD)"
}

@test "history is grafted" {
	mkdir -p .git/info
	printf '%s\n' "$(git rev-parse HEAD)" >.git/info/grafts
	refused 5
	found_here replaced "$(git rev-parse HEAD)"
}

@test "main is a tag" {
	git tag -a -m x v1 HEAD 2>/dev/null
	move "$(git rev-parse v1)"
	run_cvd verify
	assert_status 9
}

@test "main is what git itself cannot read" {
	tree=$(git rev-parse 'HEAD^{tree}')
	unsigned "$tree" 'x' HEAD && sign && sealed | put >/dev/null
	run_cvd verify
	assert_status 9
}

@test "an object of the past is gone" {
	blob=$(git rev-parse HEAD~:roster.yaml)
	chmod +w ".git/objects/${blob:0:2}/${blob:2}"
	rm ".git/objects/${blob:0:2}/${blob:2}"
	run_cvd verify --full
	assert_status 9
}

@test "nothing is known of the introduction" {
	git clone -q --bare . ../fresh
	XDG_CONFIG_HOME=$WORLD/elsewhere run_cvd -C ../fresh verify
	assert_status 9
	assert_has "$talk" 'verify --introduction COMMIT --signer FINGERPRINT'
	[ ! -e ../elsewhere ]
}

@test "a finding pins nothing, and a clean run does once" {
	noted=$(git rev-parse HEAD)
	cover
	tree=$(git rev-parse 'HEAD^{tree}')
	bad=$(commit_as "$alice" "$tree" "$(team_message HEAD)")
	found_afresh empty "$bad"
	[ ! -e ../elsewhere ]
	move "$noted"
	fresh --json
	assert_equal "$(json .pinned)" true
	# from now on this clone judges by itself
	XDG_CONFIG_HOME=$WORLD/elsewhere run_cvd -C ../fresh verify --json
	assert_status 0
	assert_equal "$(json .pinned)" false
	XDG_CONFIG_HOME=$WORLD/elsewhere run_cvd -C ../fresh verify --json \
	    --introduction "$intro" --signer "$bob"
	assert_equal "$(json "$wrong")" "introduction $intro"
	XDG_CONFIG_HOME=$WORLD/elsewhere run_cvd -C ../fresh verify
	assert_status 0
}

@test "a shallow clone cannot be judged, but from a checkpoint on" {
	git clone -q --bare --depth 2 "file://$WORLD/book" ../fresh
	export XDG_CONFIG_HOME=$WORLD/elsewhere
	run_cvd -C ../fresh verify --introduction "$intro" --signer "$alice"
	assert_status 9
	middle=$(git rev-parse HEAD~)
	# the introduction is not there to name the casebook
	run_cvd -C ../fresh verify --introduction "$middle" --signer "$alice" \
	    --checkpoint "$middle" --json
	assert_status 0
	assert_equal "$(json .judged)" 1
}

@test "an older commit is judged without what came later" {
	noted=$(git rev-parse HEAD)
	noise=$(commit_as "$alice" "$(git rev-parse 'HEAD^{tree}')" \
	    "$(team_message HEAD)")
	run_cvd verify "$noted" --json
	assert_status 0
	assert_equal "$(json .commits)" 5
	run_cvd verify "$noted~2" --json
	assert_status 0
	assert_equal "$(json .commits)" 3
	run_cvd verify "$noted~2..$noise" --json
	assert_status 1
	assert_equal "$(json "$wrong")" "empty $noise"
}

@test "a branch that was looked at neither counts nor accuses" {
	last=$(git rev-parse HEAD)
	note "$bob" 'On a branch.'
	side=$(git rev-parse HEAD)
	move "$last"
	sed -i "s/$side/$last/" "$XDG_CONFIG_HOME"/cvd/trust/*.yaml
	run_cvd verify --json
	assert_status 0
	assert_equal "$(json .commits)" 5
	# bob leaves; what he did on the branch is no part of this history
	dismiss bob
	roster
	retire "$bob" left "$last"
	commit_files roster.yaml roster.yaml >/dev/null
	proven
	run_cvd verify "$side" --json
	assert_status 0
	proven
	assert_equal "$(json .commits)" 6
}

@test "where there is no casebook there is nothing to judge" {
	cd "$WORLD"
	run_cvd verify
	assert_status 9
	git init -q nothing
	run_cvd -C nothing verify
	assert_status 9
	git -C nothing commit -q --allow-empty -m x
	run_cvd -C nothing verify
	assert_status 9
}
