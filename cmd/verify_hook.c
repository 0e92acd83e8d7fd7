/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd verify --as-hook: what a server is to accept. */

#include "verify_hook.h"

#include "answer.h"
#include "core/arena.h"
#include "core/scan.h"
#include "out.h"

#include <stdio.h>
#include <string.h>

#define BRANCH    "refs/heads/main"
/* Two ids, a ref that git allows, blanks and the end of the line. */
#define LINE_MOST 4400

/* A line of what git tells a hook. */
struct move {
	char before[41];
	char after[41];
	char ref[LINE_MOST];
};

static bool
take_word(struct cvd_scan *scan, char end, char *word, size_t room)
{
	struct cvd_bytes found;

	if (!cvd_scan_until(scan, end, &found) || found.size == 0 ||
	    found.size >= room)
		return false;
	(void)memcpy(word, found.data, found.size);
	word[found.size] = '\0';
	return true;
}

static enum cvd_status
read_move(const char *line, struct move *move, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(line);

	if (take_word(&scan, ' ', move->before, sizeof move->before) &&
	    take_word(&scan, ' ', move->after, sizeof move->after) &&
	    take_word(&scan, '\n', move->ref, sizeof move->ref) &&
	    cvd_scan_end(&scan))
		return CVD_OK;
	return cvd_fail(err, CVD_E_USAGE,
	    "a hook of git is told 'OLD NEW REF', one push a line");
}

static bool
is_none(const char *id)
{
	return strspn(id, "0") == strlen(id);
}

static enum cvd_status
judge(struct context *ctx, const struct cvd_verify *how,
    const struct move *move, bool *refused, struct cvd_err *err)
{
	struct cvd_arena *arena = NULL;
	struct cvd_verify verify = *how;
	struct cvd_verify_result result;
	enum cvd_status rc;

	if (strcmp(move->ref, BRANCH) != 0) {
		out_line(ctx->out, "refused: %s; a casebook has only %s",
		    move->ref, BRANCH);
		*refused = true;
		return CVD_OK;
	}
	if (is_none(move->after)) {
		out_line(ctx->out, "refused: %s is never removed", BRANCH);
		*refused = true;
		return CVD_OK;
	}
	verify.tip = move->after;
	verify.mark = is_none(move->before) ? NULL : move->before;
	verify.is_brief = true;
	arena = cvd_arena_new();
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = cvd_verify_run(ctx->book, &verify, arena, &result, err);
	for (size_t i = 0; rc == CVD_OK && i < result.count; i++)
		answer_finding(ctx->out, &result.findings[i]);
	if (rc == CVD_OK && !result.is_clean)
		*refused = true;
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
verify_hook(struct context *ctx, const struct cvd_verify *how,
    struct cvd_err *err)
{
	char line[LINE_MOST];
	bool refused = false;
	enum cvd_status rc = CVD_OK;

	while (rc == CVD_OK && fgets(line, sizeof line, stdin) != NULL) {
		struct move move;

		rc = read_move(line, &move, err);
		if (rc == CVD_OK)
			rc = judge(ctx, how, &move, &refused, err);
	}
	if (rc == CVD_OK && refused)
		rc = cvd_fail(err, CVD_E_FINDINGS,
		    "the push is refused: it is not proven");
	return rc;
}
