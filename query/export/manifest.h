/* manifest.json: what a bundle holds, and where each record comes from. */
#ifndef QUERY_EXPORT_MANIFEST_H
#define QUERY_EXPORT_MANIFEST_H

#include "query/export/format.h"

/* Changes when a member changes its meaning or goes. */
#define MANIFEST_SCHEMA_VERSION 1

struct manifest {
	const struct export_about *about;
	struct selection *selection;
	/* The files that the bundle has by now, the originals first. */
	const struct package_member *files;
	size_t file_count, original_count;
};

PL_CHECKED enum pl_status manifest_write(
    const struct manifest *m, struct stream *to, struct pl_error *err);

#endif
