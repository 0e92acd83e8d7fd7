/* SPDX-License-Identifier: EUPL-1.2 */

/* What gpg says about signatures, and which of it counts. */

#include "edge/batch_private.h"

#include <stdio.h>
#include <string.h>

/* What gpg calls an unknown key. Rule: doc/DETAILS of GnuPG, ERRSIG. */
#define RC_NO_PUBLIC_KEY 9

#define VALIDSIG_FIELDS  10

/* What was said between the lines that begin and end one file. */
struct block {
	struct cvd_batch_item *item; /* NULL: between files */
	size_t number;
	unsigned signatures;
	unsigned good;
	unsigned valid;
	unsigned bad;
	unsigned expired;
	unsigned failed;
	unsigned no_key;
	bool is_odd; /* something that a plain signature never is */
	/* of the last VALIDSIG that is as it should be */
	char fingerprint[41];
	char primary[41];
	cvd_instant at;
	/* of the last ERRSIG that names one */
	char unknown[41];
};

struct reading {
	const struct cvd_batch *batch;
	const struct cvd_batch_worker *worker;
	struct block block;
	size_t begun;
	bool is_lost; /* what follows cannot be believed */
	bool no_home; /* gpg did not see the keys that it has */
	bool no_file;
};

static size_t
split_words(struct cvd_bytes text, struct cvd_bytes *words, size_t most)
{
	struct cvd_scan scan = cvd_scan_bytes(text.data, text.size);
	size_t n = 0;

	while (!cvd_scan_end(&scan)) {
		if (n == most)
			return most + 1;
		if (!cvd_scan_until(&scan, ' ', &words[n])) {
			words[n] = (struct cvd_bytes){ scan.p,
				(size_t)(scan.end - scan.p) };
			scan.p = scan.end;
		}
		n++;
	}
	return n;
}

/*
 * VALIDSIG FINGERPRINT DATE TIME EXPIRES VERSION RESERVED ALGORITHM HASH CLASS
 * PRIMARY: version 4, SHA-256, 384 or 512, over a binary document.
 */
static void
take_valid(struct block *block, struct cvd_bytes rest)
{
	struct cvd_bytes words[VALIDSIG_FIELDS];
	struct cvd_scan scan;
	int64_t at;

	block->valid++;
	block->fingerprint[0] = '\0';
	if (split_words(rest, words, VALIDSIG_FIELDS) != VALIDSIG_FIELDS ||
	    !cvd_bytes_is(words[4], "4") || !cvd_bytes_is(words[8], "00"))
		return;
	if (!cvd_bytes_is(words[7], "8") && !cvd_bytes_is(words[7], "9") &&
	    !cvd_bytes_is(words[7], "10"))
		return;
	scan = cvd_scan_bytes(words[2].data, words[2].size);
	if (!cvd_scan_number(&scan, 1, 12, &at) || !cvd_scan_end(&scan))
		return;
	if (!cvd_batch_take_fingerprint(words[9], block->primary) ||
	    !cvd_batch_take_fingerprint(words[0], block->fingerprint))
		return;
	block->at = at;
}

/* ERRSIG KEYID ALGORITHM HASH CLASS TIME RC [FINGERPRINT] */
static void
take_failed(struct block *block, struct cvd_bytes rest)
{
	struct cvd_bytes words[7];
	size_t n = split_words(rest, words, 7);
	struct cvd_scan scan;
	int64_t rc = 0;

	block->failed++;
	if (n < 6 || n > 7)
		return;
	scan = cvd_scan_bytes(words[5].data, words[5].size);
	if (!cvd_scan_number(&scan, 1, 9, &rc) || rc != RC_NO_PUBLIC_KEY)
		return;
	block->no_key++;
	if (n == 7)
		(void)cvd_batch_take_fingerprint(words[6], block->unknown);
}

