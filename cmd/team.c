/* SPDX-License-Identifier: EUPL-1.2 */

/* How a commit of the team's files is answered. */

#include "team.h"

#include "app/signing.h"
#include "core/limits.h"
#include "ui.h"

void
team_warn(void *context, const char *path, const struct cvd_finding *finding)
{
	(void)context;
	if (finding->line == 0)
		ui_warn("%s: %s", path, finding->message);
	else
		ui_warn("%s:%u:%u: %s", path, finding->line, finding->column,
		    finding->message);
}

void
team_answer(struct out *out, const struct cvd_team_changes *changes,
    const char *commit)
{
	out_key_text(out, "commit", commit);
	out_key(out, "files");
	out_list(out);
	for (size_t i = 0; i < changes->count; i++) {
		const char *kind = cvd_team_change_names[changes->kind[i]];

		out_line(out, "%s: %s", kind, changes->change[i].path);
		out_map(out);
		out_key_text(out, "path", changes->change[i].path);
		out_key_text(out, "change", kind);
		out_map_end(out);
	}
	out_list_end(out);
}

enum cvd_status
team_preview(struct out *out, const struct cvd_member *member, const char *verb,
    const struct cvd_team_changes *changes, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	enum cvd_status rc = cvd_signing_message_team(member, verb,
	    changes->change, changes->count, &text, err);

	if (rc == CVD_OK)
		rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK) {
		out_block(out, 0, text.data);
		out_line(out, "%s", "");
	}
	cvd_buf_clear(&text);
	return rc;
}
