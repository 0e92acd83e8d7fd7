/* SPDX-License-Identifier: EUPL-1.2 */

/* The machines as tables, and what each event does to them. */

#include "core/state.h"

#include <stddef.h>
#include <string.h>

/* A row a move: from, symbol, to. */
struct move {
	unsigned char from;
	char symbol;
	unsigned char to;
};

static const struct move rm_moves[] = {
	{ CVD_RM_START, 'r', CVD_RM_RECEIVED },
	{ CVD_RM_RECEIVED, 'v', CVD_RM_VALID },
	{ CVD_RM_RECEIVED, 'i', CVD_RM_INVALID },
	{ CVD_RM_INVALID, 'v', CVD_RM_VALID },
	{ CVD_RM_INVALID, 'c', CVD_RM_CLOSED },
	{ CVD_RM_VALID, 'a', CVD_RM_ACCEPTED },
	{ CVD_RM_VALID, 'd', CVD_RM_DEFERRED },
	{ CVD_RM_ACCEPTED, 'd', CVD_RM_DEFERRED },
	{ CVD_RM_ACCEPTED, 'c', CVD_RM_CLOSED },
	{ CVD_RM_DEFERRED, 'a', CVD_RM_ACCEPTED },
	{ CVD_RM_DEFERRED, 'c', CVD_RM_CLOSED },
};

static const struct move em_moves[] = {
	{ CVD_EM_NONE, 'p', CVD_EM_PROPOSED },
	{ CVD_EM_PROPOSED, 'p', CVD_EM_PROPOSED },
	{ CVD_EM_PROPOSED, 'a', CVD_EM_ACTIVE },
	{ CVD_EM_PROPOSED, 'r', CVD_EM_NONE },
	{ CVD_EM_ACTIVE, 'p', CVD_EM_REVISE },
	{ CVD_EM_ACTIVE, 't', CVD_EM_EXITED },
	{ CVD_EM_REVISE, 'p', CVD_EM_REVISE },
	{ CVD_EM_REVISE, 'a', CVD_EM_ACTIVE },
	{ CVD_EM_REVISE, 'r', CVD_EM_ACTIVE },
	{ CVD_EM_REVISE, 't', CVD_EM_EXITED },
};

static const struct move pec_moves[] = {
	{ CVD_PEC_NO_EMBARGO, 'I', CVD_PEC_INVITED },
	{ CVD_PEC_NO_EMBARGO, 'A', CVD_PEC_SIGNATORY },
	{ CVD_PEC_NO_EMBARGO, 'D', CVD_PEC_DECLINED },
	{ CVD_PEC_NO_EMBARGO, '0', CVD_PEC_NO_EMBARGO },
	{ CVD_PEC_INVITED, 'A', CVD_PEC_SIGNATORY },
	{ CVD_PEC_INVITED, 'D', CVD_PEC_DECLINED },
	{ CVD_PEC_INVITED, '0', CVD_PEC_NO_EMBARGO },
	{ CVD_PEC_SIGNATORY, 'R', CVD_PEC_LAPSED },
	{ CVD_PEC_SIGNATORY, '0', CVD_PEC_NO_EMBARGO },
	{ CVD_PEC_DECLINED, 'I', CVD_PEC_INVITED },
	{ CVD_PEC_DECLINED, '0', CVD_PEC_NO_EMBARGO },
	{ CVD_PEC_LAPSED, 'I', CVD_PEC_INVITED },
	{ CVD_PEC_LAPSED, 'A', CVD_PEC_SIGNATORY },
	{ CVD_PEC_LAPSED, 'D', CVD_PEC_DECLINED },
	{ CVD_PEC_LAPSED, '0', CVD_PEC_NO_EMBARGO },
};

static const struct move *
find_move(const struct move *moves, size_t n, unsigned from, char symbol)
{
	for (size_t i = 0; i < n; i++)
		if (moves[i].from == from && moves[i].symbol == symbol)
			return &moves[i];
	return NULL;
}

