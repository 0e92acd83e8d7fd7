/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd policy: which policies there are, what they say, what they lack. */

#include "app/policy_source.h"
#include "command.h"
#include "core/canon.h"
#include "core/limits.h"
#include "core/policy_value.h"
#include "option.h"
#include "out.h"
#include "policy_show.h"

#include <string.h>

static const char *arg_language;
static const char *arg_profile;
static bool arg_yaml;

static const struct option options[] = {
	OPT_TEXT('l', "language", &arg_language, "LANG",
	    "the language of titles and texts: nl, en"),
	OPT_FLAG(0, "yaml", &arg_yaml,
	    "show the file, with what it extends taken in"),
	OPT_CHOICE(0, "profile", &arg_profile, "PROFILE", cvd_profile_names,
	    "what to check by: general or be"),
	OPT_END,
};

/* What the subcommands work on. */
struct work {
	struct context *ctx;
	struct cvd_casebook *book; /* NULL outside of one */
	struct cvd_arena *arena;
};

static struct policy_look
look_of(const struct work *w, const struct cvd_policy_source *source)
{
	const struct cvd_team *team = w->book == NULL
	                                  ? NULL
	                                  : cvd_casebook_team(w->book);
	struct policy_look look = {
		.language = arg_language,
		.team = team == NULL ? NULL : team->name,
		.origin = cvd_policy_origin_names[source->origin],
	};

	if (look.language == NULL)
		look.language = team == NULL ? "en" : team->languages.item[0];
	return look;
}

static enum cvd_status
load(const struct work *w, const struct cvd_policy_source *source,
    const struct cvd_policy **policy, struct cvd_err *err)
{
	enum cvd_status rc = cvd_policy_source_load(source, w->arena, policy,
	    err);

	if (rc != CVD_OK)
		cvd_err_prefix(err, source->name);
	return rc;
}

/* "1" leads; the others that are in force by default follow it. */
static size_t
place_in_team(const struct work *w, const struct cvd_policy_source *source)
{
	const struct cvd_team *team;

	if (source->origin != CVD_ORIGIN_CASEBOOK)
		return 0;
	team = cvd_casebook_team(w->book);
	for (size_t i = 0; i < team->policies.count; i++)
		if (strcmp(team->policies.item[i], source->name) == 0)
			return i + 1;
	return 0;
}

static enum cvd_status
list_one(const struct work *w, const struct cvd_policy_source *source,
    struct cvd_err *err)
{
	struct out *out = w->ctx->out;
	struct policy_look look = look_of(w, source);
	struct cvd_buf title = CVD_BUF_INIT(CVD_MAX_TEMPLATE);
	const struct cvd_policy *policy;
	size_t place = place_in_team(w, source);
	enum cvd_status rc = load(w, source, &policy, err);

	if (rc != CVD_OK)
		return rc;
	policy_text(&title, policy, "title", &look);
	out_cell(out, "%s", policy->id);
	out_cell(out, "%s", policy->version);
	out_cell(out, "%s", policy->status);
	out_cell(out, "%s",
	    place == 1  ? "leads"
	    : place > 1 ? "in force"
	                : look.origin);
	out_cell(out, "%s", title.data);
	cvd_buf_clear(&title);

	out_map(out);
	policy_answer_head(out, policy, &look);
	out_key_bool(out, "default", place > 0);
	out_key_bool(out, "leads", place == 1);
	out_map_end(out);
	return CVD_OK;
}

static enum cvd_status
run_list(const struct work *w, int argc, char **argv, struct cvd_err *err)
{
	static const struct out_column columns[] = {
		{ .title = "POLICY" },
		{ .title = "VERSION" },
		{ .title = "STATUS" },
		{ .title = "WHERE" },
		{ .title = "TITLE", .cut = true },
	};
	struct out *out = w->ctx->out;
	struct cvd_items sources = { 0 };
	const struct cvd_policy_source *source;
	enum cvd_status rc;

	(void)argv;
	if (argc > 0)
		return cvd_fail(err, CVD_E_USAGE, "'policy list' takes no '%s'",
		    argv[0]);
	rc = cvd_policy_source_list(w->book, w->arena, &sources, err);
	if (rc != CVD_OK)
		return rc;
	source = sources.item;
	out_map(out);
	out_key(out, "policies");
	out_list(out);
	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; rc == CVD_OK && i < sources.count; i++)
		rc = list_one(w, &source[i], err);
	out_table_end(out);
	out_list_end(out);
	out_map_end(out);
	return rc;
}

static enum cvd_status
show_yaml(struct out *out, const struct cvd_policy *policy, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	enum cvd_status rc;

	cvd_canon_write(&text, policy->root);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		out_block(out, 0, text.data);
	cvd_buf_clear(&text);
	return rc;
}

static enum cvd_status
run_show(const struct work *w, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_policy_source source;
	struct policy_look look;
	const struct cvd_policy *policy;
	enum cvd_status rc;

	if (argc != 1)
		return cvd_fail(err, CVD_E_USAGE,
		    "'policy show' needs one POLICY");
	rc = cvd_policy_source_find(w->book, argv[0], w->arena, &source, err);
	if (rc == CVD_OK)
		rc = load(w, &source, &policy, err);
	if (rc != CVD_OK)
		return rc;
	look = look_of(w, &source);
	policy_answer(w->ctx->out, policy, &look);
	if (arg_yaml)
		return show_yaml(w->ctx->out, policy, err);
	policy_show(w->ctx->out, policy, &look);
	return CVD_OK;
}

