/* SPDX-License-Identifier: EUPL-1.2 */

/* Options that are not one command's own. */

#include "asked.h"

#include "command.h"
#include "option.h"

#include <stddef.h>

struct asked asked;

static const char *const colors[] = { "auto", "always", "never", NULL };

const struct option asked_global[] = {
	OPT_TEXT('C', NULL, &asked.directory, "DIR", "use the casebook in DIR"),
	OPT_CHOICE(0, "color", &asked.color, "WHEN", colors,
	    "auto, always or never"),
	OPT_FLAG(0, "no-input", &asked.no_input, "ask nothing"),
	OPT_FLAG(0, "no-pager", &asked.no_pager, "show long answers at once"),
	OPT_FLAG('q', "quiet", &asked.quiet, "say only answers and errors"),
	OPT_COUNT('v', "verbose", &asked.verbose, "say what is being done"),
	OPT_FLAG(0, "json", &asked.json, "answer in JSON"),
	OPT_FLAG(0, "version", &asked.version, "print the version"),
	OPT_FLAG('h', NULL, &asked.usage, "print a short help"),
	OPT_FLAG(0, "help", &asked.manual, "open the manual"),
	OPT_END,
};

static const struct {
	unsigned takes;
	struct option row;
} shared[] = {
	{ TAKES_AT, OPT_TEXT(0, "at", &asked.at, "INSTANT",
	                "when it happened; otherwise now") },
	{ TAKES_SEEN, OPT_TEXT(0, "at", &asked.at, "INSTANT",
	                  "the answer as seen then") },
	{ TAKES_DRY_RUN, OPT_FLAG('n', "dry-run", &asked.dry_run,
	                     "show what would be done, and do nothing") },
	{ TAKES_YES,
	    OPT_FLAG('y', "yes", &asked.yes, "do not ask for confirmation") },
	{ TAKES_JSON, OPT_FLAG(0, "json", &asked.json, "answer in JSON") },
};

#define SHARED_COUNT (sizeof shared / sizeof shared[0])

const struct option *
asked_shared(unsigned takes)
{
	static struct option chosen[SHARED_COUNT + 1];
	size_t n = 0;

	for (size_t i = 0; i < SHARED_COUNT; i++) {
		if ((takes & shared[i].takes) != 0)
			chosen[n++] = shared[i].row;
	}
	chosen[n] = (struct option)OPT_END;
	return chosen;
}
