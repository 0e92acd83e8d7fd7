#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Merges: the one right one, whoever made it and with what, and all others.

load lib
load attack
setup_file() { team_setup; }
setup() { team_copy; }
teardown() { team_remove; }
teardown_file() { world_teardown; }

# Keys of two who are no members yet, in a keyring of the test alone.
newcomers() {
	own_gpg
	dave=$(make_key dave@example.org Dave)
	erin=$(make_key erin@example.org Erin)
}

# Two lines from one commit, $ours and $theirs: on one bob notes something on
# the case, on the other alice adds a contact. $base is where they part.
part() {
	base=$(git rev-parse HEAD)
	cover
	theirs=$(git rev-parse HEAD)
	back "$base"
	note "$bob" 'On our line.'
	ours=$(git rev-parse HEAD)
}

# back COMMIT: there, with the files, as if nothing had happened since; what
# this person has seen is forgotten with it.
back() {
	printf '%s\n' "$1" >.git/refs/heads/main
	git reset -q --hard
	sed -i "s/^    commit: \"[0-9a-f]*\"\$/    commit: \"$1\"/" "$(trust)"
}
trust() { echo "$XDG_CONFIG_HOME"/cvd/trust/*.yaml; }

# both: the tree that git makes of two lines that touch different files.
both() { git merge-tree --write-tree "$ours" "$theirs" | head -1; }

# altered TREE PATH FILE|- ...: that tree with these files.
altered() {
	local tree=$1 was
	shift
	was=$(git rev-parse HEAD)
	bare=$(commit_tree "$tree")
	printf '%s\n' "$bare" >.git/refs/heads/main
	tree_of "$@"
	printf '%s\n' "$was" >.git/refs/heads/main
}
commit_tree() { git commit-tree -m x "$1"; }

# hash_of_both TREE: Cvd-Content-SHA256 of what is not as in both parents.
hash_of_both() {
	{
		git diff-tree -r --no-renames --name-only "$ours" "$1"
		git diff-tree -r --no-renames --name-only "$theirs" "$1"
	} | LC_ALL=C sort -u | while read -r path; do
		if git cat-file -e "$1:$path" 2>/dev/null; then
			printf '%s\0%s\0' "$path" "$(git cat-file -s "$1:$path")"
			git cat-file blob "$1:$path"
		else
			printf '%s\0-\0' "$path"
		fi
	done | sha256sum | cut -d ' ' -f 1
}

# merge_message TREE [MEMBER]: as cvd writes it.
merge_message() {
	printf 'casebook: merge\n\nCvd-Actor: %s\nCvd-Content-SHA256: %s\n' \
	    "${2:-alice}" "$(hash_of_both "$1")"
}

# merged [TREE [KEY [MESSAGE]]]: the merge of $ours and $theirs.
merged() {
	local tree=${1:-$(both)}
	commit_as "${2:-$alice}" "$tree" "${3:-$(merge_message "$tree")}" \
	    "$ours" "$theirs"
}

# unite ONE OTHER: a case file with the events of both, whose heads are alike.
unite() {
	python3 - "$1" "$2" <<-'PY'
		import re, sys
		heads, events = [], {}
		for name in sys.argv[1:]:
		    head, _, rest = open(name).read().partition("\nevents:\n")
		    heads.append(head)
		    for e in re.split(r"(?m)^(?=  - id: )", rest)[1:]:
		        key = (int(re.search(r"lamport: (\d+)", e)[1]), e[8:34])
		        assert events.setdefault(key, e) == e
		assert heads[0] == heads[1]
		print(heads[0] + "\nevents:\n" +
		      "".join(events[k] for k in sorted(events)), end="")
	PY
}

# part_case: the same, but both note something on the case; ../united.yaml is
# what it comes to.
part_case() {
	base=$(git rev-parse HEAD)
	note "$bob" 'On our line.'
	note "$bob" 'And more.'
	ours=$(git rev-parse HEAD)
	back "$base"
	note "$alice" 'On their line.'
	theirs=$(git rev-parse HEAD)
	back "$ours"
	git show "$ours:$file" >../ours.yaml
	git show "$theirs:$file" >../theirs.yaml
	unite ../ours.yaml ../theirs.yaml >../united.yaml
}
united_tree() { altered "$ours^{tree}" "$file" "${1:-../united.yaml}"; }

@test "two lines that touch different files" {
	part
	merged
	git reset -q --hard
	proven
	run_cvd verify --json
	assert_equal "$(json .commits)" 8
	# and it goes on from there
	note "$bob"
	proven
}

@test "the same the other way round, by a member, under git's words" {
	part
	commit_as "$bob" "$(both)" "Merge branch 'other'" "$theirs" "$ours"
	proven
}

@test "a merge of what is there already" {
	part
	back "$base"
	commit_as "$alice" "$(git rev-parse "$theirs^{tree}")" \
	    "Merge branch 'other'" "$base" "$theirs"
	proven
}

@test "two lines of notes on one case" {
	part_case
	[ "$(grep -c '^  - id: ' ../united.yaml)" = \
		"$(($(grep -c '^  - id: ' ../ours.yaml) + 1))" ]
	merged "$(united_tree)"
	git reset -q --hard
	proven
	run_cvd show "$id"
	assert_status 0
	# the next number is one more than the greatest of both
	note "$alice" 'Seen by both.'
	proven
}

@test "lines that were merged crosswise" {
	part
	one=$(merged)
	back "$theirs"
	swap=$ours ours=$theirs theirs=$swap
	other=$(merged)
	ours=$one theirs=$other
	merged "$(git rev-parse "$one^{tree}")"
	git reset -q --hard
	proven
	note "$bob"
	proven
}

@test "a member brings in what a lead changed on the other line" {
	newcomers
	base=$(git rev-parse HEAD)
	enlist dave member "$dave"
	theirs=$(git rev-parse HEAD)
	back "$base"
	note "$bob" 'Meanwhile.'
	ours=$(git rev-parse HEAD)
	merged "$(both)" "$bob" "Merge branch 'main'"
	git reset -q --hard
	proven
	note "$dave" 'I am here.'
	proven
}

@test "two lines change the roster, and it is clear what it comes to" {
	newcomers
	base=$(git rev-parse HEAD)
	enlist dave member "$dave"
	ours=$(git rev-parse HEAD)
	git show HEAD:roster.yaml >../members.yaml
	back "$base"
	roster
	retire "$mallory" left "$base"
	git add -A && commit_team commit
	theirs=$(git rev-parse HEAD)
	git show "HEAD:roster.yaml" | sed -n '/^retired:/,$p' >../retired.yaml
	# the members of one, the retirements of the other, and the next serial
	{
		sed '/^retired:/,$d' ../members.yaml
		cat ../retired.yaml
	} >../roster.yaml
	was=$(sed -n 's/^serial: //p' ../roster.yaml)
	# git's own merge keeps the serial
	tree=$(altered "$ours^{tree}" roster.yaml ../roster.yaml)
	bad=$(merged "$tree")
	found merge "$bad"
	sed -i "s/^serial: .*/serial: $((was + 1))/" ../roster.yaml
	tree=$(altered "$ours^{tree}" roster.yaml ../roster.yaml)
	merged "$tree"
	git reset -q --hard
	proven
	note "$dave" 'I am here.'
	proven
}

