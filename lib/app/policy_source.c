/* SPDX-License-Identifier: EUPL-1.2 */

/* Where policies can be read. */

#include "app/policy_source.h"

#include "app/adopt.h"
#include "app/lint.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/scan.h"
#include "edge/fs.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <string.h>

const char *const cvd_policy_origin_names[] = {
	[CVD_ORIGIN_CASEBOOK] = "casebook",
	[CVD_ORIGIN_SHIPPED] = "shipped",
	[CVD_ORIGIN_FILE] = "file",
};

static enum cvd_status
read_file(const char *path, struct cvd_arena *arena,
    struct cvd_policy_source *source, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_FILE);
	enum cvd_status rc = cvd_fs_read(path, &bytes, err);
	char *copy = NULL;

	if (rc == CVD_OK) {
		copy = cvd_arena_copy(arena, bytes.data, bytes.size);
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK)
		*source = (struct cvd_policy_source){ .origin = CVD_ORIGIN_FILE,
			.name = path,
			.bytes = copy,
			.size = bytes.size };
	cvd_buf_clear(&bytes);
	return rc;
}

static enum cvd_status
read_own(struct cvd_casebook *book, const char *id, struct cvd_arena *arena,
    struct cvd_policy_source *source, struct cvd_err *err)
{
	const char *path = cvd_arena_textf(arena, "policies/%s.yaml", id);
	struct cvd_policy_source own = { .origin = CVD_ORIGIN_CASEBOOK,
		.name = id };
	enum cvd_status rc;

	if (path == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_store_read(cvd_casebook_store(book), path, CVD_MAX_FILE, arena,
	    &own.bytes, &own.size, err);
	if (rc == CVD_OK)
		*source = own;
	return rc;
}

static struct cvd_policy_source
shipped_source(const struct cvd_shipped *file)
{
	return (struct cvd_policy_source){ .origin = CVD_ORIGIN_SHIPPED,
		.name = file->name,
		.bytes = file->text,
		.size = file->size };
}

enum cvd_status
cvd_policy_source_find(struct cvd_casebook *book, const char *ref,
    struct cvd_arena *arena, struct cvd_policy_source *source,
    struct cvd_err *err)
{
	const struct cvd_shipped *file;
	enum cvd_status rc = CVD_E_NOT_FOUND;

	if (strchr(ref, '/') != NULL || cvd_text_ends(ref, ".yaml"))
		return read_file(ref, arena, source, err);
	if (book != NULL && cvd_slug_check(ref, NULL) == CVD_OK)
		rc = read_own(book, ref, arena, source, err);
	if (rc != CVD_E_NOT_FOUND)
		return rc;
	file = cvd_shipped_find(CVD_SHIPPED_POLICY, ref);
	if (file == NULL) {
		rc = cvd_fail(err, CVD_E_NOT_FOUND, "there is no policy '%s'",
		    ref);
		cvd_err_hint(err, "'cvd policy list' names them all; a file "
		                  "is one with a '/' or .yaml");
		return rc;
	}
	*source = shipped_source(file);
	return CVD_OK;
}

static enum cvd_status
add_source(struct cvd_items *sources, const struct cvd_policy_source *source,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_policy_source *item = cvd_arena_grow(arena, sources->item,
	    sources->count, sizeof *item);

	if (item == NULL)
		return cvd_arena_check(arena, err);
	item[sources->count++] = *source;
	sources->item = item;
	return CVD_OK;
}

/* The id of a file of policies/, or NULL. */
static const char *
id_of(const struct cvd_store_entry *entry, struct cvd_arena *arena)
{
	static const char ending[] = ".yaml";

	if (entry->is_folder || !cvd_text_ends(entry->name, ending))
		return NULL;
	return cvd_arena_copy(arena, entry->name,
	    strlen(entry->name) - strlen(ending));
}

static enum cvd_status
list_own(struct cvd_casebook *book, struct cvd_arena *arena,
    struct cvd_items *sources, struct cvd_err *err)
{
	struct cvd_store_entry *entry = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_store_list(cvd_casebook_store(book),
	    "policies", arena, &entry, &count, err);

	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	for (size_t i = 0; rc == CVD_OK && i < count; i++) {
		const char *id = id_of(&entry[i], arena);
		struct cvd_policy_source source;

		if (id == NULL)
			continue;
		rc = read_own(book, id, arena, &source, err);
		if (rc == CVD_OK)
			rc = add_source(sources, &source, arena, err);
	}
	return rc;
}

static bool
is_listed(const struct cvd_items *sources, const char *name)
{
	const struct cvd_policy_source *source = sources->item;

	for (size_t i = 0; i < sources->count; i++)
		if (strcmp(source[i].name, name) == 0)
			return true;
	return false;
}

enum cvd_status
cvd_policy_source_list(struct cvd_casebook *book, struct cvd_arena *arena,
    struct cvd_items *sources, struct cvd_err *err)
{
	const struct cvd_shipped *file = NULL;
	struct cvd_items list = { 0 };
	enum cvd_status rc = CVD_OK;

