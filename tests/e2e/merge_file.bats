#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# One file merged for git: what comes out, and what is left as it was.

load lib
load keys
load twins
setup() {
	world_setup && twins_make || return 1
	cp "$file" ../base
}
teardown() { world_teardown; }

# sides: what alice and bob have made of the case, and the roster.
sides() {
	cp "$file" ../ours
	cp "../bob/$file" ../theirs
	cd "$WORLD" || return 1
	cp ours ours.before
}

# refused CODE MESSAGE ARGUMENT...: ours stays.
refused() {
	local code=$1 message=$2
	shift 2
	run_cvd merge-file "$@"
	assert_status "$code"
	assert_has "$talk" "$message"
	cmp ours ours.before
}

@test "both get the same, whichever is whose" {
	note alice one
	note bob two
	sides
	run_cvd merge-file base ours theirs "$file"
	assert_status 0
	assert_output ''
	assert_talk ''
	cp theirs turned
	run_cvd merge-file base turned ours.before "$file"
	assert_status 0
	cmp ours turned
	assert_equal "$(grep -cE 'one$|two$' ours)" 2
	# and once more changes nothing
	cp ours again
	run_cvd merge-file base again theirs "$file"
	assert_status 0
	cmp ours again
}

@test "neither a casebook nor a key is needed" {
	note alice one
	note bob two
	sides
	mkdir bare && cp base ours theirs bare && cd bare
	GNUPGHOME=/nowhere HOME=/nowhere XDG_CONFIG_HOME=/nowhere \
	    run_cvd merge-file base ours theirs "$file"
	assert_status 0
	assert_equal "$(ls -A)" 'base
ours
theirs'
}

@test "one case that was made twice, and one event that was written twice" {
	note alice one
	sides
	sed 's/one$/other/' ours >theirs
	refused 6 "$file: " base ours theirs "$file"
	assert_has "$talk" 'hint: it stands as this side has it'
	# another case under this id, which neither side had before
	local twin
	twin=$(cd book && make_case)
	sed "s/$twin/$id/" "book/$(file_of "$twin")" >theirs
	: >base
	refused 6 "$file: " base ours theirs "$file"
}

@test "a roster is merged where no lead must decide" {
	cp roster.yaml ../base
	cvd roster set-role bob lead >/dev/null
	cp roster.yaml ../ours
	cd "$WORLD"
	cp ours ours.before
	sed "s/^serial: 2/serial: 3/; s/^retired: \[\]/retired:\n\
  - key: \"0123456789ABCDEF0123456789ABCDEF01234567\"\n\
    reason: left\n    good_until: \"$base\"\n    void: []/" base >theirs
	run_cvd merge-file base ours theirs roster.yaml
	assert_status 0
	assert_equal "$(grep -cE '^serial: 4|role: lead|reason: left' ours)" 4
	cp ours.before ours
	sed "s/name: bob/name: rob/" base >theirs
	refused 6 'roster.yaml: ' base ours theirs roster.yaml
}

@test "other files are merged where one side changed them, and else left" {
	printf 'a\nb\nc\n' >../base
	printf 'a\nb\nc\nd\n' >../ours
	printf 'z\na\nb\nc\n' >../theirs
	cd "$WORLD"
	cp ours ours.before
	refused 6 'policies/x.yaml: both sides changed it' base ours theirs \
	    policies/x.yaml
	run_cvd merge-file base base theirs advisories/2026/x.md
	assert_status 0
	cmp base theirs
}

@test "what is no file of a casebook, or of a later program" {
	note alice one
	note bob two
	sides
	sed 's/$/\r/' ours >crlf
	refused 9 "$file" base ours crlf "$file"
	printf '<<<<<<< ours\n%s\n' "$(cat ours)" >marked
	refused 9 "$file" base ours marked "$file"
	: >nothing
	refused 9 "$file" base ours nothing "$file"
	sed 's|^schema: .*|schema: cvd-case/99|' theirs >newer
	refused 21 "$file" base ours newer "$file"
	cp crlf ours && cp crlf ours.before
	refused 9 "$file" base ours theirs "$file"
}

@test "links, pipes, folders and giants are refused" {
	note alice one
	note bob two
	sides
	ln -s theirs link
	mkfifo pipe
	mkdir folder
	truncate -s 4194305 giant
	for other in link pipe folder giant missing; do
		refused 2 "$other" base ours "$other" "$file"
		refused 2 "$other" "$other" ours theirs "$file"
	done
	run_cvd merge-file base link theirs "$file"
	assert_status 2
	[ -L link ]
	run_cvd merge-file base ours theirs
	assert_status 2
}

@test "where nothing can be written, ours stays" {
	note alice one
	note bob two
	sides
	mkdir shut && cp base ours theirs shut && chmod 500 shut
	run_unprivileged merge-file shut/base shut/ours shut/theirs "$file"
	chmod 700 shut
	assert_status 9
	cmp shut/ours ours.before
	assert_equal "$(ls -A shut)" 'base
ours
theirs'
}
