#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Attacks on who may sign, and by which keys.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# by_lead CODE PATH FILE|- ...: alice commits them, which is found.
by_lead() {
	local code=$1
	shift
	bad=$(commit_files "$@")
	git checkout -q . 2>/dev/null || true
	found "$code" "$bad"
}

# change PATH FILE ...: alice commits them, which is right.
change() {
	commit_files "$@" >/dev/null
	git reset -q --hard
}

# part_with NAME KEY COMMIT: alice lets a member go, whose key counts up to it.
part_with() {
	dismiss "$1"
	roster
	retire "$2" left "$3"
	change roster.yaml roster.yaml
}

@test "the roster is removed" {
	bad=$(commit_files roster.yaml -)
	assert_unchanged run_cvd note "$id" --file - <<<'More.'
	assert_status 9
	found roster-removed "$bad"
}

@test "the roster cannot be read" {
	echo 'no: roster' >../roster
	by_lead team-file roster.yaml ../roster
}

@test "the roster changes and its serial does not" {
	sed '/name: carol/,/role:/s/role: .*/role: member/' roster.yaml >../roster
	by_lead roster-serial roster.yaml ../roster
}

@test "a serial is skipped" {
	roster
	roster '/name: carol/,/role:/s/role: .*/role: member/'
	by_lead roster-serial roster.yaml roster.yaml
}

@test "a serial goes back" {
	sed 's/^serial: .*/serial: 1/' roster.yaml >../roster
	by_lead roster-serial roster.yaml ../roster
}

@test "nobody is left who leads" {
	roster '/name: alice/,/role:/s/role: .*/role: member/'
	by_lead team-file roster.yaml roster.yaml
}

@test "a retired key is forgotten" {
	git show HEAD:roster.yaml >../old
	part_with bob "$bob" "$(git rev-parse HEAD)"
	sed 's/^serial: .*/serial: 5/' ../old >../roster
	by_lead roster-retired roster.yaml ../roster
}

@test "a retired key counts for longer than was said" {
	part_with bob "$bob" "$(git rev-parse HEAD)"
	roster "s/good_until: .*/good_until: \"$(git rev-parse HEAD)\"/"
	by_lead roster-retired roster.yaml roster.yaml
}

@test "a retired key is listed again" {
	sed -n '/name: bob/,/name: carol/p' roster.yaml | sed '$d' >../bob
	part_with bob "$bob" "$(git rev-parse HEAD)"
	awk '/^retired:/ { while ((getline line <"../bob") > 0) print line }
		{ print }' <(git show HEAD:roster.yaml) |
		sed 's/^serial: .*/serial: 5/' >../roster
	by_lead roster-retired roster.yaml ../roster
}

@test "a key is retired from a commit on that this history never had" {
	dismiss bob
	roster
	retire "$bob" left "$(printf '%040d' 1)"
	by_lead roster-retired roster.yaml roster.yaml
}

@test "a key is retired from a commit on that lies ahead" {
	good=$(git rev-parse HEAD)
	cover
	ahead=$(git rev-parse HEAD)
	git update-ref refs/heads/main "$good"
	dismiss bob
	roster
	retire "$bob" left "$ahead"
	by_lead roster-retired roster.yaml roster.yaml
}

@test "a member without a certificate" {
	roster "s/^retired:.*/  - name: mallory\n    role: member\n    primary: \"$mallory\"\n    signing:\n      - \"$mallory\"\n&/"
	by_lead roster-key roster.yaml roster.yaml
}

@test "a member signs with what is no key of theirs" {
	roster "/name: bob/,/- \"/s/- \".*/- \"$mallory\"/"
	by_lead roster-key roster.yaml roster.yaml
}

@test "a certificate under another's name" {
	gpg --armor --export "$mallory" >../mallory.asc
	by_lead key-file "keys/$bob.asc" ../mallory.asc
}

@test "two certificates in one file" {
	gpg --armor --export "$bob" "$mallory" >../both.asc
	by_lead key-file "keys/$bob.asc" ../both.asc
}

@test "a certificate that is none" {
	echo 'Trust me.' >../key.asc
	by_lead key-file "keys/$mallory.asc" ../key.asc
}

@test "a secret key for a certificate" {
	gpg --batch --armor --pinentry-mode loopback --passphrase '' \
	    --export-secret-keys "$mallory" >../secret.asc 2>/dev/null
	by_lead key-file "keys/$mallory.asc" ../secret.asc
}

@test "a certificate is removed" {
	by_lead removed "keys/$bob.asc" -
}

@test "the id of the casebook is changed" {
	sed 's/^id: .*/id: 0000000000000000000000000A/' cvd.yaml >../cvd.yaml
	bad=$(commit_files cvd.yaml ../cvd.yaml)
	refused 5
	found team-file "$bad"
}

@test "the casebook's own file cannot be read" {
	echo 'nothing: here' >../cvd.yaml
	by_lead team-file cvd.yaml ../cvd.yaml
}

@test "the casebook's own file is removed" {
	by_lead removed cvd.yaml -
}

