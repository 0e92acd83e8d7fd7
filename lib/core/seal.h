/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SEAL_H
#define CVD_CORE_SEAL_H

#include "core/buf.h"
#include "core/event.h"
#include "core/scan.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What is inside a sealed group, byte for byte. The encryption is an edge's
 * and so is the hash; which bytes are encrypted, and which are hashed, is said
 * here.
 *
 *	cvd-seal 1 <casebook> <case> <event> <group>
 *	salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ
 *	name: Rosa Fictief
 *	...
 *
 * A line says where it belongs, since an OpenPGP message binds no context: a
 * block that was moved elsewhere is found by it. Then comes the group as the
 * canonical YAML of its mapping, the salt first, then the line that ends a
 * document of YAML, and then as many LF as make the whole a multiple of 256
 * bytes, so that its length tells little.
 *
 * The public commitment of the group (person_sha256, matter_sha256) is the
 * SHA-256 of all that without the LF behind the last line: of what
 * `gpg --decrypt` gives, up to and with the line "...".
 */

enum cvd_group {
	CVD_GROUP_PERSON,
	CVD_GROUP_MATTER,
	CVD_GROUPS /* not a group */
};

/* "person", "matter"; NULL at the end. */
extern const char *const cvd_group_names[];

#define CVD_SEAL_PAD 256 /* bytes; the plaintext is a multiple of it */

/* The one place where a sealed group belongs. Everything is borrowed. */
struct cvd_seal_place {
	const char *casebook; /* id in cvd.yaml */
	const char *case_id;
	const char *event_id;
	enum cvd_group group;
};

/* Plaintext taken apart. Everything is borrowed from it. */
struct cvd_seal_parts {
	struct cvd_bytes committed; /* what the commitment is the hash of */
	struct cvd_bytes mapping;   /* YAML, within the former */
};

/* Of an event: the block and the commitment of a group, NULL where clear. */
const char *cvd_seal_block(const struct cvd_event *event, enum cvd_group group);
const char *cvd_seal_commitment(const struct cvd_event *event,
    enum cvd_group group);

/* Whether a group is sealed and was not opened here. */
bool cvd_seal_is_shut(const struct cvd_event *event, enum cvd_group group);

/*
 * Makes a group of the event one that is written sealed. The texts, which must
 * be what the event's shape takes, are borrowed.
 */
void cvd_seal_set(struct cvd_event *event, enum cvd_group group,
    const char *block, const char *sha256);

/*
 * Appends the plaintext of a group that the event has to `plain`, which has
 * CVD_MAX_GROUP for its ceiling and is empty; the first *committed bytes of it
 * are what the commitment is the hash of. What is in the buffer is a secret,
 * also on failure. CVD_E_INVALID where it is larger than CVD_MAX_GROUP,
 * CVD_E_INTERNAL where the place or the group is none, CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_seal_make(const struct cvd_seal_place *place,
    const struct cvd_event *event, struct cvd_buf *plain, size_t *committed,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Takes plaintext apart, which may be anything. CVD_E_INVALID, with the
 * reason, where it is no sealed group, belongs to another casebook, case,
 * event or group, is cut off or has not the padding that it should;
 * CVD_E_TOO_NEW for a later form of it. Nothing in a message is quoted from
 * the plaintext.
 */
enum cvd_status cvd_seal_take(const struct cvd_seal_place *place,
    const char *plain, size_t size, struct cvd_seal_parts *parts,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Gives the event its group from the mapping, as a reader of YAML has read it:
 * `person` or `matter` is then filled, in the arena, and the block stays where
 * it is. CVD_E_INVALID for what the shape of the group forbids, with the line
 * and column in the mapping, and for a mapping that is not canonical;
 * CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_seal_load(enum cvd_group group, struct cvd_bytes mapping,
    const struct cvd_node *root, struct cvd_event *event,
    struct cvd_arena *arena, struct cvd_err *err) CVD_MUST_CHECK;

#endif
