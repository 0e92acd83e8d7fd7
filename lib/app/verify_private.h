/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_VERIFY_PRIVATE_H
#define CVD_APP_VERIFY_PRIVATE_H

#include "app/trust.h"
#include "app/verify.h"
#include "core/commit.h"
#include "core/digest.h"
#include "core/message.h"
#include "core/packet.h"
#include "core/path.h"
#include "core/roster.h"
#include "edge/batch.h"
#include "edge/store.h"

/* What the files of the verifier know of each other. */

/* A commit that is to be judged, as a node of the history. */
struct verify_node {
	char id[CVD_OBJECT_ID_TEXT];
	char parents[2][CVD_OBJECT_ID_TEXT];
	size_t parent_count;
	struct cvd_flaw flaw; /* of its place, or of an object that is odd */
};

/* A roster by its blob, read once. */
struct verify_roster {
	struct verify_roster *next;
	char blob[CVD_OBJECT_ID_TEXT];
	const struct cvd_roster *roster;
};

/* A commit that was judged good. */
struct verify_record {
	unsigned char commit[20];
	unsigned char signer[20]; /* of the key that signed */
	unsigned char roster[20]; /* blob of the roster that it left */
};

/* What is remembered of earlier runs: <git dir>/cvd/verified. */
struct verify_cache {
	const char *path;
	char key[65];                  /* what the verdicts depend on, hashed */
	struct verify_record *records; /* in the order of judgement */
	size_t count;
	/*
	 * Where each stands, + 1, by its commit, a power of two; NULL where
	 * nobody has asked since the records changed.
	 */
	size_t *places;
	size_t place_count;
	size_t size; /* bytes of the file that are good; 0: none */
	/*
	 * So many of them were held to all that this roster, by its blob, says
	 * of retired keys, and stood.
	 */
	size_t settled;
	unsigned char settled_by[20];
};

struct verify_run {
	struct cvd_casebook *book;
	struct cvd_store *store;
	const struct cvd_world *world;
	const struct cvd_verify *how;
	struct cvd_arena *arena; /* of the run */
	const char *casebook_id; /* of the introduction; selects the pin */
	const struct cvd_trust *trust; /* NULL where nothing is pinned */
	char introduction[CVD_OBJECT_ID_TEXT];
	char signer[41];
	char tip[CVD_OBJECT_ID_TEXT];
	struct cvd_lines
	    checkpoints; /* commits whose past is taken as proven */
	struct verify_cache cache;
	struct verify_node *nodes; /* to be judged, parents first */
	size_t node_count;
	struct cvd_lines known; /* that they stand on, and was proven before */
	struct verify_record *judged; /* good ones of this run */
	size_t judged_count;
	struct cvd_verify_finding *findings;
	size_t finding_count;
	size_t warning_count;
	struct cvd_batch *batch;
	const char **keys; /* blobs of the certificates in its home */
	size_t key_count;
	size_t home_count; /* of them, those that the home was made of */
	struct verify_roster *rosters; /* read so far */
	bool is_foreign; /* judged by another introduction than is pinned */
	bool is_warm;    /* something was proven here before */
	char last[CVD_OBJECT_ID_TEXT]; /* the commit that was read last */
	char last_tree[CVD_OBJECT_ID_TEXT];
	cvd_instant last_at;
};

/* What a parent brings to a commit. */
struct verify_side {
	const char *tree; /* NULL: there is no such parent */
	const struct cvd_roster *roster;
	const struct cvd_member *member; /* whose key this claims to be */
};

/* A commit under the eye. */
struct verify_job {
	const struct verify_node *node;
	struct cvd_arena *arena; /* while what it changes is judged */
	bool is_introduction;
	struct cvd_commit commit;
	struct cvd_packet packet;
	const char *before; /* the parent's tree; "" for the introduction */
	struct verify_side beside; /* the second parent, of a merge */
	struct cvd_store_difference *changes;
	size_t change_count;
	struct cvd_change *files; /* the same as bytes, while they are judged */
	const struct cvd_roster *roster;      /* the parent's, or its own */
	const struct cvd_member *member;      /* whose key this claims to be */
	char roster_blob[CVD_OBJECT_ID_TEXT]; /* that it leaves */
	struct cvd_flaw shape;                /* before gpg was asked */
	struct cvd_flaw
	    content; /* what it changes; counts where it is proven */
};

/* verify_cache.c */
enum cvd_status verify_cache_open(struct verify_run *run, struct cvd_err *err);
bool verify_cache_has(struct verify_run *run, const char *commit);
/* Remembers so many of run->judged, from `from` on. */
enum cvd_status verify_cache_add(struct verify_run *run, size_t from,
    struct cvd_err *err);
/* All that was judged good, remembered or not, and how many that is. */
const struct verify_record *verify_record_at(const struct verify_run *run,
    size_t i);
