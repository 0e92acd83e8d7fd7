/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mkbook --cases N [--commits M] [--bare] DIR: a casebook of N invented cases
 * in a new folder, signed with the key that git is set up for here.
 *
 * The youngest cases are recorded one step a commit, as the verbs do it, as
 * far as a history of M commits allows; those before them come in commits of
 * a thousand cases, without M all of them. Such a history is for tests of
 * speed: every commit is signed, and one that brings a thousand cases is none
 * that a verifier would take.
 */

#include "app/init.h"
#include "app/policies.h"
#include "app/signing.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/message.h"
#include "core/replay.h"
#include "edge/hash.h"
#include "edge/store.h"
#include "environment.h"
#include "lives.h"
#include "option.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BULK 1000 /* cases in one commit */

static struct {
	unsigned cases;
	unsigned commits;
	bool bare;
} asked;

static enum cvd_status
to_number(const char *text, void *target, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	int64_t number;

	if (!cvd_scan_number(&scan, 1, 7, &number) || !cvd_scan_end(&scan))
		return cvd_fail(err, CVD_E_USAGE, "'%s' is no number", text);
	*(unsigned *)target = (unsigned)number;
	return CVD_OK;
}

static const struct option options[] = {
	{ .name = "cases",
	    .value = "N",
	    .help = "how many cases",
	    .convert = to_number,
	    .target = &asked.cases,
	    .required = true },
	{ .name = "commits",
	    .value = "M",
	    .help = "how many commits at most",
	    .convert = to_number,
	    .target = &asked.commits },
	{ .name = "bare", .help = "without a work tree", .flag = &asked.bare },
	{ 0 },
};

/* An open casebook that is being filled. */
struct filling {
	struct cvd_casebook *book;
	const struct cvd_member *member;
	struct lives lives;
	unsigned commits;
	size_t steps;
};

/* What one commit changes, in an arena of its own. */
struct batch {
	struct cvd_arena *arena;
	struct cvd_change changes[2 * BULK];
	size_t count;
};

static void
add_change(struct batch *b, const char *path, const char *bytes, size_t size)
{
	b->changes[b->count++] = (struct cvd_change){
		cvd_arena_text(b->arena, path),
		cvd_arena_copy(b->arena, bytes, size),
		size,
	};
}

/* The files of a case as it is now, and its replay. */
static enum cvd_status
add_case(struct batch *b, const struct life *life, struct cvd_replay *replay,
    struct cvd_err *err)
{
	struct cvd_buf file = CVD_BUF_INIT(CVD_MAX_FILE);
	char path[CVD_CASE_PATH_TEXT];
	enum cvd_status rc = cvd_replay_run(life->c, b->arena, replay, err);

	if (rc == CVD_OK && replay->head.needs_review)
		rc = cvd_fail(err, CVD_E_INTERNAL,
		    "an event of life %zu has no effect", life->number);
	if (rc == CVD_OK)
		rc = cvd_case_write(life->c, &replay->head, &file, err);
	if (rc == CVD_OK) {
		cvd_case_path_text(life->c->head.id, path);
		add_change(b, path, file.data, file.size);
	}
	cvd_buf_clear(&file);
	return rc;
}

static void
add_advisory(struct batch *b, const struct life *life)
{
	if (life->path != NULL)
		add_change(b, life->path, life->document,
		    strlen(life->document));
}

/* One commit; what the message says of the changes is filled in. */
static enum cvd_status
commit(struct filling *f, const struct batch *b, struct cvd_message *message,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	char sha256[CVD_HASH_TEXT];
	char id[CVD_STORE_ID_TEXT];
	enum cvd_status rc = cvd_arena_check(b->arena, err);

	if (rc == CVD_OK)
		rc = cvd_hash_changes(b->changes, b->count, sha256, err);
	message->sha256 = sha256;
	message->actor = f->member->name;
	if (rc == CVD_OK)
		rc = cvd_message_write(&text, message, err);
	if (rc == CVD_OK)
		rc = cvd_signing_commit(f->book, &f->member->signing,
		    b->changes, b->count, text.data, id, err);
	if (rc == CVD_OK)
		f->commits++;
	cvd_buf_clear(&text);
	return rc;
}

