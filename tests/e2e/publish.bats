#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() {
	world_setup
	make_book
	id=$(make_case)
}
teardown() { world_teardown; }

fixed() {
	cvd assess "$id" --accept --cwe CWE-287 --cvss \
	    CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N >/dev/null
	cvd vendor add "$id" --name 'Example Ltd' \
	    --email security@example.com >/dev/null
	cvd fix "$id" --released --version '2.4_1' \
	    --reference https://example.com/r >/dev/null
}
advisory() {
	git show "HEAD:advisories/2026/$id.md"
}

@test "an advisory is written, recorded and told" {
	fixed
	cvd event "$id" reporter_consulted >/dev/null
	cvd consent "$id" naming yes --medium email >/dev/null
	run_cvd publish "$id" --yes --summary-file - <<<'Any *password* did.'
	assert_status 0
	assert_output "$id: published
letter publish to reporter: sent
letter publish to vendor-1: sent"
	assert_talk ''
	assert_equal "$(advisory)" "# Login form accepts any password

- Advisory: $id
- Published by: Example Desk
- Reported: 2026-11-20
- Fixed: 2026-11-20
- Published: 2026-11-20
- Weakness: CWE-287
- CVSS: CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N
- Found by: Rosa Finder

## Summary

Any *password* did.

## Fix

- 2.4\\_1, 2026-11-20, <https://example.com/r>"
	assert_has "$(cat "$(file_of "$id")")" "      - path: advisories/2026/$id.md
        sha256: \"$(advisory | sha256sum | cut -c 1-64)\""
	assert_has "$(mail_of "$id" publish)" 'Any *password* did.'
	git log -2 --format=%H | while read -r commit; do
		git verify-commit "$commit" 2>/dev/null
	done
	assert_equal "$(git status --porcelain)" ''
	cmp "advisories/2026/$id.md" <(advisory)
}

@test "who says nothing stays unknown, and the report stays inside" {
	fixed
	cvd event "$id" reporter_consulted --no-letter phoned >/dev/null
	cvd publish "$id" --yes --no-letter 'a test' >/dev/null
	assert_has "$(advisory)" \
	    'Found by: a researcher who wishes to remain anonymous'
	refute_has "$(advisory)" Rosa
	refute_has "$(advisory)" 'Example Ltd'
	refute_has "$(advisory)" login.example.org
	refute_has "$(advisory)" 'opens the door'
}

@test "before there is a fix a reason is needed" {
	cvd assess "$id" --accept >/dev/null
	assert_unchanged run_cvd publish "$id" --yes
	assert_status 5
	assert_has "$talk" 'published is what was fixed; the case is accepted'
	assert_has "$talk" 'hint: legal next steps: '
	run_cvd publish "$id" --yes --force 'it is on a mailing list'
	assert_status 0
	assert_has "$output" "$id: published"
	assert_has "$(cat "$(file_of "$id")")" 'forced: it is on a mailing list'
	assert_has "$(advisory)" 'There is no fix yet.'
}

@test "what was not accepted is not published, by no reason" {
	assert_unchanged run_cvd publish "$id" --yes --force 'I want to'
	assert_status 5
	assert_has "$talk" 'what was not accepted is not published'
	cvd assess "$id" --duplicate-of "$(make_case)" >/dev/null
	assert_unchanged run_cvd publish "$id" --yes --force 'I want to'
	assert_status 5
	assert_has "$talk" 'what was not accepted is not published'
}

@test "a policy's conditions are named with what records them" {
	fixed
	assert_unchanged run_cvd publish "$id" --yes
	assert_status 5
	assert_talk "cvd: policy 'nl-ncsc' (publication.requires) asks for 'reporter_consulted' before anything is published
hint: 'cvd event $id reporter_consulted' records it"
}

