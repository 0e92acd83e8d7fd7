/* SPDX-License-Identifier: EUPL-1.2 */

/* The program git, for what stays on this machine. */

#include "edge/git_local.h"

#include "core/buf.h"
#include "core/limits.h"
#include "edge/git_words.h"
#include "edge/process.h"
#include "edge/program.h"

#include <string.h>

#define FIELDS 6 /* of a path, in what check-attr says: two attributes */

/* What would send git to another repository. */
static const char *const here[] = { "GIT_DIR", "GIT_WORK_TREE",
	"GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_SHALLOW_FILE",
	"GIT_GRAFT_FILE", "GIT_PREFIX", "GIT_ATTR_SOURCE", "LANGUAGE=en",
	NULL };

/* Runs git, whose first word is found in `path`; output may be NULL. */
static enum cvd_status
run(const char *path, const char **argv, const struct cvd_buf *input,
    struct cvd_buf *output, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf said = CVD_BUF_INIT(CVD_MAX_SAID);
	struct cvd_buf reason = CVD_BUF_INIT(CVD_MAX_REASON);
	struct cvd_process process = { .argv = argv, .environment = here };
	int exit_status = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (input != NULL) {
		process.input = input->data;
		process.input_size = input->size;
	}
	if (rc == CVD_OK) {
		argv[0] = cvd_program_find(arena, path, "git");
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK && argv[0] == NULL) {
		rc = cvd_fail(err, CVD_E_IO, "there is no program 'git'");
		cvd_err_hint(err, "install git");
	}
	if (rc == CVD_OK)
		rc = cvd_process_run(&process, output, &said, &exit_status,
		    err);
	if (rc == CVD_OK && exit_status != 0) {
		cvd_git_words_reason(&reason, said.data);
		rc = cvd_fail(err, CVD_E_IO, "git: %s", reason.data);
	}
	cvd_buf_clear(&said);
	cvd_buf_clear(&reason);
	cvd_arena_free(arena);
	return rc;
}

/* Three fields an attribute, each with a NUL behind it: path, name, value. */
static enum cvd_status
read_attributes(const struct cvd_buf *output, struct cvd_arena *arena,
    size_t count, struct cvd_git_attributes *attributes, struct cvd_err *err)
{
	const char *at = output->data;
	const char *end = at + output->size;
	const char *name = "";
	size_t field = 0;

	for (; at < end && field < count * FIELDS; field++) {
		struct cvd_git_attributes *a = &attributes[field / FIELDS];

		if (field % 3 == 1)
			name = at;
		else if (field % 3 == 2 && strcmp(name, "merge") == 0)
			a->merge = cvd_arena_text(arena, at);
		else if (field % 3 == 2)
			a->text = cvd_arena_text(arena, at);
		at += strlen(at) + 1;
	}
	if (field != count * FIELDS)
		return cvd_fail(err, CVD_E_IO, "git told no attributes");
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_git_attributes(const char *path, const char *folder,
    const char *const *paths, size_t count, struct cvd_arena *arena,
    struct cvd_git_attributes *attributes, struct cvd_err *err)
{
	const char *argv[] = { "git", "-C", folder, "check-attr", "-z",
		"--stdin", "merge", "text", NULL };
	struct cvd_buf input = CVD_BUF_INIT(CVD_MAX_SAID);
	struct cvd_buf output = CVD_BUF_INIT(CVD_MAX_SAID);
	enum cvd_status rc;

	for (size_t i = 0; i < count; i++)
		cvd_buf_add(&input, paths[i], strlen(paths[i]) + 1);
	rc = cvd_buf_check(&input, err);
	if (rc == CVD_OK)
		rc = run(path, argv, &input, &output, err);
	if (rc == CVD_OK)
		rc = read_attributes(&output, arena, count, attributes, err);
	cvd_buf_clear(&input);
	cvd_buf_clear(&output);
	return rc;
}

enum cvd_status
cvd_git_begin_main(const char *path, const char *git_dir, const char *commit,
    const char *reason, struct cvd_err *err)
{
	/* an empty old value: there must be none */
	const char *argv[] = { "git", "--git-dir", git_dir, "update-ref", "-m",
		reason, "refs/heads/main", commit, "", NULL };

	return run(path, argv, NULL, NULL, err);
}

enum cvd_status
cvd_git_checkout(const char *path, const char *folder, struct cvd_err *err)
{
	const char *argv[] = { "git", "-C", folder, "reset", "--quiet",
		"--hard", "HEAD", "--", NULL };

	return run(path, argv, NULL, NULL, err);
}
