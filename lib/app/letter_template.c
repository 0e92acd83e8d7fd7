/* SPDX-License-Identifier: EUPL-1.2 */

/* Which template a letter is made from. */

#include "app/letter_template.h"

#include "app/shipped.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/store.h"

#include <string.h>

/* A file of templates, as found. */
struct found {
	const char *path;
	const char *bytes;
	size_t size;
};

/* The casebook's own before the shipped one; CVD_E_NOT_FOUND. */
static enum cvd_status
look_up(struct cvd_casebook *book, const char *language, const char *letter,
    struct cvd_arena *arena, struct found *found, struct cvd_err *err)
{
	const char *name = cvd_arena_textf(arena, "%s/%s", language, letter);
	const struct cvd_shipped *shipped;
	enum cvd_status rc;

	found->path = cvd_arena_textf(arena, "templates/%s/%s.txt", language,
	    letter);
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = cvd_store_read(cvd_casebook_store(book), found->path,
		    CVD_MAX_TEMPLATE, arena, &found->bytes, &found->size, err);
	if (rc != CVD_E_NOT_FOUND)
		return rc;
	shipped = cvd_shipped_find(CVD_SHIPPED_LETTER, name);
	if (shipped == NULL)
		return rc;
	found->path = cvd_arena_textf(arena, "policies/letters/%s.txt", name);
	found->bytes = shipped->text;
	found->size = shipped->size;
	return cvd_arena_check(arena, err);
}

static enum cvd_status
parse(const struct found *found, const char *language, struct cvd_arena *arena,
    struct cvd_letter_text *text, struct cvd_err *err)
{
	enum cvd_status rc = cvd_letter_parse(found->bytes, found->size, arena,
	    &text->template, err);

	if (rc != CVD_OK) {
		cvd_err_prefix(err, found->path);
		return rc;
	}
	text->language = language;
	text->path = found->path;
	return CVD_OK;
}

/* "nl" of "nl-be", or NULL where the tag has one part only. */
static const char *
first_part(const char *tag, struct cvd_arena *arena)
{
	size_t n = strcspn(tag, "-");

	return tag[n] == '\0' ? NULL : cvd_arena_copy(arena, tag, n);
}

enum cvd_status
cvd_letter_template_find(struct cvd_casebook *book, const char *letter,
    const char *language, struct cvd_arena *arena, struct cvd_letter_text *text,
    struct cvd_err *err)
{
	const struct cvd_team *team = cvd_casebook_team(book);
	const char *wanted[] = { language,
		team->languages.count > 0 ? team->languages.item[0] : NULL,
		"en" };
	enum cvd_status rc = cvd_slug_check(letter, err);

	if (rc != CVD_OK)
		return rc;
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		const char *tag = wanted[i];

		/* What is no tag must not become a path. */
		while (tag != NULL && cvd_slug_check(tag, NULL) == CVD_OK) {
			struct found found;

			rc = look_up(book, tag, letter, arena, &found, err);
			if (rc == CVD_OK)
				return parse(&found, tag, arena, text, err);
			if (rc != CVD_E_NOT_FOUND)
				return rc;
			tag = first_part(tag, arena);
		}
	}
	rc = cvd_arena_check(arena, err);
	return rc != CVD_OK
	           ? rc
	           : cvd_fail(err, CVD_E_NOT_FOUND,
	                 "there is no template for letter '%s'", letter);
}
