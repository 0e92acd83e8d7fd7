#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Repositories that are somebody else's, or of a kind that cannot be read:
# exit code 9, and what to do about it.

load lib

setup() {
	world_setup
	make_book
	id=$(make_case)
	echo text >../text
}
teardown() { world_teardown; }

# unusable TEXT HINT: no command takes the casebook, and each says why.
unusable() {
	for words in list "show $id" "note $id --file ../text" due send \
	    'commit cvd.yaml'; do
		# shellcheck disable=SC2086 # words of a command
		run_cvd $words
		assert_status 9
		assert_has "$talk" "$1"
		assert_has "$talk" "hint: $2"
		assert_output ''
	done
}

@test "a casebook of another user is used once it is trusted" {
	[ "$(id -u)" -eq 0 ] || skip 'only root gives files away'
	unset SUDO_UID
	chown -R 65534 .
	unusable "the casebook at '$PWD' belongs to another user" \
	    "if you trust it: git config --global --add safe.directory '$PWD'"
	git config --global --add safe.directory /elsewhere
	unusable "the casebook at '$PWD' belongs to another user" \
	    "if you trust it: git config --global --add safe.directory '$PWD'"
	# as the hint says
	eval "$(cvd list 2>&1 | sed -n 's/^hint: if you trust it: //p')"
	run_cvd show "$id"
	assert_status 0
	run_cvd note "$id" --file ../text
	assert_status 0
	assert_equal "$(git status --porcelain)" ''
}

@test "a bare casebook of another user, too" {
	[ "$(id -u)" -eq 0 ] || skip 'only root gives files away'
	unset SUDO_UID
	git clone -q --bare . ../bare.git
	cd ../bare.git
	chown -R 65534 .
	unusable "the casebook at '$PWD' belongs to another user" \
	    "if you trust it: git config --global --add safe.directory '$PWD'"
}

@test "an extension of git that libgit2 does not know" {
	git config core.repositoryFormatVersion 1
	for extension in partialClone:origin objectFormat:sha256 \
	    refStorage:reftable nonsense:true; do
		# git itself may not know it either
		git config --file .git/config "extensions.${extension%:*}" \
		    "${extension#*:}"
		unusable 'cannot read' 'use a full clone of it'
		git config --file .git/config --unset \
		    "extensions.${extension%:*}"
	done
	# what sparse checkouts and careful people set is read
	git config extensions.worktreeConfig true
	git config extensions.preciousObjects true
	run_cvd note "$id" --file ../text
	assert_status 0
}

@test "a clone that has not all objects" {
	git config uploadpack.allowFilter true
	git clone -q --no-checkout --filter=blob:none "file://$PWD" ../partial
	cd ../partial
	run_cvd list
	assert_status 9
	assert_talk "cvd: the object of 'cvd.yaml' is missing from the repository"
}

@test "a later format, a damaged one, and none at all" {
	git config --file .git/config core.repositoryFormatVersion 7
	run_cvd list
	assert_status 9
	assert_has "$talk" 'repository version 7'
	git config --file .git/config core.repositoryFormatVersion 0
	echo nonsense >.git/HEAD
	run_cvd list
	assert_status 9
	echo 'ref: refs/heads/main' >.git/HEAD
	printf '[core\n' >>.git/config
	run_cvd list
	assert_status 9
	assert_has "$talk" 'cvd: '
}

@test "settings of git that would lead elsewhere" {
	# the index or the branch of another place is not ours to write
	GIT_INDEX_FILE=$WORLD/index run_cvd note "$id" --file ../text
	assert_status 0
	[ ! -e ../index ]
	assert_equal "$(git status --porcelain)" ''
	GIT_OBJECT_DIRECTORY=$WORLD/objects run_cvd note "$id" --file ../text
	assert_status 0
	[ ! -e ../objects ]
	git fsck --strict
}
