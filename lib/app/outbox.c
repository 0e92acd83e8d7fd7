/* SPDX-License-Identifier: EUPL-1.2 */

/* Letters on their way out, as files of the local state. */

#include "app/outbox.h"

#include "core/address.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/scan.h"
#include "edge/fs.h"

#include <string.h>

#define FIRST_LINE  "cvd-outbox/1"
#define FIRST_NOTED "cvd-delivered/1"
#define PREPARED    ".prepared"
#define READY       ".ready"
#define DELIVERED   ".delivered"
/* The lines on a letter, whose fields are short. */
#define MAX_LINES   4096u
#define MAX_PATH    4096u

/* Of a few lines, each with a name, that begin a file or are all of it. */
struct line {
	const char *name;
	size_t offset;
	enum cvd_status (*check)(const char *text, struct cvd_err *err);
};

/* What comes from a server was made visible before; here it stays a line. */
static enum cvd_status
check_answer(const char *text, struct cvd_err *err)
{
	if (strpbrk(text, "\r\n") != NULL || strlen(text) > MAX_LINES / 4)
		return cvd_fail(err, CVD_E_INVALID, "this is no line");
	return CVD_OK;
}

static const struct line answer_lines[] = {
	{ "server", offsetof(struct cvd_outbox_answer, server), check_answer },
	{ "reply", offsetof(struct cvd_outbox_answer, reply), check_answer },
	{ "queue-id", offsetof(struct cvd_outbox_answer, queue_id),
	    check_answer },
	{ 0 },
};

static const struct line lines[] = {
	{ "message-id", offsetof(struct cvd_outbox_item, message_id),
	    cvd_address_check_message_id },
	{ "case", offsetof(struct cvd_outbox_item, case_id),
	    cvd_case_id_check },
	{ "letter", offsetof(struct cvd_outbox_item, letter), cvd_slug_check },
	{ "party", offsetof(struct cvd_outbox_item, party), cvd_slug_check },
	{ "from", offsetof(struct cvd_outbox_item, from), cvd_address_check },
	{ "to", offsetof(struct cvd_outbox_item, to), cvd_address_check },
	{ 0 },
};

static const char **
field(void *record, const struct line *line)
{
	return (const char **)((char *)record + line->offset);
}

/* STATE/FOLDER/LEFT.SUFFIX; the id was checked, so LEFT leaves no folder. */
static enum cvd_status
path_of(struct cvd_buf *path, const char *state, const char *folder,
    const char *message_id, const char *suffix, struct cvd_err *err)
{
	enum cvd_status rc = cvd_address_check_message_id(message_id, err);

	if (rc != CVD_OK)
		return rc;
	cvd_buf_cut(path, 0);
	cvd_buf_addf(path, "%s/%s/%.*s%s", state, folder,
	    (int)strcspn(message_id, "@"), message_id, suffix);
	return cvd_buf_check(path, err);
}

static enum cvd_status
make_folder(const char *state, const char *name, struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc;

	cvd_buf_addf(&path, "%s/%s", state, name);
	rc = cvd_buf_check(&path, err);
	if (rc == CVD_OK)
		rc = cvd_fs_make_folder(path.data, err);
	cvd_buf_clear(&path);
	return rc;
}

void
cvd_outbox_sweep(const char *state)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);

	cvd_buf_addf(&path, "%s/outbox", state);
	if (cvd_buf_check(&path, NULL) == CVD_OK)
		cvd_fs_sweep(path.data);
	cvd_buf_clear(&path);
}

static enum cvd_status
write_lines(struct cvd_buf *out, const char *first, const struct line *line,
    void *record, struct cvd_err *err)
{
	cvd_buf_addf(out, "%s\n", first);
	for (; line->name != NULL; line++) {
		const char *text = *field(record, line);
		enum cvd_status rc = line->check(text, err);

		if (rc != CVD_OK)
			return rc;
		cvd_buf_addf(out, "%s: %s\n", line->name, text);
	}
	cvd_buf_addc(out, '\n');
	return cvd_buf_check(out, err);
}

static enum cvd_status
write_item(struct cvd_buf *out, struct cvd_outbox_item item,
    struct cvd_err *err)
{
	enum cvd_status rc = write_lines(out, FIRST_LINE, lines, &item, err);

	if (rc != CVD_OK)
		return rc;
	cvd_buf_add(out, item.mail, item.mail_size);
	return cvd_buf_check(out, err);
}