# part_contact: both lines have another text of one contact.
part_contact() {
	cover
	base=$(git rev-parse HEAD)
	for line in ours theirs; do
		sed "s/^name: .*/name: Example Ltd ($line)/" ../contact >../"$line"
		commit_files contacts/acme.yaml ../"$line" >/dev/null
		printf -v "$line" %s "$(git rev-parse HEAD)"
		back "$base"
	done
	back "$ours"
}
settled_contact() { altered "$ours^{tree}" contacts/acme.yaml "$1"; }

@test "a person settles what both lines changed" {
	part_contact
	for choice in ours theirs contact; do
		back "$ours"
		tree=$(settled_contact ../"$choice")
		merged "$tree" "$bob" "$(merge_message "$tree" bob)"
		proven
		back "$ours"
		merged "$tree" "$bob" 'Merge, by hand.'
		proven
	done
}

@test "a bot settles it" {
	part_contact
	tree=$(settled_contact ../ours)
	bad=$(merged "$tree" "$carol" 'Merge, by cron.')
	found forbidden "$bad"
}

@test "it is settled with what is no contact" {
	part_contact
	head -c 5000000 /dev/zero | tr '\0' a >../huge
	tree=$(settled_contact ../huge)
	bad=$(merged "$tree")
	found size "$bad"
}

