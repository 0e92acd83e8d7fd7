/* SPDX-License-Identifier: EUPL-1.2 */

/* Signatures are handed to several gpg, until each of them has an answer. */

#include "edge/batch_private.h"

#include "edge/fs.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* Below so many, a second gpg costs more than it saves. */
#define SHARE     16

/*
 * Room for what gpg says: about 600 bytes on a plain signature. Of an odd one
 * it spells out what its maker put in, in lines of its own.
 */
#define SAID_ALL  65536
#define SAID_EACH 8192
#define SAID_BYTE 16

/* Files in the room; no commit is called like this. */
#define NAMES     "names-of-messages"
#define SAID      "what-gpg-said"

/* Whether an id can be the name of a file, and of no other file of ours. */
static bool
is_name(const char *id)
{
	size_t n = strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz"
	                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return n > 0 && n <= 64 && id[n] == '\0';
}

/* Takes the name of a file of ours away; it lives while it is open. */
static enum cvd_status
open_nameless(const struct cvd_batch *batch, const char *name, int flags,
    int *file, struct cvd_err *err)
{
	int fd = openat(batch->room_lock, name, flags | O_NOFOLLOW | O_CLOEXEC,
	    0600);

	if (fd < 0)
		return cvd_fs_fail(err, "open", batch->room);
	(void)unlinkat(batch->room_lock, name, 0);
	*file = fd;
	return CVD_OK;
}

/* Writes the messages of a share where they are not yet, and their names. */
static enum cvd_status
write_share(const struct cvd_batch *batch,
    const struct cvd_batch_worker *worker, struct cvd_err *err)
{
	struct cvd_batch_work *work = batch->work;
	struct cvd_buf message = CVD_BUF_INIT(SIZE_MAX / 2);
	struct cvd_buf names = CVD_BUF_INIT(SIZE_MAX / 2);
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < worker->share_count; i++) {
		size_t number = worker->share[i];
		const struct cvd_batch_item *item = &work->items[number];

		cvd_buf_addf(&names, "%s/%s\n", batch->room, item->id);
		if (number < work->written)
			continue;
		cvd_buf_cut(&message, 0);
		status = cvd_batch_add_message(&message, item, err);
		if (status == CVD_OK)
			status = cvd_batch_write(batch->room_lock, item->id,
			    &message, err);
		if (status != CVD_OK)
			goto out;
		work->written = number + 1;
	}
	status = cvd_batch_write(batch->room_lock, NAMES, &names, err);
out:
	cvd_buf_clear(&names);
	cvd_buf_clear(&message);
	return status;
}

static enum cvd_status
start_worker(const struct cvd_batch *batch, struct cvd_batch_worker *worker,
    struct cvd_err *err)
{
	enum cvd_status status = write_share(batch, worker, err);
	int names = -1;
	size_t n;

	if (status == CVD_OK)
		status = open_nameless(batch, NAMES, O_RDONLY, &names, err);
	if (status == CVD_OK)
		status = open_nameless(batch, SAID, O_RDWR | O_CREAT | O_EXCL,
		    &worker->output, err);
	if (status != CVD_OK)
		goto out;
	n = cvd_batch_words(batch->program, batch->home, worker->argv);
	/* without --batch, with which it would stop at a bad signature */
	worker->argv[n++] = "--verify-files";
	worker->argv[n] = NULL;
	worker->process = (struct cvd_process){
		.argv = worker->argv,
		.environment = cvd_batch_environment,
		.limit_ms = cvd_batch_limit_ms(batch, worker->share_count),
		.quiet = true,
	};
	status = cvd_process_start(&worker->process, names, worker->output,
	    &worker->child, err);
	if (status != CVD_OK)
		status = cvd_batch_fail_run(batch, &worker->process, status,
		    err);
out:
	if (names >= 0)
		(void)close(names);
	return status;
}

static void
end_worker(struct cvd_batch_worker *worker)
{
	cvd_process_end(&worker->child);
	if (worker->output >= 0)
		(void)close(worker->output);
	worker->output = -1;
}

/* Splits what has no answer yet among the workers, and lets them go. */
static enum cvd_status
launch(struct cvd_batch *batch, struct cvd_err *err)
{
	struct cvd_batch_work *work = batch->work;
	size_t left = work->pending_count;
	size_t most = 1 + left / SHARE;
	const size_t *next = work->pending;
	enum cvd_status status = CVD_OK;

	work->worker_count = 0;
	if (most > batch->workers)
		most = batch->workers;
	for (size_t i = 0; i < most && left > 0 && status == CVD_OK; i++) {
		struct cvd_batch_worker *worker = &work->workers[i];

		*worker = (struct cvd_batch_worker){
			.output = -1,
			.share = next,
			.share_count = left / (most - i),
		};
		work->worker_count++;
		next += worker->share_count;
		left -= worker->share_count;
		status = start_worker(batch, worker, err);
	}
	return status;
}

/* How much gpg may say about a share. */
static size_t
said_limit(const struct cvd_batch *batch, const struct cvd_batch_worker *worker)
{
	size_t most = SAID_ALL;

	for (size_t i = 0; i < worker->share_count; i++)
		most += SAID_EACH +
		        SAID_BYTE *
		            batch->work->items[worker->share[i]].packet_size;
	return most;
}

