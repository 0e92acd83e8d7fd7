/* SPDX-License-Identifier: EUPL-1.2 */

/* Which commands there are. */

#include "command.h"

#include "core/scan.h"
#include "nearest.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

static const struct command *const casebooks[] = {
	&cmd_init,
	&cmd_commit,
	&cmd_roster,
	&cmd_keys,
	&cmd_config,
	&cmd_policy,
	&cmd_merge_file,
	&cmd_send,
	&cmd_sync,
	NULL,
};

static const struct command *const work[] = {
	&cmd_new,
	&cmd_ack,
	&cmd_assess,
	&cmd_vendor,
	&cmd_notify,
	&cmd_escalate,
	&cmd_event,
	&cmd_consent,
	&cmd_fix,
	&cmd_publish,
	&cmd_close,
	&cmd_note,
	&cmd_assign,
	&cmd_correct,
	&cmd_void,
	NULL,
};

static const struct command *const looking[] = {
	&cmd_due,
	&cmd_list,
	&cmd_show,
	&cmd_log,
	&cmd_verify,
	NULL,
};

static const struct command *const about_cvd[] = {
	&cmd_help,
	&cmd_version,
	NULL,
};

const struct command_group command_groups[] = {
	{ "make a casebook and keep it", casebooks },
	{ "work on a case", work },
	{ "see where cases stand", looking },
	{ "about cvd", about_cvd },
	{ NULL, NULL },
};

const struct command *
command_find(const char *name)
{
	for (unsigned g = 0; command_groups[g].title != NULL; g++) {
		const struct command *const *c = command_groups[g].commands;

		for (; *c != NULL; c++) {
			if (strcmp((*c)->name, name) == 0)
				return *c;
		}
	}
	return NULL;
}

enum cvd_status
command_fail_unknown(const char *name, struct cvd_err *err)
{
	struct nearest nearest = nearest_to(name);
	enum cvd_status rc;

	for (unsigned g = 0; command_groups[g].title != NULL; g++) {
		const struct command *const *c = command_groups[g].commands;

		for (; *c != NULL; c++)
			nearest_offer(&nearest, (*c)->name);
	}
	rc = cvd_fail(err, CVD_E_USAGE, "there is no command '%s'", name);
	if (nearest.best != NULL)
		cvd_err_hint(err, "did you mean '%s'?", nearest.best);
	else
		cvd_err_hint(err, "'cvd help' lists all commands");
	return rc;
}

/* The next word of a synopsis of operands. */
static bool
next_operand(struct cvd_scan *scan, struct cvd_bytes *word)
{
	while (cvd_scan_char(scan, ' '))
		;
	if (cvd_scan_end(scan))
		return false;
	if (!cvd_scan_until(scan, ' ', word)) {
		*word = (struct cvd_bytes){ scan->p,
			(size_t)(scan->end - scan->p) };
		scan->p = scan->end;
	}
	return true;
}

/* Takes "..." or "...]" away from the end of the word, if it is there. */
static bool
cuts_dots(struct cvd_bytes *word)
{
	struct cvd_scan scan = cvd_scan_bytes(word->data, word->size);

	while (!cvd_scan_end(&scan)) {
		if (cvd_scan_literal(&scan, "...")) {
			word->size = (size_t)(scan.p - 3 - word->data);
			return true;
		}
		scan.p++;
	}
	return false;
}

enum cvd_status
command_check_operands(const struct command *command, int argc, char **argv,
    struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(
	    command->operands == NULL ? "" : command->operands);
	struct cvd_bytes word;
	int most = 0;
	int needed = 0;

	while (next_operand(&scan, &word)) {
		bool is_needed = word.data[0] != '[';
		bool repeats = cuts_dots(&word);

		if (is_needed && needed++ == argc)
			return cvd_fail(err, CVD_E_USAGE, "'%s' needs %.*s",
			    command->name, (int)word.size, word.data);
		most = repeats ? INT_MAX : most + 1;
	}
	if (argc > most)
		return cvd_fail(err, CVD_E_USAGE, "'%s' takes no '%s'",
		    command->name, argv[most]);
	return CVD_OK;
}
