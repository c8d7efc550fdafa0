#include "query/export/texts.h"

#include <stdlib.h>

#include "base/mem.h"

void
texts_in(struct texts *t, struct package *bundle)
{
	*t = (struct texts){ .package = bundle,
		.prefix = xstrdup(TEXTS_FOLDER "/") };
}

enum pl_status
texts_beside(
    struct texts *t, const char *path, bool force, struct pl_error *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;

	*t = (struct texts){ .path = xasprintf("%s." TEXTS_FOLDER, path),
		.prefix = xasprintf("%s." TEXTS_FOLDER "/", name),
		.force = force };
	return aside_check(t->path, true, force, err);
}

/* The folder of its own, made with the first text. */
static enum pl_status
make_own(struct texts *t, struct pl_error *err)
{
	if (t->made)
		return PL_OK;
	t->made = true;
	return package_open(
	    &t->own, package_kind_folder(), t->path, t->force, err);
}

enum pl_status
texts_add(struct texts *t, const char *name, struct span text,
    struct buf *shown, struct pl_error *err)
{
	char *member =
	    xasprintf("%s%s", t->package != NULL ? t->prefix : "", name);
	enum pl_status rc = PL_OK;

	if (t->package == NULL)
		rc = make_own(t, err);
	if (rc == PL_OK)
		rc = package_add(t->package != NULL ? t->package : &t->own,
		    member, text, err);
	buf_adds(shown, t->prefix);
	buf_adds(shown, name);
	free(member);
	return rc;
}

enum pl_status
texts_ready(struct texts *t, struct pl_error *err)
{
	return t->made ? aside_ready(&t->own.aside, err) : PL_OK;
}

enum pl_status
texts_place(struct texts *t, struct pl_error *err)
{
	if (t->made)
		return aside_place(&t->own.aside, err);
	/* What an earlier export left there is no part of this one. */
	if (t->path != NULL && t->force)
		aside_remove(t->path);
	return PL_OK;
}

void
texts_withdraw(struct texts *t)
{
	if (t->made && !t->force)
		aside_remove(t->path);
}

void
texts_close(struct texts *t)
{
	if (t->made)
		package_close(&t->own);
	free(t->path);
	free(t->prefix);
	*t = (struct texts){ 0 };
}
