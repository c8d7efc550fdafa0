/* Texts that do not fit into a field of a load file, each whole in a file of
 * its own: within the bundle, or in a folder beside the load file, which is
 * made when the first one comes. */
#ifndef QUERY_EXPORT_TEXTS_H
#define QUERY_EXPORT_TEXTS_H

#include "query/package/package.h"

struct texts {
	struct package *package; /* the bundle; NULL: a folder of its own */
	struct package own;      /* the folder */
	bool made;
	char *path;   /* where it will be; owned */
	char *prefix; /* of the names as the load file has them; owned */
	bool force;
};

/* Within a bundle. */
void texts_in(struct texts *t, struct package *bundle);
/* Beside the load file at that path: in the folder "<path>.TEXT".  Fails as
 * aside_check does if that may not be put there. */
PL_CHECKED enum pl_status texts_beside(
    struct texts *t, const char *path, bool force, struct pl_error *err);

/* Keep a text; append its name, as the load file has it, to *shown. */
PL_CHECKED enum pl_status texts_add(struct texts *t, const char *name,
    struct span text, struct buf *shown, struct pl_error *err);

/* What aside_ready and aside_place do, for the folder beside a load file. */
PL_CHECKED enum pl_status texts_ready(struct texts *t, struct pl_error *err);
PL_CHECKED enum pl_status texts_place(struct texts *t, struct pl_error *err);
/* Take a folder that was placed away again, where none was replaced. */
void texts_withdraw(struct texts *t);
void texts_close(struct texts *t);

#endif