/* One line within a file's. What it does not know it passes over. */
static void
take_word(struct block *block, struct cvd_bytes word, struct cvd_bytes rest)
{
	static const char *const good[] = { "GOODSIG", "EXPKEYSIG",
		"REVKEYSIG" };
	static const char *const odd[] = { "BADARMOR", "ERROR", "FAILURE",
		"NODATA", "UNEXPECTED" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (cvd_bytes_is(word, good[i]))
			block->good++;
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		if (cvd_bytes_is(word, odd[i]))
			block->is_odd = true;
	if (cvd_bytes_is(word, "NEWSIG"))
		block->signatures++;
	else if (cvd_bytes_is(word, "BADSIG"))
		block->bad++;
	else if (cvd_bytes_is(word, "EXPSIG"))
		block->expired++;
	else if (cvd_bytes_is(word, "VALIDSIG"))
		take_valid(block, rest);
	else if (cvd_bytes_is(word, "ERRSIG"))
		take_failed(block, rest);
}

static enum cvd_batch_answer
judge(const struct cvd_batch *batch, const struct block *block)
{
	unsigned said = block->good + block->bad + block->expired +
	                block->failed;

	if (block->bad > 0)
		return CVD_BATCH_BAD;
	if (block->is_odd || block->signatures != 1 || said != 1)
		return CVD_BATCH_OTHER;
	if (block->no_key == 1)
		return CVD_BATCH_NO_KEY;
	if (block->expired == 1)
		return CVD_BATCH_EXPIRED;
	if (block->good != 1 || block->valid != 1 ||
	    block->fingerprint[0] == '\0')
		return CVD_BATCH_OTHER;
	/* gpg and what it listed must mean the same key */
	if (cvd_batch_find_key(batch, block->fingerprint, block->primary) ==
	    NULL)
		return CVD_BATCH_OTHER;
	return CVD_BATCH_GOOD;
}

static void
end_block(struct reading *reading)
{
	struct block *block = &reading->block;
	struct cvd_batch_item *item = block->item;

	item->answer = judge(reading->batch, block);
	if (item->answer == CVD_BATCH_GOOD) {
		memcpy(item->fingerprint, block->fingerprint,
		    sizeof(item->fingerprint));
		memcpy(item->primary, block->primary, sizeof(item->primary));
		item->at = block->at;
	}
	/* a key that was there when the home was made */
	if (item->answer == CVD_BATCH_NO_KEY &&
	    cvd_batch_find_key(reading->batch, block->unknown, NULL) != NULL)
		reading->no_home = true;
	*block = (struct block){ .item = NULL };
}

/*
 * The run ended, or went on, before the end of the file: gpg stops at what it
 * refuses where /etc/gnupg makes it a batch. Nothing but a refusal counts
 * then, and what stops gpg twice will not be judged.
 */
static void
break_block(struct reading *reading)
{
	struct block *block = &reading->block;
	struct cvd_batch_work *work = reading->batch->work;

	if (block->item == NULL)
		return;
	if (block->bad > 0)
		block->item->answer = CVD_BATCH_BAD;
	else if (block->expired > 0)
		block->item->answer = CVD_BATCH_EXPIRED;
	else if (++work->stops[block->number] > 1)
		block->item->answer = CVD_BATCH_OTHER;
	*block = (struct block){ .item = NULL };
}

/* "1 NAME", of the next item of the share and no other. */
static void
begin_block(struct reading *reading, struct cvd_bytes rest)
{
	const struct cvd_batch_worker *worker = reading->worker;
	struct cvd_batch_work *work = reading->batch->work;
	char expected[64] = "";
	size_t number;

	break_block(reading);
	if (reading->begun < worker->share_count)
		(void)snprintf(expected, sizeof(expected), "1 " CVD_BATCH_NAME,
		    worker->messages[reading->begun]);
	if (!cvd_bytes_is(rest, expected) || expected[0] == '\0') {
		reading->is_lost = true;
		return;
	}
	number = worker->share[reading->begun];
	reading->block = (struct block){
		.item = &work->items[number],
		.number = number,
	};
	reading->begun++;
}

static void
take_line(struct reading *reading, struct cvd_bytes line)
{
	struct cvd_scan scan = cvd_scan_bytes(line.data, line.size);
	struct cvd_bytes word, rest;

	if (!cvd_scan_literal(&scan, "[GNUPG:] "))
		return;
	if (!cvd_scan_until(&scan, ' ', &word)) {
		word = (struct cvd_bytes){ scan.p,
			(size_t)(scan.end - scan.p) };
		scan.p = scan.end;
	}
	rest = (struct cvd_bytes){ scan.p, (size_t)(scan.end - scan.p) };
	if (cvd_bytes_is(word, "FILE_START"))
		begin_block(reading, rest);
	else if (reading->block.item == NULL)
		return;
	else if (cvd_bytes_is(word, "FILE_DONE"))
		end_block(reading);
	else if (cvd_bytes_is(word, "FILE_ERROR"))
		reading->no_file = true;
	else
		take_word(&reading->block, word, rest);
}

enum cvd_status
cvd_batch_read_status(const struct cvd_batch *batch,
    const struct cvd_batch_worker *worker, const struct cvd_buf *text,
    size_t *begun, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(text->data, text->size);
	struct reading reading = { .batch = batch, .worker = worker };
	struct cvd_bytes line;

	while (!reading.is_lost && cvd_scan_line(&scan, &line))
		take_line(&reading, line);
	break_block(&reading);
	if (reading.no_file) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' cannot read what it is handed", batch->program);
		cvd_err_hint(err, "mount /proc; or let git's gpg.program be "
		                  "gpg itself, or end in exec gpg");
		return CVD_E_CRYPTO;
	}
	if (reading.no_home) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "gpg does not find its keys in '%s'", batch->home);
		cvd_err_hint(err, "remove that folder: it is made anew");
		return CVD_E_CRYPTO;
	}
	*begun = reading.begun;
	return CVD_OK;
}
