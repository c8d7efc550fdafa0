/* A bundle as a source: one pass over its headers when it is opened
 * (bundle.c), and a pass for every load (bundle_load.c). */
#ifndef INDEXER_BUNDLE_H
#define INDEXER_BUNDLE_H

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <pthread.h>
#include <sys/stat.h>

#include "indexer/parse/arena.h"
#include "indexer/source/source_impl.h"

/* How many members a bundle may have: their keys are held in memory. */
#define BUNDLE_MEMBERS_MAX 20000000
/* The longest path of a member, in bytes. */
#define BUNDLE_PATH_MAX 4096
/* How often a damaged header may be stepped over. */
#define BUNDLE_DAMAGE_MAX 1000

/* One pass over the members, in the order in which they lie. */
struct bundle_pass {
	struct archive *a;
	struct archive_entry *entry; /* the member at hand; libarchive's */
	size_t index;                /* its number, from 0 */
	size_t next;
	int fd;
	struct stat stat;      /* of the bundle as opened for this pass */
	bool ended;            /* its end mark was seen */
	bool torn;             /* could not begin, for its compression */
	unsigned damage;       /* headers stepped over */
	char damage_text[200]; /* the first of them */
	locale_t outside;      /* the thread's, before the pass */
};

/* The thread is in the locale `names` until the end.  PL_EIO when the bundle
 * cannot be opened; PL_EFORMAT, with the bare reason, when it is none. */
PL_CHECKED enum pl_status bundle_pass_begin(struct bundle_pass *p,
    const char *path, locale_t names, struct pl_error *err);
/* Takes what a failed begin left.  On the thread that began it. */
void bundle_pass_end(struct bundle_pass *p);

/* The next member; PL_EFORMAT where no further one can be read. */
PL_CHECKED enum pl_status bundle_pass_next(
    struct bundle_pass *p, struct pl_error *err);

/* Append the bytes of the member at hand: PL_ELIMIT for more than limit,
 * PL_EFORMAT for less than there should be. */
PL_CHECKED enum pl_status bundle_pass_read(struct bundle_pass *p, size_t limit,
    struct buf *out, struct pl_error *err);

/* The path of the member at hand as it stands there; NULL if it cannot be
 * told.  Valid until the next member. */
const char *bundle_pass_path(const struct bundle_pass *p);

struct bundle_member {
	int64_t day;
	struct span key; /* in the arena */
	uint64_t size;
	int64_t mtime;
	size_t index; /* in the order of the bundle */
};

struct bundle_load;

struct bundle {
	struct bundle_member *members; /* by day, key, index */
	size_t count, capacity;
	struct arena keys;
	/* libarchive turns names over to the locale's charset, and has none
	 * for those that the C locale cannot hold; 0: the process's own. */
	locale_t names;
	pthread_mutex_t lock;     /* over who takes what of the load */
	struct bundle_load *load; /* the last; NULL: none */
};

/* Size, times and inode, in one text to be freed. */
char *bundle_signature(const struct stat *st);

PL_CHECKED enum pl_status bundle_load(struct source *s,
    const struct source_object *const *objects, size_t count, size_t budget,
    size_t *loaded, struct pl_error *err);
PL_CHECKED enum pl_status bundle_read(struct source *s,
    const struct source_object *o, struct buf *out, struct source_object *seen,
    struct pl_error *err);
void bundle_unload(struct bundle *b);

#endif