@test "the organisation's consent is not to be forced" {
	cd .. && rm -rf book
	cvd init book --name 'Example Desk' --as alice --policy be-ccb-2020 \
	    --from desk@example.org --language en \
	    --term ack=3wd --term assess=5wd --term fix=90d --term update=14d >/dev/null
	cd book || return 1
	id=$(make_case)
	fixed
	assert_unchanged run_cvd publish "$id" --yes
	assert_status 5
	assert_has "$talk" "policy 'be-ccb-2020' (publication.requires) asks for 'reasonable_time_agreed'"
	assert_has "$talk" "hint: 'cvd consent $id publication yes"
	assert_unchanged run_cvd publish "$id" --yes --force 'no answer'
	assert_status 5
	assert_has "$talk" "policy 'be-ccb-2020' (publication.consent_of) asks for the consent of vendor-1"
	assert_has "$talk" "'cvd consent $id publication yes --party vendor-1 --medium"
	cvd consent "$id" publication yes --medium post >/dev/null
	run_cvd publish "$id" --yes
	assert_status 0
	cvd consent "$id" publication no --medium post >/dev/null
	assert_unchanged run_cvd publish "$id" --yes
	assert_status 5
}

@test "somebody says yes, or nothing happens" {
	fixed
	cvd event "$id" reporter_consulted >/dev/null
	assert_unchanged run_cvd publish "$id"
	assert_status 2
	assert_has "$talk" '--yes'
	assert_unchanged run_tty $'\n' publish "$id"
	assert_status 3
	assert_has "$output" "cvd: finder: a researcher who wishes"
	assert_has "$output" "publish 'Login form accepts any password' ($id)? [y/N]"
	run_tty $'y\n' publish "$id"
	assert_status 0
	assert_has "$output" "$id: published"
}

@test "dry run shows the advisory and asks nothing" {
	fixed
	cvd event "$id" reporter_consulted >/dev/null
	assert_unchanged run_cvd publish "$id" -n
	assert_status 0
	assert_has "$output" "    # Login form accepts any password"
	assert_has "$output" "file: advisories/2026/$id.md"
}

@test "what strangers wrote is no markup, a summary no page" {
	local event
	event=$(cvd show "$id" --json | jq -r '.events[0].id')
	cvd correct "$id" "$event" title '<img src=x> [a](b)' --reason test \
	    >/dev/null
	fixed
	cvd event "$id" reporter_consulted >/dev/null
	cvd publish "$id" --yes --summary-file - >/dev/null \
	    <<<$'<script>x</script> \x1b[2J'
	assert_has "$(advisory)" '# \<img src=x\> \[a\](b)'
	assert_has "$(advisory)" '&lt;script>x&lt;/script> \x1b[2J'
}

@test "publishing again renews the file" {
	fixed
	cvd event "$id" reporter_consulted >/dev/null
	cvd publish "$id" --yes >/dev/null
	cvd close "$id" --reason resolved >/dev/null
	at 2026-12-01T09:00:00Z run_cvd publish "$id" --yes \
	    --summary-file - <<<'More is known.'
	assert_status 0
	assert_has "$output" "$id: closed"
	assert_has "$(advisory)" '- Published: 2026-11-20
- Updated: 2026-12-01'
	assert_equal "$(git status --porcelain)" ''
}

@test "publishing again what has not changed is proven, too" {
	fixed
	cvd event "$id" reporter_consulted >/dev/null
	cvd publish "$id" --yes >/dev/null
	cvd publish "$id" --yes >/dev/null
	before=$(git rev-parse "HEAD:advisories/2026/$id.md")
	cvd publish "$id" --yes >/dev/null
	assert_equal "$(git rev-parse "HEAD:advisories/2026/$id.md")" "$before"
	run_cvd verify --full
	assert_status 0
}

@test "values are judged" {
	fixed
	assert_unchanged run_cvd publish "$id" --yes --force ''
	assert_status 2
	assert_unchanged run_cvd publish "$id" --yes --force $'a\nb'
	assert_status 2
	assert_unchanged run_cvd publish "$id" --yes --summary-file nowhere
	assert_status 2
	run_cvd publish
	assert_status 2
}
