/* The one answer of everything that can fail: negative failed, zero done,
 * positive nothing more. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include <stddef.h>

#define PL_CHECKED __attribute__((warn_unused_result))

enum pl_status {
	PL_OK = 0,
	PL_END = 1,         /* no further item */
	PL_EIO = -1,        /* the system refused a read or a write */
	PL_EFORMAT = -2,    /* the input is not what it claims to be */
	PL_EDB = -3,        /* SQLite refused */
	PL_EQUERY = -4,     /* the query cannot be understood */
	PL_EUSAGE = -5,     /* the command line cannot be understood */
	PL_ELIMIT = -6,     /* a named limit was reached */
	PL_ENOINDEX = -7,   /* there is no index there */
	PL_ELOCKED = -8,    /* another writer holds the index */
	PL_EVERSION = -9,   /* an index of another version */
	PL_EGUARD = -10,    /* a guard refused what would lose something */
	PL_ENOTFOUND = -11, /* what was named does not exist */
	PL_ESTOP = -12,     /* a signal asked to stop */
};

/* The programs' exit statuses; promptlog(1) documents them. */
enum pl_exit {
	PL_EXIT_FOUND = 0,
	PL_EXIT_NOTHING = 1,
	PL_EXIT_USAGE = 2,
	PL_EXIT_INCOMPLETE = 3, /* wins over 0 and 1 */
	PL_EXIT_DAMAGE = 4,
	PL_EXIT_NOINDEX = 10,
	PL_EXIT_LOCKED = 11,
	PL_EXIT_VERSION = 12,
	PL_EXIT_SYSTEM = 13, /* the system refused a read or a write */
	PL_EXIT_GUARD = 14,
};

/* Filled in only on failure: what could not be done, to what, and why;
 * lower case, no full stop, the subject in single quotes.  A text that is too
 * long is cut.  It may hold bytes of a log or a file's name: whoever prints it
 * escapes it. */
struct pl_error {
	enum pl_status status;
	char text[480];
};

/* Set *err (which may be NULL) and return status. */
enum pl_status pl_fail(struct pl_error *err, enum pl_status status,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The same, with ": " and the text of errno appended. */
enum pl_status pl_fail_errno(struct pl_error *err, enum pl_status status,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* The exit status that belongs to a status: PL_EXIT_FOUND for PL_OK and
 * PL_END. */
enum pl_exit pl_exit_for(enum pl_status status);

#endif
