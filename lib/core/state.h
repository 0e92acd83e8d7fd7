/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_STATE_H
#define CVD_CORE_STATE_H

#include "core/event.h"

#include <stdbool.h>

/*
 * The four machines of a case and the effects of events on them.
 *
 * Source: Vultron, CERT Coordination Center (CMU/SEI-2021-SR-021 and
 * github.com/CERTCC/Vultron): report management (RM), one machine for each
 * participant; embargo management (EM), one a case; consent to the embargo
 * (PEC), one for each participant; case state (CS): V, F, D for each vendor,
 * P, X, A for the case.
 */

enum cvd_rm {
	CVD_RM_START,
	CVD_RM_RECEIVED,
	CVD_RM_INVALID,
	CVD_RM_VALID,
	CVD_RM_ACCEPTED,
	CVD_RM_DEFERRED,
	CVD_RM_CLOSED,
	CVD_RM_STATES
};

enum cvd_em {
	CVD_EM_NONE,
	CVD_EM_PROPOSED,
	CVD_EM_ACTIVE,
	CVD_EM_REVISE,
	CVD_EM_EXITED,
	CVD_EM_STATES
};

enum cvd_pec {
	CVD_PEC_NO_EMBARGO,
	CVD_PEC_INVITED,
	CVD_PEC_SIGNATORY,
	CVD_PEC_DECLINED,
	CVD_PEC_LAPSED,
	CVD_PEC_STATES
};

/* Bits of the case state; a set bit never falls back. */
enum cvd_cs {
	CVD_CS_V = 1 << 0, /* vendor aware */
	CVD_CS_F = 1 << 1, /* fix ready */
	CVD_CS_D = 1 << 2, /* fix deployed */
	CVD_CS_P = 1 << 3, /* public aware */
	CVD_CS_X = 1 << 4, /* exploit public */
	CVD_CS_A = 1 << 5, /* attacks observed */
};

/*
 * One move of a machine by its symbol: RM r v i a d c, EM p a r t, PEC
 * I(nvite) A(ccept) D(ecline) R(evise) 0 (reset), CS V F D P X A. False where
 * the machine has no such move; `to` is then untouched.
 */
bool cvd_rm_move(enum cvd_rm from, char symbol, enum cvd_rm *to);
bool cvd_em_move(enum cvd_em from, char symbol, enum cvd_em *to);
bool cvd_pec_move(enum cvd_pec from, char symbol, enum cvd_pec *to);
bool cvd_cs_move(unsigned from, char symbol, unsigned *to);

/* The label: the one word that is shown to people. */
enum cvd_label {
	CVD_LABEL_NONE,
	CVD_LABEL_RECEIVED,
	CVD_LABEL_ACKNOWLEDGED,
	CVD_LABEL_INFO_REQUESTED,
	CVD_LABEL_ACCEPTED,
	CVD_LABEL_REJECTED,
	CVD_LABEL_DEFERRED,
	CVD_LABEL_NOTIFIED,
	CVD_LABEL_ESCALATED,
	CVD_LABEL_FIXED,
	CVD_LABEL_PUBLISHED,
	CVD_LABEL_CLOSED,
};

extern const char *const cvd_label_names[]; /* index 0 is NULL */

/* The label after a milestone: the furthest stays, of equals the latest. */
enum cvd_label cvd_label_after(enum cvd_label now, enum cvd_label milestone);

/* Whom the RM, CS and PEC columns of an effect are about. */
enum cvd_subject {
	CVD_SUBJECT_NONE,
	CVD_SUBJECT_DESK,
	CVD_SUBJECT_PARTY, /* the event's */
	CVD_SUBJECT_TO,    /* the coordinator an escalation goes to */
};

/*
 * What an event does. RM lists the moves to make; those that a participant
 * has behind it already are passed over, and what it presupposes is filled in
 * as inferred. `milestone` is the label; FIXED there means: when it now holds
 * for all.
 */
struct cvd_effect {
	enum cvd_event_kind kind;
	enum cvd_outcome outcome; /* of an assessment, else NONE */
	enum cvd_subject subject;
	const char *rm;
	const char *cs; /* of the subject; P, X, A of the case */
	const char *em; /* tried in turn; the first that is a move */
	const char *pec;
	enum cvd_label milestone;
};

/* The row for an event; never NULL. */
const struct cvd_effect *cvd_effect_of(const struct cvd_event *event);

#endif