#define FIND(table, from, symbol)                                              \
	find_move(table, sizeof(table) / sizeof((table)[0]), from, symbol)

bool
cvd_rm_move(enum cvd_rm from, char symbol, enum cvd_rm *to)
{
	const struct move *m = FIND(rm_moves, (unsigned)from, symbol);

	if (m != NULL)
		*to = (enum cvd_rm)m->to;
	return m != NULL;
}

bool
cvd_em_move(enum cvd_em from, char symbol, enum cvd_em *to)
{
	const struct move *m = FIND(em_moves, (unsigned)from, symbol);

	if (m != NULL)
		*to = (enum cvd_em)m->to;
	return m != NULL;
}

bool
cvd_pec_move(enum cvd_pec from, char symbol, enum cvd_pec *to)
{
	const struct move *m = FIND(pec_moves, (unsigned)from, symbol);

	if (m != NULL)
		*to = (enum cvd_pec)m->to;
	return m != NULL;
}

bool
cvd_cs_move(unsigned from, char symbol, unsigned *to)
{
	static const char symbols[] = "VFDPXA";
	const char *at = symbol == '\0' ? NULL : strchr(symbols, symbol);
	unsigned bit;

	if (at == NULL)
		return false;
	bit = 1u << (at - symbols);
	if ((from & bit) != 0)
		return false;
	/* The order V, F, D is that of one vendor's remedy. */
	if (bit == CVD_CS_F && (from & CVD_CS_V) == 0)
		return false;
	if (bit == CVD_CS_D && (from & CVD_CS_F) == 0)
		return false;
	/* What is public reaches the public and the vendor next: in the states
	 * vP and pX no other event comes first. */
	if ((from & CVD_CS_X) != 0 && (from & CVD_CS_P) == 0 && bit != CVD_CS_P)
		return false;
	if ((from & CVD_CS_P) != 0 && (from & CVD_CS_V) == 0 && bit != CVD_CS_V)
		return false;
	*to = from | bit;
	return true;
}

const char *const cvd_label_names[] = {
	[CVD_LABEL_RECEIVED] = "received",
	[CVD_LABEL_ACKNOWLEDGED] = "acknowledged",
	[CVD_LABEL_INFO_REQUESTED] = "info-requested",
	[CVD_LABEL_ACCEPTED] = "accepted",
	[CVD_LABEL_REJECTED] = "rejected",
	[CVD_LABEL_DEFERRED] = "deferred",
	[CVD_LABEL_NOTIFIED] = "notified",
	[CVD_LABEL_ESCALATED] = "escalated",
	[CVD_LABEL_FIXED] = "fixed",
	[CVD_LABEL_PUBLISHED] = "published",
	[CVD_LABEL_CLOSED] = "closed",
	[CVD_LABEL_CLOSED + 1] = NULL,
};

static unsigned
rank_of(enum cvd_label label)
{
	switch (label) {
	case CVD_LABEL_NONE:
		return 0;
	case CVD_LABEL_RECEIVED:
		return 1;
	case CVD_LABEL_ACKNOWLEDGED:
		return 2;
	case CVD_LABEL_INFO_REQUESTED:
	case CVD_LABEL_ACCEPTED:
	case CVD_LABEL_REJECTED:
	case CVD_LABEL_DEFERRED:
		return 3;
	case CVD_LABEL_NOTIFIED:
		return 4;
	case CVD_LABEL_ESCALATED:
		return 5;
	case CVD_LABEL_FIXED:
		return 6;
	case CVD_LABEL_PUBLISHED:
		return 7;
	case CVD_LABEL_CLOSED:
		return 8;
	}
	return 0;
}

enum cvd_label
cvd_label_after(enum cvd_label now, enum cvd_label milestone)
{
	return rank_of(milestone) >= rank_of(now) ? milestone : now;
}

/*
 * The effects table. Rows of an assessment are told apart by the outcome. The
 * reporter's r, v, a at the receipt are not here: they concern a second
 * subject and are the one thing that `received` does besides (core/replay.c).
 */
