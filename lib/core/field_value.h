/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_FIELD_VALUE_H
#define CVD_CORE_FIELD_VALUE_H

#include "core/fields.h"

#include <stdbool.h>

/* A value on its way into the member of its row. For fields.c alone. */
struct cvd_field_value {
	const struct cvd_field *row;
	const struct cvd_node *node;
	bool is_needed;      /* so an empty text is none */
	const char **sealed; /* of a STRUCT that may be: where the text goes */
	struct cvd_arena *arena;
	struct cvd_err *err;
};

/*
 * Loads into the member at `to`, of the type that the row's kind says. Fails
 * with CVD_E_INVALID and the line and column of the node, or as the check of
 * the row does; the member is then as it was.
 */
enum cvd_status cvd_field_value_load(const struct cvd_field_value *v, void *to);

#endif