# part_members: both lines have a member more.
part_members() {
	newcomers
	base=$(git rev-parse HEAD)
	enlist dave member "$dave"
	ours=$(git rev-parse HEAD)
	back "$base"
	enlist erin member "$erin"
	theirs=$(git rev-parse HEAD)
	git show "$theirs:keys/$erin.asc" >../erin.asc
	back "$ours"
	printf '  - name: erin\n    role: member\n    primary: "%s"\n    signing:\n      - "%s"\n' \
	    "$erin" "$erin" >../erin.yaml
	roster '/^retired:/{
		r ../erin.yaml
		N
	}'
	git show "$ours:roster.yaml" | sed '/^retired:/d' >../roster.yaml
	cat ../erin.yaml >>../roster.yaml
	echo 'retired: []' >>../roster.yaml
	was=$(sed -n 's/^serial: //p' ../roster.yaml)
	sed -i "s/^serial: .*/serial: $((was + 1))/" ../roster.yaml
	git reset -q --hard
}
members_tree() {
	altered "$ours^{tree}" roster.yaml ../roster.yaml \
	    "keys/$erin.asc" ../erin.asc
}

@test "a lead settles who is a member" {
	part_members
	merged "$(members_tree)"
	git reset -q --hard
	proven
	note "$erin" 'I am here, too.'
	note "$dave" 'So am I.'
	proven
}

@test "a member settles who is a member" {
	part_members
	bad=$(merged "$(members_tree)" "$bob" 'Merge, by hand.')
	found forbidden "$bad"
}

@test "a lead settles it under a serial that was there already" {
	part_members
	sed -i "s/^serial: .*/serial: $was/" ../roster.yaml
	bad=$(merged "$(members_tree)")
	found roster-serial "$bad"
}

@test "a lead settles it and drops a retirement of one line" {
	newcomers
	base=$(git rev-parse HEAD)
	roster
	retire "$mallory" left "$base"
	dismiss carol
	git add -A && commit_team commit
	theirs=$(git rev-parse HEAD)
	back "$base"
	enlist dave member "$dave"
	ours=$(git rev-parse HEAD)
	roster
	cp roster.yaml ../roster.yaml
	git reset -q --hard
	tree=$(altered "$ours^{tree}" roster.yaml ../roster.yaml)
	bad=$(merged "$tree")
	found roster-retired "$bad"
}

@test "a file that no line changed" {
	part
	sed 's/^name: .*/name: Another Desk/' cvd.yaml >../cvd.yaml
	bad=$(merged "$(altered "$(both)" cvd.yaml ../cvd.yaml)")
	found merge "$bad"
}

@test "a file that nobody knew" {
	part
	bad=$(merged "$(altered "$(both)" contacts/evil.yaml ../contact)")
	found merge "$bad"
}

@test "a file that is no file of a casebook" {
	part
	bad=$(merged "$(altered "$(both)" .gitmodules ../contact)")
	found merge "$bad"
}

@test "what one line brought is left out" {
	part
	bad=$(merged "$(git rev-parse "$ours^{tree}")")
	found merge "$bad"
}

@test "what this line had is left out" {
	part
	bad=$(merged "$(git rev-parse "$theirs^{tree}")")
	found merge "$bad"
}

@test "another text of what one line brought" {
	part
	sed 's/^name: .*/name: Another Ltd/' ../contact >../evil
	bad=$(merged "$(altered "$(both)" contacts/acme.yaml ../evil)")
	found merge "$bad"
}

