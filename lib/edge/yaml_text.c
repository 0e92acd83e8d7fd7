/* SPDX-License-Identifier: EUPL-1.2 */

/* The bytes of a YAML file: which may be there, and where they are. */

#include "edge/yaml_text.h"

#include "core/plain.h"
#include "core/scan.h"
#include "core/utf8.h"

/* The character at the cursor, which may not stand in a file of ours. */
static enum cvd_status
refuse_character(struct cvd_scan at, unsigned line, unsigned column,
    struct cvd_err *err)
{
	uint32_t point;

	if (!cvd_utf8_next(&at, &point))
		return cvd_fail_at(err, CVD_E_SYNTAX, line, column,
		    "text is not UTF-8");
	if (point == 0xfeff && line == 1 && column == 1)
		return cvd_fail_at(err, CVD_E_SYNTAX, line, column,
		    "byte order mark before the text");
	if (point == '\r')
		return cvd_fail_at(err, CVD_E_SYNTAX, line, column,
		    "carriage return; lines end with LF alone");
	return cvd_fail_at(err, CVD_E_SYNTAX, line, column,
	    "U+%04X may appear only as an escape in double quotes",
	    (unsigned)point);
}

/* Checks every character and counts the lines. */
static enum cvd_status
check_characters(const char *bytes, size_t size, unsigned *line_count,
    struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	const char *start = scan.p;
	unsigned line = 1;

	while (!cvd_scan_end(&scan)) {
		struct cvd_scan at;
		uint32_t point;

		/* most of a file needs no closer look */
		while (scan.p < scan.end && *scan.p >= ' ' && *scan.p <= '~')
			scan.p++;
		at = scan;
		if (cvd_scan_end(&scan))
			break;
		if (cvd_scan_char(&scan, '\n')) {
			line++;
			start = scan.p;
			continue;
		}
		if (cvd_scan_char(&scan, '\t'))
			continue;
		if (!cvd_utf8_next(&scan, &point) ||
		    !cvd_plain_may_stand(point))
			return refuse_character(at, line,
			    (unsigned)(at.p - start) + 1, err);
	}
	*line_count = line;
	return CVD_OK;
}

enum cvd_status
cvd_yaml_text_init(struct cvd_yaml_text *text, const char *bytes, size_t size,
    struct cvd_arena *arena, struct cvd_err *err)
{
	unsigned count = 0;
	enum cvd_status rc = check_characters(bytes, size, &count, err);
	size_t *lines;
	size_t n = 1;

	if (rc != CVD_OK)
		return rc;
	lines = cvd_arena_alloc(arena, count, sizeof *lines);
	if (lines == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < size; i++)
		if (bytes[i] == '\n')
			lines[n++] = i + 1;
	*text = (struct cvd_yaml_text){ .bytes = bytes,
		.size = size,
		.lines = lines,
		.line_count = count };
	return CVD_OK;
}

static bool
continues(const struct cvd_yaml_text *text, size_t offset)
{
	return offset < text->size &&
	       ((unsigned char)text->bytes[offset] & 0xc0) == 0x80;
}

static void
move_to(struct cvd_yaml_text *text, size_t index)
{
	while (text->index < index && text->offset < text->size) {
		do {
			text->offset++;
		} while (continues(text, text->offset));
		text->index++;
	}
	while (text->index > index) {
		do {
			text->offset--;
		} while (continues(text, text->offset));
		text->index--;
	}
}

struct cvd_yaml_place
cvd_yaml_text_place(struct cvd_yaml_text *text, size_t index, size_t line)
{
	struct cvd_yaml_place place;

	move_to(text, index);
	if (line >= text->line_count)
		line = text->line_count - 1;
	place.offset = text->offset;
	place.line_start = text->lines[line];
	place.line = (unsigned)line + 1;
	place.column = (unsigned)(place.offset - place.line_start) + 1;
	return place;
}
