/* SPDX-License-Identifier: EUPL-1.2 */

/* What is inside a sealed group: made, and taken apart again. */

#include "core/seal.h"

#include "core/canon.h"
#include "core/ident.h"
#include "core/limits.h"

#include <string.h>

#define BEGIN "cvd-seal "
#define END   "...\n"

_Static_assert(CVD_MAX_GROUP % CVD_SEAL_PAD == 0,
    "what is padded keeps the limit where what is in it does");

const char *const cvd_group_names[] = {
	[CVD_GROUP_PERSON] = "person",
	[CVD_GROUP_MATTER] = "matter",
	[CVD_GROUPS] = NULL,
};

const char *
cvd_seal_block(const struct cvd_event *event, enum cvd_group group)
{
	return group == CVD_GROUP_PERSON ? event->person_sealed
	                                 : event->matter_sealed;
}

const char *
cvd_seal_commitment(const struct cvd_event *event, enum cvd_group group)
{
	return group == CVD_GROUP_PERSON ? event->person_sha256
	                                 : event->matter_sha256;
}

static const void *
struct_of(const struct cvd_event *event, enum cvd_group group)
{
	return group == CVD_GROUP_PERSON ? (const void *)event->person
	                                 : (const void *)event->matter;
}

static const struct cvd_shape *
shape_of(enum cvd_group group)
{
	return group == CVD_GROUP_PERSON ? &cvd_person_shape
	                                 : &cvd_matter_shape;
}

bool
cvd_seal_is_shut(const struct cvd_event *event, enum cvd_group group)
{
	return cvd_seal_block(event, group) != NULL &&
	       struct_of(event, group) == NULL;
}

void
cvd_seal_set(struct cvd_event *event, enum cvd_group group, const char *block,
    const char *sha256)
{
	if (group == CVD_GROUP_PERSON) {
		event->person_sealed = block;
		event->person_sha256 = sha256;
	} else {
		event->matter_sealed = block;
		event->matter_sha256 = sha256;
	}
}

/* The group as it is written: an event of its own would hold it so. */
static enum cvd_status
write_group(enum cvd_group group, const void *in, struct cvd_buf *out,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_node *node;
	enum cvd_status rc;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	node = cvd_fields_save(shape_of(group), 0, in, arena);
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		cvd_canon_write(out, node);
	cvd_arena_free(arena);
	return rc;
}

/* Without its salt a group could be guessed from the commitment. */
static bool
has_salt(const struct cvd_event *event, enum cvd_group group)
{
	return group == CVD_GROUP_PERSON
	           ? event->person != NULL && event->person->salt != NULL
	           : event->matter != NULL && event->matter->salt != NULL;
}

static bool
is_place(const struct cvd_seal_place *place)
{
	return cvd_event_id_check(place->casebook, NULL) == CVD_OK &&
	       cvd_case_id_check(place->case_id, NULL) == CVD_OK &&
	       cvd_event_id_check(place->event_id, NULL) == CVD_OK;
}

enum cvd_status
cvd_seal_make(const struct cvd_seal_place *place, const struct cvd_event *event,
    struct cvd_buf *plain, size_t *committed, struct cvd_err *err)
{
	const void *in = struct_of(event, place->group);
	size_t size;
	enum cvd_status rc;

	if (!has_salt(event, place->group) || !is_place(place) ||
	    strcmp(event->id, place->event_id) != 0)
		return cvd_fail(err, CVD_E_INTERNAL,
		    "there is no such group to be sealed");
	cvd_buf_addf(plain, BEGIN "1 %s %s %s %s\n", place->casebook,
	    place->case_id, place->event_id, cvd_group_names[place->group]);
	rc = write_group(place->group, in, plain, err);
	if (rc != CVD_OK)
		return rc;
	cvd_buf_addz(plain, END);
	size = plain->size;
	while (plain->size % CVD_SEAL_PAD != 0 && !plain->too_big &&
	       !plain->no_memory)
		cvd_buf_addc(plain, '\n');
	rc = cvd_buf_check(plain, err);
	if (rc == CVD_OK)
		*committed = size;
	return rc;
}

/* The next word of the first line, up to the blank or the end of it. */
static struct cvd_bytes
next_word(struct cvd_scan *line)
{
	struct cvd_bytes word = { line->p, 0 };

	while (line->p < line->end && *line->p != ' ')
		line->p++;
	word.size = (size_t)(line->p - word.data);
	(void)cvd_scan_char(line, ' ');
	return word;
}

