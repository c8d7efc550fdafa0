/* After a sweep: every file of the index is looked through, by several
 * threads.  What is found of a canary that another day has said as well is no
 * sign of anything; since hardly any is found, the shards are asked only then.
 */
#include "indexer/retain/verify.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Held by a processor's own cache. */
#define PIECE_BYTES ((size_t)1 << 18)

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

/* Whether something stands in a file that, so far, no other day has. */
static bool
is_left(const struct canaries *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].seen && !all->items[i].loose)
			return true;
	return false;
}

/* Set aside what was found and this shard says as well. */
static enum pl_status
ask_shard(const struct verifying *v, const struct pl_shard_info *info,
    struct pl_shard **shard, struct pl_error *err)
{
	enum pl_status rc = pl_shard_turn(v->ix, info, shard, err);

	for (size_t k = 0; k < v->canaries->count && rc == PL_OK; k++) {
		struct canary *c = &v->canaries->items[k];
		bool said;

		if (!c->seen || c->loose || c->day->day == info->day)
			continue;
		rc = is_said(*shard, c, &said, err);
		if (said)
			c->loose = true;
	}
	/* A shard that is damaged or missing is its own day's trouble; its
	 * file is read all the same. */
	return rc == PL_EFORMAT || rc == PL_EDB ? PL_OK : rc;
}

struct asking {
	struct parts parts;
	atomic_size_t next; /* shard */
};

static void
ask_shards(void *context, size_t which)
{
	struct asking *a = context;
	const struct verifying *v = a->parts.v;
	struct part *part = &a->parts.items[which];
	struct pl_shard *shard = NULL;
	size_t i;

	while (part->rc == PL_OK && is_left(v->canaries) &&
	    (i = atomic_fetch_add(&a->next, 1)) < v->ix->shard_count)
		part->rc = ask_shard(v, &v->ix->shards[i], &shard, &part->why);
	pl_shard_close(shard);
}

static enum pl_status
loosen(struct verifying *v, struct pl_error *err)
{
	struct asking a = { .parts.v = v };

	for (int i = 0; i == 0 || i < v->plan->jobs; i++)
		parts_add(&a.parts);
	parts_do(&a.parts, ask_shards, &a);
	return parts_join(&a.parts, err);
}

/* ---- reading files ---- */

/* The first time: what stands there may have been said elsewhere, but for a
 * user's name. */
static void
suspect(void *context, const struct needle *needle)
{
	struct verifying *mine = context;
	struct canary *c = needle->owner;

	if (c == NULL)
		verify_say(mine, needle);
	else
		c->seen = true;
}

/* Look through the file for what is in v->needles. */
static enum pl_status
look_through(const struct verifying *v, struct part *part,
    void (*found)(void *context, const struct needle *needle), void *context)
{
	int fd = open(part->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *piece = xmalloc(PIECE_BYTES + NEEDLE_MOST);
	size_t kept = 0;
	ssize_t n = -1;
	enum pl_status rc = PL_OK;

	while (fd >= 0 && (n = read(fd, piece + kept, PIECE_BYTES)) > 0) {
		size_t have = kept + (size_t)n;

		needles_find(
		    &v->needles, span_of(piece, have), found, context);
		kept = have < NEEDLE_MOST ? have : NEEDLE_MOST;
		memmove(piece, piece + have - kept, kept);
	}
	if (n < 0)
		rc = pl_fail_errno(
		    &part->why, PL_EIO, "cannot read '%s'", part->path);
	if (fd >= 0)
		close(fd);
	free(piece);
	return rc;
}

static void
scan_file(void *context, size_t i)
{
	const struct parts *p = context;
	struct part *part = &p->items[i];
	struct verifying mine = { .out = &part->found, .where = part->path };

	part->rc = look_through(p->v, part, suspect, &mine);
	part->found.files++;
}

/* The second time: only what no day that stays has said is looked for. */
static void
find_again(void *context, size_t i)
{
	const struct parts *p = context;
	struct part *part = &p->items[i];
	struct verifying mine = { .out = &part->found, .where = part->path };

	if (part->rc == PL_OK)
		part->rc = look_through(p->v, part, verify_say, &mine);
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
			parts_add(p)->path = path;
			path = NULL; /* handed over */
		}
		free(path);
	}
	closedir(d);
	return rc;
}

/* A user's name is in nothing that remains, nor in what a hold says. */
struct name_test {
	char **users;    /* borrowed; NULL: what remains has it */
	size_t count;    /* of these */
	struct buf last; /* that was tested */
};

static void
test_name(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	struct name_test *t = context;
	struct span text = span_str(name);

	(void)shard;
	(void)records;
	/* They come in order, and many shards have the same. */
	if (span_equal(buf_span(&t->last), text))
		return;
	buf_clear(&t->last);
	buf_addspan(&t->last, text);
	for (size_t i = 0; i < t->count; i++)
		if (t->users[i] != NULL && strstr(name, t->users[i]) != NULL)
			t->users[i] = NULL;
}

static enum pl_status
add_users(struct verifying *v, struct pl_error *err)
{
	const struct sweep_plan *plan = v->plan;
	struct name_test t = {
		.users = xcalloc(plan->user_count, sizeof *t.users),
	};
	enum pl_status rc;

	buf_init(&t.last, BUF_UNLIMITED);
	/* A receipt tells only how many there are. */
	for (size_t i = 0; i < plan->user_count; i++)
		if (plan->users[i] != NULL)
			t.users[t.count++] = plan->users[i];
	rc = pl_index_names(v->ix, PL_NAME_USER, test_name, &t, err);
	for (size_t i = 0; i < v->ix->hold_count; i++)
		test_name(&t, v->ix->holds[i].user, NULL, 0);
	for (size_t i = 0; i < t.count; i++)
		if (t.users[i] != NULL)
			needles_add(&v->needles, span_str(t.users[i]), NULL);
	buf_release(&t.last);
	free(t.users);
	return rc;
}

static enum pl_status
add_needles(struct verifying *v, struct pl_error *err)
{
	needles_release(&v->needles);
	v->out->words = 0;
	for (size_t i = 0; i < v->canaries->count; i++) {
		struct canary *c = &v->canaries->items[i];

		if (c->loose)
			continue;
		v->out->words++;
		needles_add(&v->needles, c->bytes, c);
		if (c->word.n >= 2 * NEEDLE_LEAST)
			needles_add(&v->needles, c->word, c);
	}
	v->out->strings = v->needles.count;
	enum pl_status rc = add_users(v, err);
	needles_ready(&v->needles);
	return rc;
}

static enum pl_status
scan_all(struct verifying *v, struct parts *p, struct pl_error *err)
{
	enum pl_status rc = add_needles(v, err);

	if (rc != PL_OK)
		return rc;
	parts_do(p, scan_file, p);
	if (!is_left(v->canaries))
		return PL_OK;
	rc = loosen(v, err);
	if (rc == PL_OK)
		rc = add_needles(v, err);
	if (rc == PL_OK && is_left(v->canaries))
		parts_do(p, find_again, p);
	return rc;
}

enum pl_status
verify_files(struct verifying *v, struct pl_error *err)
{
	struct parts p = { .v = v };
	struct pl_error ignored;
	enum pl_status rc = list_folder(&p, v->index, err);

	if (rc == PL_OK)
		rc = scan_all(v, &p, err);
	enum pl_status joined = parts_join(&p, rc == PL_OK ? err : &ignored);
	needles_release(&v->needles);
	return rc == PL_OK ? joined : rc;
}