/* clang-format off */
static const struct cvd_effect effects[] = {
	{ CVD_EVENT_RECEIVED, 0, CVD_SUBJECT_DESK, "r", "", "", "", CVD_LABEL_RECEIVED },
	{ CVD_EVENT_ACKNOWLEDGED, 0, CVD_SUBJECT_NONE, "", "", "", "", CVD_LABEL_ACKNOWLEDGED },
	{ CVD_EVENT_INFO_REQUESTED, 0, CVD_SUBJECT_NONE, "", "", "", "", CVD_LABEL_INFO_REQUESTED },
	{ CVD_EVENT_ASSESSED, CVD_OUTCOME_ACCEPTED, CVD_SUBJECT_DESK, "va", "", "", "", CVD_LABEL_ACCEPTED },
	{ CVD_EVENT_ASSESSED, CVD_OUTCOME_REJECTED, CVD_SUBJECT_DESK, "i", "", "", "", CVD_LABEL_REJECTED },
	{ CVD_EVENT_ASSESSED, CVD_OUTCOME_REDIRECTED, CVD_SUBJECT_DESK, "i", "", "", "", CVD_LABEL_REJECTED },
	{ CVD_EVENT_ASSESSED, CVD_OUTCOME_DUPLICATE, CVD_SUBJECT_DESK, "vd", "", "", "", CVD_LABEL_REJECTED },
	{ CVD_EVENT_ASSESSED, CVD_OUTCOME_DEFERRED, CVD_SUBJECT_DESK, "vd", "", "", "", CVD_LABEL_DEFERRED },
	{ CVD_EVENT_PARTY_ADDED, 0, CVD_SUBJECT_PARTY, "", "", "", "", CVD_LABEL_FIXED },
	{ CVD_EVENT_PARTY_CHANGED, 0, CVD_SUBJECT_PARTY, "", "", "", "", CVD_LABEL_FIXED },
	{ CVD_EVENT_CONTACT_ATTEMPTED, 0, CVD_SUBJECT_PARTY, "r", "V", "", "", CVD_LABEL_NOTIFIED },
	{ CVD_EVENT_VENDOR_ACKNOWLEDGED, 0, CVD_SUBJECT_PARTY, "r", "V", "", "", CVD_LABEL_NONE },
	{ CVD_EVENT_ESCALATED, 0, CVD_SUBJECT_TO, "r", "", "", "", CVD_LABEL_ESCALATED },
	{ CVD_EVENT_FIX_AVAILABLE, 0, CVD_SUBJECT_PARTY, "rva", "VF", "", "", CVD_LABEL_NONE },
	{ CVD_EVENT_FIX_RELEASED, 0, CVD_SUBJECT_PARTY, "rva", "VF", "", "", CVD_LABEL_FIXED },
	{ CVD_EVENT_FIX_DEPLOYED, 0, CVD_SUBJECT_PARTY, "rva", "VFD", "", "", CVD_LABEL_FIXED },
	{ CVD_EVENT_PUBLISHED, 0, CVD_SUBJECT_NONE, "", "P", "tr", "0", CVD_LABEL_PUBLISHED },
	{ CVD_EVENT_CLOSED, 0, CVD_SUBJECT_DESK, "c", "", "", "", CVD_LABEL_CLOSED },
};
/* clang-format on */

static const struct cvd_effect no_effect = { CVD_EVENT_NONE, CVD_OUTCOME_NONE,
	CVD_SUBJECT_NONE, "", "", "", "", CVD_LABEL_NONE };

const struct cvd_effect *
cvd_effect_of(const struct cvd_event *event)
{
	for (size_t i = 0; i < sizeof effects / sizeof effects[0]; i++) {
		const struct cvd_effect *e = &effects[i];

		if ((int)e->kind != event->kind)
			continue;
		if (e->outcome == CVD_OUTCOME_NONE ||
		    (int)e->outcome == event->outcome)
			return e;
	}
	return &no_effect;
}
