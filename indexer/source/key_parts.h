/* A key in its parts: shared by what reads the place off it and by what
 * decides whether it is passed over. */
#ifndef INDEXER_KEY_PARTS_H
#define INDEXER_KEY_PARTS_H

#include "base/buf.h"
#include "indexer/source/source.h"
#include "schema/record.h"

/* Sources hold keys to SOURCE_DEPTH_MAX folders; further ones tell nothing. */
#define KEY_PARTS_MAX SOURCE_DEPTH_MAX

struct key_parts {
	struct span folder[KEY_PARTS_MAX]; /* below the last AWSLogs/ */
	size_t count;
	struct span name;
	bool logs;   /* whether an AWSLogs/ stands above them */
	size_t tree; /* place of the first tree in folder[], or count */
};

void key_split(struct span key, struct key_parts *k);

/* Exactly n digits; *value is what they say. */
bool key_digits(struct span s, size_t n, int *value);
bool key_is_account(struct span s);
/* The type of a log type's name, PL_TYPE_UNKNOWN for others. */
enum pl_type key_log_type(struct span s);
bool key_has_extension(struct span name, const char *extension);

#endif
