#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Attacks on what verify rests on: what it remembers, what is trusted, gpg.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# unsigned_commit: such a one on top, $bad.
unsigned_commit() {
	tree=$(tree_of "$file" ../draft.yaml)
	unsigned "$tree" "$(case_message "$tree")"
	bad=$(put <../commit)
}

# bytes HEX...
bytes() {
	# shellcheck disable=SC2059
	printf "$(tr -d ' ' <<<"$*" | sed 's/../\\x&/g')"
}

# remember COMMIT: forges what was proven: that commit, signed by alice.
remember() {
	bytes "$1" "${alice,,}" "$(git rev-parse HEAD:roster.yaml)" \
	    >>.git/cvd/verified
}

# disbelieved: what was forged is worth nothing.
disbelieved() {
	run_cvd verify --json
	assert_status 1
	assert_equal "$(json "$wrong")" "unsigned $bad"
}

@test "what is remembered is forged, and all is proven again" {
	unsigned_commit
	remember "$bad"
	# whoever can write here could as well write what is trusted
	run_cvd verify --json
	assert_status 0
	run_cvd verify --full --json
	assert_status 1
	assert_equal "$(json "$wrong")" "unsigned $bad"
	# and that is remembered
	disbelieved
}

@test "what is remembered can be read by others" {
	unsigned_commit
	remember "$bad"
	chmod 640 .git/cvd/verified
	disbelieved
}

@test "what is remembered can be written by others" {
	unsigned_commit
	remember "$bad"
	chmod 602 .git/cvd/verified
	disbelieved
}

@test "what is remembered lies elsewhere" {
	unsigned_commit
	remember "$bad"
	mv .git/cvd/verified ../verified
	ln -s "$WORLD/verified" .git/cvd/verified
	disbelieved
}

@test "what is remembered is another person's" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root to give a file away'
	unsigned_commit
	remember "$bad"
	chown 65534 .git/cvd/verified
	disbelieved
}

@test "what is remembered is cut short" {
	unsigned_commit
	remember "$bad"
	size=$(stat -c %s .git/cvd/verified)
	truncate -s $((size - 1)) .git/cvd/verified
	disbelieved
	truncate -s 0 .git/cvd/verified
	disbelieved
	git update-ref refs/heads/main HEAD~
	truncate -s 100 .git/cvd/verified
	run_cvd verify --json
	assert_status 0
	assert_equal "$(json .judged)" 5
}

@test "what is remembered was proven by another introduction" {
	unsigned_commit
	remember "$bad"
	sed -i '1s/[0-9a-f]\{8\}$/00000000/' .git/cvd/verified
	disbelieved
}

@test "what is remembered was proven by another gpg" {
	unsigned_commit
	remember "$bad"
	cp "$TEAM/gpg-then" ../gpg-now
	git config --global gpg.program "$WORLD/gpg-now"
	disbelieved
}

@test "what is remembered is noise" {
	head -c 5000 /dev/urandom >.git/cvd/verified
	run_cvd verify --json
	assert_status 0
	assert_equal "$(json .judged)" 5
}

@test "a killed run leaves what it proved, and nothing is missed" {
	# a record cut in the middle, as by a full disk
	size=$(stat -c %s .git/cvd/verified)
	truncate -s $((size - 90)) .git/cvd/verified
	run_cvd verify --json
	assert_status 0
	assert_equal "$(json .commits)" 5
}

@test "the keys at hand are removed, or others come" {
	rm -rf .git/cvd/keyring
	run_cvd verify --full
	assert_status 0
	gpg --export "$mallory" >"$(echo .git/cvd/keyring/*/pubring.kbx)"
	tree=$(tree_of "$file" ../draft.yaml)
	bad=$(commit_as "$mallory" "$tree" "$(case_message "$tree")")
	run_cvd verify --json
	assert_status 1
	# whether gpg makes anything of such a file is gpg's affair
	case $(json "$wrong") in
	"unknown-signer $bad" | "bad-signature $bad") ;;
	*) fail "$(json "$wrong")" ;;
	esac
}

