#include "query/show/raw.h"

#include <inttypes.h>
#include <stdio.h>

#include "query/writer.h"

#define NUMBER_TEXT 24

enum pl_status
raw_print(const struct copy *copy, int *status, struct pl_error *err)
{
	char program[] = "promptlog-index", command[] = "raw";
	char folder[] = "0", bundle[] = "1";
	char sha256[SHA256_TEXT], begin[NUMBER_TEXT], end[NUMBER_TEXT];

	*status = 0;
	if (copy->archive == NULL)
		return pl_fail(err, PL_EFORMAT,
		    "the index no longer knows the archive of '%s'",
		    copy->key);
	show_sha256(copy->sha256, sha256);
	snprintf(begin, sizeof begin, "%" PRIu64, copy->begin);
	snprintf(end, sizeof end, "%" PRIu64, copy->end);
	char *argv[] = { program, command, (char *)copy->archive->root,
		copy->archive->bundle ? bundle : folder, copy->key, sha256,
		begin, end, NULL };
	return writer_run(argv, status, err);
}
