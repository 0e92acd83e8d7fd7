/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/trust.h"

#include "folder.h"
#include "suite.h"

#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))
#define ID       "13RWNCA49F29YPNJDCW1ZSWVYZ"
#define FILE_OF  "cvd/trust/" ID ".yaml"
#define C1       "1111111111111111111111111111111111111111"
#define C2       "2222222222222222222222222222222222222222"
#define C3       "3333333333333333333333333333333333333333"
#define KEY      "9659D2158C9650200678C9F8F2F5D17F7D342722"
#define OTHER    "93137B5C75AD1B56484AC85C76859FE033597C59"
#define SCHEMA   "schema: cvd-trust/1\n"
#define PINNED                                                                 \
	"introduction:\n"                                                      \
	"  commit: \"" C1 "\"\n"                                               \
	"  signer: \"" KEY "\"\n"
#define MARKED                                                                 \
	"high_water:\n"                                                        \
	"  - ref: refs/heads/main\n"                                           \
	"    commit: \"" C2 "\"\n"

static struct cvd_arena *arena;
static struct cvd_world world;

static void
setup(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
	folder_make();
	world = (struct cvd_world){ .xdg_config_home = folder_path };
	ck_assert_int_eq(cvd_trust_prepare(&world, arena, NULL), CVD_OK);
}

static void
teardown(void)
{
	folder_remove();
	cvd_arena_free(arena);
}

static const struct cvd_introduced introduced = { C1, KEY };
static struct cvd_mark marks[] = { { "refs/heads/main", C2 } };
static struct cvd_distrust distrusted[] = { { OTHER, C1 }, { KEY, C3 } };
static const char *checkpoints[] = { C2, C3 };

