/* SPDX-License-Identifier: EUPL-1.2 */

/* How a key is named on the command line. */

#include "key_source.h"

#include "act.h"

#include <string.h>

/* A key is never found by what anybody can write into another one. */
static bool
is_half_a_name(const char *typed)
{
	size_t digits;

	if (typed[0] == '0' && (typed[1] == 'x' || typed[1] == 'X'))
		typed += 2;
	digits = strspn(typed, "0123456789ABCDEFabcdef");
	return strchr(typed, '@') != NULL ||
	       (typed[digits] == '\0' && digits >= 8);
}

enum cvd_status
key_source_read(const char *typed, struct cvd_arena *arena,
    struct cvd_key_source *source, struct cvd_err *err)
{
	struct cvd_key_source read = {
		.fingerprint = cvd_keys_fingerprint(typed, arena),
	};
	const char *bytes = NULL;
	enum cvd_status rc = CVD_OK;

	if (read.fingerprint == NULL)
		rc = act_read_bytes(typed, arena, &bytes, &read.size, err);
	if (rc == CVD_E_USAGE && is_half_a_name(typed))
		cvd_err_hint(err, "a key of your keyring is named by its whole "
		                  "fingerprint alone");
	read.bytes = bytes;
	if (rc == CVD_OK)
		*source = read;
	return rc;
}

enum cvd_status
key_source_fingerprint(const char *option, const char *typed,
    struct cvd_arena *arena, const char **fingerprint, struct cvd_err *err)
{
	const char *text = cvd_keys_fingerprint(typed, arena);

	if (text == NULL) {
		(void)cvd_fail(err, CVD_E_USAGE,
		    "%s: '%.60s' is no whole fingerprint", option, typed);
		cvd_err_hint(err, "'gpg --list-keys "
		                  "--with-subkey-fingerprint' shows them");
		return CVD_E_USAGE;
	}
	*fingerprint = text;
	return CVD_OK;
}
