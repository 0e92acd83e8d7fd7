/* SPDX-License-Identifier: EUPL-1.2 */

/* What a signature is worth: whose it is, when it was made, by which key. */

#include "app/verify_private.h"

#include <string.h>

#define AHEAD_SECONDS  600 /* that a clock may be fast */
#define APART_SECONDS  900 /* between a commit and its signature */
#define SKEW_SECONDS   86400
#define OLD_SECONDS    (90 * 86400)
#define RSA_LEAST_BITS 3072u
#define RSA            1u /* RFC 4880, 9.1 */
#define DSA            17u

static enum cvd_status
check_answer(const struct verify_job *job, const struct cvd_batch_item *item,
    struct cvd_flaw *flaw)
{
	switch (item->answer) {
	case CVD_BATCH_GOOD:
		break;
	case CVD_BATCH_NO_KEY:
		return cvd_flaw_found(flaw, CVD_FLAW_UNKNOWN_SIGNER,
		    "it is signed by key %s, which is not in the casebook",
		    job->packet.issuer);
	case CVD_BATCH_EXPIRED:
		return cvd_flaw_found(flaw, CVD_FLAW_BAD_SIGNATURE,
		    "the signature itself has an end, which has come");
	case CVD_BATCH_NONE:
	case CVD_BATCH_BAD:
	case CVD_BATCH_OTHER:
		return cvd_flaw_found(flaw, CVD_FLAW_BAD_SIGNATURE,
		    "the signature is not one over this commit");
	}
	if (strcmp(item->fingerprint, job->packet.issuer) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_BAD_SIGNATURE,
		    "the signature claims another key than the one that made "
		    "it");
	return CVD_OK;
}

static enum cvd_status
warn(struct verify_run *run, const struct verify_job *job,
    enum cvd_flaw_kind kind, const char *message, struct cvd_err *err)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	(void)cvd_flaw_found(&flaw, kind, "%s", message);
	return verify_found(run, job->node->id, &flaw, err);
}

/* What the key says: from when, until when, and whether it is long enough. */
static enum cvd_status
check_key(struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	const struct cvd_batch_key *key = cvd_batch_key(run->batch,
	    item->fingerprint);

	if (key == NULL || strcmp(key->primary, item->primary) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_UNKNOWN_SIGNER,
		    "key %s is not in the casebook", item->fingerprint);
	if (key->algorithm == DSA ||
	    (key->algorithm == RSA && key->bits < RSA_LEAST_BITS))
		return cvd_flaw_found(flaw, CVD_FLAW_WEAK_SIGNATURE,
		    "key %s has %u bits, which are too few", item->fingerprint,
		    key->bits);
	if (item->at < key->created)
		return cvd_flaw_found(flaw, CVD_FLAW_FUTURE,
		    "it was signed before key %s was made", item->fingerprint);
	if (item->at > run->world->now + AHEAD_SECONDS)
		return cvd_flaw_found(flaw, CVD_FLAW_FUTURE,
		    "it was signed later than now");
	if (key->expires != 0 && item->at >= key->expires)
		return cvd_flaw_found(flaw, CVD_FLAW_EXPIRED_KEY,
		    "it was signed after key %s had expired",
		    item->fingerprint);
	if (key->expires != 0 && run->world->now >= key->expires)
		return warn(run, job, CVD_FLAW_EXPIRED_SIGNER,
		    "it is signed by a key that has expired since, and is new "
		    "here",
		    err);
	return CVD_OK;
}

/* Whether the signer may sign here at all: by every parent's roster. */
static enum cvd_status
check_authority(const struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw)
{
	if (job->is_introduction && strcmp(item->fingerprint, run->signer) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_INTRODUCTION,
		    "the introduction is signed by key %s and not by %s",
		    item->fingerprint, run->signer);
	if (job->member == NULL ||
	    strcmp(job->member->primary, item->primary) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_UNAUTHORISED,
		    "key %s is no member's in the roster of its parent",
		    item->fingerprint);
	if (job->beside.tree != NULL &&
	    (job->beside.member == NULL ||
	        strcmp(job->beside.member->primary, item->primary) != 0))
		return cvd_flaw_found(flaw, CVD_FLAW_UNAUTHORISED,
		    "key %s is no member's in the roster of its second parent",
		    item->fingerprint);
	return CVD_OK;
}

/* When the later of its parents was committed. */
static enum cvd_status
find_time_before(struct verify_run *run, const struct verify_job *job,
    cvd_instant *before, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < job->commit.parent_count && rc == CVD_OK; i++) {
		cvd_instant at = 0;

		rc = verify_time_of(run, job->commit.parents[i], &at, err);
		if (i == 0 || at > *before)
			*before = at;
	}
	return rc;
}

/* Dates are looked at for sanity, and are never authority. */
static enum cvd_status
check_time(struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	cvd_instant committed = job->commit.committer.at;
	cvd_instant apart = committed - item->at;
	cvd_instant before = 0;
	enum cvd_status rc = CVD_OK;

	if (apart > APART_SECONDS || apart < -APART_SECONDS)
		return cvd_flaw_found(flaw, CVD_FLAW_TIME_MISMATCH,
		    "commit and signature name times that are too far apart");
	if (!job->is_introduction)
		rc = find_time_before(run, job, &before, err);
	if (rc == CVD_OK && !job->is_introduction &&
	    committed < before - SKEW_SECONDS)
		rc = warn(run, job, CVD_FLAW_CLOCK_SKEW,
		    "it says that it is older than its parent by more than a "
		    "day",
		    err);
	if (rc == CVD_OK && run->is_warm &&
	    committed < run->world->now - OLD_SECONDS)
		rc = warn(run, job, CVD_FLAW_BACKDATED,
		    "it is new here and says that it is older than 90 days",
		    err);
	return rc;
}

enum cvd_status
verify_signature(struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	enum cvd_status rc = check_answer(job, item, flaw);

	if (rc == CVD_OK)
		rc = check_key(run, job, item, flaw, err);
	/* an introduction without a roster has no authority to speak of */
	if (rc == CVD_OK && job->roster != NULL)
		rc = check_authority(run, job, item, flaw);
	if (rc == CVD_OK)
		rc = check_time(run, job, item, flaw, err);
	return rc;
}
