/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_BATCH_PRIVATE_H
#define CVD_EDGE_BATCH_PRIVATE_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/scan.h"
#include "core/status.h"
#include "edge/batch.h"
#include "edge/process.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What the files of edge/batch.h share.
 *
 * Below the folder there are, beside the lock `.lock`, only homes: each under
 * the id of its keys, and `new-XXXXXX` while it is made. Who uses one holds a
 * lock on it (flock on the home itself), so that what nobody holds may be
 * removed: it is out of date, or was left behind by a program that was killed.
 * Coming and sweeping happen under `.lock`.
 *
 * Messages, names and answers are files in memory, which gpg inherits. A disk
 * on which others write makes files of so short a life slow, and nothing of
 * them is left behind, whoever is killed.
 */

#define CVD_BATCH_WORDS  32        /* room for our options and a few more */
#define CVD_BATCH_OUTPUT 67108864u /* what gpg may print about all keys */

/* How a message is called to gpg: by its descriptor. */
#define CVD_BATCH_NAME   "/proc/self/fd/%d"

/* One gpg at work on its share of the items. */
struct cvd_batch_worker {
	const char *argv[CVD_BATCH_WORDS];
	struct cvd_process process;
	struct cvd_child child;
	int output;          /* what gpg writes its answers to; -1: none */
	int *messages;       /* room for the descriptors of the share */
	const size_t *share; /* which items, by their number */
	size_t share_count;
};

/* A batch under way. All of it lives in its arena. */
struct cvd_batch_work {
	struct cvd_arena *arena;
	struct cvd_batch_item *items;
	size_t count;
	unsigned char *stops; /* of each item: runs that ended on it */
	size_t *pending;      /* numbers of the items without an answer */
	size_t pending_count;
	struct cvd_batch_worker *workers;
	size_t worker_count;
};

struct cvd_batch {
	struct cvd_arena *arena;
	const char *program;
	const char *folder;
	unsigned workers;
	unsigned limit_seconds;
	size_t most_open; /* messages that one gpg can have at once */
	const char *home; /* of gpg */
	int home_lock;    /* -1: none */
	const struct cvd_batch_key *keys;
	size_t key_count;
	struct cvd_batch_work *work; /* NULL: none under way */
};

/* batch_folder.c */

/*
 * Opens a folder of ours and holds it; *lock is to be closed. CVD_E_AGAIN
 * where another process holds it in a way that excludes ours.
 */
enum cvd_status cvd_batch_hold(const char *path, bool alone, int *lock,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Removes a folder and what is in it, as far as that is possible. */
void cvd_batch_remove_folder(const char *path);

/* Removes all folders in there that nobody holds. */
void cvd_batch_sweep(const char *folder);

/* batch_home.c */

/* Sets home, home_lock and keys: of a home that is there, or a new one. */
enum cvd_status cvd_batch_home(struct cvd_batch *batch, const char *keys_id,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err) CVD_MUST_CHECK;

/* batch_import.c */

/* Imports what can be read of the certificates into a new home. */
enum cvd_status cvd_batch_import(const struct cvd_batch *batch,
    const char *home, const struct cvd_batch_certificate *certificates,
    size_t count, struct cvd_err *err) CVD_MUST_CHECK;

/* batch_gpg.c */

/* What gpg finds in its environment; see struct cvd_process. */
extern const char *const cvd_batch_environment[];

/* Begins a command line: gpg and our options. Answers how many words. */
size_t cvd_batch_words(const char *program, const char *home,
    const char *argv[CVD_BATCH_WORDS]);

/* Milliseconds that a run of gpg over so many signatures may take. */
unsigned cvd_batch_limit_ms(const struct cvd_batch *batch, size_t count);

/* Runs gpg to its end; every failure to run it is CVD_E_CRYPTO. */
enum cvd_status cvd_batch_gpg(const struct cvd_batch *batch,
    const char *const *argv, struct cvd_buf *output, struct cvd_buf *errors,
    int *exit_status, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Turns a failure of edge/process.h into CVD_E_CRYPTO, with what to do; where
 * memory ran out it stays as it is.
 */
enum cvd_status cvd_batch_fail_run(const struct cvd_batch *batch,
    const struct cvd_process *process, enum cvd_status status,
    struct cvd_err *err);

/* Says as a hint what gpg wrote on its standard error, its first line. */
void cvd_batch_hint(const struct cvd_buf *errors, struct cvd_err *err);

/* Whether the program says that it is gpg 2. */
enum cvd_status cvd_batch_check_gpg(const struct cvd_batch *batch,
    struct cvd_err *err) CVD_MUST_CHECK;

/* batch_keys.c */

/* Reads what `gpg --list-keys --with-colons` prints. CVD_E_CRYPTO. */
enum cvd_status cvd_batch_read_keys(const struct cvd_buf *text,
    struct cvd_arena *arena, const struct cvd_batch_key **keys, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The same of `gpg --show-keys`, which may list nothing. */
enum cvd_status cvd_batch_read_certificate(const struct cvd_buf *text,
    struct cvd_arena *arena, const struct cvd_batch_key **keys, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Copies a fingerprint of version 4; false where it is none. */
bool cvd_batch_take_fingerprint(struct cvd_bytes bytes, char fingerprint[41]);

/* The key of that fingerprint below that primary key, or NULL. */
const struct cvd_batch_key *cvd_batch_find_key(const struct cvd_batch *batch,
    const char *fingerprint, const char *primary);

/* batch_message.c */

/* Whether it is one packet, which is a signature, and nothing else. */
bool cvd_batch_is_signature(const void *packet, size_t size);

/* Appends what gpg is to read: the signature, and its data as a literal. */
enum cvd_status cvd_batch_add_message(struct cvd_buf *message,
    const struct cvd_batch_item *item, struct cvd_err *err) CVD_MUST_CHECK;

/* batch_memory.c */

/* Writes to a descriptor all there is; name is for messages. */
enum cvd_status cvd_batch_write(int file, const struct cvd_buf *bytes,
    const char *name, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A file in memory with these bytes, read from its beginning, which no
 * program has that it is not handed to; *file is to be closed.
 */
enum cvd_status cvd_batch_memory_file(const char *name,
    const struct cvd_buf *bytes, int *file, struct cvd_err *err) CVD_MUST_CHECK;

/* batch_run.c */

/* Ends the batch that is under way, if one is; it has no answers. */
void cvd_batch_abandon(struct cvd_batch *batch);

/* batch_status.c */

/*
 * Reads the status lines of one gpg and fills in the answers of its share.
 * *begun is how many items of the share it began, in their order. CVD_E_CRYPTO
 * where gpg could not read what it needs.
 */
enum cvd_status cvd_batch_read_status(const struct cvd_batch *batch,
    const struct cvd_batch_worker *worker, const struct cvd_buf *text,
    size_t *begun, struct cvd_err *err) CVD_MUST_CHECK;

#endif
