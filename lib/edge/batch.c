/* SPDX-License-Identifier: EUPL-1.2 */

/* How a batch of signatures is made ready, and what it leaves behind: a home. */

#include "edge/batch_private.h"

#include "edge/fs.h"
#include "edge/gpg_program.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* For another one that makes a home of many keys, in milliseconds. */
#define LOCK_WAIT    30000

/* More than these gain nothing that is worth their memory. */
#define MOST_WORKERS 8

/* Messages that one gpg has open at once: half of what it may, at most. */
#define LEAST_OPEN   8
#define MOST_OPEN    4096

static unsigned
count_workers(unsigned wanted)
{
	long n = wanted;

	if (wanted == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n < 1)
		n = 1;
	return n > MOST_WORKERS ? MOST_WORKERS : (unsigned)n;
}

static size_t
count_open(void)
{
	struct rlimit limit = { .rlim_cur = RLIM_INFINITY };
	size_t most = MOST_OPEN;

	(void)getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < (rlim_t)MOST_OPEN * 2)
		most = (size_t)limit.rlim_cur / 2;
	return most < LEAST_OPEN ? LEAST_OPEN : most;
}

/* Letters and digits: the other names in the folder have something else. */
static bool
is_keys_id(const char *text)
{
	size_t n = strspn(text, "0123456789abcdefghijklmnopqrstuvwxyz"
	                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return n > 0 && n <= 64 && text[n] == '\0';
}

/* Refuses what could not be a folder of ours, and finds gpg. */
static enum cvd_status
prepare(struct cvd_batch *batch, const struct cvd_batch_setup *setup,
    struct cvd_err *err)
{
	const char *program = NULL;
	enum cvd_status status;

	if (!is_keys_id(setup->keys_id))
		return cvd_fail(err, CVD_E_INTERNAL,
		    "a set of keys without a proper id");
	batch->folder = cvd_arena_text(batch->arena, setup->folder);
	if (setup->program != NULL && setup->program[0] != '\0')
		program = cvd_arena_text(batch->arena, setup->program);
	status = cvd_arena_check(batch->arena, err);
	if (status != CVD_OK)
		return status;
	return cvd_gpg_program(program, setup->path, batch->arena,
	    &batch->program, err);
}

/* Everything in the folder, while nobody else comes or goes. */
static enum cvd_status
settle(struct cvd_batch *batch, const struct cvd_batch_setup *setup,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err)
{
	const char *path = cvd_arena_textf(batch->arena, "%s/.lock",
	    batch->folder);
	enum cvd_status status = cvd_arena_check(batch->arena, err);
	int lock = -1;

	if (status == CVD_OK)
		status = cvd_fs_make_folder(batch->folder, err);
	if (status == CVD_OK)
		status = cvd_fs_lock(path, LOCK_WAIT, &lock, err);
	if (status != CVD_OK)
		return status;
	status = cvd_batch_home(batch, setup->keys_id, certificates, count,
	    err);
	if (status == CVD_OK)
		cvd_batch_sweep(batch->folder);
	cvd_fs_unlock(lock);
	return status;
}

enum cvd_status
cvd_batch_open(const struct cvd_batch_setup *setup,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_batch **batch, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_batch *made;
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	made = cvd_arena_alloc(arena, 1, sizeof(*made));
	if (made == NULL) {
		cvd_arena_free(arena);
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	}
	made->arena = arena;
	made->workers = count_workers(setup->workers);
	made->limit_seconds = setup->limit_seconds;
	made->most_open = count_open();
	made->home_lock = -1;
	status = prepare(made, setup, err);
	if (status == CVD_OK)
		status = settle(made, setup, certificates, count, err);
	if (status == CVD_OK)
		*batch = made;
	else
		cvd_batch_close(made);
	return status;
}

void
cvd_batch_close(struct cvd_batch *batch)
{
	if (batch == NULL)
		return;
	cvd_batch_abandon(batch);
	if (batch->home_lock >= 0)
		(void)close(batch->home_lock);
	cvd_arena_free(batch->arena);
}

const struct cvd_batch_key *
cvd_batch_key(const struct cvd_batch *batch, const char *fingerprint)
{
	return cvd_batch_find_key(batch, fingerprint, NULL);
}
