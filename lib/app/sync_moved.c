/* SPDX-License-Identifier: EUPL-1.2 */

/* What is said where history leaves out what was proven. */

#include "app/sync_private.h"

#include <string.h>

/* What the old tip and the new one have in common, if it is one commit. */
static enum cvd_status
find_base(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	const char *old = run->proven;
	const char **bases = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_store_merge_bases(run->store, r->incoming,
	    &old, 1, run->arena, &bases, &count, err);

	if (rc == CVD_OK && count > 0)
		(void)memcpy(r->base, bases[0], sizeof r->base);
	return rc;
}

enum cvd_status
sync_fail_moved(struct sync_run *run, bool is_rollback, struct cvd_err *err)
{
	const struct cvd_sync_result *r = run->result;
	enum cvd_status rc = find_base(run, err);

	if (rc != CVD_OK)
		return rc;
	if (is_rollback) {
		(void)cvd_fail(err, CVD_E_CONFLICT,
		    "'%s' went back: it ends at commit %.12s, and commit %.12s "
		    "was proven of it; nothing was moved",
		    r->remote, r->incoming, run->proven);
		cvd_err_hint(err,
		    "ask the team by another way; if it merely lost commits: "
		    "git push %s main; if history was begun anew: cvd sync %s "
		    "--accept-fork %s",
		    r->remote, r->remote, r->incoming);
		return CVD_E_CONFLICT;
	}
	(void)cvd_fail(err, CVD_E_CONFLICT,
	    "'%s' was forked: its tip %.12s leaves out commit %.12s, which was "
	    "proven of it; common is %.12s; nothing was moved",
	    r->remote, r->incoming, run->proven,
	    r->base[0] != '\0' ? r->base : "nothing");
	cvd_err_hint(err,
	    "ask the team by another way which one is right; if history was "
	    "begun anew on purpose: cvd sync %s --accept-fork %s; if not, a "
	    "lead puts back the other: git push --force-with-lease %s main",
	    r->remote, r->incoming, r->remote);
	return CVD_E_CONFLICT;
}

enum cvd_status
sync_fail_gone(struct sync_run *run, struct cvd_err *err)
{
	const char *remote = run->result->remote;

	(void)cvd_fail(err, CVD_E_CONFLICT,
	    "'%s' has no branch 'main' any more, and commit %.12s was proven "
	    "of it; nothing was moved",
	    remote, run->proven);
	cvd_err_hint(err,
	    "ask the team by another way; if it merely lost it: git push %s "
	    "main",
	    remote);
	return CVD_E_CONFLICT;
}

enum cvd_status
sync_fail_mark(const struct sync_run *run, const char *mark,
    struct cvd_err *err)
{
	const struct cvd_sync_result *r = run->result;

	(void)cvd_fail(err, CVD_E_CONFLICT,
	    "neither this casebook nor what came in holds commit %.12s, which "
	    "you have proven last",
	    mark);
	if (run->found)
		cvd_err_hint(err,
		    "if you have it in another clone, sync there first; to go "
		    "on without it: cvd sync %s --accept-fork %s",
		    r->remote, r->incoming);
	else
		cvd_err_hint(err,
		    "if you have it in another clone, sync there first");
	return CVD_E_CONFLICT;
}
