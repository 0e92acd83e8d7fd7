/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CONTACT_H
#define CVD_CORE_CONTACT_H

#include "core/fields.h"

/*
 * contacts/SLUG.yaml: a coordinator, vendor or owner that letters go to, and
 * how sure the team is of each address.
 */

#define CVD_CONTACT_SCHEMA "cvd-contact/1"

enum cvd_contact_kind {
	CVD_CONTACT_NONE,
	CVD_CONTACT_EMAIL,
	CVD_CONTACT_FORM, /* the address is a URL */
	CVD_CONTACT_PHONE,
	CVD_CONTACT_POST,
};

/* How something is known to be so. */
enum cvd_verified {
	CVD_VERIFIED_UNSAID,
	CVD_VERIFIED_UNVERIFIED, /* to be confirmed before it is relied on */
	CVD_VERIFIED_DOCUMENT,   /* stated in a document of the source */
	CVD_VERIFIED_PUBLIC,     /* read on a public page */
	CVD_VERIFIED_CONFIRMED,  /* a person of the team has confirmed it */
};

/* Closed sets as field tables take them: NULL at 0 and at the end. */
extern const char *const cvd_contact_kind_names[];
extern const char *const cvd_verified_names[];

struct cvd_contact_address {
	int kind; /* enum cvd_contact_kind */
	const char *address;
	bool preferred;
	int verified; /* enum cvd_verified */
	const char *pgp_fingerprint;
	const char *pgp_url;
	const char *pgp_rotates; /* "yearly": fetch the key anew */
	const char *note;
};

struct cvd_contact {
	const char *schema;
	const char *id; /* a slug, the file's name */
	const char *name;
	int role;                   /* enum cvd_role, or NONE */
	const char *country;        /* two capitals, or NULL */
	struct cvd_lines languages; /* the first is what to write in */
	int verified;               /* enum cvd_verified, as a whole */
	const char *public_url;
	const char *note;
	struct cvd_items addresses; /* struct cvd_contact_address */
};

extern const struct cvd_shape cvd_contact_shape;

/*
 * From its tree. Fails with CVD_E_INVALID, line and column, also for an
 * address that is not what its kind says; CVD_E_TOO_OLD and CVD_E_TOO_NEW
 * for another schema.
 */
enum cvd_status cvd_contact_load(const struct cvd_node *root,
    struct cvd_arena *arena, const struct cvd_contact **contact,
    struct cvd_err *err);

/* CVD_E_INVALID where an address is none of its kind; any will do for post. */
enum cvd_status cvd_contact_check_address(enum cvd_contact_kind kind,
    const char *address, struct cvd_err *err);

/*
 * The address of that kind: the preferred one, else the first; NULL where
 * there is none.
 */
const struct cvd_contact_address *cvd_contact_find(const struct cvd_contact
                                                       *contact,
    enum cvd_contact_kind kind);

/*
 * Whether the team may write there unasked: neither the contact nor this
 * address of it is unverified.
 */
bool cvd_contact_is_verified(const struct cvd_contact *contact,
    const struct cvd_contact_address *address);

#endif
