# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash
# Keys of other people, for end-to-end tests: each in a home of its own, and
# in a file that it was sent in. Load it behind lib. What is done to keys was
# done long before the time of any test.

# gpg_of NAME ARGUMENT...: gpg at home with NAME, in 2022, or when $KEY_TIME
# says.
gpg_of() {
	local home=$WORLD/gpg-$1
	shift
	gpg --homedir "$home" --batch --quiet --no-tty --pinentry-mode loopback \
	    --passphrase '' --faked-system-time "${KEY_TIME:-20220101T000000}" \
	    "$@" 2>/dev/null
}

# own_key NAME [EXPIRES [USAGE]]: makes the key of NAME in $WORLD/gpg-NAME, in
# 2020 unless $KEY_TIME is set, and puts it into $WORLD/NAME.asc; prints its
# fingerprint.
own_key() {
	local algorithm=future-default
	[ "${3:-}" != cert ] || algorithm=ed25519
	mkdir -m 700 "$WORLD/gpg-$1"
	KEY_TIME=${KEY_TIME:-20200101T000000} gpg_of "$1" --quick-generate-key \
	    "$1 (INSECURE test key) <$1@example.org>" "$algorithm" \
	    "${3:-default}" "${2:-never}" || return 1
	export_key "$1"
	part_of "$1" 0
}

# export_key NAME: puts the key, as it is now, into $WORLD/NAME.asc.
export_key() {
	gpg_of "$1" --armor --export >"$WORLD/$1.asc"
}

# part_of NAME N: the fingerprint of the Nth part, from 0, the primary key.
part_of() {
	gpg_of "$1" --with-colons --list-keys |
		awk -F: -v n="$2" '$1 == "fpr" && i++ == n { print $10 }'
}

# own_subkey NAME USAGE [EXPIRES]: adds a subkey, and prints its fingerprint.
own_subkey() {
	gpg_of "$1" --quick-add-key "$(part_of "$1" 0)" ed25519 "$2" \
	    "${3:-never}" || return 1
	gpg_of "$1" --with-colons --list-keys |
		awk -F: '$1 == "fpr" { last = $10 } END { print last }'
	export_key "$1"
}

# extend_key NAME EXPIRES: gives the key another end.
extend_key() {
	gpg_of "$1" --quick-set-expire "$(part_of "$1" 0)" "$2"
	export_key "$1"
}

# revoke_subkey NAME N: revokes the Nth subkey, from 1.
revoke_subkey() {
	printf 'key %s\nrevkey\ny\n0\n\ny\nsave\n' "$2" |
		gpg --homedir "$WORLD/gpg-$1" --no-tty --command-fd 0 \
		    --faked-system-time 20220101T000000 \
		    --edit-key "$1@example.org" >/dev/null 2>&1
	export_key "$1"
}

# revoke_key NAME: revokes the whole key.
revoke_key() {
	sed 's/^:---/---/' "$WORLD/gpg-$1/openpgp-revocs.d/$(part_of "$1" 0).rev" |
		gpg_of "$1" --import
	export_key "$1"
}

# assert_proven: the whole history is, from its beginning.
assert_proven() {
	run_cvd verify --full
	assert_status 0
}

# as NAME COMMAND...: runs it with the key of NAME.
as() {
	local name=$1 status_of=0
	shift
	git config user.signingkey "$(part_of "$name" 0)"
	GNUPGHOME=$WORLD/gpg-$name "$@" || status_of=$?
	git config --unset user.signingkey
	return "$status_of"
}

# put_contact NAME [FINGERPRINT]: a contact in the work tree.
put_contact() {
	mkdir -p contacts
	contact_text "$1" "$1 Ltd" >"contacts/$1.yaml"
	[ -z "${2:-}" ] ||
		echo "    pgp_fingerprint: \"$2\"" >>"contacts/$1.yaml"
}
