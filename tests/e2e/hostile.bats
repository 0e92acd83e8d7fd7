#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Values that want to be more than values: a second header, a command to the
# terminal, a path out of the casebook.

load lib

setup() {
	world_setup
	make_book
	id=$(make_case)
	event=$(cvd show "$id" --json | jq -r '.events[0].id')
	echo text >../text
}
teardown() { world_teardown; }

# commands: command lines that would do something here, one a line.
commands() {
	cat <<-END
	ack $id
	assess --accept $id
	assign $id alice
	close $id --reason spam
	commit cvd.yaml
	config merge
	consent $id naming yes --medium email
	correct $id $event title Other --reason wrong
	due
	escalate $id --to nl-ncsc --reason not-actionable
	event $id info_received
	fix $id --released
	init ../other --name Desk --policy nl-ncsc --as alice
	keys list
	list
	log $id
	merge-file ../base ../ours ../theirs roster.yaml
	new --title x --incomplete --anonymous
	note $id --file ../text
	notify $id
	policy list
	publish $id --yes
	roster list
	roster set-role alice lead
	send
	show $id
	sync
	vendor add $id --name x
	verify
	void $id $event --reason wrong
	END
}

# value_options COMMAND: those of its options that take a value. The reason for
# no letter becomes a private note, which may have lines.
value_options() {
	cvd "$1" -h | sed -nE 's/^ +(-[a-zA-Z], )?(--[a-z-]+) [A-Z].*/\2/p' |
		grep -vx -e --no-letter
}

# harmless: what was said has no byte that a terminal would obey, and no line
# that came from the value.
harmless() {
	local said=$output$talk
	[[ ! ${said//$'\n'/} =~ [[:cntrl:]] ]] || fail "$* reached the terminal"
	[[ ! $'\n'$said =~ $'\n'Bcc ]] || fail "$* became a line"
}

# outside: all files of this world but those of the tests themselves.
outside() {
	find "$WORLD" -path "$WORLD/gpg" -prune -o -type f ! -name runs \
	    ! -name talk -print | sort
}

@test "all commands are tried" {
	assert_equal "$(commands | cut -d' ' -f1 | sort -u)" \
	    "$(cvd help | sed -nE 's/^  ([a-z][a-z-]*)  +[a-z].*/\1/p' |
		grep -vE '^(help|version)$' | sort -u)"
}

@test "no option takes a line break or an escape" {
	local before tried=0
	before=$(left_behind)
	while read -ra words; do
		for option in $(value_options "${words[0]}"); do
			for value in $'x\r\nBcc: evil@example.com' \
			    $'\e]0;evil\a'; do
				run_cvd "${words[@]}" "$option" "$value" \
				    </dev/null
				# nobody is called so, and the list is empty
				[[ $status =~ ^[2-9]$ ||
				    "${words[0]} $option" = 'list --assigned' ]] ||
					fail "${words[*]} $option" "${value@Q}"
				harmless "${words[*]} $option"
				tried=$((tried + 1))
			done
		done
	done < <(commands)
	[ "$tried" -gt 150 ]
	assert_equal "$(left_behind)" "$before"
}

@test "no operand takes a line break or an escape" {
	local before
	before=$(left_behind)
	while read -ra words; do
		# a folder that is to be made may have any name
		[ "${words[0]}" != init ] || continue
		for i in "${!words[@]}"; do
			[[ $i -gt 0 && ${words[i]} != -* ]] || continue
			for value in $'x\r\nBcc: evil@example.com' \
			    $'\e]0;evil\a'; do
				run_cvd "${words[@]:0:i}" "$value" \
				    "${words[@]:i+1}" </dev/null
				[[ $status =~ ^[2-9]$ ]] || fail \
				    "${words[*]}, word $i, takes ${value@Q}"
				harmless "${words[*]}, word $i"
			done
		done
	done < <(commands)
	for value in $'x\r\nBcc: evil@example.com' $'\e]0;evil\a'; do
		run_cvd -C "$value" list
		assert_status 9
		harmless -C
		run_cvd "$value"
		assert_status 2
		harmless "a command"
	done
	assert_equal "$(left_behind)" "$before"
}

@test "no name leads out of its folder" {
	local before
	before=$(outside)
	for value in ../x ../../x /etc/passwd .. . a/b .git '' 'a b' \
	    ../../../../../../../../etc/passwd; do
		while IFS='|' read -ra words; do
			run_cvd "${words[@]//@/$value}"
			[[ $status =~ ^[1-5]$ ]] ||
				fail "${words[*]} takes ${value@Q}"
		done <<-END
		show|@
		log|@
		note|--file|../text|@
		ack|@
		send|--case|@
		send|--reason|x|--cancel|@
		assign|$id|@
		keys|export|@
		roster|add|@|--key|../text
		roster|retire|@|--reason|left
		assess|$id|--accept|--exclusion|@
		assess|$id|--duplicate-of|@
		vendor|set|$id|--name|x|@
		vendor|add|$id|--name|x|--language|@
		event|$id|status_update|--party|@
		event|$id|@
		correct|$id|$event|@|x|--reason|x
		correct|$id|$event|@|x|--reason|x
		correct|$id|$event|@|x|--reason|x
		policy|show|@
		init|../y|--policy|nl-ncsc|--name|x|--as|@
		init|../y|--name|x|--as|alice|--policy|@
		init|../y|--name|x|--as|alice|--policy|nl-ncsc|--timezone|@
		init|../y|--name|x|--as|alice|--policy|nl-ncsc|--language|@
		commit|@
		commit|--file|@
		correct|$id|@|title|x|--reason|x
		void|$id|@|--reason|x
		END
	done
	assert_equal "$(outside)" "$before"
	assert_equal "$(git status --porcelain)" ''
}

@test "the reason for no letter is shown without its escapes" {
	cvd ack "$id" --no-letter $'x\r\nBcc: \e]0;evil\a' >/dev/null
	run_cvd log "$id"
	assert_status 0
	assert_has "$output" 'No letter: x'
	[[ ! $output =~ [$'\e\a\r'] ]] || fail 'a control character'
}

@test "a file is named without its escapes" {
	local name=$'\e[31mred\u202e.yaml'
	mkdir contacts
	echo x >"contacts/$name"
	run_cvd commit contacts
	[[ $status =~ ^[25]$ ]]
	harmless commit
	refute_has "$talk" $'\u202e'
	run_cvd note "$id" --file "../$name"
	assert_status 2
	harmless note
	refute_has "$talk" $'\u202e'
	mkdir "../$name"
	run_cvd -C "../$name" show "$id"
	assert_status 9
	refute_has "$talk" $'\u202e'
	harmless show
}

@test "what was committed by hand is shown without its escapes" {
	local name=$'cases/2026/\e[31m/x\u202e.yaml' file
	file=$(file_of "$id")
	mkdir -p "$(dirname "$name")"
	echo x >"$name"
	sed -i 's/^title: .*/title: "a\\eb"/' "$file"
	git add -A
	git commit -q --no-gpg-sign -m spoiled
	for command in list due "show $id" "log $id"; do
		# shellcheck disable=SC2086 # words of a command
		run_cvd $command
		assert_status 9
		assert_has "$talk" "$file:3:8: 'title' must be one line"
		harmless "$command"
	done
}
