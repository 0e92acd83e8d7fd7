/* SPDX-License-Identifier: EUPL-1.2 */

/* What happens around a command: before it runs, and after. */

#include "app/casebook.h"
#include "app/verify.h"
#include "asked.h"
#include "command.h"
#include "core/local.h"
#include "environment.h"
#include "exit.h"
#include "help.h"
#include "option.h"
#include "out.h"
#include "reader.h"
#include "ui.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A command line that was understood. */
struct line {
	const struct command *command;
	int argc; /* of the operands */
	char **argv;
};

/*
 * A file of ours must never land on a closed standard stream. What takes the
 * place of one is open the wrong way, so that using it fails as before.
 */
static bool
occupy_streams(void)
{
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		int flags = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", flags) != fd)
			return false;
	}
	return true;
}

/* A core file would hold cases in clear; so would files open to others. */
static void
close_up(void)
{
	const struct rlimit none = { 0, 0 };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)umask(077);
	/* gpgme and TLS write to pipes and sockets whose reader may go away */
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

static bool
wants_help(void)
{
	return asked.usage || asked.manual;
}

static enum cvd_status
read_line(int argc, char **argv, struct line *line, struct cvd_err *err)
{
	struct option_parser parser = { 0 };
	enum cvd_status rc;
	int used;

	option_parser_add(&parser, asked_global);
	rc = option_parse_leading(&parser, argc - 1, argv + 1, &used, err);
	if (rc != CVD_OK)
		return rc;
	if (asked.version) {
		line->command = &cmd_version;
		return CVD_OK;
	}
	argc -= 1 + used;
	argv += 1 + used;
	if (argc == 0) {
		line->command = &command_bare;
		return asked.json && !wants_help()
		           ? cvd_fail(err, CVD_E_USAGE,
		                 "--json needs a command, as 'cvd due --json'")
		           : CVD_OK;
	}
	line->command = command_find(argv[0]);
	if (line->command == NULL)
		return command_fail_unknown(argv[0], err);
	option_parser_add(&parser, asked_shared(line->command->takes));
	option_parser_add(&parser, line->command->options);
	line->argv = argv + 1;
	rc = option_parse_all(&parser, argc - 1, line->argv, &line->argc, err);
	if (rc != CVD_OK || wants_help())
		return rc;
	if (asked.json && (line->command->takes & TAKES_JSON) == 0)
		return cvd_fail(err, CVD_E_USAGE,
		    "'%s' gives no answer in JSON", line->command->name);
	rc = option_check(&parser, err);
	if (rc != CVD_OK)
		return rc;
	return command_check_operands(line->command, line->argc, line->argv,
	    err);
}

static enum ui_color
color_said(void)
{
	if (asked.color == NULL || strcmp(asked.color, "auto") == 0)
		return UI_COLOR_AUTO;
	return strcmp(asked.color, "always") == 0 ? UI_COLOR_ALWAYS
	                                          : UI_COLOR_NEVER;
}

/* Before any pager: what it looks like depends on the terminal behind. */
static struct out *
open_out(const struct environment *env)
{
	bool is_terminal = isatty(STDOUT_FILENO);
	struct out_look look = {
		.format = asked.json && !wants_help() ? OUT_JSON : OUT_TEXT,
		.color = ui_wants_color(color_said(), env, NULL, is_terminal),
		.width = ui_width(),
		.titles = is_terminal,
	};

	return out_open(stdout, &look);
}

/* The instant that --at names, in the casebook's zone. */
static enum cvd_status
read_at(struct context *ctx, const struct cvd_zone *zone, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (ctx->at_text != NULL)
		rc = cvd_instant_read(ctx->at_text, zone, &ctx->at, err);
	if (rc == CVD_OK)
		return CVD_OK;
	cvd_err_prefix(err, "--at");
	return cvd_fail_as(err, CVD_E_USAGE);
}

/*
 * Opens what the command needs. What is only shown (-n) writes nothing, and
 * so wants no lock; but nothing is built, or said to be built, on what is not
 * proven.
 */
static enum cvd_status
open_needed(const struct line *line, struct context *ctx, struct cvd_err *err)
{
	const struct command *command = line->command;
	bool reads = command->reads != NULL &&
	             command->reads(line->argc, line->argv);
	bool builds = (command->needs & NEED_WRITE) != 0 && !reads;
	enum cvd_casebook_use use = CVD_CASEBOOK_READ;
	enum cvd_status rc;

	if ((command->needs & NEED_HISTORY) != 0)
		use = CVD_CASEBOOK_JUDGE;
	else if ((command->needs & (NEED_CASEBOOK | NEED_WRITE)) == 0)
		return CVD_OK;
	else if (builds && !ctx->dry_run)
		use = CVD_CASEBOOK_WRITE;
	rc = cvd_casebook_open(ctx->where, ctx->world, use, &ctx->book, err);
	if (rc != CVD_OK)
		return rc;
	if (cvd_casebook_zone(ctx->book) != NULL)
		out_set_zone(ctx->out, cvd_casebook_zone(ctx->book));
	if (use == CVD_CASEBOOK_JUDGE)
		return CVD_OK;
	rc = read_at(ctx, cvd_casebook_zone(ctx->book), err);
	if (rc == CVD_OK && builds)
		rc = cvd_verify_new(ctx->book, err);
	return rc;
}

