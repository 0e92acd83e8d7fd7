/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_BATCH_H
#define CVD_EDGE_BATCH_H

#include "core/arena.h"
#include "core/date.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Many signatures at once: a few runs of the gpg program over all of them, in
 * a home of its own that holds the keys of the casebook and nothing else.
 *
 * The person's own keyring is neither read nor written, no agent and no
 * network is started, and gpg's own opinion on trust plays no part: an answer
 * says which key made a signature and whether the mathematics hold. What gpg
 * exits with proves nothing; an answer counts only between the lines that
 * begin and end its own file, and only where there is exactly one.
 *
 * All failures are CVD_E_CRYPTO, where nothing else is said: gpg is missing,
 * is not gpg 2, hangs (it and its group are killed), or says nothing that can
 * be understood. What lies in the folder is 0700 and 0600. Messages are handed
 * over in memory and leave nothing behind; that needs /proc, and a gpg.program
 * that passes on what it has open, as a script ending in exec does.
 */

struct cvd_batch;

struct cvd_batch_setup {
	const char
	    *program;     /* git's gpg.openpgp.program or gpg.program; NULL */
	const char *path; /* where to look for it: PATH */
	/*
	 * A folder of ours; made where it is missing. The home is made in it,
	 * below the name `keys_id`, which stands for the set of keys: one that
	 * is there already is used as it is; others are removed, unless
	 * another process is using them. Letters and digits, 64 at most.
	 */
	const char *folder;
	const char *keys_id;
	unsigned workers;       /* runs side by side, up to 8; 0: one per
	                           core */
	unsigned limit_seconds; /* for each run; 0: a good default */
};

/* The bytes of a public key, armored or not, and what to call it. */
struct cvd_batch_certificate {
	const char *name;
	const void *bytes;
	size_t size;
};

/*
 * Makes the home ready. Certificates are imported in their order, so that a
 * later copy of a key adds to an earlier one; one that cannot be read is left
 * out, and its owner unknown; so is one that vouches for itself with SHA-1
 * alone. CVD_E_AGAIN where another process has been making
 * its home for half a minute; CVD_E_IO where the folder cannot be used.
 */
enum cvd_status cvd_batch_open(const struct cvd_batch_setup *setup,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_batch **batch, struct cvd_err *err) CVD_MUST_CHECK;

/* Ends what still runs and removes what was written for it. NULL: nothing. */
void cvd_batch_close(struct cvd_batch *batch);

/* A key or subkey as the home knows it. */
struct cvd_batch_key {
	char fingerprint[41];
	char primary[41]; /* of the key it belongs to, or itself */
	cvd_instant created;
	cvd_instant expires; /* 0: never; the earlier of its own and the
	                        primary's */
	bool is_revoked;     /* it or its primary */
	bool can_sign;
	bool can_encrypt;
	unsigned algorithm; /* RFC 4880, 9.1 */
	unsigned bits;
};

/* The key of that fingerprint, or NULL. Lives as long as the batch. */
const struct cvd_batch_key *cvd_batch_key(const struct cvd_batch *batch,
    const char *fingerprint);

/*
 * What is in a certificate, which is imported nowhere: the primary key, then
 * its subkeys. CVD_E_INVALID where it is none, or more than one.
 */
enum cvd_status cvd_batch_show(const struct cvd_batch *batch, const void *bytes,
    size_t size, struct cvd_arena *arena, const struct cvd_batch_key **keys,
    size_t *count, struct cvd_err *err) CVD_MUST_CHECK;

enum cvd_batch_answer {
	CVD_BATCH_NONE, /* not asked, or no answer that counts */
	CVD_BATCH_GOOD, /* the mathematics hold; the key may have expired or
	                   been revoked since: see cvd_batch_key() */
	CVD_BATCH_BAD,
	CVD_BATCH_NO_KEY,
	CVD_BATCH_EXPIRED, /* the signature itself has an end, now past */
	CVD_BATCH_OTHER,   /* gpg refused it: a weak hash, say */
};

/* A signature to be judged; everything is borrowed until _finish. */
struct cvd_batch_item {
	const char *id;     /* of the commit; for whoever looks into /proc */
	const void *packet; /* the signature out of its armor */
	size_t packet_size;
	const void *data; /* what it signs */
	size_t data_size;
	/* filled in: */
	enum cvd_batch_answer answer;
	char fingerprint[41]; /* of the key that signed, where GOOD; or "" */
	char primary[41];
	cvd_instant at; /* as the signature says */
};

/*
 * Starts judging, and comes back at once: the caller does other work and then
 * calls _finish, which waits and fills the answers in. One batch at a time.
 * A worker is given half as many items as a program may have files open (512
 * where the limit is 1024); the rest waits for _finish.
 *
 * What has no answer when a run of gpg ends is asked again, so that every item
 * has one in the end. After a failure no item has one. Without a batch under
 * way there is nothing to finish.
 */
enum cvd_status cvd_batch_start(struct cvd_batch *batch,
    struct cvd_batch_item *items, size_t count,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_batch_finish(struct cvd_batch *batch,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif
