/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_ANSWER_H
#define CVD_CMD_ANSWER_H

#include "app/due.h"
#include "app/record.h"
#include "app/verify.h"
#include "command.h"
#include "core/clock.h"
#include "out.h"

/*
 * The parts of a case in JSON, as cvd-json(5) describes them: one place for
 * all commands that answer with them. `at` is the instant that clocks are
 * seen from.
 */

/*
 * A case as a command shows it: as seen at --at where that was given, with a
 * warning where the head of its file is not what the events come to. One that
 * was not yet received then has no receipt.
 */
enum cvd_status answer_open(struct context *ctx, const char *id,
    struct cvd_record **record, struct cvd_clocks *clocks, struct cvd_err *err);

/* The same with what is proven of its events. */
enum cvd_status answer_open_judged(struct context *ctx, const char *id,
    struct cvd_record **record, struct cvd_clocks *clocks, struct cvd_err *err);

/* A member that is a list of texts; nothing for people. */
void answer_lines(struct out *out, const char *key,
    const struct cvd_lines *lines);

/* Members of a clock's object; the object itself is the caller's. */
void answer_clock(struct out *out, const struct cvd_clock *clock);

/* A whole case, as `show` gives it. */
void answer_case(struct out *out, const struct cvd_record *record,
    const struct cvd_clocks *clocks);

/* The events of a case alone, as `log` gives them, the oldest first. */
void answer_log(struct out *out, const struct cvd_record *record);

/* What `list` gives of a case; texts are words of cvd-case(5), or NULL. */
struct answer_line {
	const char *id;
	const char *title;
	const char *state;
	const char *outcome;
	const char *policy;
	bool needs_review;
	cvd_instant received; /* CVD_INSTANT_NONE in a case without receipt */
	const char *assigned;
};

/*
 * The line of a case. With an arena its texts are kept there, for longer than
 * the record, and NULL where memory has run out.
 */
void answer_line_of(const struct cvd_record *record, struct cvd_arena *arena,
    struct answer_line *line);
void answer_case_line(struct out *out, const struct answer_line *line);

/* What the verifier has found, as a line with its reason, and as an object. */
void answer_finding(struct out *out, const struct cvd_verify_finding *finding);

/* How a clock's state is drawn: overdue stands out. */
enum out_style answer_clock_style(const struct cvd_clock *clock);

/* The word for a clock's state: "overdue" for what was missed and is unmet. */
const char *answer_clock_word(const struct cvd_clock *clock);

/* "ack", "update 3", "fix (vendor-1)" */
void answer_clock_name(struct cvd_buf *name, const struct cvd_clock *clock);

/* "3 working days, calendar nl; nl-ncsc" */
void answer_clock_rule(struct cvd_buf *rule, const struct cvd_clock *clock);

/*
 * A list of letters that failed for good or are held, and one of clocks that are due, in
 * the order given: a line each, and their objects.
 */
void answer_lost_letters(struct out *out, const struct cvd_due_list *list);
void answer_due(struct out *out, const struct cvd_due_row *rows, size_t count);

/* Warns of each case that could not be read, and fails where there is one. */
enum cvd_status answer_unreadable(const struct cvd_due_list *list,
    struct cvd_err *err);

#endif