@test "who was let go signs on" {
	draft "$bob" note "$id" --file - <<<'I am still here.'
	part_with bob "$bob" "$(git rev-parse HEAD)"
	bad=$(commit_case "$bob")
	refused 5
	found unauthorised "$bad"
}

@test "who was let go signed after the commit that was the last" {
	last=$(git rev-parse HEAD)
	draft "$bob" note "$id" --file - <<<'What a pity.'
	bad=$(commit_case "$bob")
	part_with bob "$bob" "$last"
	refused 5
	found signed-after-cutoff "$bad"
}

@test "what was proven before falls with a key" {
	last=$(git rev-parse HEAD)
	note "$bob" 'What a pity.'
	bad=$(git rev-parse HEAD)
	proven
	part_with bob "$bob" "$last"
	found signed-after-cutoff "$bad"
}

@test "who was let go signed on a branch from before it" {
	last=$(git rev-parse HEAD)
	draft "$bob" note "$id" --file - <<<'Mine.'
	part_with bob "$bob" "$last"
	proven
	parting=$(git rev-parse HEAD)
	printf '%s\n' "$last" >.git/refs/heads/main
	side=$(commit_case "$bob")
	# this clone has seen that he left
	refused 6
	found_here fork "$side"
	# one that has not is told by hand
	fresh
	assert_status 0
	trust=$(echo ../elsewhere/cvd/trust/*.yaml)
	printf 'distrust:\n  - key: "%s"\n    good_until: "%s"\n' "$bob" "$last" \
	    >../distrust
	sed -i '/^checkpoints:/,$d' "$trust" && cat ../distrust >>"$trust"
	fresh_again() { XDG_CONFIG_HOME=$WORLD/elsewhere run_cvd -C ../fresh \
		verify --full --json; }
	fresh_again
	assert_status 1
	assert_equal "$(json "$wrong")" "signed-after-cutoff $side"
	# nor does a merge make it good, in whatever order
	printf '%s\n' "$parting" >.git/refs/heads/main
	tree=$(tree_of "$file" ../draft.yaml)
	for parents in "$parting $side" "$side $parting"; do
		printf '%s\n' "$parting" >.git/refs/heads/main
		# shellcheck disable=SC2086
		bad=$(commit_as "$alice" "$tree" "$(case_message "$tree")" $parents)
		run_cvd verify --json
		assert_status 1
		assert_has "$(json "$wrong")" "message $bad"
		assert_has "$(json "$wrong")" "signed-after-cutoff $side"
	done
}

@test "a member signs with a key of his that the roster does not list" {
	draft "$bob" note "$id" --file - <<<'By another.'
	own_gpg
	add_subkey "$bob"
	gpg --armor --export "$bob" >../bob.asc
	change "keys/$bob.asc" ../bob.asc
	bad=$(commit_case "$sub")
	found unauthorised "$bad"
}

@test "a key of the casebook signs that is the contact's alone" {
	gpg --armor --export "$mallory" >../mallory.asc
	tree=$(tree_of "keys/$mallory.asc" ../mallory.asc)
	commit_as "$bob" "$tree" "$(team_message "$tree" bob)" >/dev/null
	proven
	draft "$alice" note "$id" --file - <<<'By another.'
	bad=$(commit_case "$mallory")
	found unauthorised "$bad"
}

@test "a key signs after its end" {
	temporary
	at 2026-11-25T09:00:00Z expire "$dave" 2028-01-01
	export CVD_NOW=2027-01-01T09:00:00Z
	draft "$alice" note "$id" --file - <<<'Late.'
	forge_last 's/by: alice/by: dave/'
	sed -i 's/^Cvd-Actor: .*/Cvd-Actor: dave/' ../draft.message
	bad=$(commit_case "$dave" ../forged.yaml)
	found expired-key "$bad"
}

@test "a revocation comes, and nothing says what the key still counts for" {
	own_gpg
	revoke "$bob"
	by_lead revoked-key "keys/$bob.asc" ../revoked.asc
}

@test "a revoked subkey, and nothing says what it still counts for" {
	own_gpg
	add_subkey "$bob"
	gpg --armor --export "$bob" >../bob.asc
	roster "/name: bob/,/- \"/s/- \".*/&\n      - \"$sub\"/"
	change "keys/$bob.asc" ../bob.asc roster.yaml roster.yaml
	draft "$bob" note "$id" --file - <<<'By another.'
	commit_case "$sub" >/dev/null
	proven
	revoke_subkey "$bob"
	git reset -q --hard
	by_lead revoked-key "keys/$bob.asc" ../revoked.asc
}

@test "a revoked key signs on" {
	own_gpg
	mkdir -m 700 "$WORLD/gpg2"
	cp -r "$GNUPGHOME"/{private-keys-v1.d,pubring.kbx} "$WORLD/gpg2"
	draft "$bob" note "$id" --file - <<<'Before.'
	revoke "$bob"
	roster
	retire "$bob" compromised "$(git rev-parse HEAD)"
	dismiss bob
	change roster.yaml roster.yaml "keys/$bob.asc" ../revoked.asc
	proven
	bad=$(GNUPGHOME=$WORLD/gpg2 commit_case "$bob")
	gpgconf --homedir "$WORLD/gpg2" --kill all
	found unauthorised "$bad"
}
