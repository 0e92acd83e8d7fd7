/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_PROCESS_PRIVATE_H
#define CVD_EDGE_PROCESS_PRIVATE_H

#include "edge/process.h"

/* The pieces that a run is made of, for the files of edge/process.h alone. */

/* What a program has as its descriptors 0, 1 and 2; -1 where it has none. */
struct cvd_process_files {
	int input;
	int output;
	int errors; /* -1: ours, unless it is to be quiet */
};

/* Makes the program run. `process` must outlive the child. */
enum cvd_status cvd_process_spawn(const struct cvd_process *process,
    const struct cvd_process_files *files, struct cvd_child *child,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Whether it has ended, without waiting for it. */
bool cvd_process_has_ended(struct cvd_child *child);

/* Milliseconds until its time is up, but not more than `most`; 0: it is. */
int cvd_process_left_ms(const struct cvd_child *child, int most);

/* Says that its time is up: CVD_E_AGAIN. */
enum cvd_status cvd_process_fail_late(const struct cvd_child *child,
    struct cvd_err *err);

/* How it ended, as shells count. */
int cvd_process_exit_status(const struct cvd_child *child);

#endif
