/* SPDX-License-Identifier: EUPL-1.2 */

/* What a person trusts of a casebook, kept outside of it. */

#include "app/trust.h"

#include "core/canon.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/schema.h"
#include "edge/fs.h"
#include "edge/yaml.h"

#include <string.h>

#define MAX_MARKS 100

/* clang-format off */
static const struct cvd_field introduction_fields[] = {
	{ .name = "commit", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_introduced, commit), .check = cvd_object_id_check },
	{ .name = "signer", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_introduced, signer), .check = cvd_fingerprint_check },
	{ 0 },
};
static const struct cvd_shape introduction_shape = { "introduction", sizeof(struct cvd_introduced), introduction_fields };

static const struct cvd_field mark_fields[] = {
	{ .name = "ref", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_mark, ref) },
	{ .name = "commit", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_mark, commit), .check = cvd_object_id_check },
	{ 0 },
};
static const struct cvd_shape mark_shape = { "mark", sizeof(struct cvd_mark), mark_fields };

static const struct cvd_field distrust_fields[] = {
	{ .name = "key", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_distrust, key), .check = cvd_fingerprint_check },
	{ .name = "good_until", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_distrust, good_until), .check = cvd_object_id_check },
	{ 0 },
};
static const struct cvd_shape distrust_shape = { "distrust", sizeof(struct cvd_distrust), distrust_fields };

static const struct cvd_field fields[] = {
	{ .name = "schema", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_trust, schema) },
	{ .name = "introduction", .kind = CVD_FIELD_STRUCT, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_trust, introduction), .shape = &introduction_shape },
	{ .name = "high_water", .kind = CVD_FIELD_STRUCTS, .offset = offsetof(struct cvd_trust, high_water), .limit = MAX_MARKS, .shape = &mark_shape },
	{ .name = "distrust", .kind = CVD_FIELD_STRUCTS, .offset = offsetof(struct cvd_trust, distrust), .limit = CVD_MAX_ITEMS, .shape = &distrust_shape },
	{ .name = "checkpoints", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_trust, checkpoints), .limit = MAX_MARKS, .check = cvd_object_id_check },
	{ 0 },
};
/* clang-format on */

static const struct cvd_shape trust_shape = { "trust", sizeof(struct cvd_trust),
	fields };

static enum cvd_status
folder_of(const struct cvd_world *world, struct cvd_arena *arena,
    const char **folder, struct cvd_err *err)
{
	const char *text;

	if (world->xdg_config_home != NULL)
		text = cvd_arena_textf(arena, "%s/cvd/trust",
		    world->xdg_config_home);
	else if (world->home != NULL)
		text = cvd_arena_textf(arena, "%s/.config/cvd/trust",
		    world->home);
	else
		return cvd_fail(err, CVD_E_USAGE,
		    "neither XDG_CONFIG_HOME nor HOME is set, so there is no "
		    "place for what you trust");
	if (text == NULL)
		return cvd_arena_check(arena, err);
	*folder = text;
	return CVD_OK;
}

enum cvd_status
cvd_trust_prepare(const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const char *folder = NULL;
	enum cvd_status rc = folder_of(world, arena, &folder, err);

	if (rc == CVD_OK)
		rc = cvd_fs_make_folder(folder, err);
	return rc == CVD_E_NOT_FOUND ? cvd_fail_as(err, CVD_E_IO) : rc;
}

enum cvd_status
cvd_trust_path(const struct cvd_world *world, const char *casebook_id,
    struct cvd_arena *arena, const char **file, struct cvd_err *err)
{
	const char *folder = NULL;
	enum cvd_status rc = cvd_event_id_check(casebook_id, err);

	if (rc == CVD_OK)
		rc = folder_of(world, arena, &folder, err);
	if (rc != CVD_OK)
		return rc;
	*file = cvd_arena_textf(arena, "%s/%s.yaml", folder, casebook_id);
	return cvd_arena_check(arena, err);
}

static enum cvd_status
load(const struct cvd_buf *text, struct cvd_arena *arena,
    const struct cvd_trust **trust, struct cvd_err *err)
{
	struct cvd_trust *t = cvd_arena_alloc(arena, 1, sizeof *t);
	const struct cvd_node *root;
	enum cvd_status rc;

	if (t == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_yaml_read(text->data, text->size, arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_schema_check(root, "cvd-trust", 1, 1, err);
	if (rc == CVD_OK)
		rc = cvd_fields_load(&trust_shape, 0, root, t, arena, err);
	if (rc == CVD_OK)
		*trust = t;
	return rc;
}

enum cvd_status
cvd_trust_read(const struct cvd_world *world, const char *casebook_id,
    struct cvd_arena *arena, const struct cvd_trust **trust,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	const char *file = NULL;
	enum cvd_status rc = cvd_trust_path(world, casebook_id, arena, &file,
	    err);

	if (rc != CVD_OK)
		return rc;
	rc = cvd_fs_read_private(file, &text, err);
	if (rc == CVD_OK) {
		rc = load(&text, arena, trust, err);
		if (rc != CVD_OK)
			cvd_err_prefix(err, file);
	}
	if (rc == CVD_E_SYNTAX || rc == CVD_E_INVALID || rc == CVD_E_IO)
		rc = cvd_fail_as(err, CVD_E_CASEBOOK);
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
cvd_trust_write(const struct cvd_world *world, const char *casebook_id,
    const struct cvd_trust *trust, struct cvd_arena *arena, const char **path,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_trust written = *trust;
	struct cvd_node *node;
	const char *file = NULL;
	enum cvd_status rc = cvd_trust_path(world, casebook_id, arena, &file,
	    err);

	if (rc != CVD_OK)
		return rc;
	written.schema = "cvd-trust/1";
	node = cvd_fields_save(&trust_shape, 0, &written, arena);
	rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		return rc;
	cvd_canon_write(&text, node);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(file, text.data, text.size, err);
	if (rc == CVD_OK && path != NULL)
		*path = file;
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
cvd_trust_set_mark(const struct cvd_world *world, const char *casebook_id,
    const char *ref, const char *commit, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const struct cvd_trust *trust;
	const struct cvd_mark *old;
	struct cvd_mark *marks;
	struct cvd_trust changed;
	size_t count = 0;
	enum cvd_status rc = cvd_trust_read(world, casebook_id, arena, &trust,
	    err);

	if (rc != CVD_OK)
		return rc;
	old = trust->high_water.item;
	marks = cvd_arena_alloc(arena, trust->high_water.count + 1,
	    sizeof *marks);
	if (marks == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < trust->high_water.count; i++)
		if (strcmp(old[i].ref, ref) != 0)
			marks[count++] = old[i];
	marks[count++] = (struct cvd_mark){ ref, commit };
	changed = *trust;
	changed.high_water = (struct cvd_items){ marks, count };
	return cvd_trust_write(world, casebook_id, &changed, arena, NULL, err);
}

const char *
cvd_trust_mark(const struct cvd_trust *trust, const char *ref)
{
	const struct cvd_mark *marks = trust->high_water.item;

	for (size_t i = 0; i < trust->high_water.count; i++)
		if (strcmp(marks[i].ref, ref) == 0)
			return marks[i].commit;
	return NULL;
}
