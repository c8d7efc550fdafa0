/* Listings of a bucket: an S3 Inventory in CSV, or what `aws s3 ls
 * --recursive` prints.  Whoever forgets what a listing lacks must be sure that
 * it is whole: one that cannot be understood to its last line is refused. */
#ifndef INDEXER_RETAIN_LISTING_H
#define INDEXER_RETAIN_LISTING_H

#include <stdint.h>

#include "indexer/parse/arena.h"

/* Longer keys than S3 allows, and all of them escaped. */
#define LISTING_LINE_MAX 16384
/* Their keys are held in memory: these take some 3 GB. */
#define LISTING_KEYS_MAX 20000000

enum listing_form { LISTING_UNKNOWN, LISTING_INVENTORY, LISTING_LS };

/* Zero it first. */
struct listing {
	enum listing_form form;
	struct arena arena;
	struct span *keys; /* from AWSLogs/ on, in their order, each once */
	size_t count, capacity;
	uint64_t lines, others; /* keys without AWSLogs/ */
	int64_t total;          /* as `ls --summarize` says, plus 1; 0: no */
	uint64_t objects;       /* listed, with those of other folders */
	int64_t newest; /* hour of the keys; INSTANT_NONE: they tell none */
};

/* Take the next line, without its newline; PL_EFORMAT names its number. */
PL_CHECKED enum pl_status listing_line(
    struct listing *l, struct span line, struct pl_error *err);
/* After the last: PL_EFORMAT when it lists nothing that an archive has. */
PL_CHECKED enum pl_status listing_end(struct listing *l, struct pl_error *err);
/* All lines of a text, and the end; a last line that does not end is one that
 * was cut off. */
PL_CHECKED enum pl_status listing_parse(
    struct listing *l, struct span text, struct pl_error *err);
/* The same of a file, which may be gzip. */
PL_CHECKED enum pl_status listing_read(
    struct listing *l, const char *path, struct pl_error *err);

bool listing_has(const struct listing *l, struct span key);
/* Whether an object of that hour was delivered after all that is listed: a
 * listing does not tell of what came after it. */
bool listing_is_older(const struct listing *l, int64_t hour);
/* Whether the listing may end before that key, which it lacks: it is sorted,
 * and does not say itself how many objects there are. */
bool listing_may_end_before(const struct listing *l, struct span key);
void listing_release(struct listing *l);

#endif
