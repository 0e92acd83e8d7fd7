#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# gnupg_home.sh make DIR: a GnuPG home with keys in every condition that a
# signer may meet, and the fingerprint of each in NAME.fpr. DIR is short,
# since the agent's socket lies in it. Whoever is asked for a passphrase there
# declines.
# gnupg_home.sh kill DIR: ends its agent and removes it.
set -eu
verb=$1
export GNUPGHOME="$2"

# new NAME ALGORITHM USAGE EXPIRY [GPG OPTION...]: a key, without passphrase.
new() {
	name=$1 algorithm=$2 usage=$3 expiry=$4
	shift 4
	gpg --batch --quiet --pinentry-mode loopback --passphrase '' "$@" \
	    --quick-generate-key "$name <$name@example.org>" \
	    "$algorithm" "$usage" "$expiry"
	gpg --batch --with-colons --list-keys "=$name <$name@example.org>" |
	    awk -F: '$1 == "fpr" { print $10; exit }' >"$GNUPGHOME/$name.fpr"
}

# add NAME EXPIRY [GPG OPTION...]: a signing subkey; its fingerprint goes to
# NAME-sub.fpr.
add() {
	name=$1 expiry=$2
	shift 2
	fpr=$(cat "$GNUPGHOME/$name.fpr")
	gpg --batch --quiet --passphrase '' "$@" \
	    --quick-add-key "$fpr" ed25519 sign "$expiry"
	gpg --batch --with-colons --list-keys "$fpr" |
	    awk -F: '$1 == "fpr" { last = $10 } END { print last }' \
		>"$GNUPGHOME/$name-sub.fpr"
}

# shellcheck disable=SC2016 # the text of a script
decline='#!/bin/sh
echo OK ready
while read -r verb rest; do
	case $verb in
	GETPIN) echo ERR 83886179 Operation cancelled ;;
	BYE) echo OK; exit ;;
	*) echo OK ;;
	esac
done'

make_home() {
	past=20240101T000000
	mkdir -m 700 "$GNUPGHOME"
	printf '%s\n' "$decline" >"$GNUPGHOME/pinentry"
	chmod +x "$GNUPGHOME/pinentry"
	echo "pinentry-program $GNUPGHOME/pinentry" >"$GNUPGHOME/gpg-agent.conf"

	new alice future-default default never
	new many future-default default never
	add many never
	new cert ed25519 cert never
	new old future-default default 1d --faked-system-time $past
	new late ed25519 cert never --faked-system-time $past
	add late 1d --faked-system-time $past
	new locked future-default default never --passphrase secret
	new disabled future-default default never
	gpg --batch --no-tty --edit-key disabled@example.org disable quit
	new public future-default default never
	gpg --batch --yes --delete-secret-keys "$(cat "$GNUPGHOME/public.fpr")"
	new revoked future-default default never
	sed 's/^:---/---/' "$GNUPGHOME/openpgp-revocs.d/$(
		cat "$GNUPGHOME/revoked.fpr"
	).rev" | gpg --batch --quiet --import
	new twin future-default default never
	gpg --batch --quiet --passphrase '' --quick-generate-key \
	    'other <twin@example.org>' future-default default never
	# so that no passphrase is remembered
	gpgconf --kill gpg-agent
}

case $verb in
make) make_home 2>"$GNUPGHOME.log" || {
	cat "$GNUPGHOME.log" >&2
	exit 1
} ;;
kill)
	gpgconf --kill all
	rm -rf "$GNUPGHOME" "$GNUPGHOME.log"
	;;
esac