static void
write_all(void)
{
	const struct cvd_trust trust = { .introduction = &introduced,
		.high_water = { marks, 1 },
		.distrust = { distrusted, 2 },
		.checkpoints = { checkpoints, 2 } };
	const char *path = NULL;
	struct cvd_err err = { 0 };

	ck_assert_msg(cvd_trust_write(&world, ID, &trust, arena, &path, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	ck_assert_str_eq(path, in_folder(FILE_OF));
}

static enum cvd_status
read_it(const struct cvd_trust **trust, struct cvd_err *err)
{
	*trust = NULL;
	*err = (struct cvd_err){ 0 };
	return cvd_trust_read(&world, ID, arena, trust, err);
}

static void
assert_refused(enum cvd_status expected, const char *part)
{
	const struct cvd_trust *trust;
	struct cvd_err err;

	ck_assert_int_eq(read_it(&trust, &err), expected);
	ck_assert_int_eq(err.status, expected);
	ck_assert_ptr_null(trust);
	ck_assert_msg(strstr(err.message, part) != NULL, "'%s' without '%s'",
	    err.message, part);
}

START_TEST(what_is_written_is_trusted)
{
	const struct cvd_trust *trust;
	const struct cvd_distrust *d;
	struct cvd_err err;

	write_all();
	ck_assert_msg(read_it(&trust, &err) == CVD_OK, "%s", err.message);
	ck_assert_str_eq(trust->introduction->commit, C1);
	ck_assert_str_eq(trust->introduction->signer, KEY);
	ck_assert_str_eq(cvd_trust_mark(trust, "refs/heads/main"), C2);
	ck_assert_ptr_null(cvd_trust_mark(trust, "refs/heads/other"));
	ck_assert_ptr_null(cvd_trust_mark(trust, ""));
	ck_assert_uint_eq(trust->distrust.count, 2);
	d = trust->distrust.item;
	ck_assert_str_eq(d[0].key, OTHER);
	ck_assert_str_eq(d[0].good_until, C1);
	ck_assert_str_eq(d[1].key, KEY);
	ck_assert_uint_eq(trust->checkpoints.count, 2);
	ck_assert_str_eq(trust->checkpoints.item[1], C3);
	assert_file(FILE_OF, SCHEMA PINNED MARKED "distrust:\n"
	                                          "  - key: \"" OTHER "\"\n"
	                                          "    good_until: \"" C1 "\"\n"
	                                          "  - key: \"" KEY "\"\n"
	                                          "    good_until: \"" C3 "\"\n"
	                                          "checkpoints:\n"
	                                          "  - \"" C2 "\"\n"
	                                          "  - \"" C3 "\"\n");
}
END_TEST

START_TEST(what_was_trusted_before_is_replaced)
{
	const struct cvd_trust trust = { .introduction = &introduced };
	const struct cvd_trust *again;
	struct cvd_err err;

	write_all();
	ck_assert_int_eq(cvd_trust_write(&world, ID, &trust, arena, NULL, NULL),
	    CVD_OK);
	ck_assert_int_eq(read_it(&again, &err), CVD_OK);
	ck_assert_uint_eq(again->high_water.count, 0);
	ck_assert_ptr_null(cvd_trust_mark(again, "refs/heads/main"));
	ck_assert_uint_eq(again->checkpoints.count, 0);
	assert_file(FILE_OF, SCHEMA PINNED);
}
END_TEST

START_TEST(a_mark_is_moved_and_all_else_stays)
{
	const struct cvd_trust *trust;
	struct cvd_err err;

	write_all();
	ck_assert_int_eq(cvd_trust_set_mark(&world, ID, "refs/heads/main", C3,
	                     arena, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_trust_set_mark(&world, ID, "refs/heads/x", C1,
	                     arena, &err),
	    CVD_OK);
	ck_assert_int_eq(read_it(&trust, &err), CVD_OK);
	ck_assert_str_eq(cvd_trust_mark(trust, "refs/heads/main"), C3);
	ck_assert_str_eq(cvd_trust_mark(trust, "refs/heads/x"), C1);
	ck_assert_uint_eq(trust->high_water.count, 2);
	ck_assert_uint_eq(trust->distrust.count, 2);
	ck_assert_uint_eq(trust->checkpoints.count, 2);
	ck_assert_str_eq(trust->introduction->signer, KEY);
}
END_TEST

START_TEST(nothing_is_marked_of_what_is_not_trusted)
{
	struct cvd_err err;

	ck_assert_int_eq(cvd_trust_set_mark(&world, ID, "refs/heads/main", C3,
	                     arena, &err),
	    CVD_E_NOT_FOUND);
}
END_TEST

static unsigned
mode_of(const char *name)
{
	struct stat info;

	ck_assert_int_eq(stat(in_folder(name), &info), 0);
	return info.st_mode & 07777;
}

START_TEST(nobody_else_may_look)
{
	(void)umask(0);
	write_all();
	ck_assert_uint_eq(mode_of(FILE_OF), 0600);
	ck_assert_uint_eq(mode_of("cvd/trust"), 0700);
	ck_assert_uint_eq(mode_of("cvd"), 0700);
}
END_TEST

static const unsigned open_modes[] = { 0644, 0640, 0620, 0604, 0602, 0601, 0610,
	0666, 0777 };

START_TEST(what_is_open_to_others_is_not_believed)
{
	const struct cvd_trust *trust;
	struct cvd_err err;

	write_all();
	ck_assert_int_eq(chmod(in_folder(FILE_OF), open_modes[_i]), 0);
	assert_refused(CVD_E_CASEBOOK, "is open to others");
	assert_refused(CVD_E_CASEBOOK, FILE_OF);
	ck_assert_int_eq(chmod(in_folder(FILE_OF), 0400), 0);
	ck_assert_int_eq(read_it(&trust, &err), CVD_OK);
}
END_TEST

START_TEST(what_is_another_s_is_not_believed)
{
	write_all();
	if (geteuid() != 0)
		return; /* only root can give a file away */
	ck_assert_int_eq(chown(in_folder(FILE_OF), 65534, 65534), 0);
	assert_refused(CVD_E_CASEBOOK, "belongs to another user");
}
END_TEST

START_TEST(what_lies_elsewhere_is_not_believed)
{
	write_all();
	ck_assert_int_eq(rename(in_folder(FILE_OF), in_folder("moved")), 0);
	ck_assert_int_eq(symlink(in_folder("moved"), in_folder(FILE_OF)), 0);
	assert_refused(CVD_E_CASEBOOK, "is a symbolic link");
	ck_assert_int_eq(unlink(in_folder(FILE_OF)), 0);
	ck_assert_int_eq(mkdir(in_folder(FILE_OF), 0700), 0);
	assert_refused(CVD_E_CASEBOOK, "is not a plain file");
}
END_TEST

static const struct {
	const char *text;
	enum cvd_status status;
	const char *part;
} odd[] = {
	{ "", CVD_E_CASEBOOK, FILE_OF },
	{ "trust me", CVD_E_CASEBOOK, FILE_OF },
	{ "[", CVD_E_CASEBOOK, FILE_OF },
	{ SCHEMA, CVD_E_CASEBOOK, "introduction" },
	{ PINNED, CVD_E_CASEBOOK, "schema" },
	{ "schema: cvd-roster/1\n" PINNED, CVD_E_CASEBOOK, "schema" },
	{ "schema: cvd-trust/2\n" PINNED, CVD_E_TOO_NEW, "cvd-trust/2" },
	{ SCHEMA "introduction:\n  commit: \"" C1 "\"\n", CVD_E_CASEBOOK,
	    "signer" },
	{ SCHEMA "introduction:\n  signer: \"" KEY "\"\n", CVD_E_CASEBOOK,
	    "commit" },
	/* an abbreviated commit, a key id */
	{ SCHEMA "introduction:\n  commit: \"1111111\"\n  signer: \"" KEY
	         "\"\n",
	    CVD_E_CASEBOOK, "commit" },
	{ SCHEMA "introduction:\n  commit: \"" C1
	         "\"\n  signer: \"F2F5D17F7D342722\"\n",
	    CVD_E_CASEBOOK, "signer" },
	{ SCHEMA "introduction:\n  commit: main\n  signer: \"" KEY "\"\n",
	    CVD_E_CASEBOOK, "commit" },
	{ SCHEMA PINNED PINNED, CVD_E_CASEBOOK, "introduction" },
	{ SCHEMA PINNED "also: this\n", CVD_E_CASEBOOK, "also" },
	{ SCHEMA PINNED "high_water:\n  - ref: refs/heads/main\n",
	    CVD_E_CASEBOOK, "commit" },
	{ SCHEMA PINNED "high_water:\n  - ref: x\n    commit: HEAD\n",
	    CVD_E_CASEBOOK, "commit" },
	{ SCHEMA PINNED "distrust:\n  - key: \"" KEY "\"\n", CVD_E_CASEBOOK,
	    "good_until" },
	{ SCHEMA PINNED "distrust:\n  - key: bob\n    good_until: \"" C1 "\"\n",
	    CVD_E_CASEBOOK, "key" },
	{ SCHEMA PINNED "checkpoints:\n  - HEAD\n", CVD_E_CASEBOOK,
	    "checkpoints" },
	{ SCHEMA PINNED "checkpoints: \"" C1 "\"\n", CVD_E_CASEBOOK,
	    "checkpoints" },
};

START_TEST(what_cannot_be_read_is_not_believed)
{
	folder_write(FILE_OF, odd[_i].text);
	assert_refused(odd[_i].status, odd[_i].part);
}
END_TEST

START_TEST(what_a_person_wrote_by_hand_is_as_good)
{
	const struct cvd_trust *trust;
	struct cvd_err err;

	folder_write(FILE_OF,
	    "# told by phone\nschema: 'cvd-trust/1'\nintroduction: { commit: '" C1
	    "', signer: '" KEY "' }\n");
	ck_assert_msg(read_it(&trust, &err) == CVD_OK, "%s", err.message);
	ck_assert_str_eq(trust->introduction->signer, KEY);
}
END_TEST

START_TEST(nothing_is_trusted_of_what_was_never_seen)
{
	const struct cvd_trust *trust;
	struct cvd_err err;

	ck_assert_int_eq(read_it(&trust, &err), CVD_E_NOT_FOUND);
	write_all();
	ck_assert_int_eq(cvd_trust_read(&world, "03RWNCA49F29YPNJDCW1ZSWVYZ",
	                     arena, &trust, &err),
	    CVD_E_NOT_FOUND);
	/* nor where there is no folder at all */
	world.xdg_config_home = in_folder("nowhere");
	ck_assert_int_eq(read_it(&trust, &err), CVD_E_NOT_FOUND);
}
END_TEST

static const char *const no_ids[] = { "", ".", "..", "../" ID,
	"13RWNCA49F29YPNJDCW1ZSWVY", ID "/", "13RWNCA49F29YPNJDCW1ZSWVY/",
	"13rwnca49f29ypnjdcw1zswvyz" };

START_TEST(an_id_leads_nowhere_else)
{
	const struct cvd_trust trust = { .introduction = &introduced };
	const struct cvd_trust *again = NULL;

	write_all();
	ck_assert_int_ne(cvd_trust_read(&world, no_ids[_i], arena, &again,
	                     NULL),
	    CVD_OK);
	ck_assert_ptr_null(again);
	ck_assert_int_ne(cvd_trust_write(&world, no_ids[_i], &trust, arena,
	                     NULL, NULL),
	    CVD_OK);
}
END_TEST

START_TEST(it_lies_below_the_home_of_a_person)
{
	const struct cvd_trust *trust;
	struct cvd_err err;

	world = (struct cvd_world){ .home = folder_path };
	ck_assert_int_eq(cvd_trust_prepare(&world, arena, &err), CVD_OK);
	folder_write(".config/" FILE_OF, SCHEMA PINNED);
	ck_assert_int_eq(read_it(&trust, &err), CVD_OK);
	/* whose home is none has no place for it */
	world.home = NULL;
	ck_assert_int_eq(cvd_trust_prepare(&world, arena, &err), CVD_E_USAGE);
	ck_assert_int_eq(read_it(&trust, &err), CVD_E_USAGE);
}
END_TEST

START_TEST(where_the_folder_is_a_file_nothing_can_be_kept)
{
	const struct cvd_trust trust = { .introduction = &introduced };
	struct cvd_err err;

	folder_write("plain", "");
	world.xdg_config_home = in_folder("plain");
	ck_assert_int_eq(cvd_trust_prepare(&world, arena, &err), CVD_E_IO);
	ck_assert_int_ne(cvd_trust_write(&world, ID, &trust, arena, NULL, &err),
	    CVD_OK);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trust");
	TCase *tc = tcase_create("trust");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, what_is_written_is_trusted);
	tcase_add_test(tc, what_was_trusted_before_is_replaced);
	tcase_add_test(tc, a_mark_is_moved_and_all_else_stays);
	tcase_add_test(tc, nothing_is_marked_of_what_is_not_trusted);
	tcase_add_test(tc, nobody_else_may_look);
	tcase_add_loop_test(tc, what_is_open_to_others_is_not_believed, 0,
	    COUNT(open_modes));
	tcase_add_test(tc, what_is_another_s_is_not_believed);
	tcase_add_test(tc, what_lies_elsewhere_is_not_believed);
	tcase_add_loop_test(tc, what_cannot_be_read_is_not_believed, 0,
	    COUNT(odd));
	tcase_add_test(tc, what_a_person_wrote_by_hand_is_as_good);
	tcase_add_test(tc, nothing_is_trusted_of_what_was_never_seen);
	tcase_add_loop_test(tc, an_id_leads_nowhere_else, 0, COUNT(no_ids));
	tcase_add_test(tc, it_lies_below_the_home_of_a_person);
	tcase_add_test(tc, where_the_folder_is_a_file_nothing_can_be_kept);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
