/* SPDX-License-Identifier: EUPL-1.2 */

/* The merge driver of a clone, and what stands in its way. */

#include "app/merge_setup.h"

#include "core/buf.h"
#include "edge/git_local.h"
#include "edge/self.h"
#include "edge/store.h"

#include <string.h>

#define MOST_COMMAND 16384u

/* A file of each kind, and how git is to merge it. */
static const struct kind {
	const char *path;
	const char *what;
	const char *merge; /* NULL: by no driver */
} kinds[] = {
	{ "cases/2026/AA/CVD-2026-AAAAAAA.yaml", "cases/", "cvd" },
	{ "roster.yaml", "roster.yaml", "cvd" },
	{ "cvd.yaml", "cvd.yaml", NULL },
	{ "advisories/2026/CVD-2026-AAAAAAA.md", "advisories/", NULL },
	{ "contacts/vendor.yaml", "contacts/", NULL },
	{ "policies/own.yaml", "policies/", NULL },
	{ "calendars/own.yaml", "calendars/", NULL },
	{ "templates/en/ack.txt", "templates/", NULL },
	{ "keys/0000000000000000000000000000000000000000.asc", "keys/", NULL },
	{ "attachments/CVD-2026-AAAAAAA/0", "attachments/", NULL },
};
#define KINDS (sizeof kinds / sizeof kinds[0])

/* A word for the shell that git runs, whose own '%' stand for more. */
static void
add_quoted(struct cvd_buf *command, const char *word)
{
	cvd_buf_addc(command, '\'');
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			cvd_buf_addz(command, "'\\'");
		else if (*word == '%')
			cvd_buf_addc(command, '%');
		cvd_buf_addc(command, *word);
	}
	cvd_buf_addc(command, '\'');
}

enum cvd_status
cvd_merge_setup_command(const struct cvd_world *world, struct cvd_arena *arena,
    const char **command, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(MOST_COMMAND);
	const char *self = NULL;
	enum cvd_status rc = cvd_self_find("cvd", world->path, arena, &self,
	    err);

	if (rc != CVD_OK)
		return rc;
	if (self == NULL)
		cvd_buf_addz(&text, "cvd");
	else
		add_quoted(&text, self);
	cvd_buf_addz(&text, " merge-file %O %A %B %P");
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK) {
		*command = cvd_arena_text(arena, text.data);
		rc = cvd_arena_check(arena, err);
	}
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
cvd_merge_setup_driver(struct cvd_store *store, const char *command,
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_store_set_config(store, "merge.cvd.name",
	    "cases and rosters, by what they mean", err);

	if (rc == CVD_OK)
		rc = cvd_store_set_config(store, CVD_MERGE_DRIVER_SETTING,
		    command, err);
	return rc;
}

static enum cvd_status
found(struct cvd_merge_odds *odds, const struct cvd_merge_odd *odd,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_merge_odd *item = cvd_arena_grow(arena, odds->item,
	    odds->count, sizeof *item);

	if (item == NULL)
		return cvd_arena_check(arena, err);
	item[odds->count++] = *odd;
	odds->item = item;
	return CVD_OK;
}

/*
 * Whether git merges a file as it should. By lines is how it merges the other
 * files of casebooks whose .gitattributes does not name them: the verifier
 * looks at what comes of it.
 */
static bool
merges_well(const struct kind *kind, const char *merge)
{
	static const char *const plain[] = { "unset", "unspecified", "set",
		"text", "binary" };

	if (kind->merge != NULL && strcmp(merge, kind->merge) == 0)
		return true;
	if (kind->merge != NULL && strcmp(kind->path, kind->what) != 0)
		return false;
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (strcmp(merge, plain[i]) == 0)
			return true;
	return false;
}

enum cvd_status
cvd_merge_setup_check(struct cvd_store *store, const struct cvd_world *world,
    struct cvd_arena *arena, struct cvd_merge_odds *odds, struct cvd_err *err)
{
	struct cvd_git_attributes attributes[KINDS];
	struct cvd_merge_odds all = { NULL, 0 };
	const char *paths[KINDS];
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < KINDS; i++)
		paths[i] = kinds[i].path;
	if (!cvd_store_is_bare(store))
		rc = cvd_git_attributes(world->path, cvd_store_work(store),
		    paths, KINDS, arena, attributes, err);
	for (size_t i = 0;
	     i < KINDS && rc == CVD_OK && !cvd_store_is_bare(store); i++) {
		const struct kind *k = &kinds[i];
		const struct cvd_git_attributes *a = &attributes[i];

		if (!merges_well(k, a->merge))
			rc = found(&all,
			    &(struct cvd_merge_odd){ k->what, "merge", a->merge,
			        k->merge == NULL ? "unset" : k->merge },
			    arena, err);
		if (rc == CVD_OK && strcmp(a->text, "unset") != 0)
			rc = found(&all,
			    &(struct cvd_merge_odd){ k->what, "text", a->text,
			        "unset" },
			    arena, err);
	}
	if (rc == CVD_OK)
		*odds = all;
	return rc;
}
