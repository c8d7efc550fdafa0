#include "base/where.h"

#include <stdlib.h>

#include "base/mem.h"

/* The value of a variable, NULL where it is unset or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

enum pl_status
pl_where_index(const char *given, char **out, struct pl_error *err)
{
	const char *own = variable("PROMPTLOG_INDEX");
	const char *data = variable("XDG_DATA_HOME");
	const char *home = variable("HOME");

	*out = NULL;
	if (given != NULL && given[0] == '\0')
		return pl_fail(err, PL_EUSAGE, "'--index' needs a folder");
	if (given != NULL)
		*out = xstrdup(given);
	else if (own != NULL)
		*out = xstrdup(own);
	else if (data != NULL && data[0] == '/') /* XDG: else ignore it */
		*out = xasprintf("%s/promptlog", data);
	else if (home != NULL)
		*out = xasprintf("%s/.local/share/promptlog", home);
	else
		return pl_fail(err, PL_EUSAGE,
		    "nothing says where the index is: give '--index FOLDER'");
	return PL_OK;
}
