/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_YAML_H
#define CVD_EDGE_YAML_H

#include "core/tree.h"

#include <stddef.h>

/*
 * Reads YAML as trees, under limits (core/limits.h).
 *
 * A document is one mapping, list or scalar in UTF-8, with LF, without
 * aliases, anchors, tags and directives, and with plain text for keys, each
 * of them once in its mapping. Comments and either style of collections may
 * be there; whether a text is canonical is for core/canon.h to say.
 *
 * `bytes` may be anything. The tree lives in `arena` and keeps nothing of
 * them. Nodes know their line and column; the items of a list in block style
 * know their lines, from that of their dash to the one before the next item
 * or the end of the list.
 *
 * Fails with CVD_E_SYNTAX for what is no YAML or no text: not UTF-8, a byte
 * order mark, CR, NUL, and the hidden characters that may appear only as
 * escapes (core/plain.h); with CVD_E_INVALID for what is YAML and refused
 * here, and beyond the limits of size, depth, nodes, members and keys. Both
 * come with line and column, but for the size, which is checked first.
 */
enum cvd_status cvd_yaml_read(const char *bytes, size_t size,
    struct cvd_arena *arena, const struct cvd_node **root, struct cvd_err *err);

#endif
