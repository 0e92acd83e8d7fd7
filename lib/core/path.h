/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_PATH_H
#define CVD_CORE_PATH_H

#include "core/ident.h"
#include "core/limits.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Which files a casebook has, and what each is for. The one table of paths:
 * what is not in it is no file of a casebook. Letter case is fixed for each,
 * so that no two paths differ by it alone.
 */

enum cvd_path_kind {
	CVD_PATH_OTHER,      /* no file of a casebook */
	CVD_PATH_TEAM,       /* cvd.yaml */
	CVD_PATH_ROSTER,     /* roster.yaml */
	CVD_PATH_KEY,        /* keys/FINGERPRINT.asc */
	CVD_PATH_CONTACT,    /* contacts/SLUG.yaml */
	CVD_PATH_POLICY,     /* policies/SLUG.yaml */
	CVD_PATH_CALENDAR,   /* calendars/SLUG.yaml */
	CVD_PATH_TEMPLATE,   /* templates/LANGUAGE/LETTER.txt */
	CVD_PATH_CASE,       /* cases/YEAR/TWO/ID.yaml */
	CVD_PATH_ATTACHMENT, /* attachments/ID/SHA256 */
	CVD_PATH_ADVISORY,   /* advisories/YEAR/ID.{md,html,json,…} */
	CVD_PATH_ATTRIBUTES, /* .gitattributes */
	CVD_PATH_KINDS
};

struct cvd_path {
	enum cvd_path_kind kind;
	const char *text; /* the path itself, borrowed */
	/*
	 * What stands between the folder and the ending: "alice" of
	 * contacts/alice.yaml, "en/ack" of templates/en/ack.txt, "" of
	 * cvd.yaml and of what is no file of a casebook.
	 */
	char name[CVD_MAX_PATH + 1];
	char case_id[CVD_CASE_ID_TEXT]; /* of what belongs to a case, or "" */
};

/* What a path is; never fails. */
struct cvd_path cvd_path_parse(const char *path);

/* Whether it is one of the files that a team edits by hand. */
bool cvd_path_is_team(enum cvd_path_kind kind);
/* Whether it belongs to a case. */
bool cvd_path_is_case(enum cvd_path_kind kind);

/* The folders of such files at the top, without '/'; NULL behind the last. */
const char *cvd_path_team_folder(size_t index);
/* Whether a path is one of them, or that of a language in templates. */
bool cvd_path_is_team_folder(const char *path);

#endif