/* Lives a whole life; what is published comes beside its case. */
static enum cvd_status
live(struct filling *f, struct batch *b, size_t number, struct cvd_err *err)
{
	struct cvd_replay replay;
	struct life life;
	bool more = true;
	enum cvd_status rc = life_begin(&life, &f->lives, number, err);

	while (rc == CVD_OK && more) {
		rc = life_step(&life, &more, err);
		if (rc == CVD_OK && more) {
			add_advisory(b, &life);
			f->steps++;
		}
	}
	if (rc == CVD_OK)
		rc = add_case(b, &life, &replay, err);
	life_end(&life);
	return rc;
}

static enum cvd_status
import(struct filling *f, size_t from, size_t to, struct cvd_err *err)
{
	struct cvd_message message = { .verb = "import" };
	struct batch *b = calloc(1, sizeof *b);
	enum cvd_status rc = CVD_OK;

	if (b == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	b->arena = cvd_arena_new();
	rc = cvd_arena_check(b->arena, err);
	for (size_t i = from; i < to && rc == CVD_OK; i++)
		rc = live(f, b, i, err);
	if (rc == CVD_OK)
		rc = commit(f, b, &message, err);
	cvd_arena_free(b->arena);
	free(b);
	return rc;
}

/* The commit of the last step of a life. */
static enum cvd_status
commit_step(struct filling *f, struct batch *b, const struct life *life,
    int *state, struct cvd_err *err)
{
	struct cvd_message_event events[4];
	struct cvd_message message = { .case_id = life->c->head.id,
		.verb = life->verb,
		.events = events };
	struct cvd_replay replay;
	enum cvd_status rc = add_case(b, life, &replay, err);

	if (rc != CVD_OK)
		return rc;
	add_advisory(b, life);
	for (size_t i = life->first; i < life->c->count; i++) {
		const struct cvd_event *e = &life->c->events[i];

		events[message.event_count++] = (struct cvd_message_event){
			e->id, cvd_event_names[e->kind]
		};
	}
	message.policy = replay.head.policy;
	if (replay.head.state != *state) {
		message.before = *state == CVD_LABEL_NONE
		                     ? "none"
		                     : cvd_label_names[*state];
		message.after = cvd_label_names[replay.head.state];
	}
	*state = replay.head.state;
	return commit(f, b, &message, err);
}

static enum cvd_status
record(struct filling *f, size_t number, struct cvd_err *err)
{
	int state = CVD_LABEL_NONE;
	struct life life;
	bool more = true;
	enum cvd_status rc = life_begin(&life, &f->lives, number, err);

	while (rc == CVD_OK && more) {
		struct batch b = { .arena = cvd_arena_new() };

		rc = cvd_arena_check(b.arena, err);
		if (rc == CVD_OK)
			rc = life_step(&life, &more, err);
		if (rc == CVD_OK && more) {
			rc = commit_step(f, &b, &life, &state, err);
			f->steps++;
		}
		cvd_arena_free(b.arena);
	}
	life_end(&life);
	return rc;
}

static enum cvd_status
count_steps(struct filling *f, size_t number, size_t *steps,
    struct cvd_err *err)
{
	struct life life;
	bool more = true;
	enum cvd_status rc = life_begin(&life, &f->lives, number, err);

	*steps = 0;
	while (rc == CVD_OK && more) {
		rc = life_step(&life, &more, err);
		*steps += more;
	}
	life_end(&life);
	return rc;
}

/* The first case that gets a commit for each step. */
static enum cvd_status
find_first(struct filling *f, size_t *first, struct cvd_err *err)
{
	size_t left = asked.commits;
	enum cvd_status rc = CVD_OK;

	*first = f->lives.count;
	/* the founding and the import of all others are commits, too */
	while (*first > 0) {
		size_t others = 1 + (*first - 1 + BULK - 1) / BULK;
		size_t steps;

		rc = count_steps(f, *first - 1, &steps, err);
		if (rc != CVD_OK || left < steps + others)
			break;
		left -= steps;
		--*first;
	}
	return rc;
}

static enum cvd_status
fill(struct filling *f, struct cvd_err *err)
{
	size_t first;
	enum cvd_status rc = find_first(f, &first, err);

	for (size_t i = 0; i < first && rc == CVD_OK; i += BULK)
		rc = import(f, i, i + BULK < first ? i + BULK : first, err);
	for (size_t i = first; i < f->lives.count && rc == CVD_OK; i++)
		rc = record(f, i, err);
	return rc;
}

static enum cvd_status
prepare(struct filling *f, const struct cvd_world *world, struct cvd_err *err)
{
	const struct cvd_team *team = cvd_casebook_team(f->book);
	enum cvd_status rc = cvd_casebook_member(f->book, &f->member, err);

	if (rc != CVD_OK)
		return rc;
	f->commits = 1;
	f->lives = (struct lives){
		.count = asked.cases,
		.desk = team->desk,
		.by = f->member->name,
		.recorded = world->now,
	};
	return cvd_policies_pin(f->book, &team->policies,
	    cvd_casebook_arena(f->book), &f->lives.policies,
	    &f->lives.calendars, err);
}

static enum cvd_status
found(const char *dir, const struct cvd_world *world, struct cvd_err *err)
{
	const char *policies[] = { "nl-ncsc" };
	const struct cvd_init init = {
		.dir = dir,
		.bare = asked.bare,
		.name = "Example Security",
		.policies = { policies, 1 },
		.from = "security@example.org",
	};
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_introduction introduction;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_init_casebook(&init, world, arena, &introduction, err);
	cvd_arena_free(arena);
	return rc;
}

static enum cvd_status
make(const char *dir, struct environment *env, struct cvd_err *err)
{
	struct filling f = { 0 };
	enum cvd_status rc = environment_take_now(env, err);

	if (rc == CVD_OK && env->world.now < lives_end())
		rc = cvd_fail(err, CVD_E_USAGE,
		    "the lives of these cases lie in the future");
	if (rc == CVD_OK)
		rc = found(dir, &env->world, err);
	if (rc == CVD_OK)
		rc = cvd_casebook_open(dir, &env->world, CVD_CASEBOOK_WRITE,
		    &f.book, err);
	if (rc == CVD_OK)
		rc = prepare(&f, &env->world, err);
	if (rc == CVD_OK)
		rc = fill(&f, err);
	if (rc == CVD_OK)
		(void)printf("%s: %zu cases, %zu steps, %u commits\n", dir,
		    f.lives.count, f.steps, f.commits);
	cvd_casebook_close(f.book);
	return rc;
}

/*
 * In place of the system's, for libgit2 too: what can be made again at will
 * need not survive a power cut, and waiting for the disk is most of the time.
 */
int
fsync(int fd)
{
	(void)fd;
	return 0;
}

/* Declared for GNU alone. */
int syncfs(int fd);
int
syncfs(int fd)
{
	(void)fd;
	return 0;
}

int
main(int argc, char **argv)
{
	struct option_parser parser = { 0 };
	struct environment env;
	struct cvd_err err = { 0 };
	enum cvd_status rc;
	int count;

	environment_read(&env);
	option_parser_add(&parser, options);
	rc = option_parse_all(&parser, argc - 1, argv + 1, &count, &err);
	if (rc == CVD_OK)
		rc = option_check(&parser, &err);
	if (rc == CVD_OK && count != 1)
		rc = cvd_fail(&err, CVD_E_USAGE,
		    "usage: mkbook --cases N [--commits M] [--bare] DIR");
	if (rc == CVD_OK)
		rc = make(argv[1], &env, &err);
	if (rc == CVD_OK)
		return EXIT_SUCCESS;
	(void)fprintf(stderr, "mkbook: %s\n", err.message);
	if (err.hint[0] != '\0')
		(void)fprintf(stderr, "%s\n", err.hint);
	return EXIT_FAILURE;
}
