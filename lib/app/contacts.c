/* SPDX-License-Identifier: EUPL-1.2 */

/* Contacts of the casebook, and those that are compiled in. */

#include "app/contacts.h"

#include "app/shipped.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <string.h>

static enum cvd_status
load(const char *bytes, size_t size, const char *slug, struct cvd_arena *arena,
    const struct cvd_contact **contact, struct cvd_err *err)
{
	const struct cvd_contact *loaded;
	const struct cvd_node *root;
	enum cvd_status rc = cvd_yaml_read(bytes, size, arena, &root, err);

	if (rc == CVD_OK)
		rc = cvd_contact_load(root, arena, &loaded, err);
	if (rc == CVD_OK && strcmp(loaded->id, slug) != 0)
		rc = cvd_fail(err, CVD_E_INVALID, "the file is that of '%s'",
		    loaded->id);
	if (rc == CVD_OK)
		*contact = loaded;
	return rc;
}

static enum cvd_status
find_shipped(const char *slug, struct cvd_arena *arena,
    const struct cvd_contact **contact, struct cvd_err *err)
{
	const struct cvd_shipped *shipped =
	    cvd_shipped_find(CVD_SHIPPED_CONTACT, slug);

	if (shipped == NULL)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no contact '%s'", slug);
	return load(shipped->text, shipped->size, slug, arena, contact, err);
}

enum cvd_status
cvd_contacts_find(struct cvd_casebook *book, const char *slug,
    const struct cvd_contact **contact, bool *own, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_casebook_arena(book);
	const char *path;
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_slug_check(slug, err);

	if (rc != CVD_OK)
		return rc;
	path = cvd_arena_textf(arena, "contacts/%s.yaml", slug);
	if (path == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_store_read(cvd_casebook_store(book), path, CVD_MAX_FILE, arena,
	    &bytes, &size, err);
	*own = rc == CVD_OK;
	if (rc == CVD_E_NOT_FOUND)
		return find_shipped(slug, arena, contact, err);
	if (rc == CVD_OK)
		rc = load(bytes, size, slug, arena, contact, err);
	if (rc == CVD_E_SYNTAX || rc == CVD_E_INVALID) {
		cvd_err_prefix(err, path);
		rc = cvd_fail_as(err, CVD_E_CASEBOOK);
	}
	return rc;
}
