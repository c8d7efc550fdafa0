/* A bundle: every format, the originals where they are asked for, and what it
 * takes to check all of it. */
#ifndef QUERY_EXPORT_BUNDLE_H
#define QUERY_EXPORT_BUNDLE_H

#include "query/export/format.h"

/* Fill in the package; w->to and w->texts are set here.  *manifest is the
 * SHA-256 of the manifest. */
struct progress;
PL_CHECKED enum pl_status bundle_write(struct package *bundle,
    struct export_writing *w, struct progress *progress,
    uint8_t manifest[PL_SHA256_BYTES], struct pl_error *err);

/* The text of SHA256SUMS for these files. */
void bundle_sums(
    struct buf *out, const struct package_member *files, size_t count);

#endif
