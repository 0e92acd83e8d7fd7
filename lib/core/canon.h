/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CANON_H
#define CVD_CORE_CANON_H

#include "core/buf.h"
#include "core/tree.h"

/*
 * Canonical YAML: one tree, one text. Nothing else in the project writes YAML.
 *
 * Block style, indented by two, list items indented under their key, LF, a
 * final newline, members in the order of the tree. Empty lists and mappings
 * are [] and {}. A TEXT scalar is plain where no reader of YAML 1.1 or 1.2
 * could take it for anything but that string, else in double quotes; a QUOTED
 * one always in double quotes; a BLOCK one as |, |- or |+ where it can be
 * written so, also when it is one line, else in double quotes: when it is
 * empty or begins with a blank or a newline. A WORD is verbatim, the empty one
 * null; what cannot stand plain is quoted all the same. Control, bidirectional
 * and separator characters appear only as escapes in double quotes. Keys are
 * like TEXT.
 *
 * Reading the text gives an equal tree again, and writing that gives the same
 * bytes, as long as the tree keeps the ceilings of the reader (edge/yaml.h).
 */
void cvd_canon_write(struct cvd_buf *out, const struct cvd_node *root);

/*
 * The same for one item of a list that stands `depth` levels of two blanks
 * deep: "  - id: …" at depth 1.
 */
void cvd_canon_write_item(struct cvd_buf *out, const struct cvd_node *item,
    unsigned depth);

#endif