# trust: the file of what is trusted.
trust() { echo "$XDG_CONFIG_HOME"/cvd/trust/*.yaml; }

# distrusted: it is not believed, by nobody.
distrusted() {
	run_cvd verify
	assert_status 9
	assert_has "$talk" "$(basename "$(trust)")"
	assert_unchanged run_cvd note "$id" --file - <<<'More.'
	assert_status 9
}

@test "what is trusted can be read by others" {
	chmod 644 "$(trust)"
	distrusted
}

@test "what is trusted can be written by others" {
	chmod 620 "$(trust)"
	distrusted
}

@test "what is trusted lies elsewhere" {
	mv "$(trust)" ../trust
	ln -s "$WORLD/trust" "$XDG_CONFIG_HOME/cvd/trust/$(sed -n 's/^id: //p' cvd.yaml).yaml"
	distrusted
}

@test "what is trusted is another person's" {
	[ "$(id -u)" -eq 0 ] || skip 'needs root to give a file away'
	chown 65534 "$(trust)"
	distrusted
}

@test "what is trusted cannot be read" {
	echo 'introduction: me' >"$(trust)"
	distrusted
	sed -i 's/commit: "./commit: "x/' "$(trust)"
	distrusted
}

@test "what is trusted is of a later program" {
	sed -i '1s/.*/schema: cvd-trust\/2/' "$(trust)"
	run_cvd verify
	assert_status 21
}

@test "the mark names a commit that is not there" {
	sed -i '/^high_water:/,/commit:/s/commit: .*/commit: "'"$(printf '%040d' 5)"'"/' "$(trust)"
	refused 6
	found_here fork "$(git rev-parse HEAD)"
}

# with_gpg LINE...: a gpg that does so.
with_gpg() {
	printf '%s\n' '#!/bin/sh' "$@" >../gpg-now
	chmod +x ../gpg-now
	git config --global gpg.program "$WORLD/gpg-now"
}

@test "gpg is missing" {
	git config --global gpg.program "$WORLD/nowhere"
	run_cvd verify --full
	assert_status 7
	assert_has "$talk" "$WORLD/nowhere"
}

@test "gpg hangs" {
	with_gpg 'sleep 30 & wait'
	CVD_GPG_SECONDS=1 run_cvd verify --full
	assert_status 7
	assert_has "$talk" 'gave no answer within 1 second'
	run pgrep -f "$WORLD/gpg-now"
	assert_equal "$status" 1
}

@test "gpg says nothing and exits as if all were well" {
	with_gpg 'cat >/dev/null' 'exit 0'
	run_cvd verify --full
	assert_status 7
}

@test "gpg fails by its exit code where all is well" {
	with_gpg 'case " $* " in *" --verify-files "*)' \
	    "$TEAM/gpg-then \"\$@\"" 'exit 2' 'esac' "exec $TEAM/gpg-then \"\$@\""
	run_cvd verify --full --json
	assert_status 0
	# where it makes a home of keys, what it could not write is missing
	with_gpg "$TEAM/gpg-then \"\$@\"" 'exit 2'
	rm -rf .git/cvd/keyring
	run_cvd verify --full
	assert_status 7
}

@test "gpg exits as if all were well where it is not" {
	commit_case
	bad=$(git cat-file commit HEAD | sed 's/thor@example/thar@example/' | put)
	with_gpg "$TEAM/gpg-then \"\$@\"" 'exit 0'
	run_cvd verify --full --json
	assert_status 1
	assert_equal "$(json "$wrong")" "bad-signature $bad"
}

@test "gpg says good of everything, and of whom" {
	commit_case
	bad=$(git cat-file commit HEAD | sed 's/thor@example/thar@example/' | put)
	# without the lines that begin and end a file
	with_gpg 'case " $* " in *" --verify-files "*)' 'cat >/dev/null' \
	    "echo '[GNUPG:] NEWSIG'" \
	    "echo '[GNUPG:] GOODSIG ${alice:24} Alice'" \
	    "echo '[GNUPG:] VALIDSIG $alice 2026-11-20 1795165200 0 4 0 22 8 00 $alice'" \
	    'exit 0' 'esac' "exec $TEAM/gpg-then \"\$@\""
	run_cvd verify --full --json
	assert_status 7
}
