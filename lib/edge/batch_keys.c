/* SPDX-License-Identifier: EUPL-1.2 */

/* What gpg knows of the keys in a home, from how it lists them. */

#include "edge/batch_private.h"

#include "core/ident.h"

#include <string.h>

/* Fields of a line, from 0. Rule: doc/DETAILS of GnuPG, colon listings. */
enum {
	FIELD_TYPE,
	FIELD_VALIDITY,
	FIELD_BITS,
	FIELD_ALGORITHM,
	FIELD_KEY_ID,
	FIELD_CREATED,
	FIELD_EXPIRES,
	FIELD_FINGERPRINT = 9,
	FIELD_USES = 11,
	FIELDS
};

/* Where the reading of a list is. */
struct listing {
	struct cvd_arena *arena;
	struct cvd_batch_key *keys;
	size_t count;
	struct cvd_batch_key key;     /* one whose fingerprint is to come */
	struct cvd_batch_key primary; /* the last; no fingerprint: not known */
	bool is_open;                 /* whether key is such a one */
	bool is_subkey;
};

bool
cvd_batch_take_fingerprint(struct cvd_bytes bytes, char fingerprint[41])
{
	char text[41];

	if (bytes.size != 40)
		return false;
	memcpy(text, bytes.data, 40);
	text[40] = '\0';
	if (cvd_fingerprint_check(text, NULL) != CVD_OK)
		return false;
	memcpy(fingerprint, text, sizeof(text));
	return true;
}

const struct cvd_batch_key *
cvd_batch_find_key(const struct cvd_batch *batch, const char *fingerprint,
    const char *primary)
{
	for (size_t i = 0; i < batch->key_count; i++)
		if (strcmp(batch->keys[i].fingerprint, fingerprint) == 0 &&
		    (primary == NULL ||
		        strcmp(batch->keys[i].primary, primary) == 0))
			return &batch->keys[i];
	return NULL;
}

static bool
read_number(struct cvd_bytes field, int64_t *number)
{
	struct cvd_scan scan = cvd_scan_bytes(field.data, field.size);

	return cvd_scan_number(&scan, 1, 18, number) && cvd_scan_end(&scan);
}

/* The first fields of a line; those that it has not are empty. */
static void
split_line(struct cvd_bytes line, struct cvd_bytes fields[FIELDS])
{
	struct cvd_scan scan = cvd_scan_bytes(line.data, line.size);

	for (size_t i = 0; i < FIELDS; i++) {
		if (cvd_scan_until(&scan, ':', &fields[i]))
			continue;
		fields[i] = (struct cvd_bytes){ scan.p,
			(size_t)(scan.end - scan.p) };
		scan.p = scan.end;
	}
}

/* Whether it is for that. Capitals are of all subkeys, and not its own. */
static bool
is_for(const struct cvd_bytes fields[FIELDS], char use)
{
	struct cvd_bytes uses = fields[FIELD_USES];

	/* an invalid one is for nothing */
	return !cvd_bytes_is(fields[FIELD_VALIDITY], "i") && uses.size > 0 &&
	       memchr(uses.data, use, uses.size) != NULL;
}

/* A line of a key or subkey; its fingerprint stands in the next. */
static bool
begin_key(struct listing *list, const struct cvd_bytes fields[FIELDS])
{
	int64_t bits, algorithm, created;
	int64_t expires = 0;

	if (!read_number(fields[FIELD_BITS], &bits) ||
	    !read_number(fields[FIELD_ALGORITHM], &algorithm) ||
	    !read_number(fields[FIELD_CREATED], &created))
		return false;
	if (fields[FIELD_EXPIRES].size > 0 &&
	    !read_number(fields[FIELD_EXPIRES], &expires))
		return false;
	if (bits > 1000000 || algorithm > 255)
		return false;
	list->key = (struct cvd_batch_key){
		.created = created,
		.expires = expires,
		.is_revoked = cvd_bytes_is(fields[FIELD_VALIDITY], "r"),
		.can_sign = is_for(fields, 's'),
		.can_encrypt = is_for(fields, 'e'),
		.algorithm = (unsigned)algorithm,
		.bits = (unsigned)bits,
	};
	list->is_open = true;
	list->is_subkey = cvd_bytes_is(fields[FIELD_TYPE], "sub");
	return true;
}

/* What the primary key is, its subkeys are too. */
static void
inherit(struct cvd_batch_key *key, const struct cvd_batch_key *primary)
{
	memcpy(key->primary, primary->fingerprint, sizeof(key->primary));
	key->is_revoked = key->is_revoked || primary->is_revoked;
	if (primary->expires != 0 &&
	    (key->expires == 0 || primary->expires < key->expires))
		key->expires = primary->expires;
}

/* A fingerprint; of another version than 4 it is passed over. */
static void
end_key(struct listing *list, struct cvd_bytes fingerprint)
{
	struct cvd_batch_key *key = &list->key;
	bool known = cvd_batch_take_fingerprint(fingerprint, key->fingerprint);

	list->is_open = false;
	if (!list->is_subkey)
		list->primary = known ? *key : (struct cvd_batch_key){ 0 };
	if (!known || list->primary.fingerprint[0] == '\0')
		return;
	inherit(key, &list->primary);
	list->keys = cvd_arena_grow(list->arena, list->keys, list->count,
	    sizeof(*list->keys));
	if (list->keys != NULL)
		list->keys[list->count++] = *key;
}

static bool
read_line(struct listing *list, struct cvd_bytes line)
{
	struct cvd_bytes fields[FIELDS];
	struct cvd_bytes type;

	split_line(line, fields);
	type = fields[FIELD_TYPE];
	if (cvd_bytes_is(type, "pub") || cvd_bytes_is(type, "sub"))
		return !list->is_open && begin_key(list, fields);
	if (cvd_bytes_is(type, "fpr") && list->is_open)
		end_key(list, fields[FIELD_FINGERPRINT]);
	return true;
}

/* Reads a list; *begun: it starts with the state of the trust database. */
static enum cvd_status
read_list(const struct cvd_buf *text, struct listing *list, bool *begun,
    struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(text->data, text->size);
	struct cvd_bytes line;

	while (cvd_scan_line(&scan, &line)) {
		if (line.size >= 4 && memcmp(line.data, "tru:", 4) == 0)
			*begun = true;
		if (!read_line(list, line))
			return cvd_fail(err, CVD_E_CRYPTO,
			    "gpg lists its keys in an unknown way");
	}
	return cvd_arena_check(list->arena, err);
}

enum cvd_status
cvd_batch_read_keys(const struct cvd_buf *text, struct cvd_arena *arena,
    const struct cvd_batch_key **keys, size_t *count, struct cvd_err *err)
{
	struct listing list = { .arena = arena };
	bool understood = false;
	enum cvd_status status = read_list(text, &list, &understood, err);

	if (status != CVD_OK)
		return status;
	if (!understood || list.is_open)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "gpg does not list its keys");
	*keys = list.keys;
	*count = list.count;
	return CVD_OK;
}

enum cvd_status
cvd_batch_read_certificate(const struct cvd_buf *text, struct cvd_arena *arena,
    const struct cvd_batch_key **keys, size_t *count, struct cvd_err *err)
{
	struct listing list = { .arena = arena };
	bool begun = false;
	enum cvd_status status = read_list(text, &list, &begun, err);

	if (status != CVD_OK)
		return status;
	*keys = list.keys;
	*count = list.is_open ? 0 : list.count;
	return CVD_OK;
}
