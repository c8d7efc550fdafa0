/* From the bytes of an object to its records: inflate, cut, parse. */
#ifndef INDEXER_OBJECT_H
#define INDEXER_OBJECT_H

#include "base/buf.h"
#include "base/status.h"
#include "schema/record.h"

/* A gzip bomb ends here.  The longest prompt seen is 800 KB. */
#define OBJECT_INFLATED_MAX ((size_t)128 << 20)
/* Objects and arrays within each other; real records nest 6 deep. */
#define OBJECT_DEPTH_MAX 64
/* One or two are usual. */
#define OBJECT_RECORDS_MAX 100000

/* Called for every record that could be read.  The record's spans are valid
 * during the call only.  A failure ends the parse and is returned. */
typedef enum pl_status object_sink(
    void *context, const struct pl_record *record, struct pl_error *err);

/* What became of the object. */
struct object_result {
	enum pl_outcome outcome;
	uint64_t inflated; /* bytes */
	uint32_t records;  /* handed to the sink */
	uint32_t failed;   /* could not be read */
	char reason[400];  /* why partly or rejected: the first reason, and
			      how many more; "" when indexed */
};

/* Buffers kept from object to object; one for each thread. */
struct object_parser;
struct object_parser *object_parser_new(void);
void object_parser_free(struct object_parser *p);

/* Read the object's bytes as found (gzip, several members of it, or plain
 * JSON: told by its bytes, not by its name) and hand its records to the sink.
 * Never fails for what is in the bytes: that is the result's business.  Fails
 * only as the sink does. */
PL_CHECKED enum pl_status object_parse(struct object_parser *p,
    struct span bytes, const struct pl_place *place, object_sink *sink,
    void *context, struct object_result *result, struct pl_error *err);

#endif
