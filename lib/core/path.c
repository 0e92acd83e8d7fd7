/* SPDX-License-Identifier: EUPL-1.2 */

/* The one table of the files that a casebook has. */

#include "core/path.h"

#include "core/roster.h"
#include "core/team.h"

#include <string.h>

/* Whether what stands between folder and ending is a name; of which case. */
typedef bool name_fn(const char *name, char case_id[CVD_CASE_ID_TEXT]);

static bool
is_slug(const char *name, char case_id[CVD_CASE_ID_TEXT])
{
	(void)case_id;
	return cvd_slug_check(name, NULL) == CVD_OK;
}

static bool
is_fingerprint(const char *name, char case_id[CVD_CASE_ID_TEXT])
{
	(void)case_id;
	return cvd_fingerprint_check(name, NULL) == CVD_OK;
}

/* What is before the first '/', where it is no more than fits; and the rest. */
static const char *
split(const char *name, char *first, size_t room)
{
	size_t size = strcspn(name, "/");

	if (name[size] == '\0' || size >= room)
		return NULL;
	(void)memcpy(first, name, size);
	first[size] = '\0';
	return name + size + 1;
}

/* "en/ack" */
static bool
is_letter(const char *name, char case_id[CVD_CASE_ID_TEXT])
{
	char language[CVD_MAX_SLUG + 1];
	const char *letter = split(name, language, sizeof language);

	return letter != NULL && is_slug(language, case_id) &&
	       is_slug(letter, case_id);
}

/* "2026/4K/CVD-2026-4K7Q9XV" */
static bool
is_case(const char *name, char case_id[CVD_CASE_ID_TEXT])
{
	const char *id = strrchr(name, '/');
	char path[CVD_CASE_PATH_TEXT];
	size_t size = strlen(name);

	if (id == NULL || cvd_case_id_check(id + 1, NULL) != CVD_OK)
		return false;
	cvd_case_path_text(id + 1, path);
	if (strncmp(path + strlen("cases/"), name, size) != 0)
		return false;
	(void)memcpy(case_id, id + 1, CVD_CASE_ID_TEXT);
	return true;
}

/* "CVD-2026-4K7Q9XV/", and what the attachment is, sealed */
static bool
is_attachment(const char *name, char case_id[CVD_CASE_ID_TEXT])
{
	char id[CVD_CASE_ID_TEXT];
	const char *hash = split(name, id, sizeof id);

	if (hash == NULL || cvd_case_id_check(id, NULL) != CVD_OK ||
	    cvd_sha256_check(hash, NULL) != CVD_OK)
		return false;
	(void)memcpy(case_id, id, sizeof id);
	return true;
}

/* "2026/CVD-2026-4K7Q9XV" */
static bool
is_advisory(const char *name, char case_id[CVD_CASE_ID_TEXT])
{
	char year[sizeof "2026"];
	const char *id = split(name, year, sizeof year);

	if (id == NULL || cvd_case_id_check(id, NULL) != CVD_OK ||
	    strlen(year) != 4 || strncmp(id + strlen("CVD-"), year, 4) != 0)
		return false;
	(void)memcpy(case_id, id, CVD_CASE_ID_TEXT);
	return true;
}

static const struct {
	enum cvd_path_kind kind;
	const char *folder; /* NULL: the top */
	const char *ending;
	name_fn *is_name; /* NULL: there is none, the ending is all */
} table[] = {
	{ CVD_PATH_TEAM, NULL, CVD_TEAM_PATH, NULL },
	{ CVD_PATH_ROSTER, NULL, CVD_ROSTER_PATH, NULL },
	{ CVD_PATH_KEY, "keys", ".asc", is_fingerprint },
	{ CVD_PATH_CONTACT, "contacts", ".yaml", is_slug },
	{ CVD_PATH_POLICY, "policies", ".yaml", is_slug },
	{ CVD_PATH_CALENDAR, "calendars", ".yaml", is_slug },
	{ CVD_PATH_TEMPLATE, "templates", ".txt", is_letter },
	{ CVD_PATH_CASE, "cases", ".yaml", is_case },
	{ CVD_PATH_ATTACHMENT, "attachments", "", is_attachment },
	{ CVD_PATH_ADVISORY, "advisories", ".md", is_advisory },
	{ CVD_PATH_ADVISORY, "advisories", ".html", is_advisory },
	{ CVD_PATH_ADVISORY, "advisories", ".json", is_advisory },
	{ CVD_PATH_ADVISORY, "advisories", ".cve.json", is_advisory },
	{ CVD_PATH_ADVISORY, "advisories", ".osv.json", is_advisory },
	{ CVD_PATH_ATTRIBUTES, NULL, ".gitattributes", NULL },
};

#define ROWS (sizeof table / sizeof table[0])

/* What is behind "folder/", or NULL where the path is not below it. */
static const char *
below(const char *path, const char *folder)
{
	size_t size = strlen(folder);

	return strncmp(path, folder, size) == 0 && path[size] == '/'
	           ? path + size + 1
	           : NULL;
}

static bool
is_row(size_t row, const char *path, struct cvd_path *parsed)
{
	const char *folder = table[row].folder;
	const char *name = folder == NULL ? path : below(path, folder);
	size_t after = strlen(table[row].ending);
	size_t size;

	if (name == NULL)
		return false;
	size = strlen(name);
	if (size < after || strcmp(name + size - after, table[row].ending) != 0)
		return false;
	size -= after;
	(void)memcpy(parsed->name, name, size);
	parsed->name[size] = '\0';
	return table[row].is_name == NULL
	           ? size == 0
	           : table[row].is_name(parsed->name, parsed->case_id);
}

struct cvd_path
cvd_path_parse(const char *path)
{
	struct cvd_path parsed = { .kind = CVD_PATH_OTHER, .text = path };

	if (strlen(path) > CVD_MAX_PATH)
		return parsed;
	for (size_t i = 0; i < ROWS && parsed.kind == CVD_PATH_OTHER; i++)
		if (is_row(i, path, &parsed))
			parsed.kind = table[i].kind;
	if (parsed.kind == CVD_PATH_OTHER)
		parsed.name[0] = '\0';
	return parsed;
}

bool
cvd_path_is_team(enum cvd_path_kind kind)
{
	return kind >= CVD_PATH_TEAM && kind <= CVD_PATH_TEMPLATE;
}

bool
cvd_path_is_case(enum cvd_path_kind kind)
{
	return kind >= CVD_PATH_CASE && kind <= CVD_PATH_ADVISORY;
}

const char *
cvd_path_team_folder(size_t index)
{
	for (size_t i = 0; i < ROWS; i++)
		if (table[i].folder != NULL &&
		    cvd_path_is_team(table[i].kind) && index-- == 0)
			return table[i].folder;
	return NULL;
}

bool
cvd_path_is_team_folder(const char *path)
{
	const char *language = below(path, "templates");
	const char *folder;

	for (size_t i = 0; (folder = cvd_path_team_folder(i)) != NULL; i++)
		if (strcmp(path, folder) == 0)
			return true;
	return language != NULL && cvd_slug_check(language, NULL) == CVD_OK;
}
