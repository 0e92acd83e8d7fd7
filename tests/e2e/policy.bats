#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2

load lib
setup() { world_setup; }
teardown() { world_teardown; }

@test "outside of a casebook the shipped policies are listed" {
	run_cvd policy list
	assert_status 0
	assert_output "be-ccb-2020  2020-10  template  shipped  Coordinated vulnerability disclosure policy (CVDP)
nl-ncsc      2023     active    shipped  Reporting a vulnerability (CVD) to the team"
	run_cvd policy list --json
	assert_equal "$(json '.policies[].id')" "be-ccb-2020
nl-ncsc"
	assert_equal "$(json '.policies[] | .leads or .default')" "false
false"
}

@test "in a casebook its own come first, and speak in its name" {
	make_book --language nl
	run_cvd policy list
	assert_status 0
	assert_output "nl-ncsc      2023     active    leads    Kwetsbaarheid melden (CVD) bij Example Desk
be-ccb-2020  2020-10  template  shipped  Beleid voor de gecoördineerde bekendmaking van kwetsbaarheden (CVDP)"
	run_cvd policy list --json -l en
	assert_equal "$(json '.policies[0] | [.origin, .leads, .title] | @csv')" \
	    '"casebook",true,"Reporting a vulnerability (CVD) to Example Desk"'
}

@test "a second policy is in force, and its open terms are filled in" {
	make_book --policy be-ccb-2020 --policy nl-ncsc --term ack=3wd \
	    --term assess=10wd --term fix=6m --term update=2w
	run_cvd policy list
	assert_has "$output" "be-ccb-2020  2020-10  active  leads "
	assert_has "$output" "nl-ncsc      2023     active  in force "
	run_cvd policy show be-ccb-2020 --json
	assert_equal "$(json '.terms[] | "\(.clock) \(.amount) \(.unit)"')" \
	    "ack 3 working-days
assess 10 working-days
fix 6 months
update 14 calendar-days"
	run_cvd policy check
	assert_status 0
	assert_has "$output" "be-ccb-2020: 0 errors"
	assert_has "$output" "nl-ncsc: 0 errors"
}

@test "a policy is shown in the language that is asked for" {
	run_cvd policy show nl-ncsc
	assert_status 0
	assert_has "$output" "  ack     acknowledgement of receipt  1 working day, calendar nl "
	assert_has "$output" "  When a report follows the procedure, the team has no reason"
	run_cvd policy show nl-ncsc --language nl
	assert_has "$output" "  ack     ontvangstbevestiging            1 werkdag, kalender nl "
	assert_has "$output" "Bij een melding volgens de procedure heeft het team geen"
	run_cvd policy show be-ccb-2020 -l fr
	assert_has "$output" "still to be filled in"
	run_cvd policy show nl-ncsc -l Dutch
	assert_status 2
	assert_talk "cvd: 'Dutch' is no language"
}

@test "show answers in JSON" {
	run_cvd policy show nl-ncsc --json
	assert_status 0
	assert_equal "$(json '.terms[2] | [.clock, .phase, .from, .amount,
	    .unit, .kind, .repeat, .when.target_kind[0]] | @csv')" \
	    '"fix","fix","received",60,"calendar-days","target",false,"system"'
	assert_equal "$(json '.escalation[0] | [.rule, .to[0], .evidence[0]] | @csv')" \
	    '"intermediary","nl-ncsc","contact-attempt"'
	assert_equal "$(json '.exclusions[3].unless')" known-vulnerable-software
	assert_equal "$(json '.publication_requires | join(" ")')" \
	    "fixed reporter_consulted"
}

@test "a template fails until its numbers are filled in" {
	run_cvd policy check be-ccb-2020
	assert_status 1
	assert_talk ""
	for term in ack assess fix update; do
		assert_has "$output" "error: term '$term' has no number [open-term]"
	done
	run_cvd policy check be-ccb-2020 --json
	assert_status 1
	assert_equal "$(json '.policies[0].ok')" false
	assert_equal "$(json '[.policies[0].findings[] |
	    select(.level == "error")] | length')" 4
}

@test "the profile be is stricter" {
	run_cvd policy check nl-ncsc
	assert_status 0
	run_cvd policy check nl-ncsc --profile be
	assert_status 1
	assert_has "$output" "error: it does not say who approved it [approval]"
}

@test "a file is checked with what it extends, and printed whole" {
	cat >own.yaml <<-'END'
		schema: cvd-policy/1
		id: own
		extends: nl-ncsc
		version: "1"
		calendar: be
	END
	run_cvd policy check own.yaml
	assert_status 0
	run_cvd policy show --yaml own.yaml
	assert_status 0
	refute_has "$output" extends
	printf '%s\n' "$output" >whole.yaml
	run_cvd policy show --yaml ./whole.yaml
	assert_equal "$output" "$(cat whole.yaml)"
}

@test "a mistake has its line, an unknown calendar too" {
	printf 'schema: cvd-policy/1\nid: own\ncolour: blue\n' >own.yaml
	run_cvd policy check own.yaml
	assert_status 1
	assert_output "own.yaml:3:1: error: unknown field 'colour' [format]
own.yaml: 1 error, 0 warnings"
	run_cvd policy show own.yaml
	assert_status 2
	assert_talk "cvd: own.yaml:3:1: unknown field 'colour'"
	printf 'a: [\n' >own.yaml
	run_cvd policy check own.yaml
	assert_status 1
	assert_has "$output" "own.yaml:2:1: error: "
	printf 'schema: cvd-policy/1\nid: own\nextends: nl-ncsc\ncalendar: fr\ntimezone: Europe/Ys\n' >own.yaml
	run_cvd policy check own.yaml
	assert_status 1
	assert_has "$output" "own.yaml:4:11: error: there is no file 'calendars/fr.yaml' [file]"
	assert_has "$output" "own.yaml:5:11: error: there is no time zone 'Europe/Ys' [timezone]"
}

@test "what there is not is said" {
	run_cvd policy show nl
	assert_status 4
	assert_talk "cvd: there is no policy 'nl'
hint: 'cvd policy list' names them all; a file is one with a '/' or .yaml"
	run_cvd policy show ./nl.yaml
	assert_status 4
	run_cvd policy show
	assert_status 2
	run_cvd policy show nl-ncsc be-ccb-2020
	assert_status 2
	run_cvd policy list nl-ncsc
	assert_status 2
	run_cvd policy check
	assert_status 2
	assert_talk "cvd: 'policy check' needs a POLICY, as this is no casebook"
	run_cvd policy adopt nl-ncsc
	assert_status 2
	assert_talk "cvd: 'policy' can list, show and check, not 'adopt'"
	run_cvd -C "$WORLD/nowhere" policy list
	assert_status 9
}

@test "what is asked, forbidden and waited for is said in words" {
	run_cvd policy show -l nl nl-ncsc
	assert_status 0
	assert_has "$output" 'Verlangd van de melder
  - zo snel mogelijk na de ontdekking melden'
	assert_has "$output" 'Niet toegestaan
  - malware plaatsen'
	assert_has "$output" 'Publicatie vereist
  - dat de kwetsbaarheid is opgelost
  - dat met de melder is overlegd'
	run_cvd policy show -l en be-ccb-2020
	assert_has "$output" 'Publication requires
  - that a reasonable time was agreed on
  - that the organisation agrees'
	for policy in nl-ncsc be-ccb-2020; do
		run_cvd policy show -l nl "$policy"
		! grep -E '^  - [a-z]+(-[a-z]+)+$' <<<"$output" ||
			fail 'a code without words'
	done
}
