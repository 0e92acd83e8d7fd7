/* SPDX-License-Identifier: EUPL-1.2 */

/* Keys of cases for other readers than before. */

#include "app/case_keys_private.h"
#include "app/signing.h"
#include "core/seal_packet.h"
#include "edge/wrap.h"

#include <string.h>

/* Some cases on their way into one replacement of the ref. */
struct portion {
	struct cvd_case_keys *keys;
	const struct cvd_case_readers *readers;
	struct cvd_arena *arena;
	struct cvd_change *changes;
	size_t count;
};

/* Whether a wrap is for these readers and for nobody else. */
static enum cvd_status
is_for(const struct portion *p, const char *armored, size_t size, bool *is,
    struct cvd_err *err)
{
	const char(*ids)[CVD_KEY_ID_TEXT];
	size_t count;
	enum cvd_status rc = cvd_wrap_packet_read(armored, size, p->arena, &ids,
	    &count, err);

	if (rc != CVD_OK)
		return rc;
	*is = count == p->readers->count;
	for (size_t i = 0; i < count && *is; i++) {
		const char *owner = cvd_wrap_owner(p->keys->batch, ids[i]);
		size_t k = 0;

		while (owner != NULL && k < p->readers->count &&
		       strcmp(p->readers->fingerprints[k], owner) != 0)
			k++;
		*is = owner != NULL && k < p->readers->count;
	}
	return CVD_OK;
}

static enum cvd_status
rewrap_key(struct portion *p, const struct case_key_path *key,
    struct cvd_err *err)
{
	const char *armored;
	const char *text;
	size_t size;
	bool is = false;
	enum cvd_status rc = case_keys_read(p->keys, key, p->arena, &armored,
	    &size, err);

	if (rc == CVD_OK)
		rc = is_for(p, armored, size, &is, err);
	if (rc != CVD_OK || is)
		return rc;
	rc = case_keys_open_one(p->keys, key, armored, size, p->arena, &text,
	    err);
	if (rc != CVD_OK)
		return rc;
	p->changes = cvd_arena_grow(p->arena, p->changes, p->count,
	    sizeof *p->changes);
	if (p->changes == NULL)
		return cvd_arena_check(p->arena, err);
	rc = case_keys_wrap(p->keys, key, text, p->readers, p->arena,
	    &p->changes[p->count], err);
	p->count += rc == CVD_OK;
	return rc;
}

static enum cvd_status
rewrap_case(struct portion *p, const char *case_id, struct cvd_err *err)
{
	struct case_key_path *list;
	size_t count;
	enum cvd_status rc = cvd_case_id_check(case_id, err);

	if (rc == CVD_OK)
		rc = case_keys_list(p->keys, case_id, p->arena, &list, &count,
		    err);
	for (size_t i = 0; rc == CVD_OK && i < count; i++)
		rc = rewrap_key(p, &list[i], err);
	return rc;
}

static enum cvd_status
replace(struct portion *p, struct cvd_err *err)
{
	struct cvd_signing_ref how = { .verb = "rewrap",
		.changes = p->changes,
		.count = p->count };

	return p->count > 0 ? case_keys_replace(p->keys, &how, err) : CVD_OK;
}

enum cvd_status
cvd_case_keys_rewrap(struct cvd_case_keys *keys, const char *const *case_ids,
    size_t count, const struct cvd_case_readers *readers,
    cvd_case_keys_told_fn *told, void *context, struct cvd_err *err)
{
	enum cvd_status rc = case_keys_ready(keys, err);
	size_t done = 0;

	if (rc == CVD_OK)
		rc = case_keys_batch(keys, err);
	while (done < count && rc == CVD_OK) {
		struct portion p = { .keys = keys,
			.readers = readers,
			.arena = cvd_arena_new() };
		size_t end = count - done < CVD_CASE_KEYS_TOGETHER
		                 ? count
		                 : done + CVD_CASE_KEYS_TOGETHER;

		rc = cvd_arena_check(p.arena, err);
		for (; done < end && rc == CVD_OK; done++) {
			rc = rewrap_case(&p, case_ids[done], err);
			if (rc == CVD_OK && told != NULL)
				told(context, done + 1, count);
		}
		if (rc == CVD_OK)
			rc = replace(&p, err);
		cvd_arena_free(p.arena);
	}
	return rc;
}