enum cvd_status
cvd_outbox_prepare(const char *state, const struct cvd_outbox_item *item,
    struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_MAIL + MAX_LINES);
	enum cvd_status rc = write_item(&bytes, *item, err);

	if (rc == CVD_OK)
		rc = make_folder(state, "outbox", err);
	if (rc == CVD_OK)
		rc = path_of(&path, state, "outbox", item->message_id, PREPARED,
		    err);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(path.data, bytes.data, bytes.size, err);
	cvd_buf_clear(&bytes);
	cvd_buf_clear(&path);
	return rc;
}

static enum cvd_status
fail_missing(const char *message_id, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_NOT_FOUND, "the outbox has no letter '%s'",
	    message_id);
}

/* Moves whichever of the names in the outbox there is. */
static enum cvd_status
move(const char *state, const char *message_id, const char *const *suffixes,
    const char *folder, const char *suffix, struct cvd_err *err)
{
	struct cvd_buf from = CVD_BUF_INIT(MAX_PATH);
	struct cvd_buf to = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc;

	rc = path_of(&to, state, folder, message_id, suffix, err);
	for (; rc == CVD_OK && *suffixes != NULL; suffixes++) {
		rc = path_of(&from, state, "outbox", message_id, *suffixes,
		    err);
		if (rc == CVD_OK)
			rc = cvd_fs_rename(from.data, to.data, err);
		if (rc != CVD_E_NOT_FOUND)
			goto out;
		rc = CVD_OK;
	}
	if (rc == CVD_OK)
		rc = fail_missing(message_id, err);
out:
	cvd_buf_clear(&from);
	cvd_buf_clear(&to);
	return rc;
}

enum cvd_status
cvd_outbox_ready(const char *state, const char *message_id, struct cvd_err *err)
{
	/* A ready letter moves onto itself, which is nothing (POSIX). */
	static const char *const suffixes[] = { PREPARED, READY, NULL };

	return move(state, message_id, suffixes, "outbox", READY, err);
}

enum cvd_status
cvd_outbox_delivered(const char *state, const char *message_id,
    const struct cvd_outbox_answer *answer, struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	struct cvd_buf bytes = CVD_BUF_INIT(MAX_LINES);
	struct cvd_outbox_answer copy = *answer;
	enum cvd_status rc;

	rc = write_lines(&bytes, FIRST_NOTED, answer_lines, &copy, err);
	if (rc == CVD_OK)
		rc = path_of(&path, state, "outbox", message_id, DELIVERED,
		    err);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(path.data, bytes.data, bytes.size, err);
	cvd_buf_clear(&bytes);
	cvd_buf_clear(&path);
	return rc;
}

static enum cvd_status
remove_file(const char *state, const char *message_id, const char *suffix,
    struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	enum cvd_status rc = path_of(&path, state, "outbox", message_id, suffix,
	    err);

	if (rc == CVD_OK)
		rc = cvd_fs_remove(path.data, err);
	cvd_buf_clear(&path);
	return rc;
}

enum cvd_status
cvd_outbox_sent(const char *state, const char *message_id, struct cvd_err *err)
{
	static const char *const suffixes[] = { READY, PREPARED, NULL };
	enum cvd_status rc = make_folder(state, "sent", err);

	/* the event stands, so the note goes first */
	if (rc == CVD_OK)
		rc = remove_file(state, message_id, DELIVERED, err);
	if (rc == CVD_OK)
		rc = move(state, message_id, suffixes, "sent", ".sent", err);
	return rc;
}

enum cvd_status
cvd_outbox_drop(const char *state, const char *message_id, struct cvd_err *err)
{
	static const char *const suffixes[] = { DELIVERED, PREPARED, READY };
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < 3 && rc == CVD_OK; i++)
		rc = remove_file(state, message_id, suffixes[i], err);
	return rc;
}

/* "NAME: TEXT" into the field. */
static bool
read_line(struct cvd_scan *scan, const struct line *line,
    struct cvd_arena *arena, void *record)
{
	struct cvd_bytes bytes;
	struct cvd_scan inside;
	const char **text = field(record, line);

	if (!cvd_scan_line(scan, &bytes))
		return false;
	inside = cvd_scan_bytes(bytes.data, bytes.size);
	if (!cvd_scan_literal(&inside, line->name) ||
	    !cvd_scan_literal(&inside, ": "))
		return false;
	*text = cvd_arena_copy(arena, inside.p,
	    (size_t)(inside.end - inside.p));
	return *text != NULL && line->check(*text, NULL) == CVD_OK;
}

