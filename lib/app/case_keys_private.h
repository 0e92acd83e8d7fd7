/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_CASE_KEYS_PRIVATE_H
#define CVD_APP_CASE_KEYS_PRIVATE_H

#include "app/case_keys.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/batch.h"
#include "edge/store.h"

/* What the files of the case keys know of each other. */

/* A key that was opened. */
struct case_key {
	struct case_key *next;
	char case_id[CVD_CASE_ID_TEXT];
	enum cvd_case_key_kind kind;
	unsigned number;
	char *text; /* in a slab */
};

/* Secret memory for some keys. */
struct case_key_slab {
	struct case_key_slab *next;
	char *memory;
	size_t used;
};

struct cvd_case_keys {
	struct cvd_casebook *book;
	struct cvd_store *store;
	struct cvd_arena *arena;
	char
	    head[CVD_STORE_ID_TEXT]; /* that the ref names; "": there is none */
	bool is_proven;
	cvd_instant at; /* when head was committed, once it is proven */
	struct cvd_batch *batch; /* of the certificates at HEAD; NULL: yet */
	struct case_key *opened;
	struct case_key_slab *slabs;
};

/* A file of the tree. */
struct case_key_path {
	char case_id[CVD_CASE_ID_TEXT];
	enum cvd_case_key_kind kind;
	unsigned number;
};

#define CASE_KEY_PATH_TEXT 96

void case_key_path_text(const struct case_key_path *key,
    char path[CASE_KEY_PATH_TEXT]);
/* Whether a path is one that _text makes. */
bool case_key_path_parse(const char *path, struct case_key_path *key);

/* The keys that a case has, of both kinds, by what stands in its folder. */
enum cvd_status case_keys_list(struct cvd_case_keys *keys, const char *case_id,
    struct cvd_arena *arena, struct case_key_path **list, size_t *count,
    struct cvd_err *err);

/* A key that was opened before, or NULL. */
const char *case_keys_recall(const struct cvd_case_keys *keys,
    const struct case_key_path *key);
/* Secret memory for one more, of CVD_CASE_KEY_TEXT bytes; NULL: none left. */
char *case_keys_room(struct cvd_case_keys *keys);
/* Remembers what was put there. */
enum cvd_status case_keys_remember(struct cvd_case_keys *keys,
    const struct case_key_path *key, char *text, struct cvd_err *err);

/* The wrap of a key, in the arena, once the ref is proven. CVD_E_NOT_FOUND. */
enum cvd_status case_keys_read(struct cvd_case_keys *keys,
    const struct case_key_path *key, struct cvd_arena *arena,
    const char **armored, size_t *size, struct cvd_err *err);
/* Opens it, unless it was before. */
enum cvd_status case_keys_open_one(struct cvd_case_keys *keys,
    const struct case_key_path *key, const char *armored, size_t size,
    struct cvd_arena *arena, const char **text, struct cvd_err *err);

/* case_keys_proof.c: keys->batch. */
enum cvd_status case_keys_batch(struct cvd_case_keys *keys,
    struct cvd_err *err);
/* Proves a commit of keys; *at is when it was committed. */
enum cvd_status case_keys_prove(struct cvd_case_keys *keys, const char *commit,
    bool is_ours, cvd_instant *at, struct cvd_err *err);
/* Proves what the ref names, once. */
enum cvd_status case_keys_ready(struct cvd_case_keys *keys,
    struct cvd_err *err);

/* case_keys_write.c: replaces the ref, and goes on with what it names then. */
struct cvd_change;
struct cvd_signing_ref;
/* The file of a key, wrapped, in the arena; keys->batch is ready. */
enum cvd_status case_keys_wrap(struct cvd_case_keys *keys,
    const struct case_key_path *key, const char *text,
    const struct cvd_case_readers *readers, struct cvd_arena *arena,
    struct cvd_change *change, struct cvd_err *err);
/* Adds what is there and forgotten as removals; and forgets it in memory. */
enum cvd_status case_keys_forgotten(struct cvd_case_keys *keys,
    const struct cvd_case_forgotten *forgotten, size_t count,
    struct cvd_arena *arena, struct cvd_store_pick **picks, size_t *n,
    struct cvd_err *err);
enum cvd_status case_keys_replace(struct cvd_case_keys *keys,
    struct cvd_signing_ref *how, struct cvd_err *err);
bool case_key_is_forgotten(const struct case_key_path *key,
    const struct cvd_case_forgotten *forgotten, size_t count);

#endif
