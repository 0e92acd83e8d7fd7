/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_PLAIN_H
#define CVD_CORE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a scalar of YAML means when nothing quotes it, in block context.
 * YAML 1.1 and 1.2 and their readers differ about that; here counts what any
 * of them could make of it.
 */

/*
 * Whether a character may stand in a YAML text as it is: nothing hidden
 * (core/utf8.h) and no noncharacter, which readers refuse. LF and TAB may not
 * by this answer; where they may is for the caller to know.
 */
bool cvd_plain_may_stand(uint32_t point);

/*
 * Whether any reader could take the plain scalar for null, a boolean, a
 * number, a time or a merge: YAML 1.2, 10.3, the type repository of YAML 1.1,
 * and what PyYAML, Psych and go-yaml make of them. The empty one is null.
 */
bool cvd_plain_is_typed(const char *text, size_t size);

/* Whether the text, written plain on one line, is read as just this text. */
bool cvd_plain_is_safe(const char *text, size_t size);

/* Whether it is safe, not typed, and does not begin like structure: - ? : */
bool cvd_plain_is_string(const char *text, size_t size);

#endif
