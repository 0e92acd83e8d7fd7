/* SPDX-License-Identifier: EUPL-1.2 */

/* Where gpg is. */

#include "edge/gpg_program.h"

#include "edge/program.h"

enum cvd_status
cvd_gpg_program(const char *program, const char *path, struct cvd_arena *arena,
    const char **found, struct cvd_err *err)
{
	const char *name = program != NULL ? program : "gpg";
	const char *gpg = cvd_program_find(arena, path, name);
	enum cvd_status status = cvd_arena_check(arena, err);

	if (status != CVD_OK)
		return status;
	if (gpg != NULL) {
		*found = gpg;
		return CVD_OK;
	}
	(void)cvd_fail(err, CVD_E_CRYPTO, "there is no program '%.200s'", name);
	if (program == NULL)
		cvd_err_hint(err, "install GnuPG, or set git's gpg.program");
	else
		cvd_err_hint(err, "correct git's gpg.program");
	return CVD_E_CRYPTO;
}
