/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_ADVISORY_H
#define CVD_APP_ADVISORY_H

#include "core/buf.h"
#include "core/replay.h"
#include "core/zone.h"

/*
 * An advisory: what the public is told of a case, as a Markdown file of the
 * casebook. It says what public fields say, whom consents allow to name, and
 * what the person who publishes wrote for it; never the description, the
 * targets or a note of the case. Markdown is CommonMark 0.30.
 */

#define CVD_ADVISORY_PATH_TEXT 37

/* "advisories/2026/CVD-2026-4K7Q9XV.md", by the year of the id. */
const char *cvd_advisory_path_text(const char *id,
    char path[CVD_ADVISORY_PATH_TEXT]);

/*
 * Whom an advisory credits: the reporter by name or pseudonym where their
 * latest consent to be named says so, else the words for somebody who stays
 * unknown. The text is the case's own, not yet safe for Markdown.
 */
const char *cvd_advisory_credit(const struct cvd_replay *replay,
    const char *language);

struct cvd_advisory {
	const char *publisher;       /* the team's name */
	const char *language;        /* nl, else English */
	const struct cvd_zone *zone; /* of its dates */
	cvd_instant published;       /* now */
	const char *summary;         /* the person's own Markdown, or NULL */
};

/*
 * Writes it. Values cannot become markup, whatever is in them; of the
 * summary, raw HTML is shown as text and what is hidden is made visible.
 */
void cvd_advisory_write(const struct cvd_advisory *advisory,
    const struct cvd_replay *replay, struct cvd_buf *out);

#endif
