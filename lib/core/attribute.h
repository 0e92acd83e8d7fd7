/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ATTRIBUTE_H
#define CVD_CORE_ATTRIBUTE_H

/* The only GNU spellings in the project. */

#define CVD_PRINTF(format_at, first_at)                                        \
	__attribute__((format(printf, format_at, first_at)))
#define CVD_MUST_CHECK __attribute__((warn_unused_result))

#endif