/* Waits for a worker and takes its answers. */
static enum cvd_status
collect(struct cvd_batch *batch, struct cvd_batch_worker *worker,
    struct cvd_err *err)
{
	struct cvd_buf said = CVD_BUF_INIT(said_limit(batch, worker));
	enum cvd_status status;
	int exit_status = 0;
	size_t begun = 0;

	status = cvd_process_wait(&worker->child, &exit_status, err);
	if (status != CVD_OK)
		return cvd_batch_fail_run(batch, &worker->process, status, err);
	/* what it exits with proves nothing, either way */
	if (lseek(worker->output, 0, SEEK_SET) != 0)
		return cvd_fs_fail(err, "read", batch->room);
	status = cvd_fs_read_fd(worker->output, batch->program, &said, err);
	if (status == CVD_E_INVALID)
		status = cvd_batch_fail_run(batch, &worker->process, status,
		    err);
	if (status == CVD_OK)
		status = cvd_batch_read_status(batch, worker, &said, &begun,
		    err);
	/* so each round answers something, or comes nearer to giving up */
	if (status == CVD_OK && begun == 0) {
		status = cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' says nothing about the signatures it was given",
		    batch->program);
		status = cvd_batch_fail_run(batch, &worker->process, status,
		    err);
	}
	cvd_buf_clear(&said);
	return status;
}

/* Takes all answers; then what has none is pending. */
static enum cvd_status
collect_all(struct cvd_batch *batch, struct cvd_err *err)
{
	struct cvd_batch_work *work = batch->work;
	enum cvd_status status = CVD_OK;
	size_t n = 0;

	for (size_t i = 0; i < work->worker_count && status == CVD_OK; i++) {
		status = collect(batch, &work->workers[i], err);
		end_worker(&work->workers[i]);
	}
	for (size_t i = 0; i < work->pending_count; i++)
		if (work->items[work->pending[i]].answer == CVD_BATCH_NONE)
			work->pending[n++] = work->pending[i];
	work->pending_count = n;
	return status;
}

/* Lets go of everything; after a failure no answer counts. */
static enum cvd_status
end_work(struct cvd_batch *batch, enum cvd_status status)
{
	struct cvd_batch_work *work = batch->work;

	for (size_t i = 0; i < work->worker_count; i++)
		end_worker(&work->workers[i]);
	for (size_t i = 0; i < work->written; i++)
		(void)unlinkat(batch->room_lock, work->items[i].id, 0);
	for (size_t i = 0; i < work->count && status != CVD_OK; i++) {
		work->items[i].answer = CVD_BATCH_NONE;
		work->items[i].fingerprint[0] = '\0';
		work->items[i].primary[0] = '\0';
	}
	cvd_arena_free(work->arena);
	batch->work = NULL;
	return status;
}

void
cvd_batch_abandon(struct cvd_batch *batch)
{
	if (batch->work != NULL)
		(void)end_work(batch, CVD_E_CANCELLED);
}

/* What is to be done; what is no signature is not even asked. */
static enum cvd_status
plan(struct cvd_batch *batch, struct cvd_batch_item *items, size_t count,
    struct cvd_err *err)
{
	struct cvd_batch_work *work = batch->work;

	work->items = items;
	work->count = count;
	work->stops = cvd_arena_alloc(work->arena, count, 1);
	work->pending = cvd_arena_alloc(work->arena, count,
	    sizeof(*work->pending));
	work->workers = cvd_arena_alloc(work->arena, batch->workers,
	    sizeof(*work->workers));
	if (work->workers == NULL || work->pending == NULL)
		return cvd_arena_check(work->arena, err);
	for (size_t i = 0; i < count; i++) {
		struct cvd_batch_item *item = &items[i];

		item->answer = CVD_BATCH_NONE;
		item->fingerprint[0] = item->primary[0] = '\0';
		item->at = 0;
		if (!is_name(item->id))
			return cvd_fail(err, CVD_E_INTERNAL,
			    "a signature without a proper id");
		if (cvd_batch_is_signature(item->packet, item->packet_size))
			work->pending[work->pending_count++] = i;
		else
			item->answer = CVD_BATCH_OTHER;
	}
	return cvd_arena_check(work->arena, err);
}

enum cvd_status
cvd_batch_start(struct cvd_batch *batch, struct cvd_batch_item *items,
    size_t count, struct cvd_err *err)
{
	enum cvd_status status;
	struct cvd_arena *arena;

	if (batch->work != NULL)
		return cvd_fail(err, CVD_E_INTERNAL, "a batch is under way");
	arena = cvd_arena_new();
	if (arena != NULL)
		batch->work = cvd_arena_alloc(arena, 1, sizeof(*batch->work));
	if (batch->work == NULL) {
		cvd_arena_free(arena);
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	}
	batch->work->arena = arena;
	status = plan(batch, items, count, err);
	if (status == CVD_OK)
		status = launch(batch, err);
	return status == CVD_OK ? CVD_OK : end_work(batch, status);
}

enum cvd_status
cvd_batch_finish(struct cvd_batch *batch, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	if (batch->work == NULL)
		return CVD_OK;
	while (status == CVD_OK) {
		status = collect_all(batch, err);
		if (status != CVD_OK || batch->work->pending_count == 0)
			break;
		status = launch(batch, err);
	}
	return end_work(batch, status);
}
