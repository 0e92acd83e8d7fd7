# SPDX-License-Identifier: EUPL-1.2
# shellcheck shell=bash disable=SC2034 # what it sets is for tests
# Real servers for end-to-end tests: a bare casebook in $WORLD/server.git,
# reached by file, ssh and http. Load it behind lib; `remotes_stop` belongs
# into teardown, and ends what was started here, by its process ids.

REMOTE_PIDS=()

# server_make: a bare copy of the casebook of the working folder. What the
# server trusts is its own: $WORLD/server. Sets $intro and $signer.
server_make() {
	mkdir -p "$WORLD/bin" && ln -sf "$CVD_BIN" "$WORLD/bin/cvd"
	PATH=$WORLD/bin:$PATH
	intro=$(git rev-list --max-parents=0 HEAD)
	signer=$(git log -1 --format=%GF "$intro")
	git clone -q --bare . "$WORLD/server.git"
	XDG_CONFIG_HOME=$WORLD/server cvd -C "$WORLD/server.git" verify \
	    --introduction "$intro" --signer "$signer" >/dev/null
}

# server_hook NAME: the server has this hook of examples/hooks.
server_hook() {
	cp "$CVD_SOURCE/examples/hooks/$1" "$WORLD/server.git/hooks/"
}

# run_beside COMMAND...: starts a server, away from the test's own streams.
run_beside() {
	"$@" </dev/null >>"$WORLD/servers.log" 2>&1 3>&- &
	REMOTE_PIDS+=($!)
}

# wait_for FILE: until a server has written it; fails where it has ended.
wait_for() {
	until [ -s "$1" ]; do
		kill -0 "${REMOTE_PIDS[-1]}" 2>/dev/null || {
			cat "$WORLD/servers.log" >&2
			return 1
		}
		sleep 0.05
	done
}

# remotes_stop: ends all that was started here.
remotes_stop() {
	local pid
	for pid in "${REMOTE_PIDS[@]}"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
	REMOTE_PIDS=()
}

# free_port: a port of 127.0.0.1 that nobody listens on.
free_port() {
	python3 -c 'import socket
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# file_start: sets $URL.
file_start() {
	git config --global protocol.file.allow always
	git config --global remote.origin.receivepack \
	    "env XDG_CONFIG_HOME=$WORLD/server git-receive-pack"
	URL=file://$WORLD/server.git
}

# ssh_start: an sshd of this user, which knows one key; sets $SSH_PORT and
# $URL, whose host only the client's ssh_config knows.
ssh_start() {
	local sshd dir=$WORLD/ssh name
	sshd=$(command -v sshd || command -v /usr/sbin/sshd) ||
		skip 'not installed: openssh-server'
	# what the service makes when it starts
	[ "$(id -u)" -ne 0 ] || (umask 022 && mkdir -p /run/sshd)
	mkdir -m 700 "$dir"
	for name in host alice stranger; do
		ssh-keygen -q -t ed25519 -N '' -C "INSECURE $name" -f "$dir/$name"
	done
	cp "$dir/alice.pub" "$dir/authorized_keys"
	SSH_PORT=$(free_port)
	cat >"$dir/sshd_config" <<-CONFIG
		ListenAddress 127.0.0.1
		Port $SSH_PORT
		HostKey $dir/host
		PidFile $dir/pid
		AuthorizedKeysFile $dir/authorized_keys
		StrictModes no
		UsePAM no
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		PermitRootLogin prohibit-password
		SetEnv HOME=$WORLD/server PATH=$PATH XDG_CONFIG_HOME=$WORLD/server CVD_TESTING=1 CVD_NOW=$CVD_NOW GIT_CONFIG_NOSYSTEM=1
	CONFIG
	ssh_client "$SSH_PORT" alice
	run_beside "$sshd" -D -e -f "$dir/sshd_config"
	wait_for "$dir/pid"
	ssh -F "$dir/config" casebooks true 2>>"$WORLD/servers.log" ||
		skip "nobody can log in by ssh here: $(tail -1 "$WORLD/servers.log")"
	URL=ssh://casebooks$WORLD/server.git
}

# ssh_client PORT KEY: the client's configuration, as git is told of it.
ssh_client() {
	local dir=$WORLD/ssh
	printf '[127.0.0.1]:%s %s\n' "$1" "$(cut -d ' ' -f 1,2 "$dir/host.pub")" \
	    >"$dir/known_hosts"
	cat >"$dir/config" <<-CONFIG
		Host casebooks
		HostName 127.0.0.1
		Port $1
		User $(id -un)
		IdentityFile $dir/$2
		IdentitiesOnly yes
		IdentityAgent none
		UserKnownHostsFile $dir/known_hosts
		StrictHostKeyChecking yes
	CONFIG
	git config --global core.sshCommand "ssh -F $dir/config"
}

# http_start: smart HTTP with a password, which a credential helper knows; sets
# $HTTP_PORT and $URL.
http_start() {
	XDG_CONFIG_HOME=$WORLD/server HOME=$WORLD/server \
	    run_beside "$CVD_SOURCE/tests/tools/git_http.py" "$WORLD" \
	    "$WORLD/http.port"
	wait_for "$WORLD/http.port"
	HTTP_PORT=$(cat "$WORLD/http.port")
	http_user alice 'correct horse'
	URL=http://127.0.0.1:$HTTP_PORT/server.git
}

# http_user NAME PASSWORD: what the credential helper says from now on.
# shellcheck disable=SC2016 # the helper's own
http_user() {
	printf '#!/bin/sh\n[ "$1" != get ] || printf "username=%%s\\npassword=%%s\\n" "%s" "%s"\n' \
	    "$1" "$2" >"$WORLD/credentials"
	chmod 700 "$WORLD/credentials"
	git config --global credential.helper "$WORLD/credentials"
}

# cut_start PORT TO|FROM BYTES: a line to a port that breaks after so many
# bytes; sets $CUT_PORT.
cut_start() {
	rm -f "$WORLD/cut.port"
	run_beside "$CVD_SOURCE/tests/tools/cut_proxy.py" "$1" "$2" "$3" \
	    "$WORLD/cut.port"
	wait_for "$WORLD/cut.port"
	CUT_PORT=$(cat "$WORLD/cut.port")
}
