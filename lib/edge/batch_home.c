/* SPDX-License-Identifier: EUPL-1.2 */

/* The home of gpg that holds the keys of a casebook and nothing else. */

#include "edge/batch_private.h"

#include "edge/fs.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What gpg listed when the home was made: nobody changes it afterwards. */
#define LIST   "keys"
#define KEYBOX "pubring.kbx"

static const char *
below(struct cvd_arena *arena, const char *folder, const char *name)
{
	return cvd_arena_textf(arena, "%s/%s", folder, name);
}

/* Whether a folder that we hold is ours, and nobody else may come in. */
static bool
is_private(int folder)
{
	struct stat info;

	return fstat(folder, &info) == 0 && info.st_uid == geteuid() &&
	       (info.st_mode & 077) == 0;
}

/* Reads the list of keys in a home. */
static enum cvd_status
load(struct cvd_batch *batch, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_BATCH_OUTPUT);
	const char *path = below(batch->arena, batch->home, LIST);
	enum cvd_status status = cvd_arena_check(batch->arena, err);

	if (status == CVD_OK)
		status = cvd_fs_read_own(path, &text, err);
	if (status == CVD_OK)
		status = cvd_batch_read_keys(&text, batch->arena, &batch->keys,
		    &batch->key_count, err);
	cvd_buf_clear(&text);
	return status;
}

/* Has gpg list the keys into a file of the home. */
static enum cvd_status
write_list(const struct cvd_batch *batch, const char *home, const char *path,
    struct cvd_err *err)
{
	const char *argv[CVD_BATCH_WORDS];
	struct cvd_buf output = CVD_BUF_INIT(CVD_BATCH_OUTPUT);
	struct cvd_buf errors = CVD_BUF_INIT(65536);
	const struct cvd_batch_key *keys;
	struct cvd_arena *arena = cvd_arena_new();
	enum cvd_status status;
	int exit_status = 0;
	size_t n = cvd_batch_words(batch->program, home, argv);
	size_t count;

	argv[n++] = "--batch";
	argv[n++] = "--with-colons";
	argv[n++] = "--fixed-list-mode";
	argv[n++] = "--with-subkey-fingerprints";
	argv[n++] = "--list-keys";
	argv[n] = NULL;
	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_batch_gpg(batch, argv, &output, &errors, &exit_status,
	    err);
	if (status == CVD_OK)
		status = cvd_batch_read_keys(&output, arena, &keys, &count,
		    err);
	/* some of the keys are no answer: the others would be strangers */
	if (status == CVD_OK && exit_status != 0)
		status = cvd_fail(err, CVD_E_CRYPTO,
		    "gpg does not list all of its keys");
	if (status == CVD_E_CRYPTO)
		cvd_batch_hint(&errors, err);
	if (status == CVD_OK)
		status = cvd_fs_replace(path, output.data, output.size, err);
	cvd_buf_clear(&errors);
	cvd_buf_clear(&output);
	cvd_arena_free(arena);
	return status;
}
/*
 * Removes all but the keybox and our list: certificates, and what gpg leaves,
 * which is a backup, tofu.db, folders.
 */
static enum cvd_status
tidy(const char *home, struct cvd_arena *arena, struct cvd_err *err)
{
	const char *const *names = NULL;
	size_t count = 0;
	enum cvd_status status = cvd_fs_list(home, arena, &names, &count, err);

	for (size_t i = 0; i < count && status == CVD_OK; i++) {
		const char *path = below(arena, home, names[i]);

		status = cvd_arena_check(arena, err);
		if (status == CVD_OK && strcmp(names[i], LIST) != 0 &&
		    strcmp(names[i], KEYBOX) != 0)
			cvd_batch_remove_folder(path);
	}
	return status;
}

