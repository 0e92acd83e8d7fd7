/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_LIMITS_H
#define CVD_CORE_LIMITS_H

/*
 * Every ceiling on what a file, a mail or a person may choose, in one list.
 * Sizes are in bytes and inclusive: a value of exactly the limit is accepted.
 * They are written out, so that none is a product of a narrower type.
 */

/* Files of the casebook. A case of ten years stays far below. */
#define CVD_MAX_FILE           4194304u /* 4 MiB */
#define CVD_MAX_EVENTS         10000u
#define CVD_MAX_EVENT          2097152u /* 2 MiB */
/*
 * A private group as it is sealed, and the block that comes of it: a third
 * more for the armor, and with the indentation still an event.
 */
#define CVD_MAX_GROUP          1376256u /* 1344 KiB */
#define CVD_MAX_SEALED         1875968u /* 1832 KiB */
#define CVD_MAX_PARTIES        2000u
#define CVD_MAX_TARGETS        100u
/* Any list or mapping that has no limit of its own. */
#define CVD_MAX_ITEMS          10000u
/* libyaml is quadratic in depth: 40,000 levels take 8 s, 32 take nothing. */
#define CVD_MAX_DEPTH          32u
/*
 * A key. Escaped it is four times as long at most, below the 1024 characters
 * that YAML 1.2, 7.4.2 allows for a key on one line.
 */
#define CVD_MAX_KEY            200u
/* Nodes of one document: what 4 MiB of "- a" could hold, so memory is bound. */
#define CVD_MAX_NODES          1000000u

/* Fields. */
#define CVD_MAX_TITLE          200u
#define CVD_MAX_NAME           200u
#define CVD_MAX_SLUG           32u
#define CVD_MAX_VALUE          1000u /* any one-line field not named here */
#define CVD_MAX_URL            2048u
#define CVD_MAX_DESCRIPTION    1048576u /* 1 MiB */
#define CVD_MAX_REASON         2000u
/* RFC 5321, 4.5.3.1: local part 64, domain 255, path 256 with brackets. */
#define CVD_MAX_ADDRESS        254u

/* Letters and mail. */
#define CVD_MAX_LETTER         262144u /* 256 KiB */
#define CVD_MAX_TEMPLATE       262144u /* 256 KiB */
#define CVD_MAX_TEMPLATE_DEPTH 8u      /* sections within sections */
#define CVD_MAX_TEMPLATE_STEPS 1000000u
#define CVD_MAX_MAIL           26214400u /* 25 MiB */
#define CVD_MAX_HEADER_LINE    998u      /* RFC 5322, 2.1.1, without CRLF */
#define CVD_MAX_REPLY          2000u     /* of a mail server */
#define CVD_MAX_REFERENCES     100u      /* of one message */

/* Roster, policies, calendars, time zones. */
#define CVD_MAX_MEMBERS        1000u
#define CVD_MAX_POLICIES       32u    /* in force for one case */
#define CVD_MAX_TERMS          200u   /* of one policy */
#define CVD_MAX_HOLIDAYS       2000u  /* rules and extra days of one calendar */
#define CVD_MAX_AMOUNT         10000u /* of one term, in its unit */
#define CVD_MAX_CLOCKS         100000u /* of one case */
#define CVD_MAX_ZONE_NAME      64u
#define CVD_MAX_ZONE_FILE      524288u  /* 512 KiB */
#define CVD_MAX_KEY_FILE       1048576u /* 1 MiB */

/* Git. A commit of ours is about 2 KiB. */
#define CVD_MAX_COMMIT         1048576u /* 1 MiB */
/* In its armor. gpg 2.4 takes 30,000 bytes of subpackets, 2.2 fewer. */
#define CVD_MAX_SIGNATURE      65536u
/* A secret for CVD_MAX_MEMBERS people with keys of 4096 bits. */
#define CVD_MAX_WRAP           1048576u   /* 1 MiB */
#define CVD_MAX_BLOB           33554432u  /* 32 MiB: room for a mail, sealed */
#define CVD_MAX_CHANGES        10000u     /* files of one commit */
#define CVD_MAX_MERGE          1000000u   /* files between two histories */
#define CVD_MAX_JOURNAL        402653184u /* 384 MiB: CVD_MAX_MERGE moves */
#define CVD_MAX_BASES          64u        /* best common ancestors */
#define CVD_MAX_HISTORY        2000000u   /* commits */
#define CVD_MAX_VERIFIED       134217728u /* 128 MiB: so many, remembered */

/* Programs that are run for us. */
#define CVD_MAX_FETCH          4294967296u /* 4 GiB: a file that git brings in */
#define CVD_MAX_SAID           65536u      /* of what git says */
#define CVD_MAX_REMOTES        100u
#define CVD_MAX_REMOTE         64u /* the name of one */
#define CVD_MAX_PASSWORD       1024u
#define CVD_MAX_WORDS          64u /* of a command */

/* Folders. A shard of cases holds a thousandth of all cases. */
#define CVD_MAX_ENTRIES        100000u
#define CVD_MAX_PATH           255u /* of a file, from the casebook's top */

#endif
