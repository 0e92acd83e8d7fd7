#!/usr/bin/env bats
# SPDX-License-Identifier: EUPL-1.2
# Keys that do not sign, and programs that are no gpg or lie: exit code 7, and
# the casebook is as it was.

load lib

setup() {
	world_setup
	make_book
	id=$(make_case)
	echo text >../text
	gpg=$(command -v gpg)
}
teardown() {
	# gpgme lets go of a gpg that hangs, and does not end it
	cat "$WORLD"/hang*.pid 2>/dev/null | xargs -r kill 2>/dev/null || :
	world_teardown
}

# wrap TEXT: what git calls gpg is a script of this text, with $GPG in it for
# the real one. A first line that is a pattern says for which arguments; for
# all others it is gpg.
wrap() {
	printf '#!/bin/sh\nGPG=%s\n%s\n' "$gpg" "$1" >../wrapped
	chmod +x ../wrapped
	git config gpg.program "$WORLD/wrapped"
}

# refused TEXT: no command writes, each says that and changes nothing.
refused() {
	local before
	before=$(left_behind)
	for words in "note $id --file ../text" "ack $id" \
	    'new --title x --incomplete --anonymous'; do
		# shellcheck disable=SC2086 # words of a command
		run_cvd $words </dev/null
		assert_status 7
		assert_has "$talk" "$1"
	done
	assert_equal "$(left_behind)" "$before"
	git fsck --strict
}

@test "a key that was revoked" {
	local key
	key=$(git config user.signingkey)
	sed -n '/^:---/s/^://; /^---/,$p' \
	    "$GNUPGHOME/openpgp-revocs.d/$key.rev" |
		gpg --batch --quiet --import
	refused "key $key is revoked"
	run_cvd show "$id"
	assert_status 0
}

@test "a key that another one replaced" {
	git config user.signingkey "$(make_key mallory@example.net Mallory)"
	for words in "note $id --file ../text" "ack $id"; do
		# shellcheck disable=SC2086 # words of a command
		assert_unchanged run_cvd $words
		assert_status 5
		assert_has "$talk" 'is of no member of this casebook'
	done
}

@test "a home of gpg that is not there, or may not be read" {
	GNUPGHOME=$WORLD/nowhere refused 'cvd: '
	mv "$GNUPGHOME" "$WORLD/moved"
	refused 'cvd: '
	mv "$WORLD/moved" "$GNUPGHOME"
}

@test "a program that is no gpg" {
	wrap 'echo rubbish'
	refused "wrapped' is not gpg 2"
	wrap 'exit 1'
	refused "wrapped' is not gpg 2"
	wrap 'echo "gpg (GnuPG) 1.4.23"'
	refused "wrapped' is not gpg 2"
	wrap 'head -c 100000 /dev/zero'
	refused 'cvd: '
	git config gpg.program "$WORLD/nowhere"
	refused "there is no program '$WORLD/nowhere'"
	git config gpg.program "$WORLD"
	refused "there is no program '$WORLD'"
}

@test "a program that lies" {
	# shellcheck disable=SC2016 # for the script
	while IFS= read -r script; do
		wrap "$script"
		refused 'cvd: '
	done <<-'END'
	case "$*" in *--detach*) exit 0 ;; esac; exec $GPG "$@"
	case "$*" in *--detach*) exit 2 ;; esac; exec $GPG "$@"
	case "$*" in *--detach*) kill -9 $$ ;; esac; exec $GPG "$@"
	case "$*" in *--detach*) echo rubbish; exit 0 ;; esac; exec $GPG "$@"
	case "$*" in *--detach*) head -c 9000000 /dev/zero; exit 0 ;; esac; exec $GPG "$@"
	echo 'Good morning'; exec $GPG "$@"
	case "$*" in *--detach*) $GPG "$@"; echo 'Good night'; exit 0 ;; esac; exec $GPG "$@"
	case "$*" in *--list*) exit 0 ;; esac; exec $GPG "$@"
	case "$*" in *--list*) echo 'sec:u:255:22:0:0::::::::::'; exit 0 ;; esac; exec $GPG "$@"
	case "$*" in *--list*) head -c 9000000 /dev/urandom; exit 0 ;; esac; exec $GPG "$@"
	END
}

@test "a program that hangs, whatever it is asked" {
	local pids=() asked=(--version --list-secret --detach)
	# three copies are three histories, which one person does not trust
	cp -a "$XDG_CONFIG_HOME" ../trusted
	for i in "${!asked[@]}"; do
		cp -a . "../book$i"
		cat >"../hang$i" <<-END
		#!/bin/sh
		case "\$*" in *${asked[i]}*)
			echo \$\$ >\$0.pid; exec sleep 300 ;; esac
		exec $gpg "\$@"
		END
		chmod +x "../hang$i"
		git -C "../book$i" config gpg.program "$WORLD/hang$i"
		"$CVD_BIN" -C "../book$i" note "$id" --file ../text \
		    </dev/null >"../said$i" 2>&1 &
		pids+=($!)
	done
	for i in "${!asked[@]}"; do
		status=0
		wait "${pids[i]}" || status=$?
		rm -rf "$XDG_CONFIG_HOME"
		talk=$(cat "../said$i")
		assert_status 7
		assert_has "$talk" 'gave no answer within 30 seconds'
		assert_equal "$(git -C "../book$i" rev-list --count main)" 2
		assert_equal "$(git -C "../book$i" status --porcelain)" ''
		# and the lock is free again
		git -C "../book$i" config --unset gpg.program
		cp -a ../trusted "$XDG_CONFIG_HOME"
		run_cvd -C "../book$i" note "$id" --file ../text
		assert_status 0
		rm -r "$XDG_CONFIG_HOME"
	done
}