	if (book != NULL)
		rc = list_own(book, arena, &list, err);
	while (rc == CVD_OK &&
	       (file = cvd_shipped_next(CVD_SHIPPED_POLICY, file)) != NULL) {
		const struct cvd_policy_source source = shipped_source(file);

		if (!is_listed(&list, file->name))
			rc = add_source(&list, &source, arena, err);
	}
	if (rc == CVD_OK)
		*sources = list;
	return rc;
}

static enum cvd_status
read_whole(const struct cvd_policy_source *source, struct cvd_arena *arena,
    const struct cvd_node **whole, struct cvd_err *err)
{
	const struct cvd_node *root;
	enum cvd_status rc = cvd_yaml_read(source->bytes, source->size, arena,
	    &root, err);

	if (rc != CVD_OK)
		return rc;
	/* a copy in a casebook must be whole by itself */
	if (source->origin == CVD_ORIGIN_CASEBOOK) {
		*whole = root;
		return CVD_OK;
	}
	return cvd_adopt_whole(CVD_SHIPPED_POLICY, root, arena, whole, err);
}

enum cvd_status
cvd_policy_source_load(const struct cvd_policy_source *source,
    struct cvd_arena *arena, const struct cvd_policy **policy,
    struct cvd_err *err)
{
	const struct cvd_node *whole;
	enum cvd_status rc = read_whole(source, arena, &whole, err);

	return rc == CVD_OK ? cvd_policy_load(whole, arena, policy, err) : rc;
}

/* Whose files a policy may speak of. */
struct reach {
	struct cvd_casebook *book;
	bool shipped;
};

static bool
has_file(void *context, const char *path)
{
	const struct reach *reach = context;
	const struct cvd_shipped *file = NULL;
	char blob[CVD_STORE_ID_TEXT];
	struct cvd_scan scan = cvd_scan_text(path);

	if (reach->book != NULL &&
	    cvd_store_find(cvd_casebook_store(reach->book), path, blob, NULL) ==
	        CVD_OK)
		return true;
	if (!reach->shipped || !cvd_scan_literal(&scan, "calendars/"))
		return false;
	while ((file = cvd_shipped_next(CVD_SHIPPED_CALENDAR, file)) != NULL) {
		size_t size = strlen(file->name);

		if (strncmp(scan.p, file->name, size) == 0 &&
		    strcmp(scan.p + size, ".yaml") == 0)
			return true;
	}
	return false;
}

enum cvd_status
cvd_policy_source_check(struct cvd_casebook *book,
    const struct cvd_policy_source *source, enum cvd_profile profile,
    const char *tzdir, struct cvd_findings *findings, struct cvd_err *err)
{
	struct reach reach = {
		.book = book,
		.shipped = source->origin != CVD_ORIGIN_CASEBOOK,
	};
	const struct cvd_lint lint = {
		.profile = profile,
		.tzdir = tzdir,
		.has = has_file,
		.context = &reach,
	};
	const struct cvd_node *whole;
	struct cvd_err found;

	if (read_whole(source, findings->arena, &whole, &found) == CVD_OK)
		return cvd_lint_policy(&lint, whole, findings, err);
	cvd_findings_add_err(findings, "format", &found);
	return cvd_arena_check(findings->arena, err);
}
