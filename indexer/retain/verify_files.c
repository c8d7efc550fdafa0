/* After a sweep: every file of the index is looked through, by several
 * threads.
 */
#include "indexer/retain/verify.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "indexer/run/crew.h"

#define PIECE_BYTES ((size_t)1 << 20)

/* What is done by several threads, file by file, with what each found. */
struct part {
	char *path;                       /* to be scanned; owned */
	const struct pl_shard_info *info; /* or to be asked */
	struct verification found;
	enum pl_status rc;
	struct pl_error why;
};

struct parts {
	struct verifying *v;
	struct part *items;
	size_t count, capacity;
};

static struct part *
add_part(struct parts *p)
{
	p->items = xgrow(p->items, p->count, &p->capacity, sizeof *p->items);
	p->items[p->count] = (struct part){ 0 };
	return &p->items[p->count++];
}

/* The first failure, and what was found until then. */
static enum pl_status
join_parts(struct parts *p, struct pl_error *err)
{
	struct verification *out = p->v->out;
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < p->count; i++) {
		struct part *part = &p->items[i];

		out->files += part->found.files;
		out->bytes += part->found.bytes;
		for (size_t k = 0; k < part->found.found_count; k++)
			verification_add(out, xstrdup(part->found.found[k]));
		if (rc == PL_OK && part->rc != PL_OK)
			rc = pl_fail(err, part->rc, "%s", part->why.text);
		verification_release(&part->found);
		free(part->path);
	}
	free(p->items);
	return rc;
}

/* What remains may have said the same: then it is no sign of anything. */
static enum pl_status
is_said(struct pl_shard *shard, const struct canary *c, bool *said,
    struct pl_error *err)
{
	struct pl_phrase phrase = { .tokens = &c->word, .count = 1 };
	struct pl_term term = { .columns = CANARY_COLUMNS,
		.phrases = &phrase,
		.phrase_count = 1 };
	struct pl_set found;
	enum pl_status rc = pl_shard_match(shard, &term, 1, &found, err);

	*said = rc == PL_OK && pl_set_count(&found) > 0;
	pl_set_release(&found);
	if (rc != PL_OK || *said)
		return rc;
	rc = pl_shard_requested(shard, c->word, &found, err);
	*said = rc == PL_OK && pl_set_count(&found) > 0;
	pl_set_release(&found);
	return rc;
}

static void
loosen(void *context, size_t i)
{
	const struct parts *p = context;
	struct part *part = &p->items[i];
	struct pl_shard *shard;

	part->rc = pl_shard_open(p->v->ix, part->info, &shard, &part->why);
	for (size_t k = 0; k < p->v->canaries->count && part->rc == PL_OK;
	     k++) {
		struct canary *c = &p->v->canaries->items[k];
		bool said;

		if (c->loose || c->day->day == part->info->day)
			continue;
		part->rc = is_said(shard, c, &said, &part->why);
		if (said)
			c->loose = true;
	}
	pl_shard_close(shard);
	/* A shard that is damaged or missing is its own day's trouble; its
	 * file is read all the same. */
	if (part->rc == PL_EFORMAT || part->rc == PL_EDB)
		part->rc = PL_OK;
}

static enum pl_status
loosen_all(struct verifying *v, struct pl_error *err)
{
	struct parts p = { .v = v };

	for (size_t i = 0; i < v->ix->shard_count; i++)
		add_part(&p)->info = &v->ix->shards[i];
	crew_do(p.count, v->plan->jobs, loosen, &p);
	return join_parts(&p, err);
}

static void
scan_file(void *context, size_t i)
{
	const struct parts *p = context;
	struct part *part = &p->items[i];
	struct verifying mine = { .out = &part->found, .where = part->path };
	int fd = open(part->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *piece = xmalloc(PIECE_BYTES + NEEDLE_MOST);
	size_t kept = 0;
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, piece + kept, PIECE_BYTES)) > 0) {
		size_t have = kept + (size_t)n;

		needles_find(
		    &p->v->needles, span_of(piece, have), verify_say, &mine);
		part->found.bytes += (uint64_t)n;
		kept = have < NEEDLE_MOST ? have : NEEDLE_MOST;
		memmove(piece, piece + have - kept, kept);
	}
	if (n < 0)
		part->rc = pl_fail_errno(
		    &part->why, PL_EIO, "cannot read '%s'", part->path);
	if (fd >= 0)
		close(fd);
	part->found.files++;
	free(piece);
}

static enum pl_status
list_folder(struct parts *p, const char *folder, struct pl_error *err)
{
	DIR *d = opendir(folder);
	struct dirent *e;
	enum pl_status rc = PL_OK;

	if (d == NULL)
		return pl_fail_errno(
		    err, PL_EIO, "cannot open the folder '%s'", folder);
	while (rc == PL_OK && (e = readdir(d)) != NULL) {
		char *path;
		struct stat st;

		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		path = xasprintf("%s/%s", folder, e->d_name);
		if (lstat(path, &st) != 0)
			rc = pl_fail_errno(
			    err, PL_EIO, "cannot look at '%s'", path);
		else if (S_ISDIR(st.st_mode))
			rc = list_folder(p, path, err);
		else if (S_ISREG(st.st_mode)) {
			add_part(p)->path = path;
			path = NULL; /* handed over */
		}
		free(path);
	}
	closedir(d);
	return rc;
}

static enum pl_status
scan_all(struct verifying *v, const char *index, struct pl_error *err)
{
	struct parts p = { .v = v };
	struct pl_error ignored;
	enum pl_status rc = list_folder(&p, index, err);

	needles_ready(&v->needles);
	if (rc == PL_OK)
		crew_do(p.count, v->plan->jobs, scan_file, &p);
	enum pl_status scanned = join_parts(&p, rc == PL_OK ? err : &ignored);
	return rc == PL_OK ? scanned : rc;
}

/* A user's name is in nothing that remains, nor in what a hold says. */
struct name_test {
	struct span name;
	bool there;
};

static void
test_name(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	struct name_test *t = context;

	(void)shard;
	(void)records;
	t->there = t->there ||
	    memmem(name, strlen(name), t->name.p, t->name.n) != NULL;
}

static enum pl_status
add_users(struct verifying *v, struct pl_error *err)
{
	for (size_t i = 0; i < v->plan->user_count; i++) {
		if (v->plan->users[i] == NULL)
			continue; /* a receipt tells only how many */
		struct name_test t = { span_str(v->plan->users[i]), false };
		enum pl_status rc =
		    pl_index_names(v->ix, PL_NAME_USER, test_name, &t, err);

		if (rc != PL_OK)
			return rc;
		for (size_t k = 0; k < v->ix->hold_count; k++)
			test_name(&t, v->ix->holds[k].user, NULL, 0);
		if (!t.there)
			needles_add(&v->needles, t.name, NULL);
	}
	return PL_OK;
}

enum pl_status
verify_files(struct verifying *v, const char *index, struct pl_error *err)
{
	enum pl_status rc = loosen_all(v, err);

	for (size_t i = 0; i < v->canaries->count; i++) {
		struct canary *c = &v->canaries->items[i];

		if (c->loose)
			continue;
		v->out->words++;
		v->out->strings += needles_add(&v->needles, c->bytes, c);
		if (c->word.n >= 2 * NEEDLE_LEAST)
			v->out->strings +=
			    needles_add(&v->needles, c->word, c);
	}
	if (rc == PL_OK)
		rc = add_users(v, err);
	if (rc == PL_OK)
		rc = scan_all(v, index, err);
	needles_release(&v->needles);
	return rc;
}
