#include "base/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum pl_status
pl_fail(struct pl_error *err, enum pl_status status, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return status;
	err->status = status;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return status;
}

enum pl_status
pl_fail_errno(
    struct pl_error *err, enum pl_status status, const char *format, ...)
{
	char reason[128];
	int saved = errno;
	va_list args;

	if (err == NULL)
		return status;
	err->status = status;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	size_t used = strlen(err->text);
	snprintf(err->text + used, sizeof err->text - used, ": %s",
	    strerror_r(saved, reason, sizeof reason));
	return status;
}

enum pl_exit
pl_exit_for(enum pl_status status)
{
	switch (status) {
	case PL_OK:
	case PL_END:
		return PL_EXIT_FOUND;
	case PL_EQUERY:
	case PL_EUSAGE:
		return PL_EXIT_USAGE;
	case PL_ENOTFOUND:
		return PL_EXIT_NOTHING;
	case PL_EFORMAT:
	case PL_EDB:
		return PL_EXIT_DAMAGE;
	case PL_ENOINDEX:
		return PL_EXIT_NOINDEX;
	case PL_ELOCKED:
		return PL_EXIT_LOCKED;
	case PL_EVERSION:
		return PL_EXIT_VERSION;
	case PL_EGUARD:
		return PL_EXIT_GUARD;
	case PL_EIO:
	case PL_ELIMIT:
	case PL_ESTOP:
		return PL_EXIT_SYSTEM;
	}
	return PL_EXIT_SYSTEM;
}