static void
show_finding(struct out *out, const char *name, const struct cvd_finding *f)
{
	enum out_style style = f->is_error ? OUT_BAD : OUT_WARN;
	const char *word = f->is_error ? "error" : "warning";

	if (f->line == 0)
		out_line_as(out, style, "%s: %s: %s [%s]", name, word,
		    f->message, f->rule);
	else
		out_line_as(out, style, "%s:%u:%u: %s: %s [%s]", name, f->line,
		    f->column, word, f->message, f->rule);

	out_map(out);
	out_key_text(out, "level", word);
	out_key_text(out, "rule", f->rule);
	out_key(out, "line");
	if (f->line == 0)
		out_null(out);
	else
		out_integer(out, f->line);
	out_key_text(out, "message", f->message);
	out_map_end(out);
}

static enum cvd_status
check_one(const struct work *w, const struct cvd_policy_source *source,
    size_t *errors, struct cvd_err *err)
{
	struct out *out = w->ctx->out;
	struct cvd_findings findings = cvd_findings_in(w->arena);
	enum cvd_profile profile =
	    arg_profile != NULL &&
	            strcmp(arg_profile, cvd_profile_names[CVD_PROFILE_BE]) == 0
	        ? CVD_PROFILE_BE
	        : CVD_PROFILE_GENERAL;
	enum cvd_status rc = cvd_policy_source_check(w->book, source, profile,
	    w->ctx->world->tzdir, &findings, err);
	size_t wrong, odd;

	if (rc != CVD_OK)
		return rc;
	wrong = cvd_findings_errors(&findings);
	odd = findings.count - wrong;
	*errors += wrong;
	out_map(out);
	out_key_text(out, "policy", source->name);
	out_key_bool(out, "ok", wrong == 0);
	out_key(out, "findings");
	out_list(out);
	for (size_t i = 0; i < findings.count; i++)
		show_finding(out, source->name, &findings.item[i]);
	out_list_end(out);
	out_map_end(out);
	out_line_as(out, wrong == 0 ? OUT_GOOD : OUT_BAD,
	    "%s: %zu error%s, %zu warning%s", source->name, wrong,
	    wrong == 1 ? "" : "s", odd, odd == 1 ? "" : "s");
	return CVD_OK;
}

/* Those that were named, or those that the casebook has. */
static enum cvd_status
find_sources(const struct work *w, int argc, char **argv,
    struct cvd_items *sources, struct cvd_err *err)
{
	struct cvd_policy_source *source;
	enum cvd_status rc = CVD_OK;

	if (argc == 0 && w->book == NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "'policy check' needs a POLICY, as this is no casebook");
	if (argc == 0) {
		rc = cvd_policy_source_list(w->book, w->arena, sources, err);
		source = sources->item;
		while (rc == CVD_OK && sources->count > 0 &&
		       source[sources->count - 1].origin == CVD_ORIGIN_SHIPPED)
			sources->count--;
		return rc;
	}
	source = cvd_arena_alloc(w->arena, (size_t)argc, sizeof *source);
	if (source == NULL)
		return cvd_arena_check(w->arena, err);
	for (int i = 0; rc == CVD_OK && i < argc; i++)
		rc = cvd_policy_source_find(w->book, argv[i], w->arena,
		    &source[i], err);
	*sources = (struct cvd_items){ source, (size_t)argc };
	return rc;
}

static enum cvd_status
run_check(const struct work *w, int argc, char **argv, struct cvd_err *err)
{
	struct out *out = w->ctx->out;
	struct cvd_items sources = { 0 };
	const struct cvd_policy_source *source;
	size_t errors = 0;
	enum cvd_status rc = find_sources(w, argc, argv, &sources, err);

	if (rc != CVD_OK)
		return rc;
	source = sources.item;
	out_map(out);
	out_key(out, "policies");
	out_list(out);
	for (size_t i = 0; rc == CVD_OK && i < sources.count; i++)
		rc = check_one(w, &source[i], &errors, err);
	out_list_end(out);
	out_map_end(out);
	if (rc == CVD_OK && errors > 0)
		return cvd_fail(err, CVD_E_FINDINGS, "%s", "");
	return rc;
}

/* Policies are looked at before there is a casebook, too. */
static enum cvd_status
open_book(struct work *w, struct cvd_err *err)
{
	enum cvd_status rc = cvd_casebook_open(w->ctx->where, w->ctx->world,
	    CVD_CASEBOOK_READ, &w->book, err);

	if (rc == CVD_E_CASEBOOK && w->ctx->where == NULL)
		return CVD_OK;
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	static const struct {
		const char *name;
		enum cvd_status (*run)(const struct work *w, int argc,
		    char **argv, struct cvd_err *err);
	} actions[] = {
		{ "list", run_list },
		{ "show", run_show },
		{ "check", run_check },
	};
	struct work w = { .ctx = ctx };
	enum cvd_status rc = CVD_OK;
	size_t i = 0;

	while (i < sizeof actions / sizeof actions[0] &&
	       strcmp(actions[i].name, argv[0]) != 0)
		i++;
	if (i == sizeof actions / sizeof actions[0])
		return cvd_fail(err, CVD_E_USAGE,
		    "'policy' can list, show and check, not '%s'", argv[0]);
	if (arg_language != NULL &&
	    cvd_policy_check_language(arg_language, err) != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	rc = open_book(&w, err);
	if (rc != CVD_OK)
		return rc;
	w.arena = cvd_arena_new();
	rc = w.arena == NULL ? cvd_fail(err, CVD_E_NO_MEMORY, "out of memory")
	                     : actions[i].run(&w, argc - 1, argv + 1, err);
	cvd_arena_free(w.arena);
	cvd_casebook_close(w.book);
	return rc;
}

const struct command cmd_policy = {
	.name = "policy",
	.summary = "list, show and check policies",
	.operands = "list|show|check [POLICY...]",
	.options = options,
	.takes = TAKES_JSON | TAKES_PAGER,
	.run = run,
};
