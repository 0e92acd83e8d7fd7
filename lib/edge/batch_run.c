/* SPDX-License-Identifier: EUPL-1.2 */

/* Signatures are handed to several gpg, until each of them has an answer. */

#include "edge/batch_private.h"

#include "edge/fs.h"

#include <stdint.h>
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

static void
close_all(const int *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)close(files[i]);
}

/* The messages of a share, and a file of their names. */
static enum cvd_status
make_messages(const struct cvd_batch *batch, struct cvd_batch_worker *worker,
    int *names, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(SIZE_MAX / 2);
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < worker->share_count && status == CVD_OK; i++) {
		const struct cvd_batch_item *item =
		    &batch->work->items[worker->share[i]];

		cvd_buf_cut(&text, 0);
		status = cvd_batch_add_message(&text, item, err);
		if (status == CVD_OK)
			status = cvd_batch_memory_file(item->id, &text,
			    &worker->messages[i], err);
		if (status == CVD_OK)
			worker->process.kept_count++;
	}
	cvd_buf_cut(&text, 0);
	for (size_t i = 0; i < worker->process.kept_count; i++)
		cvd_buf_addf(&text, CVD_BATCH_NAME "\n", worker->messages[i]);
	if (status == CVD_OK)
		status = cvd_batch_memory_file("names", &text, names, err);
	cvd_buf_clear(&text);
	return status;
}

static enum cvd_status
start_worker(const struct cvd_batch *batch, struct cvd_batch_worker *worker,
    struct cvd_err *err)
{
	const struct cvd_buf nothing = CVD_BUF_INIT(0);
	enum cvd_status status;
	int names = -1;
	size_t n;

	n = cvd_batch_words(batch->program, batch->home, worker->argv);
	/* without --batch, with which it would stop at a bad signature */
	worker->argv[n++] = "--verify-files";
	worker->argv[n] = NULL;
	worker->process = (struct cvd_process){
		.argv = worker->argv,
		.environment = cvd_batch_environment,
		.limit_ms = cvd_batch_limit_ms(batch, worker->share_count),
		.quiet = true,
		.kept = worker->messages,
	};
	status = make_messages(batch, worker, &names, err);
	if (status == CVD_OK)
		status = cvd_batch_memory_file("answers", &nothing,
		    &worker->output, err);
	if (status != CVD_OK)
		goto out;
	status = cvd_process_start(&worker->process, names, worker->output,
	    &worker->child, err);
	if (status != CVD_OK)
		status = cvd_batch_fail_run(batch, &worker->process, status,
		    err);
out:
	/* from here on they are gpg's */
	close_all(worker->messages, worker->process.kept_count);
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

/*
 * Splits what has no answer yet among the workers, and lets them go. What one
 * program cannot have open at once waits for the next round.
 */
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

		size_t share = left / (most - i);

		if (share > batch->most_open)
			share = batch->most_open;
		*worker = (struct cvd_batch_worker){
			.output = -1,
			.messages = worker->messages,
			.share = next,
			.share_count = share,
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
		return cvd_fs_fail(err, "read", "a file in memory");
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

/* What the work needs of memory. */
static enum cvd_status
provide(const struct cvd_batch *batch, struct cvd_batch_work *work,
    struct cvd_err *err)
{
	struct cvd_arena *arena = work->arena;
	size_t most = work->count;

	if (most > batch->most_open)
		most = batch->most_open;
	work->stops = cvd_arena_alloc(arena, work->count, 1);
	work->pending = cvd_arena_alloc(arena, work->count,
	    sizeof(*work->pending));
	work->workers = cvd_arena_alloc(arena, batch->workers,
	    sizeof(*work->workers));
	for (size_t i = 0; work->workers != NULL && i < batch->workers; i++)
		work->workers[i].messages = cvd_arena_alloc(arena, most,
		    sizeof(int));
	return cvd_arena_check(arena, err);
}

/* What is to be done; what is no signature is not even asked. */
static void
plan(struct cvd_batch_work *work)
{
	for (size_t i = 0; i < work->count; i++) {
		struct cvd_batch_item *item = &work->items[i];

		item->answer = CVD_BATCH_NONE;
		item->fingerprint[0] = item->primary[0] = '\0';
		item->at = 0;
		if (cvd_batch_is_signature(item->packet, item->packet_size))
			work->pending[work->pending_count++] = i;
		else
			item->answer = CVD_BATCH_OTHER;
	}
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
	batch->work->items = items;
	batch->work->count = count;
	status = provide(batch, batch->work, err);
	if (status == CVD_OK) {
		plan(batch->work);
		status = launch(batch, err);
	}
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