/* Puts the keybox on the disk, for its owner alone; gpg asks the umask. */
static enum cvd_status
secure_keybox(const char *home, struct cvd_arena *arena, struct cvd_err *err)
{
	const char *path = below(arena, home, KEYBOX);
	enum cvd_status status = cvd_arena_check(arena, err);
	int fd;

	if (status != CVD_OK)
		return status;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return cvd_fs_fail(err, "read", path);
	if (fchmod(fd, 0600) != 0 || fsync(fd) != 0)
		status = cvd_fs_fail(err, "write", path);
	(void)close(fd);
	return status;
}

/* Fills a new home, which nobody else can see yet. */
static enum cvd_status
fill(const struct cvd_batch *batch, const char *home,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char *list = NULL;
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	list = below(arena, home, LIST);
	status = cvd_arena_check(arena, err);
	if (status == CVD_OK)
		status = cvd_batch_check_gpg(batch, err);
	if (status == CVD_OK)
		status = cvd_batch_import(batch, home, certificates, count,
		    err);
	if (status == CVD_OK)
		status = write_list(batch, home, list, err);
	if (status == CVD_OK)
		status = tidy(home, arena, err);
	if (status == CVD_OK)
		status = secure_keybox(home, arena, err);
	cvd_arena_free(arena);
	return status;
}

/* Makes the home under another name and moves it where it belongs. */
static enum cvd_status
build(struct cvd_batch *batch, const struct cvd_batch_certificate *certificates,
    size_t count, struct cvd_err *err)
{
	enum cvd_status status;
	char *fresh = cvd_arena_textf(batch->arena, "%s/new-XXXXXX",
	    batch->folder);

	if (fresh == NULL)
		return cvd_arena_check(batch->arena, err);
	if (mkdtemp(fresh) == NULL)
		return cvd_fs_fail(err, "make folder", batch->folder);
	status = fill(batch, fresh, certificates, count, err);
	if (status == CVD_OK)
		status = cvd_fs_rename(fresh, batch->home, err);
	if (status != CVD_OK)
		cvd_batch_remove_folder(fresh);
	return status;
}

/* Takes a home that is there; *usable says whether it is as we left it. */
static enum cvd_status
take(struct cvd_batch *batch, bool *usable, struct cvd_err *err)
{
	enum cvd_status status = cvd_batch_hold(batch->home, false,
	    &batch->home_lock, err);

	*usable = false;
	if (status == CVD_OK && is_private(batch->home_lock)) {
		status = load(batch, err);
		*usable = status == CVD_OK;
	}
	/* anything else may be spoilt, and is made anew */
	if (status == CVD_E_AGAIN || status == CVD_E_NO_MEMORY || *usable)
		return status;
	if (batch->home_lock >= 0)
		(void)close(batch->home_lock);
	batch->home_lock = -1;
	return CVD_OK;
}

/* Removes a home that is not as it should be, unless somebody uses it. */
static enum cvd_status
discard(const struct cvd_batch *batch, struct cvd_err *err)
{
	int lock = -1;
	enum cvd_status status = cvd_batch_hold(batch->home, true, &lock, err);

	if (status == CVD_E_AGAIN)
		return status;
	/* where it is not even a folder there is nothing to hold */
	cvd_batch_remove_folder(batch->home);
	if (lock >= 0)
		(void)close(lock);
	return CVD_OK;
}

enum cvd_status
cvd_batch_home(struct cvd_batch *batch, const char *keys_id,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err)
{
	enum cvd_status status;
	struct cvd_err why = { .status = CVD_OK };
	bool usable = false;

	batch->home = below(batch->arena, batch->folder, keys_id);
	status = cvd_arena_check(batch->arena, err);
	if (status != CVD_OK)
		return status;
	status = take(batch, &usable, &why);
	if (status == CVD_OK && !usable)
		status = discard(batch, &why);
	if (status != CVD_OK)
		return cvd_fail(err, status, "%s", why.message);
	if (usable)
		return CVD_OK;
	status = build(batch, certificates, count, err);
	if (status == CVD_OK)
		status = take(batch, &usable, err);
	if (status == CVD_OK && !usable)
		status = cvd_fail(err, CVD_E_IO, "cannot use the folder '%s'",
		    batch->home);
	return status;
}
