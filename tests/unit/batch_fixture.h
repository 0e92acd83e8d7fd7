/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_BATCH_FIXTURE_H
#define CVD_TESTS_UNIT_BATCH_FIXTURE_H

#include "edge/batch.h"

#include "signed.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A batch for one test, in a folder of its own below the temporary one, over
 * the keys and signatures of signed.h.
 */

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define IDS      "f0e1d2c3b4a5968778695a4b3c2d1e0f00"

static struct cvd_err err;
static struct cvd_batch *batch;
static struct cvd_batch_setup setup;
static char keyring_path[4096];
static char program_path[4096];

#define assert_ok(call)                                                        \
	ck_assert_msg((call) == CVD_OK, "%s: %s", #call, err.message)

#define assert_refused(call, text, remedy)                                     \
	do {                                                                   \
		ck_assert_int_eq(call, CVD_E_CRYPTO);                          \
		ck_assert_msg(strstr(err.message, text) != NULL, "%s",         \
		    err.message);                                              \
		ck_assert_msg(strstr(err.hint, remedy) != NULL, "%s",          \
		    err.hint);                                                 \
	} while (0)

/* The certificates that a casebook has: of one key there are two. */
static const char *const names[] = { "alice", "sub-first", "old", "revoked",
	"rsa", "weak", "sub" };
static struct cvd_buf texts[COUNT(names)];
static struct cvd_batch_certificate certificates[COUNT(names)];

static inline void
read_certificates(void)
{
	for (int i = 0; i < COUNT(names); i++) {
		texts[i] = signed_read(names[i], "asc");
		certificates[i] = (struct cvd_batch_certificate){ names[i],
			texts[i].data, texts[i].size };
	}
}

static inline void
set_up(void)
{
	folder_make();
	read_certificates();
	(void)snprintf(keyring_path, sizeof(keyring_path), "%s",
	    in_folder("keyring"));
	(void)snprintf(program_path, sizeof(program_path), "%s",
	    in_folder("gpg"));
	setup = (struct cvd_batch_setup){
		.path = getenv("PATH"),
		.folder = keyring_path,
		.keys_id = "1a2b3c",
		.workers = 1,
		.limit_seconds = 60,
	};
	err = (struct cvd_err){ .status = CVD_OK };
}

static inline void
tear_down(void)
{
	cvd_batch_close(batch);
	batch = NULL;
	for (int i = 0; i < COUNT(names); i++)
		cvd_buf_clear(&texts[i]);
	folder_remove();
}

static inline void
open_batch(void)
{
	assert_ok(
	    cvd_batch_open(&setup, certificates, COUNT(names), &batch, &err));
}

static inline enum cvd_status
judge(struct cvd_batch_item *items, size_t count)
{
	enum cvd_status status = cvd_batch_start(batch, items, count, &err);

	return status == CVD_OK ? cvd_batch_finish(batch, &err) : status;
}

/* An item of the signature and the text of that name; freed with _clear. */
static inline struct cvd_batch_item
item_of(const char *name, const char *id)
{
	struct cvd_buf packet = signed_read(name, "sig");
	struct cvd_buf data = signed_read(name, "txt");

	return (struct cvd_batch_item){
		.id = id,
		.packet = packet.data,
		.packet_size = packet.size,
		.data = data.data,
		.data_size = data.size,
	};
}

static inline void
clear_item(struct cvd_batch_item *item)
{
	free((void *)(size_t)item->packet);
	free((void *)(size_t)item->data);
}

/* The answer to one signature alone. */
static inline struct cvd_batch_item
ask(const char *name)
{
	struct cvd_batch_item item = item_of(name, IDS);

	assert_ok(judge(&item, 1));
	clear_item(&item);
	return item;
}

/* The names in the keyring's folder, with blanks between; dots too. */
static inline const char *
list_folder(void)
{
	static char text[1000];
	struct dirent **list;
	int n = scandir(in_folder("keyring"), &list, NULL, alphasort);

	text[0] = '\0';
	for (int i = 0; i < n; i++) {
		if (strcmp(list[i]->d_name, ".") != 0 &&
		    strcmp(list[i]->d_name, "..") != 0)
			(void)snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), "%s ",
			    list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return text;
}

/* Runs a line of sh in the folder. */
static inline void
in_keyring(const char *line)
{
	const char *argv[] = { "sh", "-euc", "cd \"$1\"; eval \"$2\"", "sh",
		in_folder("keyring"), line, NULL };

	ck_assert_int_eq(key_folder_run(argv), 0);
}

/* A program in the place of gpg, which answers `verify` by that line of sh. */
static inline void
make_fake(const char *verify)
{
	char text[2000];

	(void)snprintf(text, sizeof(text),
	    "#!/bin/sh\ncase \"$*\" in\n*--verify-files*)\n%s\n;;\n"
	    "*) exec gpg \"$@\" ;;\nesac\n",
	    verify);
	folder_write("gpg", text);
	ck_assert_int_eq(chmod(in_folder("gpg"), 0700), 0);
	setup.program = program_path;
}

#endif
