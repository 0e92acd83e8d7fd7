/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * canon_check PATH...: whether each case file is written as cvd writes it,
 * write(read(x)) == x, under a head that is what its events come to. A folder
 * is a casebook: all cases at its HEAD. Names the others, with line and
 * column, and how many were looked at; exit 1.
 */

#include "core/case.h"
#include "core/limits.h"
#include "core/replay.h"
#include "edge/fs.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct {
	size_t checked;
	size_t wrong;
} tally;

static enum cvd_status
check_head(const struct cvd_case *c, struct cvd_arena *arena,
    struct cvd_err *err)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_replay replay;
	enum cvd_status rc = cvd_replay_run(c, arena, &replay, err);

	if (rc == CVD_OK)
		rc = cvd_case_write(c, &replay.head, &out, err);
	if (rc == CVD_OK && (out.size != c->source_size ||
	                        memcmp(out.data, c->source, out.size) != 0))
		rc = cvd_fail_at(err, CVD_E_INVALID, 1, 1,
		    "the head is not what the events come to");
	cvd_buf_clear(&out);
	return rc;
}

static enum cvd_status
check_bytes(const char *bytes, size_t size, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_case *c = NULL;
	const struct cvd_node *root;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_yaml_read(bytes, size, arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_case_load(root, bytes, size, &c, err);
	if (rc == CVD_OK)
		rc = cvd_case_is_canonical(c, err);
	if (rc == CVD_OK)
		rc = check_head(c, arena, err);
	cvd_case_free(c);
	cvd_arena_free(arena);
	return rc;
}

static void
judge(const char *path, enum cvd_status rc, struct cvd_err *err)
{
	tally.checked++;
	if (rc == CVD_OK)
		return;
	tally.wrong++;
	cvd_err_prefix(err, path);
	(void)fprintf(stderr, "%s\n", err->message);
}

static void
check_file(const char *path)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_fs_read(path, &bytes, &err);

	if (rc == CVD_OK)
		rc = check_bytes(bytes.data, bytes.size, &err);
	judge(path, rc, &err);
	cvd_buf_clear(&bytes);
}

static void
check_blob(struct cvd_store *store, const char *path, const char *blob)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_err err = { 0 };
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_arena_check(arena, &err);

	if (rc == CVD_OK)
		rc = cvd_store_read_blob(store, blob, CVD_MAX_FILE, arena,
		    &bytes, &size, &err);
	if (rc == CVD_OK)
		rc = check_bytes(bytes, size, &err);
	judge(path, rc, &err);
	cvd_arena_free(arena);
}

static enum cvd_status
check_folder(struct cvd_store *store, const char *folder, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_store_entry *entries;
	size_t count = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_store_list(store, folder, arena, &entries, &count,
		    err);
	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
		const char *path = cvd_arena_textf(arena, "%s/%s", folder,
		    entries[i].name);

		rc = cvd_arena_check(arena, err);
		if (rc == CVD_OK && entries[i].is_folder)
			rc = check_folder(store, path, err);
		else if (rc == CVD_OK)
			check_blob(store, path, entries[i].blob);
	}
	cvd_arena_free(arena);
	return rc;
}

static void
check_casebook(const char *dir)
{
	struct cvd_store *store = NULL;
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_store_open(dir, NULL, &store, &err);

	if (rc == CVD_OK)
		rc = check_folder(store, "cases", &err);
	if (rc != CVD_OK)
		judge(dir, rc, &err);
	cvd_store_close(store);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct stat info;

		if (stat(argv[i], &info) == 0 && S_ISDIR(info.st_mode))
			check_casebook(argv[i]);
		else
			check_file(argv[i]);
	}
	(void)printf("%zu of %zu case files are as they should be\n",
	    tally.checked - tally.wrong, tally.checked);
	return tally.wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
