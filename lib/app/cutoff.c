/* SPDX-License-Identifier: EUPL-1.2 */

/* What a key signed after it was to sign no more. */

#include "app/cutoff.h"

#include "core/commit.h"
#include "core/limits.h"
#include "core/lines.h"
#include "core/message.h"
#include "core/packet.h"
#include "edge/store.h"

_Static_assert(CVD_CUTOFF_COMMIT == CVD_STORE_ID_TEXT, "one length of ids");

/* A walk over the commits since one. */
struct walk {
	struct cvd_casebook *book;
	const struct cvd_lines *fingerprints;
	struct cvd_arena *arena; /* of what is found */
	struct cvd_key_commits found;
};

/* The case and the events that the trailers name, if they name any. */
static enum cvd_status
read_message(const struct cvd_commit *commit, struct cvd_arena *arena,
    struct cvd_key_commit *found, struct cvd_err *err)
{
	struct cvd_message message;
	enum cvd_status rc = cvd_message_parse(commit->message.data,
	    commit->message.size, arena, &message, err);

	if (rc == CVD_E_SYNTAX)
		return CVD_OK; /* no message of ours; the commit counts */
	if (rc != CVD_OK || message.case_id == NULL)
		return rc;
	found->case_id = message.case_id;
	for (size_t i = 0; i < message.event_count && rc == CVD_OK; i++)
		rc = cvd_lines_add(&found->events, message.events[i].id, arena,
		    err);
	return rc;
}

/*
 * Takes a commit apart; what cannot be names no key of ours, and whoever
 * verifies the history finds it. `work` is for what is not kept.
 */
static enum cvd_status
look(struct cvd_store *store, const char *id,
    const struct cvd_lines *fingerprints, struct cvd_arena *work,
    struct cvd_commit *commit, bool *is, struct cvd_err *err)
{
	struct cvd_packet packet;
	struct cvd_flaw flaw;
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read_commit(store, id, work, &bytes,
	    &size, err);

	*is = false;
	if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, work, commit, &flaw, err);
	if (rc == CVD_OK && commit->signature.data == NULL)
		return CVD_OK;
	if (rc == CVD_OK)
		rc = cvd_packet_read(commit->signature.data,
		    commit->signature.size, work, &packet, &flaw, err);
	if (rc == CVD_E_FINDINGS || rc == CVD_E_INVALID)
		return CVD_OK;
	*is = rc == CVD_OK && cvd_lines_has(fingerprints, packet.issuer);
	return rc;
}

enum cvd_status
cvd_cutoff_read(struct cvd_casebook *book, const char *id,
    const struct cvd_lines *fingerprints, struct cvd_arena *arena, bool *is,
    struct cvd_key_commit *commit, struct cvd_err *err)
{
	struct cvd_arena *work = cvd_arena_new();
	struct cvd_key_commit read = { .id = cvd_arena_text(arena, id) };
	struct cvd_commit object;
	bool found = false;
	enum cvd_status rc = cvd_arena_check(work, err);

	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = look(cvd_casebook_store(book), id, fingerprints, work,
		    &object, &found, err);
	if (rc == CVD_OK && found)
		rc = read_message(&object, arena, &read, err);
	if (rc == CVD_OK) {
		*is = found;
		*commit = read;
	}
	cvd_arena_free(work);
	return rc;
}

static enum cvd_status
each(void *context, const char *id, struct cvd_err *err)
{
	struct walk *w = context;
	struct cvd_key_commit *item;
	struct cvd_key_commit commit;
	bool is = false;
	enum cvd_status rc = cvd_cutoff_read(w->book, id, w->fingerprints,
	    w->arena, &is, &commit, err);

	if (rc != CVD_OK || !is)
		return rc;
	item = cvd_arena_grow(w->arena, w->found.item, w->found.count,
	    sizeof *item);
	if (item == NULL)
		return cvd_arena_check(w->arena, err);
	w->found.item = item;
	item[w->found.count++] = commit;
	return CVD_OK;
}

enum cvd_status
cvd_cutoff_find(struct cvd_casebook *book, const char *since,
    const struct cvd_lines *fingerprints, struct cvd_arena *arena,
    struct cvd_key_commits *commits, struct cvd_err *err)
{
	struct walk w = {
		.book = book,
		.fingerprints = fingerprints,
		.arena = arena,
	};
	struct cvd_store *store = cvd_casebook_store(book);
	enum cvd_status rc = cvd_store_each_between(store, since,
	    cvd_store_head(store), each, &w, err);

	if (rc == CVD_OK)
		*commits = w.found;
	return rc;
}
