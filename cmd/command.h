/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_COMMAND_H
#define CVD_CMD_COMMAND_H

#include "core/date.h"
#include "core/status.h"

#include <stdbool.h>

/*
 * To add a command: write its page man/cvd-NAME.1, whose SYNOPSIS is what
 * `cvd NAME -h` says and whose EXAMPLES are run; cmd_NAME.c with one exported
 * `const struct command cmd_NAME`; its declaration below and its line in
 * commands.c; its line in cmd/CMakeLists.txt; tests/e2e/NAME.bats and its line
 * in tests/CMakeLists.txt. A command decides nothing: it asks app/ or core/
 * and hands the answer to out.h. cmd_version.c is a small model.
 */

struct cvd_casebook;
struct cvd_world;
struct environment;
struct option;
struct out;

/* What main() opens before it runs a command, and closes after. */
enum command_needs {
	NEED_CASEBOOK = 1u << 0, /* the casebook, readable */
	NEED_WRITE = 1u << 1,   /* … and locked for writing, once all of it is
				    proven */
	NEED_HISTORY = 1u << 2, /* its history alone, of whatever state */
};

/* Options that several commands have, written once in asked.c. */
enum command_takes {
	TAKES_AT = 1u << 0,      /* --at: ctx->at, ctx->at_text */
	TAKES_SEEN = 1u << 5,    /* the same, of an answer */
	TAKES_DRY_RUN = 1u << 1, /* -n, --dry-run: ctx->dry_run */
	TAKES_YES = 1u << 2,     /* -y, --yes: ctx->yes */
	TAKES_JSON = 1u << 3,    /* --json: the answer has a form in JSON */
	TAKES_PAGER = 1u << 4,   /* no option: long answers go to the pager */
};

/* What every command is handed. Commands reach for nothing else. */
struct context {
	struct cvd_casebook *book; /* NULL without NEED_CASEBOOK */
	struct out *out;
	const struct cvd_world *world; /* for lib/ */
	const struct environment *env;
	const char *where;   /* the casebook that was asked for, or NULL */
	cvd_instant now;     /* as main() read it: what `recorded` says */
	cvd_instant at;      /* when it happened, or as seen when: else now */
	const char *at_text; /* of --at; NULL where it was not given */
	bool dry_run;
	bool yes;
};

/*
 * Runs with the operands: argv[0..argc), as many as `operands` allows. The
 * targets of the option table are filled. CVD_E_FINDINGS with an empty message
 * says "no" by the exit code alone.
 */
typedef enum cvd_status command_fn(struct context *ctx, int argc, char **argv,
    struct cvd_err *err);

struct command {
	const char *name;
	const char *summary; /* one line, lower case, no full stop */
	/*
	 * As SYNOPSIS shows them: "CASE", "[DIR]", "CASE PARTY...". How many are
	 * accepted follows from it: a word in brackets may be absent, the last
	 * may be repeated where `...` follows it.
	 */
	const char *operands;
	const struct option *options; /* NULL: none of its own */
	unsigned needs;               /* NEED_… */
	unsigned takes;               /* TAKES_… */
	/* Whether operands of a command that writes only read; NULL: none. */
	bool (*reads)(int argc, char **argv);
	command_fn *run;
};

/* Commands that belong together, in the order of the overview. */
struct command_group {
	const char *title;
	const struct command *const *commands; /* NULL-terminated */
};

/* Ends with a NULL title. */
extern const struct command_group command_groups[];

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

/*
 * CVD_E_NOT_FOUND's sister for verbs: CVD_E_USAGE that names the verb, with
 * the nearest one as the hint.
 */
enum cvd_status command_fail_unknown(const char *name, struct cvd_err *err);

/* CVD_E_USAGE where so many operands are too few or too many. */
enum cvd_status command_check_operands(const struct command *command, int argc,
    char **argv, struct cvd_err *err);

/*
 * What runs where no command is named. It stands in no table, has no page and
 * takes no options but those of all.
 */
extern const struct command command_bare;

extern const struct command cmd_ack;
extern const struct command cmd_assess;
extern const struct command cmd_assign;
extern const struct command cmd_close;
extern const struct command cmd_commit;
extern const struct command cmd_config;
extern const struct command cmd_consent;
extern const struct command cmd_correct;
extern const struct command cmd_due;
extern const struct command cmd_escalate;
extern const struct command cmd_event;
extern const struct command cmd_fix;
extern const struct command cmd_help;
extern const struct command cmd_init;
extern const struct command cmd_keys;
extern const struct command cmd_list;
extern const struct command cmd_log;
extern const struct command cmd_merge_file;
extern const struct command cmd_new;
extern const struct command cmd_note;
extern const struct command cmd_notify;
extern const struct command cmd_policy;
extern const struct command cmd_publish;
extern const struct command cmd_roster;
extern const struct command cmd_send;
extern const struct command cmd_show;
extern const struct command cmd_sync;
extern const struct command cmd_vendor;
extern const struct command cmd_verify;
extern const struct command cmd_version;
extern const struct command cmd_void;

#endif
