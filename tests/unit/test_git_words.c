/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/git_words.h"

#include "suite.h"

#include <string.h>

static struct cvd_buf out;

static void
set_up(void)
{
	out = (struct cvd_buf)CVD_BUF_INIT(1000);
}

static void
tear_down(void)
{
	cvd_buf_clear(&out);
}

static const struct {
	const char *said, *reason;
} reasons[] = {
	{ "", "no reason given" },
	{ "\n\r\n", "no reason given" },
	{ "fatal: '/x' does not appear to be a git repository\n"
	  "fatal: Could not read from remote repository.\n\nPlease make sure\n",
	    "'/x' does not appear to be a git repository" },
	{ "ssh: connect to host h port 22: Connection refused\n"
	  "fatal: Could not read from remote repository.\n",
	    "ssh: connect to host h port 22: Connection refused" },
	{ "fatal: Could not read from remote repository.\n",
	    "Could not read from remote repository." },
	{ "Receiving objects:   1%\rReceiving objects: 100%\n"
	  "error: inflate\nfatal: index-pack failed\n",
	    "inflate" },
	{ "fatal: unable to access 'https://u:p@h.example/r/': no route\n",
	    "unable to access 'https://h.example/r/': no route" },
	{ "fatal: \x1b[31mred\x07\x7f\n", " [31mred" },
	{ "something\n", "something" },
};

START_TEST(the_line_that_says_why_is_found)
{
	cvd_git_words_reason(&out, reasons[_i].said);
	ck_assert_str_eq(out.data, reasons[_i].reason);
}
END_TEST

static const struct {
	const char *line, *clean;
} lines[] = {
	{ "plain  \t", "plain" },
	{ "https://user:secret@host/x https://a@b",
	    "https://host/x https://b" },
	{ "https://user:a@b@host/x", "https://host/x" },
	{ "https://host/x@y", "https://host/x@y" },
	{ "ssh://git@host", "ssh://host" },
	{ "a\tb\x1b]0;t\x07", "a b ]0;t" },
	{ "://", "://" },
};

START_TEST(no_secret_and_no_control_character_is_told)
{
	cvd_git_words_clean(&out, lines[_i].line, strlen(lines[_i].line));
	ck_assert_str_eq(out.data, lines[_i].clean);
}
END_TEST

START_TEST(the_server_is_told_from_git)
{
	cvd_git_words_server(&out,
	    "remote: unsigned: commit 1        \nTo h\nremote: 2\x1b[m\n"
	    "error: failed to push\n");
	ck_assert_str_eq(out.data, "unsigned: commit 1\n2 [m\n");
}
END_TEST

static const struct {
	const char *said;
	enum cvd_git_fetch_word word;
} fetches[] = {
	{ "fatal: couldn't find remote ref refs/heads/main\n",
	    CVD_GIT_FETCH_NO_BRANCH },
	{ " ! [rejected]  main -> x  (shallow update not allowed)\n",
	    CVD_GIT_FETCH_INCOMPLETE },
	{ "warning: rejected refs/heads/main because shallow roots are not "
	  "allowed to be updated\n",
	    CVD_GIT_FETCH_INCOMPLETE },
	{ "fatal: fsck error in packed object\n", CVD_GIT_FETCH_MALFORMED },
	{ "fatal: early EOF\n", CVD_GIT_FETCH_FAILED },
};

START_TEST(why_a_fetch_failed_is_understood)
{
	ck_assert_int_eq(cvd_git_words_fetch(fetches[_i].said),
	    fetches[_i].word);
}
END_TEST

#define REF "1:refs/heads/main\t"

static const struct {
	const char *porcelain;
	int exit_status;
	enum cvd_git_push_word word;
} pushes[] = {
	{ "To x\n \t" REF "1..2\nDone\n", 0, CVD_GIT_PUSH_DONE },
	{ "To x\n*\t" REF "[new branch]\nDone\n", 0, CVD_GIT_PUSH_DONE },
	{ "To x\n=\t" REF "[up to date]\nDone\n", 0, CVD_GIT_PUSH_DONE },
	{ "To x\n \t" REF "1..2\n", 128, CVD_GIT_PUSH_FAILED },
	{ "To x\n!\t" REF "[rejected] (stale info)\nDone\n", 1,
	    CVD_GIT_PUSH_STALE },
	{ "To x\n!\t" REF "[rejected] (fetch first)\nDone\n", 1,
	    CVD_GIT_PUSH_STALE },
	{ "To x\n!\t" REF "[remote rejected] (failed to update ref)\n", 1,
	    CVD_GIT_PUSH_STALE },
	{ "To x\n!\t" REF "[remote rejected] (cannot lock ref 'refs/heads/main'"
	  ": is at 1 but expected 2)\n",
	    1, CVD_GIT_PUSH_STALE },
	{ "To x\n!\t" REF "[remote rejected] (pre-receive hook declined)\n", 1,
	    CVD_GIT_PUSH_DECLINED },
	{ "To x\n \t" REF "1..2\nTo y\n!\t" REF "[remote rejected] (no)\n", 1,
	    CVD_GIT_PUSH_DECLINED },
	{ "", 1, CVD_GIT_PUSH_STOPPED },
	{ "", 128, CVD_GIT_PUSH_FAILED },
	{ "", 141, CVD_GIT_PUSH_FAILED },
	{ "To x\n!\t" REF "[remote rejected] (unpacker error)\n", 1,
	    CVD_GIT_PUSH_FAILED },
	{ "!\tcut", 1, CVD_GIT_PUSH_FAILED },
};

START_TEST(what_became_of_a_push_is_understood)
{
	ck_assert_int_eq(cvd_git_words_push(pushes[_i].porcelain,
	                     pushes[_i].exit_status),
	    pushes[_i].word);
}
END_TEST

START_TEST(a_line_that_broke_is_told_from_a_hook)
{
	ck_assert(cvd_git_words_hung_up(
	    "error: RPC failed; curl 52 Empty reply from server\n"
	    "send-pack: unexpected disconnect while reading sideband packet\n"
	    "fatal: the remote end hung up unexpectedly\n"
	    "Everything up-to-date\n"));
	ck_assert(cvd_git_words_hung_up(
	    "Connection closed by 192.0.2.1 port 22\n"
	    "fatal: the remote end hung up unexpectedly\n"));
	ck_assert(
	    !cvd_git_words_hung_up("no pushing on Sundays\n"
	                           "error: failed to push some refs to 'x'\n"));
	ck_assert(!cvd_git_words_hung_up(""));
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int
main(void)
{
	Suite *suite = suite_create("git_words");
	TCase *tcase = tcase_create("git_words");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, the_line_that_says_why_is_found, 0,
	    ROWS(reasons));
	tcase_add_loop_test(tcase, no_secret_and_no_control_character_is_told,
	    0, ROWS(lines));
	tcase_add_test(tcase, the_server_is_told_from_git);
	tcase_add_loop_test(tcase, why_a_fetch_failed_is_understood, 0,
	    ROWS(fetches));
	tcase_add_loop_test(tcase, what_became_of_a_push_is_understood, 0,
	    ROWS(pushes));
	tcase_add_test(tcase, a_line_that_broke_is_told_from_a_hook);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
