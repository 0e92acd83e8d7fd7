/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd consent: what somebody agrees to, or no longer does. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static const char *arg_medium;
static const char *arg_pseudonym;
static const char *arg_party;

static const struct option options[] = {
	OPT_TEXT(0, "medium", &arg_medium, "MEDIUM",
	    "how it was said, as 'email'", .required = true),
	OPT_TEXT(0, "pseudonym", &arg_pseudonym, "NAME",
	    "the name to be known by"),
	OPT_TEXT(0, "party", &arg_party, "PARTY", "whose consent it is"),
	OPT_END,
};

/* A word of the vocabulary, or the vocabulary. */
static enum cvd_status
read_word(const char *const *names, const char *word, const char *what,
    int *index, struct cvd_err *err)
{
	struct cvd_buf all = CVD_BUF_INIT(200);
	int found = cvd_names_match(names, word);
	enum cvd_status rc;

	if (found != 0) {
		*index = found;
		return CVD_OK;
	}
	for (size_t i = 1; names[i] != NULL; i++)
		cvd_buf_addf(&all, "%s%s", i == 1 ? "" : ", ", names[i]);
	rc = cvd_fail(err, CVD_E_USAGE, "'%s' is no %s", word, what);
	cvd_err_hint(err, "one of: %s", all.data);
	cvd_buf_clear(&all);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_consent consent = {
		.medium = arg_medium,
		.pseudonym = arg_pseudonym,
		.party = arg_party,
	};
	struct cvd_step *step = NULL;
	enum cvd_status rc;

	(void)argc;
	rc = read_word(cvd_consent_kind_names, argv[1], "kind of consent",
	    &consent.kind, err);
	if (rc == CVD_OK)
		rc = read_word(cvd_consent_value_names, argv[2], "answer",
		    &consent.value, err);
	if (rc == CVD_OK)
		rc = act_begin(ctx, argv[0], "consent", &step, err);
	if (rc == CVD_OK)
		rc = cvd_verb_consent(step, &consent, err);
	if (rc == CVD_OK)
		act_warn_public("medium", arg_medium);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_consent = {
	.name = "consent",
	.summary = "record what somebody agrees to, or no longer does",
	.operands = "CASE KIND ANSWER",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};
