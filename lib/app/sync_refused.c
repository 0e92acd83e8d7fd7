/* SPDX-License-Identifier: EUPL-1.2 */

/* What is said of a commit that came in and is not proven. */

#include "app/sync_private.h"
#include "core/commit.h"
#include "core/date.h"
#include "core/packet.h"

#include <string.h>

/* The member whose key this is by the roster here; NULL: nobody's. */
static const char *
owner_of(const struct sync_run *run, const char *key)
{
	const struct cvd_roster *roster = cvd_casebook_roster(run->book);
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		for (size_t k = 0; k < m[i].signing.count; k++)
			if (strcmp(m[i].signing.item[k], key) == 0)
				return m[i].name;
	return NULL;
}

/*
 * The key that the commit says it is signed with, which need not be true; an
 * empty text where it says nothing.
 */
static void
describe_key(const struct sync_run *run, const char *id,
    struct cvd_arena *arena, struct cvd_buf *text)
{
	struct cvd_commit commit;
	struct cvd_packet packet;
	struct cvd_flaw flaw;
	const char *bytes, *name;
	size_t size;

	if (cvd_store_read_commit(run->store, id, arena, &bytes, &size, NULL) !=
	        CVD_OK ||
	    cvd_commit_split(bytes, size, arena, &commit, &flaw, NULL) !=
	        CVD_OK ||
	    commit.signature.data == NULL ||
	    cvd_packet_read(commit.signature.data, commit.signature.size, arena,
	        &packet, &flaw, NULL) != CVD_OK)
		return;
	name = owner_of(run, packet.issuer);
	cvd_buf_addf(text, ", which names the key %s of %s", packet.issuer,
	    name != NULL ? name : "nobody in the roster");
}

/*
 * Of what is here: good as long as it was alone, and not with what came in,
 * which has retired the key, say.
 */
static enum cvd_status
fail_own(const struct sync_run *run, const struct cvd_verify_finding *f,
    struct cvd_err *err)
{
	const struct cvd_sync_result *r = run->result;

	(void)cvd_fail(err, CVD_E_REFUSED,
	    "your commit %.12s does not stand with what '%s' has (%s): %s",
	    f->commit, r->remote, cvd_flaw_names[f->flaw.kind],
	    f->flaw.message);
	cvd_err_hint(err,
	    "nothing was moved; 'cvd sync %s --accept-fork %s' goes on without "
	    "what is here alone, and lists it",
	    r->remote, r->incoming);
	return CVD_E_REFUSED;
}

/* One of two clocks is wrong, and it may be this one. */
static void
hint_clock(const struct sync_run *run, struct cvd_err *err)
{
	char now[CVD_INSTANT_TEXT];

	cvd_err_hint(err,
	    "nothing was moved; it is %s here: if that is wrong, set the "
	    "clock; if it is right, who made it takes it back and makes it "
	    "again, see cvd-sync(1)",
	    cvd_instant_text(run->world->now, now));
}

enum cvd_status
sync_fail_unproven(struct sync_run *run, const struct cvd_verify_finding *f,
    struct cvd_err *err)
{
	struct cvd_arena *arena;
	struct cvd_buf key = CVD_BUF_INIT(200);
	bool is_theirs = true;

	if (!run->accepts &&
	    cvd_store_is_ancestor(run->store, f->commit, run->result->incoming,
	        &is_theirs, NULL) == CVD_OK &&
	    !is_theirs)
		return fail_own(run, f, err);
	arena = cvd_arena_new();
	if (arena != NULL)
		describe_key(run, f->commit, arena, &key);
	(void)cvd_fail(err, CVD_E_REFUSED,
	    "'%s' has what is not proven; commit %.12s%s (%s): %s",
	    run->result->remote, f->commit, key.data,
	    cvd_flaw_names[f->flaw.kind], f->flaw.message);
	if (f->flaw.kind == CVD_FLAW_FUTURE)
		hint_clock(run, err);
	else
		cvd_err_hint(err,
		    "nothing was moved; who made it takes it back and makes it "
		    "again; 'cvd verify %s' and 'git show %.12s' say more",
		    run->incoming_ref, f->commit);
	cvd_buf_clear(&key);
	cvd_arena_free(arena);
	return CVD_E_REFUSED;
}
