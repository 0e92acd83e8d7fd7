#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Merges again: what one line may not do to the other, and what a history of
# many merges may not do to whoever proves it.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# back COMMIT: there, with the files, as if nothing had happened since; what
# this person has seen is forgotten with it.
back() {
	printf '%s\n' "$1" >.git/refs/heads/main
	git reset -q --hard
	sed -i "s/^    commit: \"[0-9a-f]*\"\$/    commit: \"$1\"/" \
	    "$XDG_CONFIG_HOME"/cvd/trust/*.yaml
}

# merged ONE OTHER [TREE [KEY]]: the merge of two that touch different files.
merged() {
	local tree=${3:-$(git merge-tree --write-tree "$1" "$2" | head -1)}
	commit_as "${4:-$alice}" "$tree" "Merge branch 'other'" "$1" "$2"
}

# contact ID NAME: a contact of that name on main. Prints the commit.
contact() {
	sed "s/^id: .*/id: $1/; s/^name: .*/name: $2/" ../contact >../changed
	commit_files "contacts/$1.yaml" ../changed
}

# without_keys TREE LINE: that tree, with the line of an entry for its keys.
without_keys() {
	{
		git ls-tree "$1" | grep -v $'\tkeys$'
		printf '%b\n' "$2"
	} | git mktree --missing
}

@test "a checkpoint says nothing of what is older than the introduction" {
	main=$(git rev-parse HEAD)
	begin=$(git rev-parse HEAD~)
	back "$(git rev-parse HEAD~2)"
	cover
	side=$(git rev-parse HEAD)
	back "$main"
	merged "$main" "$side"
	intro=$begin
	found_afresh side-entry "$side"
	fresh --json --checkpoint "$main"
	assert_status 1
	assert_equal "$(json "$wrong")" "side-entry $side"
}

# part_key: dave's certificate is a contact's, for members to change, where
# two lines part; on one, $ours, he becomes a member who signs with $1.
part_key() {
	cp ../dave.asc "keys/$dave.asc"
	git add -A && commit_team commit
	base=$(git rev-parse HEAD)
	roster "s/^retired:.*/  - name: dave\n    role: member\n    primary: \"$dave\"\n    signing:\n      - \"$1\"\n&/"
	git add -A && commit_team commit
	note "$1" 'I am here.'
	ours=$(git rev-parse HEAD)
}

# change_key FILE: on the other line, $theirs, bob changes it, as he may there.
change_key() {
	local tree
	back "$base"
	tree=$(tree_of "keys/$dave.asc" "$1")
	theirs=$(commit_as "$bob" "$tree" "$(team_message "$tree" bob)")
	run_cvd verify
	assert_status 0
	back "$ours"
}

@test "who became a member on one line, and is revoked on the other" {
	own_gpg
	dave=$(make_key dave@example.org Dave)
	gpg --armor --export "$dave" >../dave.asc
	part_key "$dave"
	revoke "$dave"
	change_key ../revoked.asc
	bad=$(merged "$ours" "$theirs")
	# and none of what dave did before
	found_here revoked-key "$bad"
	found_afresh revoked-key "$bad"
}

@test "who became a member on one line, and cannot sign on the other" {
	own_gpg
	dave=$(make_key dave@example.org Dave)
	gpg --armor --export "$dave" >../less.asc
	add_subkey "$dave"
	gpg --armor --export "$dave" >../dave.asc
	part_key "$sub"
	change_key ../less.asc
	bad=$(merged "$ours" "$theirs")
	found_here roster-key "$bad"
	found_afresh roster-key "$bad"
}

@test "who is a member on one line, behind a merge that was given up" {
	own_gpg
	dave=$(make_key dave@example.org Dave)
	base=$(git rev-parse HEAD)
	cover
	theirs=$(git rev-parse HEAD)
	back "$base"
	enlist dave member "$dave"
	note "$dave" 'I am here.'
	ours=$(git rev-parse HEAD)
	merged "$ours" "$theirs"
	run_cvd verify
	assert_status 0
	back "$ours"
	draft "$dave" note "$id" --file - <<<'And still am.'
	ours=$(commit_case "$dave")
	unsigned "$(git merge-tree --write-tree "$ours" "$theirs" | head -1)" \
	    "Merge branch 'other'" "$ours" "$theirs"
	bad=$(put <../commit)
	found_here unsigned "$bad"
}

@test "a merge with a folder of keys that is none" {
	base=$(git rev-parse HEAD)
	cover
	theirs=$(git rev-parse HEAD)
	back "$base"
	note "$bob"
	ours=$(git rev-parse HEAD)
	folder=$(printf '100644 x\0short' |
		git hash-object -t tree -w --stdin --literally)
	tree=$(without_keys "$ours" "040000 tree $folder\tkeys")
	bad=$(merged "$ours" "$theirs" "$tree")
	run_cvd verify --json
	assert_status 1
	assert_equal "$(json "$wrong")" "path $bad"
}

