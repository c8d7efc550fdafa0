/* After a sweep: the index is looked through for what it forgot. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "indexer/retain/canary.h"
#include "schema/check.h"

#define PIECE_BYTES ((size_t)1 << 20)
/* So many findings are named. */
#define FOUND_MAX 50

struct verifying {
	struct canaries *canaries;
	const struct sweep_plan *plan;
	struct pl_index *ix;
	struct verification *out;
	struct needles needles; /* of one day, or of all of them */
	const struct gone_day *day;
	const char *where; /* what is looked through */
};

void
verification_release(struct verification *v)
{
	for (size_t i = 0; i < v->found_count; i++)
		free(v->found[i]);
	free(v->found);
	*v = (struct verification){ 0 };
}

static void
add_found(struct verifying *v, const char *what)
{
	struct verification *out = v->out;
	char *text = xasprintf("%s in '%s'", what, v->where);

	for (size_t i = 0; i < out->found_count; i++)
		if (strcmp(out->found[i], text) == 0) {
			free(text);
			return;
		}
	if (out->found_count == FOUND_MAX) {
		free(text);
		return;
	}
	out->found = xgrow(out->found, out->found_count, &out->found_capacity,
	    sizeof *out->found);
	out->found[out->found_count++] = text;
}

/* ---- a day that was made anew ---- */

static void
say_needle(void *context, const struct needle *needle)
{
	(void)needle;
	add_found(context, "text of a forgotten record");
}

static void
look_into_block(void *context, struct span text)
{
	struct verifying *v = context;

	v->out->blocks++;
	v->out->bytes += text.n;
	needles_find(&v->needles, text, say_needle, v);
}

static int
compare_words(const void *a, const void *b)
{
	return span_compare(((const struct canary *)a)->word,
	    ((const struct canary *)b)->word);
}

static void
look_at_term(void *context, struct span term)
{
	struct verifying *v = context;
	const struct canaries *c = v->canaries;
	struct canary key = { .word = term };
	const struct canary *hit;

	v->out->terms++;
	if (c->count == 0)
		return;
	hit = bsearch(&key, c->items, c->count, sizeof key, compare_words);
	if (hit == NULL)
		return;
	/* The same word may be a canary of several days. */
	while (hit > c->items && span_equal(hit[-1].word, term))
		hit--;
	for (; hit < c->items + c->count && span_equal(hit->word, term); hit++)
		if (hit->day == v->day)
			add_found(v, "a word of a forgotten record");
}

static void
say_finding(void *context, const char *what)
{
	add_found(context, what);
}

static enum pl_status
verify_day(
    struct verifying *v, const struct gone_day *day, struct pl_error *err)
{
	const struct pl_shard_info *info = sweep_find_shard(v->ix, day->day);
	struct pl_shard *shard;
	enum pl_status rc;

	if (info == NULL)
		return PL_OK;
	v->out->days++;
	v->day = day;
	v->where = info->file;
	for (size_t i = 0; i < v->canaries->count; i++)
		if (v->canaries->items[i].day == day)
			needles_add(&v->needles, v->canaries->items[i].bytes,
			    &v->canaries->items[i]);
	/* The blocks hold the remaining records' text and nothing else, and
	 * the full-text index their words and nothing else. */
	rc = pl_check_shard(v->ix, info, say_finding, v, err);
	if (rc == PL_OK)
		rc = pl_shard_open(v->ix, info, &shard, err);
	if (rc == PL_OK) {
		rc = pl_shard_blocks(shard, look_into_block, v, err);
		if (rc == PL_OK)
			rc = pl_shard_terms(shard, look_at_term, v, err);
		pl_shard_close(shard);
	}
	needles_release(&v->needles);
	return rc;
}

/* ---- every file ---- */

/* What remains may have said the same: then it is no sign of anything. */
static enum pl_status
loosen(struct verifying *v, const struct pl_shard_info *info,
    struct pl_error *err)
{
	struct pl_shard *shard;
	enum pl_status rc = pl_shard_open(v->ix, info, &shard, err);

	for (size_t i = 0; i < v->canaries->count && rc == PL_OK; i++) {
		struct canary *c = &v->canaries->items[i];
		struct pl_phrase phrase = { .tokens = &c->word, .count = 1 };
		struct pl_term term = { .columns = CANARY_COLUMNS,
			.phrases = &phrase,
			.phrase_count = 1 };
		struct pl_set found;

		if (c->loose || c->day->day == info->day)
			continue;
		rc = pl_shard_match(shard, &term, 1, &found, err);
		c->loose = rc == PL_OK && pl_set_count(&found) > 0;
		pl_set_release(&found);
		if (rc != PL_OK || c->loose)
			continue;
		rc = pl_shard_requested(shard, c->word, &found, err);
		c->loose = rc == PL_OK && pl_set_count(&found) > 0;
		pl_set_release(&found);
	}
	pl_shard_close(shard);
	/* A shard that is damaged or missing is its own day's trouble; its
	 * file is read all the same. */
	return rc == PL_EFORMAT || rc == PL_EDB ? PL_OK : rc;
}

static enum pl_status
scan_file(struct verifying *v, const char *path, struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char *piece = xmalloc(PIECE_BYTES + NEEDLE_MOST);
	size_t kept = 0;
	ssize_t n = -1;
	enum pl_status rc = PL_OK;

	v->where = path;
	while (fd >= 0 && (n = read(fd, piece + kept, PIECE_BYTES)) > 0) {
		size_t have = kept + (size_t)n;

		needles_find(&v->needles, span_of(piece, have), say_needle, v);
		v->out->bytes += (uint64_t)n;
		kept = have < NEEDLE_MOST ? have : NEEDLE_MOST;
		memmove(piece, piece + have - kept, kept);
	}
	if (n < 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	if (fd >= 0)
		close(fd);
	v->out->files++;
	free(piece);
	return rc;
}

static enum pl_status
scan_folder(struct verifying *v, const char *folder, struct pl_error *err)
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
			rc = scan_folder(v, path, err);
		else if (S_ISREG(st.st_mode))
			rc = scan_file(v, path, err);
		free(path);
	}
	closedir(d);
	return rc;
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

static enum pl_status
verify_files(struct verifying *v, const char *index, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < v->ix->shard_count && rc == PL_OK; i++)
		rc = loosen(v, &v->ix->shards[i], err);
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
		rc = scan_folder(v, index, err);
	needles_release(&v->needles);
	return rc;
}

enum pl_status
canaries_verify(struct canaries *c, const struct sweep_plan *plan,
    const char *index, struct verification *out, struct pl_error *err)
{
	struct verifying v = { .canaries = c, .plan = plan, .out = out };
	enum pl_status rc = pl_index_open(index, &v.ix, err);

	*out = (struct verification){ 0 };
	if (c->count > 1)
		qsort(c->items, c->count, sizeof *c->items, compare_words);
	for (size_t i = 0; i < plan->count && rc == PL_OK; i++)
		if (!plan->days[i].whole)
			rc = verify_day(&v, &plan->days[i], err);
	if (rc == PL_OK)
		rc = verify_files(&v, index, err);
	pl_index_close(v.ix);
	return rc;
}
