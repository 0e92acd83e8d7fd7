#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Attacks by what lies where, and by who may not touch it.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# laid CODE TREE: alice commits that tree, which is found.
# refused_as CODE TREE: the same, and nobody builds on it.
laid() {
	bad=$(commit_as "$alice" "$2" "$(cat ../draft.message)")
	found "$1" "$bad"
}
refused_as() {
	bad=$(commit_as "$alice" "$2" "$(cat ../draft.message)")
	refused 5
	found "$1" "$bad"
}

@test "a symbolic link for a case" {
	printf /etc/passwd >../link
	laid mode "$(MODE=120000 tree_of "$file" ../link)"
}

@test "a case that can be run" {
	refused_as mode "$(MODE=100755 tree_of "$file" ../draft.yaml)"
}

@test "another repository inside" {
	laid mode "$(tree_with 160000 "$intro" contacts)"
}

@test "another repository where a case should be" {
	laid mode "$(tree_with 160000 "$intro" "$file")"
}

@test "a list of other repositories" {
	echo '[submodule "x"]' >../modules
	laid path "$(tree_of .gitmodules ../modules)"
}

@test "attributes that change what git shows" {
	echo '* filter=evil' >../attributes
	laid attributes "$(tree_of .gitattributes ../attributes)"
}

@test "attributes are removed" {
	laid attributes "$(tree_of .gitattributes -)"
}

@test "attributes in a folder" {
	echo '* -diff' >../attributes
	laid path "$(tree_of cases/.gitattributes ../attributes)"
}

@test "a twin whose name differs by letter case alone" {
	laid path "$(tree_of "${file,,}" ../draft.yaml)"
}

@test "a twin of the roster" {
	laid path "$(tree_of Roster.yaml roster.yaml)"
}

@test "a twin of a folder" {
	laid path "$(tree_of "Keys/$alice.asc" "keys/$alice.asc")"
}

@test "a case in the folder of others" {
	laid path "$(tree_of "cases/2026/00/$id.yaml" ../draft.yaml)"
}

@test "a case in another year" {
	laid path "$(tree_of "cases/2025/${id:9:2}/$id.yaml" ../draft.yaml)"
}

@test "a case of a number that is none" {
	laid path "$(tree_of cases/2026/00/CVD-2026-0000001.yaml ../draft.yaml)"
}

@test "a file that no casebook has" {
	echo 'Hello' >../file
	refused_as path "$(tree_of notes.txt ../file)"
}

@test "a program in the hooks' folder" {
	printf '#!/bin/sh\n' >../file
	laid path "$(tree_of hooks/post-checkout ../file)"
}

@test "a file where a folder should be" {
	echo 'Hello' >../file
	laid path "$(tree_of contacts ../file)"
}

@test "a name that no terminal should see" {
	echo 'Hello' >../file
	laid path "$(tree_of $'contacts/\e[2Jx.yaml' ../file)"
}

@test "a case file beyond every limit" {
	{ cat ../draft.yaml && head -c 4200000 /dev/zero | tr '\0' '#'; } >../big
	laid size "$(tree_of "$file" ../big)"
}

# raw_tree: a tree object as no git writes it, from lines "MODE NAME OBJECT".
raw_tree() {
	while read -r mode name object; do
		printf '%s %s\0' "$mode" "$name"
		# shellcheck disable=SC2059
		printf "$(sed 's/../\\x&/g' <<<"$object")"
	done | git hash-object -t tree -w --stdin --literally
}
# lines: HEAD's tree as raw_tree wants it.
lines() {
	git ls-tree HEAD | sed -E 's/^0*([0-9]+) [a-z]+ ([0-9a-f]+)\t(.*)/\1 \3 \2/'
}

@test "two files of one name" {
	blob=$(git hash-object -w ../draft.yaml)
	tree=$(lines | sed "/^100644 roster.yaml/p; /^100644 roster.yaml/s/[0-9a-f]*$/$blob/" | raw_tree)
	bad=$(commit_as "$alice" "$tree" "$(team_message HEAD)")
	found_here path "$bad"
	found_afresh path "$bad"
}

@test "a name that leads out of the work tree" {
	blob=$(git hash-object -w ../draft.yaml)
	tree=$({ printf '100644 .. %s\n' "$blob"; lines; } | raw_tree)
	bad=$(commit_as "$alice" "$tree" "$(team_message HEAD)")
	found_here path "$bad"
	found_afresh path "$bad"
}

@test "a case becomes a program, and nothing else changes" {
	git cat-file blob "HEAD:$file" >../same
	laid mode "$(MODE=100755 tree_of "$file" ../same)"
}

@test "a symbolic link for the roster" {
	printf ../roster >../link
	bad=$(commit_as "$alice" "$(MODE=120000 tree_of roster.yaml ../link)" \
	    "$(team_message HEAD)")
	found roster-removed "$bad"
}

@test "a symbolic link for the casebook's own file" {
	printf ../cvd.yaml >../link
	laid mode "$(MODE=120000 tree_of cvd.yaml ../link)"
}

@test "a folder for the roster" {
	cp roster.yaml ../members
	tree=$(tree_of roster.yaml - roster.yaml/members ../members)
	bad=$(commit_as "$alice" "$tree" "$(team_message "$tree")")
	found_here roster-removed "$bad"
	found_afresh roster-removed "$bad"
}

