/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_BATCH_CROWD_H
#define CVD_TESTS_UNIT_BATCH_CROWD_H

#include "batch_fixture.h"

/* Signatures of every kind, and what is to be said of each. */

static const struct {
	const char *name;
	enum cvd_batch_answer answer;
	const char *key;
	const char *primary;
} signatures[] = {
	{ "alice", CVD_BATCH_GOOD, "alice", "alice" },
	{ "sha512", CVD_BATCH_GOOD, "alice", "alice" },
	{ "sub", CVD_BATCH_GOOD, "sub-sub", "sub" },
	{ "rsa", CVD_BATCH_GOOD, "rsa", "rsa" },
	{ "before", CVD_BATCH_GOOD, "old", "old" },
	{ "after", CVD_BATCH_GOOD, "old", "old" },
	{ "revoked", CVD_BATCH_GOOD, "revoked", "revoked" },
	{ "future", CVD_BATCH_GOOD, "alice", "alice" },
	{ "timed", CVD_BATCH_EXPIRED, NULL, NULL },
	{ "bad", CVD_BATCH_BAD, NULL, NULL },
	{ "stranger", CVD_BATCH_NO_KEY, NULL, NULL },
	{ "weak", CVD_BATCH_NO_KEY, NULL, NULL },
	{ "sha1", CVD_BATCH_OTHER, NULL, NULL },
	{ "two", CVD_BATCH_OTHER, NULL, NULL },
	{ "whole-zip", CVD_BATCH_OTHER, NULL, NULL },
	{ "whole-none", CVD_BATCH_OTHER, NULL, NULL },
};

static void
assert_answer(const struct cvd_batch_item *item, int i)
{
	const char *key = signatures[i].key;

	ck_assert_msg(item->answer == signatures[i].answer, "%s: %d",
	    signatures[i].name, item->answer);
	ck_assert_str_eq(item->fingerprint,
	    key != NULL ? signed_fingerprint(key) : "");
	ck_assert_str_eq(item->primary,
	    key != NULL ? signed_fingerprint(signatures[i].primary) : "");
}

/* All of them at once; what ends a run of gpg hides nothing behind it. */
static void
assert_together(unsigned workers, size_t count)
{
	struct cvd_batch_item *items = calloc(count, sizeof(*items));
	char(*ids)[24] = calloc(count, sizeof(*ids));

	setup.workers = workers;
	open_batch();
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		items[i] = item_of(signatures[i % COUNT(signatures)].name,
		    ids[i]);
	}
	assert_ok(judge(items, count));
	for (size_t i = 0; i < count; i++) {
		assert_answer(&items[i], (int)(i % COUNT(signatures)));
		clear_item(&items[i]);
	}
	free(items);
	free(ids);
}

#endif
