/* SPDX-License-Identifier: EUPL-1.2 */

/* One file merged for git. */

#include "app/merge_driver.h"

#include "app/merge.h"
#include "core/limits.h"
#include "edge/fs.h"

static enum cvd_status
read_side(const char *path, struct cvd_buf *text, struct cvd_bytes *bytes,
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_fs_read_own(path, text, err);

	if (rc == CVD_E_NO_MEMORY)
		return rc;
	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	*bytes = (struct cvd_bytes){ text->data, text->size };
	return CVD_OK;
}

enum cvd_status
cvd_merge_driver(const struct cvd_merge_files *files, struct cvd_err *err)
{
	const char *const path[3] = { files->base, files->ours, files->theirs };
	struct cvd_buf text[3] = { CVD_BUF_INIT(CVD_MAX_FILE),
		CVD_BUF_INIT(CVD_MAX_FILE), CVD_BUF_INIT(CVD_MAX_FILE) };
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_bytes side[3];
	struct cvd_bytes merged;
	enum cvd_status rc = cvd_arena_check(arena, err);

	for (size_t i = 0; i < 3 && rc == CVD_OK; i++)
		rc = read_side(path[i], &text[i], &side[i], err);
	if (rc == CVD_OK)
		rc = cvd_merge_texts(files->path,
		    side[0].size > 0 ? &side[0] : NULL, &side[1], &side[2],
		    arena, &merged, err);
	if (rc == CVD_E_CONFLICT)
		cvd_err_prefix(err, files->path);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(files->ours, merged.data, merged.size, err);
	for (size_t i = 0; i < 3; i++)
		cvd_buf_clear(&text[i]);
	cvd_arena_free(arena);
	return rc;
}