@test "a file for all cases, and a link" {
	for mode in 100644 120000 160000; do
		object=$(git hash-object -w roster.yaml)
		tree=$(lines | sed "s/^40000 cases .*/$mode cases $object/" | raw_tree)
		bad=$(commit_as "$alice" "$tree" "$(team_message HEAD)")
		run_cvd verify --json
		assert_status 1
		assert_has "$(json "$wrong")" " $bad"
		git update-ref refs/heads/main "$bad~"
	done
}

@test "a folder with nothing in it" {
	empty=$(git hash-object -t tree -w /dev/null)
	for name in contacts .git ..; do
		tree=$({ printf '40000 %s %s\n' "$name" "$empty"; lines; } |
			sort -k 2 | raw_tree)
		bad=$(commit_as "$alice" "$tree" "$(team_message HEAD)")
		found_here path "$bad"
		git update-ref refs/heads/main "$bad~"
	done
}

@test "a file that is not there" {
	tree=$(lines | sed "s/^\(100644 cvd.yaml\) .*/\1 $(printf '%040d' 1)/" | raw_tree)
	commit_as "$alice" "$tree" "$(team_message HEAD)" >/dev/null
	run_cvd verify
	assert_status 9
}

# by_bot LINE...: carol signs an event of those lines, made by hand.
by_bot() {
	{
		cat "$file"
		printf '  - id: 0000000000000000000000000A\n    lamport: 3\n'
		printf '    at: "%s"\n    recorded: "%s"\n    by: carol\n' \
		    "$CVD_NOW" "$CVD_NOW"
		printf '    %s\n' "$@"
	} >../forged.yaml
	sed -i 's/^Cvd-Actor: .*/Cvd-Actor: carol/' ../draft.message
	bad=$(commit_case "$carol" ../forged.yaml)
}

@test "a bot judges a report" {
	by_bot 'event: assessed' 'channel: email' 'outcome: accepted'
	refused 5
	found forbidden "$bad"
}

@test "a bot writes a note" {
	forge_last 's/by: alice/by: carol/'
	sed -i 's/^Cvd-Actor: .*/Cvd-Actor: carol/' ../draft.message
	bad=$(commit_case "$carol" ../forged.yaml)
	found forbidden "$bad"
}

@test "a bot decides a letter that is a person's to decide" {
	by_bot 'event: letters_queued' 'letters:' '  - letter: close' \
	    '    party: reporter' '    language: en' \
	    '    message_id: 4RNSAJ4TT0WXKHNAB58CPPR7T2@example.org' \
	    "    sha256: \"$(sha256sum <<<x | cut -c 1-64)\""
	found forbidden "$bad"
}

@test "a bot tells how things stand without the letter that says so" {
	by_bot 'event: status_update'
	found forbidden "$bad"
}

@test "a bot changes a contact" {
	contact_text acme 'Example Ltd' mallory@example.net >../contact
	tree=$(tree_of contacts/acme.yaml ../contact)
	bad=$(commit_as "$carol" "$tree" "$(team_message "$tree" carol)")
	found forbidden "$bad"
}

# by_member PATH FILE|-: bob signs a change of that file of the team.
by_member() {
	tree=$(tree_of "$@")
	bad=$(commit_as "$bob" "$tree" "$(team_message "$tree" bob)")
}

@test "a member makes himself a lead" {
	roster '/name: bob/,/role:/s/role: .*/role: lead/'
	by_member roster.yaml roster.yaml
	git checkout -q roster.yaml
	refused 5
	found forbidden "$bad"
}

@test "a member lets a stranger in" {
	gpg --armor --export "$mallory" >../mallory.asc
	roster "s/^retired:.*/  - name: mallory\n    role: member\n    primary: \"$mallory\"\n    signing:\n      - \"$mallory\"\n&/"
	by_member roster.yaml roster.yaml "keys/$mallory.asc" ../mallory.asc
	found forbidden "$bad"
}

@test "a member retires the lead" {
	roster
	retire "$alice" compromised "$intro"
	by_member roster.yaml roster.yaml
	found forbidden "$bad"
}

@test "a member changes a policy" {
	sed 's/^version: .*/version: "1999"/' policies/nl-ncsc.yaml >../policy
	by_member policies/nl-ncsc.yaml ../policy
	found forbidden "$bad"
}

@test "a member removes a policy" {
	by_member policies/nl-ncsc.yaml -
	found forbidden "$bad"
}

@test "a member changes the letters" {
	echo 'Dear,' >../letter
	by_member templates/en/ack.txt ../letter
	found forbidden "$bad"
}

@test "a member changes the casebook's own file" {
	sed 's/^name: .*/name: Mallory/' cvd.yaml >../cvd.yaml
	by_member cvd.yaml ../cvd.yaml
	found forbidden "$bad"
}

@test "a member changes a lead's certificate" {
	own_gpg
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	    --quick-add-uid "$alice" 'Mallory <mallory@example.net>' 2>/dev/null
	gpg --armor --export "$alice" >../alice.asc
	by_member "keys/$alice.asc" ../alice.asc
	found forbidden "$bad"
}

@test "a member changes his own certificate" {
	own_gpg
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' \
	    --quick-set-expire "$bob" 2030-01-01 2>/dev/null
	gpg --armor --export "$bob" >../bob.asc
	by_member "keys/$bob.asc" ../bob.asc
	found forbidden "$bad"
}
