/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_TRANSPORT_KIND_H
#define CVD_EDGE_TRANSPORT_KIND_H

#include "edge/transport.h"

/*
 * What a way of sending brings along; for transport_*.c alone. Its struct
 * begins with a struct cvd_transport.
 */
struct cvd_transport_kind {
	/* The envelope is valid and the receipt zeroed. */
	enum cvd_status (*send)(struct cvd_transport *transport,
	    const struct cvd_envelope *envelope, struct cvd_receipt *receipt,
	    struct cvd_err *err);
	void (*close)(struct cvd_transport *transport);
};

struct cvd_transport {
	const struct cvd_transport_kind *kind;
};

/* Copies as much as fits, made harmless, and ends on a whole character. */
void cvd_transport_note(char *field, size_t room, const char *bytes,
    size_t size);

#endif