/*
 * What was just written is proven at once, so that the next command need not
 * wait for it. It stands whatever comes of that.
 */
static void
prove_own(struct context *ctx)
{
	struct cvd_err err = { 0 };

	if (cvd_casebook_is_locked(ctx->book) &&
	    cvd_verify_new(ctx->book, &err) != CVD_OK)
		ui_warn("what was written is not proven: %s", err.message);
}

/* Help for the command; for none the overview. */
static void
show_help(const struct line *line, struct out *out)
{
	const struct command *command = line->command == &command_bare
	                                    ? NULL
	                                    : line->command;

	if (asked.manual)
		help_manual(out, command);
	else
		help_short(out, command);
}

/*
 * Who names neither a command nor a casebook, and is in none, is told what
 * there is to do.
 */
static bool
wants_overview(const struct line *line, const struct context *ctx,
    enum cvd_status rc)
{
	return line->command == &command_bare && ctx->where == NULL &&
	       rc == CVD_E_CASEBOOK;
}

/* A setting of the person's, or NULL. */
static const char *
setting(const struct context *ctx, const char *name)
{
	return ctx->book == NULL ? NULL : cvd_casebook_setting(ctx->book, name);
}

static void
start_pager(const struct command *command, const struct context *ctx,
    struct reader *reader)
{
	const char *pager;

	if ((command->takes & TAKES_PAGER) == 0 || asked.no_pager ||
	    asked.json || !isatty(STDOUT_FILENO))
		return;
	pager = reader_pager(ctx->env, setting(ctx, "cvd.pager"),
	    setting(ctx, "core.pager"));
	if (pager != NULL)
		reader_start(reader, pager, ctx->env);
}

static enum cvd_status
run_line(const struct line *line, struct environment *env, struct out *out,
    struct reader *reader, struct cvd_err *err)
{
	struct context ctx = {
		.out = out,
		.world = &env->world,
		.env = env,
		.where = asked.directory != NULL ? asked.directory
		                                 : env->casebook,
		.at_text = asked.at,
		.dry_run = asked.dry_run,
		.yes = asked.yes,
	};
	enum cvd_status rc;

	if (wants_help()) {
		show_help(line, out);
		return CVD_OK;
	}
	rc = environment_take_now(env, err);
	if (rc != CVD_OK)
		return rc;
	env->world.interactive = ui_can_ask();
	ctx.now = env->world.now;
	ctx.at = ctx.now;
	rc = open_needed(line, &ctx, err);
	if (wants_overview(line, &ctx, rc)) {
		show_help(line, out);
		ui_note("%s", err->message);
		rc = CVD_OK;
	} else if (rc == CVD_OK) {
		start_pager(line->command, &ctx, reader);
		rc = line->command->run(&ctx, line->argc, line->argv, err);
		if (ctx.book != NULL)
			prove_own(&ctx);
	}
	cvd_casebook_close(ctx.book);
	return rc;
}

/* The reader of our answer went away: end as programs do that never look. */
static void
end_by_sigpipe(void)
{
	struct sigaction natural = { .sa_handler = SIG_DFL };

	(void)sigaction(SIGPIPE, &natural, NULL);
	(void)raise(SIGPIPE);
}

/* Runs the line, and says once what went wrong. */
static enum cvd_status
answer(const struct line *line, struct environment *env, struct cvd_err *err)
{
	struct out *out = open_out(env);
	struct reader reader = { 0 };
	struct cvd_err lost = { 0 };
	bool gone;
	enum cvd_status rc;

	if (out == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	rc = run_line(line, env, out, &reader, err);
	/* an answer of "no" that nobody got is no answer */
	if (out_close(out, &gone, &lost) != CVD_OK &&
	    (rc == CVD_OK || rc == CVD_E_FINDINGS)) {
		rc = lost.status;
		*err = lost;
	}
	/* who leaves the pager early has read enough */
	if (gone && reader.pid == 0)
		end_by_sigpipe();
	reader_wait(&reader);
	return rc;
}

int
main(int argc, char **argv)
{
	struct cvd_err err = { 0 };
	struct environment env;
	struct line line = { 0 };
	enum cvd_status rc;

	if (!occupy_streams())
		return exit_code(CVD_E_INTERNAL);
	close_up();
	environment_read(&env);
	rc = read_line(argc, argv, &line, &err);
	ui_setup(asked.quiet, asked.verbose, asked.no_input);
	if (rc == CVD_OK)
		rc = answer(&line, &env, &err);
	if (rc != CVD_OK)
		ui_error(&err);
	return exit_code(rc);
}