# published: an advisory on both lines, and no publication that still counts.
published() {
	cvd assess "$id" --accept --cwe CWE-287 \
	    --cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com >/dev/null
	cvd fix "$id" --released --version 2.4 \
	    --reference https://example.com/r >/dev/null
	cvd event "$id" reporter_consulted >/dev/null
	base=$(git rev-parse HEAD)
	git show "$base:$file" >../base.yaml
	for line in ours theirs; do
		back "$base"
		cvd publish "$id" --yes --summary-file - >/dev/null <<<"As $line say."
		event=$(cvd show "$id" --json |
			jq -r '[.events[] | select(.event == "published")][-1].id')
		cvd void "$id" "$event" --reason 'not yet' >/dev/null
		git show "HEAD:$file" >../"$line".yaml
		printf -v "$line" %s "$(git rev-parse HEAD)"
	done
	back "$ours"
	cvd merge-file ../base.yaml ../ours.yaml ../theirs.yaml "$file"
	advisory=advisories/2026/$id.md
}

@test "an advisory that nobody published" {
	published
	git show "$theirs:$advisory" >../theirs.md
	for choice in ours theirs; do
		back "$ours"
		git show "${!choice}:$advisory" >../chosen.md
		tree=$(tree_of "$file" ../ours.yaml "$advisory" ../chosen.md)
		merged "$ours" "$theirs" "$tree" "$bob"
		run_cvd verify
		assert_status 0
	done
	back "$ours"
	echo 'What nobody published.' >../evil.md
	tree=$(tree_of "$file" ../ours.yaml "$advisory" ../evil.md)
	bad=$(merged "$ours" "$theirs" "$tree" "$bob")
	found_here document "$bad"
	found_afresh document "$bad"
}

# Three lines, each merged with both others again and again, of which one
# changes a contact each time: what it was before is a question that asks two
# of its kind.
@test "three lines that are merged crosswise again and again" {
	cover
	base=$(git rev-parse HEAD)
	y=$(contact acme Example0)
	printf '%s\n' "$base" >.git/refs/heads/main
	x=$(contact x X)
	printf '%s\n' "$base" >.git/refs/heads/main
	z=$(contact z Z)
	set -- # git asks that question, too: only in the first round
	for n in {1..26}; do
		if [ "$n" -gt 1 ]; then
			printf '%s\n' "$y" >.git/refs/heads/main
			y=$(contact acme "Example$n")
			tree=$(git rev-parse "$y^{tree}")
			set -- "$tree" "$tree" "$(git rev-parse "$x^{tree}")"
		fi
		xy=$(merged "$x" "$y" "$1")
		yz=$(merged "$y" "$z" "$2")
		zx=$(merged "$z" "$x" "$3")
		[ "$n" -gt 1 ] ||
			tree=$(git merge-tree --write-tree "$xy" "$z" | head -1)
		xyz=$(merged "$xy" "$z" "$tree")
		z=$(merged "$zx" "$y" "$tree")
		y=$(merged "$yz" "$x" "$tree")
		x=$xyz
	done
	# it would take hours, if it were asked each time
	timeout 120 "$CVD_BIN" verify --full
}

@test "more lines than anybody can have merged crosswise" {
	cover
	base=$(git rev-parse HEAD)
	lines=()
	for n in {1..65}; do
		printf '%s\n' "$base" >.git/refs/heads/main
		lines+=("$(contact "c$n" "C $n")")
	done
	ours=${lines[0]} theirs=${lines[64]}
	for n in {1..64}; do
		ours=$(merged "$ours" "${lines[n]}")
		theirs=$(merged "$theirs" "${lines[64 - n]}")
	done
	bad=$(merged "$ours" "$theirs" "$(git rev-parse "$ours^{tree}")")
	run_cvd verify --json
	assert_status 1
	assert_equal "$(json "$wrong")" "merge $bad"
}

# filled BLOB SIZE...: a tree of folders, so many on each level, down to that
# blob: many files, and few objects.
filled() {
	local object=$1 what='100644 blob' size
	shift
	for size; do
		object=$(for i in $(seq 1000 $((999 + size))); do
			printf '%s %s\t%s\n' "$what" "$object" "$i"
		done | git mktree)
		what='040000 tree'
	done
	printf '%s\n' "$object"
}

# The signature is one over something else: nobody's right is needed for it.
@test "merges that change millions of files" {
	cover
	theirs=$(git rev-parse HEAD)
	back "$(git rev-parse HEAD~)"
	trees=()
	for n in 0 1; do
		blob=$(echo "$n" | git hash-object -w --stdin)
		folder=$(filled "$blob" 100 100 90)
		trees+=("$({ git ls-tree HEAD; printf '040000 tree %s\tz\n' "$folder"; } | git mktree)")
	done
	parent=$(git rev-parse HEAD)
	for n in {1..8}; do
		unsigned "${trees[n % 2]}" "Merge branch 'other'" "$parent" "$theirs"
		[ "$n" -gt 1 ] || sign "$bob"
		parent=$(sealed | put)
		[ "$n" -gt 1 ] || first=$parent
	done
	run_cvd verify --json
	assert_status 1
	assert_equal "$(json "$wrong")" "merge $first"
	# in KiB, of a run of its own
	used=$(python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
	    "$CVD_BIN" verify)
	[ "$used" -lt 1200000 ] || fail "it took $used KiB"
}
