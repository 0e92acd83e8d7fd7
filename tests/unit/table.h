/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_TABLE_H
#define CVD_TESTS_UNIT_TABLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A table of tests/data: tab-separated, one header line, lines that begin
 * with # are comments. Loaded by main() before Check forks, never freed; a
 * table that is missing or crooked ends the program.
 */

#define TABLE_COLUMNS 16

struct table {
	const char *name;
	const char *head[TABLE_COLUMNS];
	int columns;
	char *(*row)[TABLE_COLUMNS];
	int rows;
};

static inline void
table_die(const char *name, int line, const char *what)
{
	(void)fprintf(stderr, "%s:%d: %s\n", name, line, what);
	exit(EXIT_FAILURE);
}

static inline int
table_split(char *line, char *cell[TABLE_COLUMNS])
{
	int n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (;;) {
		char *tab = strchr(line, '\t');

		if (n == TABLE_COLUMNS)
			return n + 1;
		cell[n++] = line;
		if (tab == NULL)
			return n;
		*tab = '\0';
		line = tab + 1;
	}
}

/* `path` is below tests/data. */
static inline struct table
table_load(const char *path)
{
	struct table t = { .name = path };
	char full[4096];
	char line[4096];
	char *cell[TABLE_COLUMNS];
	int number = 0, n;
	FILE *file;

	(void)snprintf(full, sizeof full, "%s/%s", CVD_TEST_DATA, path);
	file = fopen(full, "re");
	if (file == NULL)
		table_die(full, 0, "cannot be opened");
	while (fgets(line, sizeof line, file) != NULL) {
		number++;
		if (line[0] == '#')
			continue;
		n = table_split(strdup(line), cell);
		if (n > TABLE_COLUMNS || (t.columns != 0 && n != t.columns))
			table_die(full, number, "wrong number of columns");
		if (t.columns == 0) {
			t.columns = n;
			(void)memcpy(t.head, cell, sizeof t.head);
			continue;
		}
		if (t.rows % 1024 == 0)
			t.row = realloc(t.row,
			    ((size_t)t.rows + 1024) * sizeof *t.row);
		(void)memcpy(t.row[t.rows++], cell, sizeof *t.row);
	}
	(void)fclose(file);
	if (t.rows == 0)
		table_die(full, number, "has no rows");
	return t;
}

static inline const char *
table_cell(const struct table *t, int row, const char *column)
{
	for (int i = 0; i < t->columns; i++)
		if (strcmp(t->head[i], column) == 0)
			return t->row[row][i];
	table_die(t->name, 0, column);
	return NULL;
}

static inline unsigned
table_hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Turns \n, \r, \t, \\ and \xNN (small letters) into what C means by them. */
static inline const char *
table_unescape(char *cell)
{
	char *out = cell;

	for (char *p = cell; *p != '\0'; p++) {
		if (*p != '\\') {
			*out++ = *p;
		} else if (*++p == 'x') {
			*out++ = (char)(table_hex(p[1]) << 4 | table_hex(p[2]));
			p += 2;
		} else {
			*out++ = *p == 'n'   ? '\n'
			         : *p == 'r' ? '\r'
			         : *p == 't' ? '\t'
			                     : *p;
		}
	}
	*out = '\0';
	return cell;
}

#endif