size_t verify_record_count(const struct verify_run *run);
bool verify_is_recorded(struct verify_run *run, const char *commit);
/* Remembers that all stood what the roster of that blob says of keys. */
enum cvd_status verify_cache_settle(struct verify_run *run, const char *roster,
    struct cvd_err *err);
void verify_id_pack(const char *text, unsigned char id[20]);
void verify_id_text(const unsigned char id[20], bool upper, char text[41]);

/* verify_graph.c: run->nodes, and what is wrong with the history as such. */
enum cvd_status verify_graph_load(struct verify_run *run, struct cvd_err *err);
/* The nodes alone. */
enum cvd_status verify_graph_walk(struct verify_run *run, struct cvd_err *err);

/* A commit and all that it comes from, to be asked for by id. */
struct verify_past;
enum cvd_status verify_past_of(struct verify_run *run, const char *commit,
    struct cvd_arena *arena, struct verify_past **past, struct cvd_err *err);
bool verify_past_has(const struct verify_past *past, const char *commit);

/*
 * Forgets what is remembered of other lines than that of the tip, and of what
 * is beside it; the file is begun anew when something is added to it.
 */
enum cvd_status verify_drop_strays(struct verify_run *run,
    struct cvd_arena *arena, struct cvd_err *err);

/* verify_keys.c: the batch, whose home holds the certificates met so far. */
/*
 * The certificates of what was proven before. They are never removed; but not
 * every line has all of them.
 */
enum cvd_status verify_keys_known(struct verify_run *run, struct cvd_err *err);
enum cvd_status verify_keys_of_tree(struct verify_run *run, const char *commit,
    struct cvd_err *err);
enum cvd_status verify_keys_add(struct verify_run *run, const char *blob,
    struct cvd_err *err);
enum cvd_status verify_keys_ready(struct verify_run *run, struct cvd_err *err);

/* verify_chunk.c: judges nodes in order; stops behind the first flaw. */
enum cvd_status verify_chunks(struct verify_run *run, struct cvd_err *err);

/*
 * verify_signature.c: the first flaw of a signature, by gpg's word on it, the
 * key, the rosters of the parents, and the time.
 */
enum cvd_status verify_signature(struct verify_run *run,
    const struct verify_job *job, const struct cvd_batch_item *item,
    struct cvd_flaw *flaw, struct cvd_err *err);

/* verify_content.c: what a commit changes, apart from who signed it. */
enum cvd_status verify_content(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err);

/* The new bytes of all that the commit changes: job->files. */
enum cvd_status verify_read_files(struct verify_run *run,
    struct verify_job *job, struct cvd_err *err);
/* Whether a file may be changed like that, and by this signer. */
enum cvd_status verify_file(struct verify_run *run,
    const struct verify_job *job, const struct cvd_store_difference *change,
    const struct cvd_path *path, struct cvd_flaw *flaw, struct cvd_err *err);
/* What a message says in trailers; CVD_E_FINDINGS where it is not ours. */
enum cvd_status verify_message(const struct verify_job *job,
    struct cvd_message *message, struct cvd_flaw *flaw, struct cvd_err *err);

/*
 * verify_merge.c: the merge made again, and compared. What only a person
 * could settle is judged as that person's change.
 */
enum cvd_status verify_merge(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err);

/* verify_case.c, verify_team.c: the two kinds of commit, in job->files. */
enum cvd_status verify_case(struct verify_run *run, struct verify_job *job,
    const struct cvd_message *message, struct cvd_flaw *flaw,
    struct cvd_err *err);
enum cvd_status verify_team(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err);

/* verify_roster.c: the roster of a tree; *roster is NULL where it has none. */
enum cvd_status verify_roster_at(struct verify_run *run, const char *tree,
    const struct cvd_roster **roster, char blob[CVD_OBJECT_ID_TEXT],
    struct cvd_flaw *flaw, struct cvd_err *err);

/*
 * verify_cutoff.c: retirements known at the tip, or at what the first bad
 * commit stands on, act on the whole past.
 */
enum cvd_status verify_cutoff(struct verify_run *run, struct cvd_err *err);

/* verify_sum.c: what was proven, in numbers. */
enum cvd_status verify_sum(struct verify_run *run,
    struct cvd_verify_result *result, struct cvd_err *err);

/* verify.c */
enum cvd_status verify_found(struct verify_run *run, const char *commit,
    const struct cvd_flaw *flaw, struct cvd_err *err);
/* The same in front of what was found before, of an earlier commit. */
enum cvd_status verify_found_first(struct verify_run *run, const char *commit,
    const struct cvd_flaw *flaw, struct cvd_err *err);
/* The tree, and the committer's time, of a commit that was judged before. */
enum cvd_status verify_tree_of(struct verify_run *run, const char *commit,
    char tree[CVD_OBJECT_ID_TEXT], struct cvd_err *err);
enum cvd_status verify_time_of(struct verify_run *run, const char *commit,
    cvd_instant *at, struct cvd_err *err);

#endif
