/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * How a run of gpg is waited for, within a limit of time: gpgme's own loops
 * have none, and cannot be left while gpg is silent.
 */

#include "edge/keyring_gpgme.h"

#include <errno.h>
#include <gpgme.h>
#include <poll.h>
#include <stdint.h>
#include <time.h>

static gpgme_error_t
add_pipe(void *data, int fd, int dir, gpgme_io_cb_t handler, void *handler_data,
    void **tag)
{
	struct cvd_keyring_loop *loop = data;

	for (size_t i = 0; i < CVD_KEYRING_PIPES; i++) {
		struct cvd_keyring_pipe *pipe = &loop->pipes[i];

		if (pipe->handler != NULL)
			continue;
		*pipe = (struct cvd_keyring_pipe){ fd, dir == 1, handler,
			handler_data };
		*tag = pipe;
		return 0;
	}
	return gpgme_error(GPG_ERR_TOO_MANY);
}

static void
remove_pipe(void *tag)
{
	struct cvd_keyring_pipe *pipe = tag;

	pipe->handler = NULL;
}

static void
take_event(void *data, gpgme_event_io_t type, void *type_data)
{
	struct cvd_keyring_loop *loop = data;
	gpgme_io_event_done_data_t done = type_data;

	switch (type) {
	case GPGME_EVENT_DONE:
		loop->is_done = true;
		loop->error = done->err != 0 ? done->err : done->op_err;
		break;
	case GPGME_EVENT_NEXT_KEY:
		if (loop->got != NULL)
			loop->got(loop->context, type_data);
		else
			gpgme_key_unref(type_data);
		break;
	case GPGME_EVENT_START:
	case GPGME_EVENT_NEXT_TRUSTITEM:
		break;
	}
}

void
cvd_keyring_attach(struct cvd_keyring *keyring, struct gpgme_context *ctx)
{
	struct gpgme_io_cbs cbs = {
		.add = add_pipe,
		.add_priv = &keyring->loop,
		.remove = remove_pipe,
		.event = take_event,
		.event_priv = &keyring->loop,
	};

	gpgme_set_io_cbs(ctx, &cbs);
}

/* Milliseconds by the clock that nobody can set. */
static int64_t
now_ms(void)
{
	struct timespec now = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Lets the handlers of the pipes that stir do their work; false: none did. */
static bool
turn(struct cvd_keyring_loop *loop, int timeout_ms)
{
	struct pollfd fds[CVD_KEYRING_PIPES];
	struct cvd_keyring_pipe *pipes[CVD_KEYRING_PIPES];
	nfds_t count = 0;

	for (size_t i = 0; i < CVD_KEYRING_PIPES; i++) {
		struct cvd_keyring_pipe *pipe = &loop->pipes[i];

		if (pipe->handler == NULL)
			continue;
		pipes[count] = pipe;
		fds[count++] = (struct pollfd){ .fd = pipe->fd,
			.events = pipe->is_read ? POLLIN : POLLOUT };
	}
	if (count == 0)
		return false;
	if (poll(fds, count, timeout_ms) < 0)
		return errno == EINTR;
	for (nfds_t i = 0; i < count && !loop->is_done; i++)
		/* an earlier handler may have removed this one */
		if (fds[i].revents != 0 && pipes[i]->handler != NULL &&
		    pipes[i]->fd == fds[i].fd)
			(void)pipes[i]->handler(pipes[i]->data, fds[i].fd);
	return true;
}

/* Turns until gpg is done; false where the time is over before. */
static bool
wait_for(struct cvd_keyring *keyring, unsigned seconds)
{
	struct cvd_keyring_loop *loop = &keyring->loop;
	int64_t end = now_ms() + (int64_t)seconds * 1000;

	while (!loop->is_done) {
		int64_t left = end - now_ms();

		if (seconds != 0 && left <= 0)
			return false;
		if (!turn(loop, seconds == 0 ? -1 : (int)left))
			break;
	}
	return true;
}

enum cvd_status
cvd_keyring_run(struct cvd_keyring *keyring, unsigned started, unsigned seconds,
    cvd_keyring_got *got, void *context, struct cvd_err *err)
{
	struct cvd_keyring_loop *loop = &keyring->loop;
	gpgme_error_t error = started;
	bool in_time = true;
	bool was_done;

	loop->got = got;
	loop->context = context;
	if (error == 0) {
		in_time = wait_for(keyring, seconds);
		was_done = loop->is_done;
		if (!was_done)
			(void)gpgme_cancel(keyring->ctx);
		error = was_done ? loop->error : gpgme_error(GPG_ERR_EOF);
	}
	*loop = (struct cvd_keyring_loop){ .is_done = false };
	keyring->error = error;
	if (!in_time) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "gpg gave no answer within %u seconds", seconds);
		cvd_err_hint(err, "restart its agent: gpgconf --kill "
		                  "gpg-agent");
		return CVD_E_CRYPTO;
	}
	return error == 0 ? CVD_OK : cvd_keyring_fail(error, err);
}
