#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# gnupg_signed.sh DIR COUNT: public keys in every condition that a signer may
# be in (DIR/NAME.asc, with the fingerprint in NAME.fpr), and signatures of
# them in binary, NAME.sig over NAME.txt, besides COUNT more over plain-N.txt.
# Times are frozen (!). No agent is left behind.
set -eu
dir=$1 count=$2
export GNUPGHOME="$dir/gnupg"

# new NAME ALGORITHM USAGE EXPIRY [GPG OPTION...]: a key, without passphrase.
new() {
	name=$1 algorithm=$2 usage=$3 expiry=$4
	shift 4
	gpg --batch --quiet --passphrase '' "$@" \
	    --quick-generate-key "$name <$name@example.org>" \
	    "$algorithm" "$usage" "$expiry"
	gpg --batch --with-colons --list-keys "$name@example.org" |
	    awk -F: '$1 == "fpr" { print $10; exit }' >"$dir/$name.fpr"
}

# sign NAME KEY [GPG OPTION...]
sign() {
	name=$1 key=$2
	shift 2
	echo "what $name stands for" >"$dir/$name.txt"
	gpg --batch --quiet "$@" --local-user "$key@example.org" \
	    --output "$dir/$name.sig" --detach-sign "$dir/$name.txt"
}

export_key() {
	gpg --batch --armor --export "$1@example.org" >"$dir/${2-$1}.asc"
}

make() {
	mkdir -m 700 "$GNUPGHOME"
	new alice ed25519 sign never --faked-system-time 20240101T000000!
	sign alice alice
	sign sha512 alice --digest-algo SHA512
	sign future alice --faked-system-time 20300101T000000!
	sign timed alice --faked-system-time 20240601T000000! \
	    --default-sig-expire 1d
	echo other >"$dir/bad.txt"
	cp "$dir/alice.sig" "$dir/bad.sig"

	# a key that has a subkey only in its second certificate
	new sub ed25519 cert never
	export_key sub sub-first
	gpg --batch --quiet --passphrase '' \
	    --quick-add-key "$(cat "$dir/sub.fpr")" ed25519 sign 20400101T000000
	gpg --batch --with-colons --list-keys sub@example.org |
	    awk -F: '$1 == "fpr" { last = $10 } END { print last }' \
		>"$dir/sub-sub.fpr"
	sign sub sub

	# signed within its life, and after it, which is set afterwards
	new old ed25519 sign never --faked-system-time 20240101T000000!
	sign before old --faked-system-time 20240110T000000!
	sign after old --faked-system-time 20240301T000000!
	gpg --batch --quiet --faked-system-time 20240115T000000! \
	    --quick-set-expire "$(cat "$dir/old.fpr")" 20240201T000000

	new revoked ed25519 sign never
	sign revoked revoked
	sed 's/^:---/---/' "$GNUPGHOME/openpgp-revocs.d/$(
		cat "$dir/revoked.fpr"
	).rev" | gpg --batch --quiet --import

	new rsa rsa2048 sign never
	sign rsa rsa
	sign sha1 rsa --digest-algo SHA1

	new weak ed25519 sign never --cert-digest-algo SHA1
	sign weak weak

	new stranger ed25519 sign never
	sign stranger stranger

	# whole messages in the place of signatures
	for z in zip none; do
		cp "$dir/alice.txt" "$dir/whole-$z.txt"
		gpg --batch --quiet --local-user alice@example.org \
		    --compress-algo $z --output "$dir/whole-$z.sig" \
		    --sign "$dir/alice.txt"
	done
	cat "$dir/alice.sig" "$dir/sha512.sig" >"$dir/two.sig"
	cp "$dir/alice.txt" "$dir/two.txt"

	for key in alice sub old revoked rsa weak; do
		export_key $key
	done
	i=0
	while [ "$i" -lt "$count" ]; do
		sign "plain-$i" alice
		i=$((i + 1))
	done
	gpgconf --kill all
}

make 2>"$dir/log" || {
	cat "$dir/log" >&2
	gpgconf --kill all
	exit 1
}