/* Whether the first line says that it belongs there. */
static enum cvd_status
check_place(const struct cvd_seal_place *place, struct cvd_bytes first,
    struct cvd_err *err)
{
	const struct {
		const char *what;
		const char *text;
	} words[] = {
		{ "casebook", place->casebook },
		{ "case", place->case_id },
		{ "event", place->event_id },
		{ "group", cvd_group_names[place->group] },
	};
	struct cvd_scan line = cvd_scan_bytes(first.data, first.size);

	if (!cvd_scan_literal(&line, BEGIN))
		return cvd_fail(err, CVD_E_INVALID,
		    "what was sealed is no group of an event");
	if (!cvd_bytes_is(next_word(&line), "1"))
		return cvd_fail(err, CVD_E_TOO_NEW,
		    "the group was sealed by a later cvd");
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!cvd_bytes_is(next_word(&line), words[i].text))
			return cvd_fail(err, CVD_E_INVALID,
			    "the group was sealed for another %s",
			    words[i].what);
	if (!cvd_scan_end(&line) || first.data[first.size - 1] == ' ')
		return cvd_fail(err, CVD_E_INVALID,
		    "what was sealed is no group of an event");
	return CVD_OK;
}

/* The size without the padding, which must be what it should be; or 0. */
static size_t
without_padding(const char *plain, size_t size)
{
	size_t last = size;

	while (last > 0 && plain[last - 1] == '\n')
		last--;
	/* one of them ends the last line */
	last++;
	return size % CVD_SEAL_PAD == 0 && last <= size &&
	               size - last < CVD_SEAL_PAD
	           ? last
	           : 0;
}

enum cvd_status
cvd_seal_take(const struct cvd_seal_place *place, const char *plain,
    size_t size, struct cvd_seal_parts *parts, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(plain, size);
	size_t end = sizeof END - 1;
	struct cvd_bytes first, rest;
	size_t last;
	enum cvd_status rc;

	if (size > CVD_MAX_GROUP)
		return cvd_fail(err, CVD_E_INVALID,
		    "the group has more than %u bytes", CVD_MAX_GROUP);
	if (!cvd_scan_line(&scan, &first))
		return cvd_fail(err, CVD_E_INVALID, "nothing was sealed");
	rc = check_place(place, first, err);
	if (rc != CVD_OK)
		return rc;
	last = without_padding(plain, size);
	if (last == 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "the sealed group is cut off, or padded otherwise");
	rest = (struct cvd_bytes){ scan.p, (size_t)(plain + last - scan.p) };
	if (rest.size <= end || rest.data[rest.size - end - 1] != '\n' ||
	    memcmp(rest.data + rest.size - end, END, end) != 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "the sealed group does not end as it should");
	rest.size -= end;
	*parts = (struct cvd_seal_parts){
		.committed = { plain, last },
		.mapping = rest,
	};
	return CVD_OK;
}

/* One group, one text: else two could be committed to as the same. */
static enum cvd_status
check_canonical(enum cvd_group group, const void *in, struct cvd_bytes mapping,
    struct cvd_err *err)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_GROUP);
	enum cvd_status rc = write_group(group, in, &out, err);

	if (rc == CVD_OK && out.no_memory)
		rc = cvd_buf_check(&out, err);
	if (rc == CVD_OK && (out.size != mapping.size ||
	                        memcmp(out.data, mapping.data, out.size) != 0))
		rc = cvd_fail(err, CVD_E_INVALID,
		    "the sealed group is not in canonical form");
	cvd_buf_clear(&out);
	return rc;
}

enum cvd_status
cvd_seal_load(enum cvd_group group, struct cvd_bytes mapping,
    const struct cvd_node *root, struct cvd_event *event,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const struct cvd_shape *shape = shape_of(group);
	void *loaded = cvd_arena_alloc(arena, 1, shape->size);
	enum cvd_status rc;

	if (loaded == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_fields_load(shape, 0, root, loaded, arena, err);
	if (rc == CVD_OK)
		rc = check_canonical(group, loaded, mapping, err);
	if (rc != CVD_OK)
		return rc;
	if (group == CVD_GROUP_PERSON)
		event->person = loaded;
	else
		event->matter = loaded;
	return CVD_OK;
}
