/* Objects out of an archive, through promptlog-index, which alone reads
 * archives: one child for each archive, asked in batches. */
#ifndef QUERY_EXPORT_OBJECTS_H
#define QUERY_EXPORT_OBJECTS_H

#include "query/writer.h"
#include "schema/sha256.h"

/* Keys asked for at once; the child takes fewer than 4096. */
#define OBJECTS_BATCH_MAX 1024
/* The longest key that the child takes. */
#define OBJECTS_KEY_MAX 4096
/* The most records and bytes that an answer may announce: as many as the child
 * reads of one object. */
#define OBJECTS_RECORDS_MAX 100000
#define OBJECTS_BYTES_MAX   ((size_t)64 << 20)

struct objects;

/* `kind` of the archive: "folder" or "bundle" with the root as the index has
 * it, or "find" with any path.  The answers hold the objects' bytes, or else
 * the digests of their records. */
PL_CHECKED enum pl_status objects_open(const char *kind, const char *path,
    bool bytes, struct objects **out, struct pl_error *err);
void objects_close(struct objects *o);

/* Ask for some, no key twice. */
PL_CHECKED enum pl_status objects_ask(struct objects *o,
    const struct span *keys, size_t count, struct pl_error *err);

struct object_record {
	uint32_t ordinal;
	uint64_t begin, end;
	uint8_t digest[PL_SHA256_BYTES]; /* pl_record_digest */
};

struct object_answer {
	char failed[480]; /* why it could not be read; "" if it was */
	uint8_t sha256[PL_SHA256_BYTES];
	struct span bytes;
	const struct object_record *records;
	size_t record_count;
};

/* The answers, in the order asked; valid until the next.  Fails when the child
 * does not answer any more. */
PL_CHECKED enum pl_status objects_next(
    struct objects *o, struct object_answer *out, struct pl_error *err);

#endif