@test "a file becomes a program" {
	part
	blob=$(git rev-parse "$theirs:contacts/acme.yaml")
	export GIT_INDEX_FILE=$WORLD/index
	git read-tree "$(both)"
	git update-index --add --cacheinfo "100755,$blob,contacts/acme.yaml"
	tree=$(git write-tree)
	unset GIT_INDEX_FILE
	bad=$(merged "$tree")
	found mode "$bad"
}

@test "an event of the other line is lost" {
	part_case
	bad=$(merged "$(united_tree ../ours.yaml)")
	found merge "$bad"
}

@test "an event of this line is lost" {
	part_case
	bad=$(merged "$(united_tree ../theirs.yaml)")
	found merge "$bad"
}

@test "an event is lost by the way" {
	part_case
	{
		heading ../united.yaml
		for n in 1 2 3 4 6; do event ../united.yaml "$n"; done
	} >../lost.yaml
	! cmp -s ../lost.yaml ../united.yaml
	bad=$(merged "$(united_tree ../lost.yaml)")
	found merge "$bad"
}

@test "an event is edited by the way" {
	part_case
	sed 's/On their line/On that line/' ../united.yaml >../edited.yaml
	! cmp -s ../edited.yaml ../united.yaml
	bad=$(merged "$(united_tree ../edited.yaml)")
	found merge "$bad"
}

@test "events come in another order" {
	part_case
	{
		cat ../ours.yaml
		event ../theirs.yaml "$(grep -c '^  - id: ' ../theirs.yaml)"
	} >../behind.yaml
	cmp -s ../behind.yaml ../united.yaml && skip 'that is the order'
	bad=$(merged "$(united_tree ../behind.yaml)")
	found merge "$bad"
}

@test "an event of the merger's own" {
	part_case
	draft "$alice" note "$id" --file - <<<'By the way.'
	{
		cat ../united.yaml
		event ../draft.yaml "$(grep -c '^  - id: ' ../draft.yaml)"
	} >../more.yaml
	bad=$(merged "$(united_tree ../more.yaml)")
	found merge "$bad"
}

@test "the marks of a conflict" {
	part_case
	{
		echo '<<<<<<< HEAD'
		cat ../ours.yaml
		echo '======='
		cat ../theirs.yaml
		echo '>>>>>>> other'
	} >../marks.yaml
	bad=$(merged "$(united_tree ../marks.yaml)")
	found merge "$bad"
}

@test "both lines put on one another, as merge=union does" {
	part_case
	git show "$base:$file" >../base.yaml
	git merge-file -p --union ../ours.yaml ../base.yaml ../theirs.yaml \
	    >../union.yaml
	cmp -s ../union.yaml ../united.yaml && skip 'for once it is right'
	bad=$(merged "$(united_tree ../union.yaml)")
	found merge "$bad"
}

@test "one id, and two cases" {
	base=$(git rev-parse HEAD)
	second=$(make_case)
	git show "HEAD:$(file_of "$second")" >../theirs.yaml
	back "$base"
	first=$(make_case)
	ours=$(git rev-parse HEAD)
	# the same id, as if it had been drawn on the other line, too
	sed -i "s/$second/$first/" ../theirs.yaml
	git log -1 --format=%B |
	    sed "s/^Cvd-Event: [0-9A-Z]*/Cvd-Event: $(sed -n 's/^  - id: //p' ../theirs.yaml)/" \
		>../draft.message
	back "$base"
	tree=$(tree_of "$(file_of "$first")" ../theirs.yaml)
	theirs=$(commit_as "$alice" "$tree" "$(case_message "$tree")")
	run_cvd verify --json
	assert_status 0
	for line in "$ours" "$theirs"; do
		back "$ours"
		bad=$(merged "$(git rev-parse "$line^{tree}")")
		found_here merge "$bad"
		assert_has "$output" 'for two reports'
	done
}