/* The lines up to the empty one; the cursor then stands behind that. */
static bool
read_lines(struct cvd_scan *scan, const char *first, const struct line *line,
    struct cvd_arena *arena, void *record)
{
	struct cvd_bytes bytes;

	if (!cvd_scan_line(scan, &bytes) || !cvd_bytes_is(bytes, first))
		return false;
	for (; line->name != NULL; line++)
		if (!read_line(scan, line, arena, record))
			return false;
	return cvd_scan_line(scan, &bytes) && bytes.size == 0;
}

static enum cvd_status
fail_damaged(const char *path, struct cvd_arena *arena, struct cvd_err *err)
{
	enum cvd_status rc = cvd_arena_check(arena, err);

	return rc == CVD_OK ? cvd_fail(err, CVD_E_INVALID,
	                          "'%s' is no letter of the outbox", path)
	                    : rc;
}

static enum cvd_status
read_item(const char *path, struct cvd_arena *arena,
    struct cvd_outbox_item *item, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_MAIL + MAX_LINES);
	enum cvd_status rc = cvd_fs_read_own(path, &bytes, err);
	struct cvd_scan scan = cvd_scan_bytes(bytes.data, bytes.size);

	if (rc == CVD_OK && read_lines(&scan, FIRST_LINE, lines, arena, item)) {
		item->mail_size = (size_t)(scan.end - scan.p);
		item->mail = cvd_arena_copy(arena, scan.p, item->mail_size);
		rc = cvd_arena_check(arena, err);
	} else if (rc == CVD_OK) {
		rc = fail_damaged(path, arena, err);
	}
	cvd_buf_clear(&bytes);
	return rc;
}

/* What lies beside the letter, if anything. */
static enum cvd_status
read_answer(const char *state, struct cvd_arena *arena,
    struct cvd_outbox_item *item, struct cvd_err *err)
{
	struct cvd_buf path = CVD_BUF_INIT(MAX_PATH);
	struct cvd_buf bytes = CVD_BUF_INIT(MAX_LINES);
	struct cvd_outbox_answer *answer;
	struct cvd_scan scan;
	enum cvd_status rc = path_of(&path, state, "outbox", item->message_id,
	    DELIVERED, err);

	if (rc == CVD_OK)
		rc = cvd_fs_read_own(path.data, &bytes, err);
	if (rc != CVD_OK)
		goto out;
	answer = cvd_arena_alloc(arena, 1, sizeof *answer);
	scan = cvd_scan_bytes(bytes.data, bytes.size);
	if (answer == NULL ||
	    !read_lines(&scan, FIRST_NOTED, answer_lines, arena, answer))
		rc = fail_damaged(path.data, arena, err);
	else
		item->answer = answer;
out:
	cvd_buf_clear(&bytes);
	cvd_buf_clear(&path);
	return rc == CVD_E_NOT_FOUND ? CVD_OK : rc;
}

static enum cvd_status
list_names(const char *folder, struct cvd_arena *arena,
    const char *const **names, size_t *count, struct cvd_err *err)
{
	enum cvd_status rc = cvd_fs_list(folder, arena, names, count, err);

	if (rc != CVD_E_NOT_FOUND)
		return rc;
	*count = 0;
	return CVD_OK;
}

enum cvd_status
cvd_outbox_list(const char *state, struct cvd_arena *arena,
    struct cvd_outbox_item **items, size_t *count, struct cvd_err *err)
{
	const char *folder = cvd_arena_textf(arena, "%s/outbox", state);
	const char *const *names;
	struct cvd_outbox_item *list;
	size_t name_count, n = 0;
	enum cvd_status rc;

	if (folder == NULL)
		return cvd_arena_check(arena, err);
	rc = list_names(folder, arena, &names, &name_count, err);
	if (rc != CVD_OK)
		return rc;
	list = cvd_arena_alloc(arena, name_count, sizeof *list);
	for (size_t i = 0; i < name_count && list != NULL; i++) {
		bool ready = cvd_text_ends(names[i], READY);
		const char *path = cvd_arena_textf(arena, "%s/%s", folder,
		    names[i]);

		if (!ready && !cvd_text_ends(names[i], PREPARED))
			continue;
		if (path == NULL)
			break;
		rc = read_item(path, arena, &list[n], err);
		if (rc == CVD_OK)
			rc = read_answer(state, arena, &list[n], err);
		if (rc != CVD_OK)
			return rc;
		list[n++].ready = ready;
	}
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK) {
		*items = list;
		*count = n;
	}
	return rc;
}
