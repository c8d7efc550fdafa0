/* The objects that exported records lie in, byte for byte, as members of the
 * bundle. */
#ifndef QUERY_EXPORT_ORIGINALS_H
#define QUERY_EXPORT_ORIGINALS_H

#include "query/export/selection.h"
#include "query/package/package.h"

/* The member's name: below originals/, the archive's number and the key, so
 * that the folder of an archive can be indexed again; by its SHA-256 where the
 * key makes no name that file systems take. */
void original_name(struct buf *out, const struct selected *item);

/* Add them all, in order of their names.  One that cannot be read, or is no
 * longer what was indexed, is left out and becomes a cause. */
struct progress;
PL_CHECKED enum pl_status originals_add(struct package *package,
    struct selection *s, struct progress *progress, struct pl_error *err);

/* Whether that name is among the members that were added. */
bool originals_have(
    const struct package_member *originals, size_t count, const char *name);

#endif