@test "two texts of one event" {
	base=$(git rev-parse HEAD)
	draft "$alice" note "$id" --file - <<<'The first text.'
	ours=$(commit_case)
	back "$base"
	forge_last 's/The first text/Another text/'
	theirs=$(commit_case "$alice" ../forged.yaml)
	for line in "$ours" "$theirs"; do
		back "$ours"
		bad=$(merged "$(git rev-parse "$line^{tree}")")
		found_here merge "$bad"
		assert_has "$output" 'is not the same on both sides'
	done
}

@test "words of a merge that are not true" {
	part
	tree=$(both)
	message=$(merge_message "$tree")
	bad=$(merged "$tree" "$alice" "${message/alice/bob}")
	found message "$bad"
}

@test "a hash in a merge that is not that of the files" {
	part
	tree=$(both)
	message=$(merge_message "$tree" | sed 's/SHA256: .*/SHA256: '"$(printf '%064d' 0)"'/')
	bad=$(merged "$tree" "$alice" "$message")
	found content-hash "$bad"
}

@test "trailers that are none of a merge" {
	part
	bad=$(merged "$(both)" "$alice" $'Merge branch \'x\'\n\nCvd-Actor: bob')
	found message "$bad"
}

@test "the words of a commit of the team" {
	part
	tree=$(both)
	bad=$(merged "$tree" "$alice" \
	    "$(merge_message "$tree" | sed 's/casebook: merge/casebook: commit/')")
	found message "$bad"
}

@test "a merge that is not signed" {
	part
	tree=$(both)
	unsigned "$tree" "$(merge_message "$tree")" "$ours" "$theirs"
	bad=$(put <../commit)
	found unsigned "$bad"
}

@test "a merge by who is a member on one line alone" {
	newcomers
	base=$(git rev-parse HEAD)
	enlist dave member "$dave"
	theirs=$(git rev-parse HEAD)
	back "$base"
	note "$bob"
	ours=$(git rev-parse HEAD)
	bad=$(merged "$(both)" "$dave" "Merge branch 'main'")
	found unauthorised "$bad"
	back "$ours"
	swap=$ours ours=$theirs theirs=$swap
	bad=$(merged "$(both)" "$dave" "Merge branch 'main'")
	found unauthorised "$bad"
}

@test "a merge by a bot, of what is clear" {
	part
	merged "$(both)" "$carol" "Merge branch 'main'"
	proven
}

@test "who left goes on elsewhere, and is merged in" {
	base=$(git rev-parse HEAD)
	note "$bob" 'After he had left.'
	late=$(git rev-parse HEAD)
	back "$base"
	roster
	retire "$bob" left "$base"
	dismiss bob
	git add -A && commit_team commit
	parting=$(git rev-parse HEAD)
	for order in "$parting $late" "$late $parting"; do
		read -r ours theirs <<<"$order"
		back "$ours"
		merged "$(both)"
		run_cvd verify --json
		assert_status 1
		assert_equal "$(json "$wrong")" "signed-after-cutoff $late"
		fresh --json
		assert_equal "$(json "$wrong")" "signed-after-cutoff $late"
	done
}

@test "a checkpoint, and a line that left before it" {
	part
	back "$theirs"
	note "$alice" 'What a lead vouches for.'
	theirs=$(git rev-parse HEAD)
	back "$ours"
	merged
	git reset -q --hard
	fresh --json --checkpoint "$theirs"
	assert_status 0
	# the other line, and the merge: what the checkpoint comes from is its word
	assert_equal "$(json .judged)" 2
	fresh --json
	assert_equal "$(json .judged)" "$(git rev-list --count HEAD)"
}

@test "what came behind a commit, with a line that left before it" {
	part
	merged
	git reset -q --hard
	run_cvd verify --json "$theirs..HEAD"
	assert_status 0
	assert_equal "$(json '[.log[].commit] | sort | join(" ")')" \
	    "$(git rev-list "$theirs..HEAD" | sort | paste -s -d ' ')"
	# of a case only a merge that made one of two versions
	run_cvd verify --json "$id"
	assert_status 0
	refute_has "$(json '[.log[].commit] | join(" ")')" "$(git rev-parse HEAD)"
}
