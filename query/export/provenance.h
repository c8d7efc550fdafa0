/* Where an exported record comes from, as several formats say it. */
#ifndef QUERY_EXPORT_PROVENANCE_H
#define QUERY_EXPORT_PROVENANCE_H

#include "base/json.h"
#include "query/export/selection.h"
#include "schema/sha256.h"

/* "root", "begin", "end", "object_sha256" */
void provenance_json(struct json_writer *w, const struct selected *item);

/* The root of its archive, "" where that is not known. */
const char *provenance_root(const struct selected *item);
/* The SHA-256 of its object in hex, "" where that is not known. */
void provenance_hash(const struct selected *item, char out[PL_SHA256_TEXT]);

#endif
