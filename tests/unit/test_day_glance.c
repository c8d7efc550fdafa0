#include "tests/unit/tree.h"

#include "indexer/run/day.h"
#include "indexer/run/run_sources.h"
#include "indexer/run/update.h"

#define HOUR TREE_TYPE "2025/01/06/15/"

static char *
path_of(const char *root, const char *name)
{
	return xasprintf("%s/%s", root, name);
}

static void
update(const char *root)
{
	char *index = path_of(root, "index");
	char *archives[] = { (char *)root };
	struct update_options options = {
		.index = index,
		.archives = archives,
		.archive_count = 1,
		.memory = UPDATE_MEMORY_DEFAULT,
		.jobs = 1,
		.progress = PROGRESS_NONE,
	};
	struct update_result result;
	struct pl_error err = { 0 };

	if (update_run(&options, &result, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(result.state, PL_RUN_ENDED);
	free(index);
}

/* An archive of one day, and its index beside AWSLogs. */
static void
make(const char *root)
{
	tree_put(root, HOUR "a.json", "a");
	tree_put(root, HOUR "b.json", "bb");
	tree_put(root, TREE_TYPE "2025/01/06/16/a.json", "a");
	update(root);
}

/* How the day is opened for one run. */
struct look {
	const char *path; /* in the archive: its scope */
	bool untrusted, anew, closed, forgotten;
};

struct seen {
	bool settled;
	uint64_t listed;
	size_t entries, unchanged, read, vanished;
};

static void
count(const struct day *d, struct seen *seen)
{
	*seen = (struct seen){
		.settled = d->settled,
		.listed = d->listed,
		.entries = d->count,
	};
	for (size_t i = 0; i < d->count; i++) {
		seen->unchanged += d->entries[i].state == DAY_UNCHANGED;
		seen->read += d->entries[i].state == DAY_READ;
		seen->vanished += d->entries[i].state == DAY_VANISHED;
	}
}

static void
open_sources(struct run_sources *s, struct pl_writer *w, const char *root,
    const struct look *look)
{
	char *path = path_of(root, look->path);
	char *paths[] = { path };
	struct pl_error err = { 0 };

	assert_int_equal(run_sources_find(s, paths, 1, &err), PL_OK);
	assert_int_equal(s->count, 1);
	assert_int_equal(run_sources_register(s, w, &err), PL_OK);
	assert_int_equal(run_sources_open(s, &err), PL_OK);
	run_sources_trust(s, w);
	s->sources[0].anew = look->anew;
	if (look->untrusted)
		s->sources[0].trusted = false;
	if (look->closed) {
		source_close(s->sources[0].source);
		s->sources[0].source = NULL;
	}
	free(path);
}

static enum pl_status
try_glance(const char *root, struct look look, struct seen *seen)
{
	char *index = path_of(root, "index");
	struct pl_writer_options options = { .command = "update" };
	struct run_sources s = { 0 };
	struct pl_error err = { 0 };
	struct pl_writer *w;
	struct day d;

	*seen = (struct seen){ 0 };
	assert_int_equal(pl_writer_open(index, &options, &w, &err), PL_OK);
	open_sources(&s, w, root, &look);
	if (look.forgotten)
		assert_int_equal(pl_writer_keep_out(w, s.sources[0].archive.id,
				     TREE_DAY, span_str(HOUR "a.json"), &err),
		    PL_OK);
	enum pl_status rc =
	    day_open(w, TREE_DAY, s.sources, s.count, &d, &err);
	if (rc == PL_OK)
		count(&d, seen);
	day_release(&d);
	run_sources_release(&s);
	pl_writer_close(w);
	free(index);
	return rc;
}

static struct seen
glance(const char *root, struct look look)
{
	struct seen seen;

	assert_int_equal(try_glance(root, look, &seen), PL_OK);
	return seen;
}

static void
expect(const char *root, size_t unchanged, size_t read, size_t vanished)
{
	struct seen seen = glance(root, (struct look){ .path = "" });

	assert_false(seen.settled);
	assert_int_equal(seen.unchanged, unchanged);
	assert_int_equal(seen.read, read);
	assert_int_equal(seen.vanished, vanished);
}

static void
expect_settled(const char *root, uint64_t listed)
{
	struct seen seen = glance(root, (struct look){ .path = "" });

	assert_true(seen.settled);
	assert_int_equal(seen.listed, listed);
	assert_int_equal(seen.entries, 0);
}

/* ---- what is as it was ---- */

static void
a_day_that_is_as_it_was_is_told_at_a_glance(void **state)
{
	make(*state);
	expect_settled(*state, 3);
	update(*state);
	expect_settled(*state, 3);
}

static void
what_was_added_later_in_the_midst_of_the_keys_is_known_as_well(void **state)
{
	make(*state);
	tree_put(*state, HOUR "aa.json", "c");
	tree_put(*state, TREE_TYPE "2025/01/06/14/c.json", "c");
	update(*state);
	expect_settled(*state, 5);
}

static void
a_scope_that_has_all_of_the_day_will_do(void **state)
{
	make(*state);
	assert_true(glance(*state, (struct look){ .path = TREE_TYPE "2025/" })
			.settled);
	struct seen part = glance(*state, (struct look){ .path = HOUR });
	assert_false(part.settled);
	assert_int_equal(part.unchanged, 2);
	assert_int_equal(part.vanished, 0);
}

static void
what_another_archive_has_of_the_day_does_not_matter(void **state)
{
	char *one = path_of(*state, "one"), *two = path_of(*state, "two");
	char *link = path_of(two, "index");

	tree_put(*state, "two/" HOUR "z.json", "z");
	assert_int_equal(symlink("../one/index", link), 0);
	make(one);
	update(two);
	expect_settled(one, 3);
	expect_settled(two, 1);
	tree_put(two, HOUR "y.json", "y");
	expect_settled(one, 3);
	expect(two, 1, 1, 0);
	free(link);
	free(one);
	free(two);
}

/* ---- what is not ---- */

static void
put_times(const char *path, const struct stat *st)
{
	const struct timespec times[] = { st->st_atim, st->st_mtim };

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/* Change one object in some way. */
static void
after(const char *root, void change(const char *path, const struct stat *st))
{
	char *path = path_of(root, HOUR "a.json");
	struct stat st;

	make(root);
	assert_int_equal(stat(path, &st), 0);
	change(path, &st);
	expect(root, 2, 1, 0);
	update(root);
	expect_settled(root, 3);
	free(path);
}

static void
touch(const char *path, const struct stat *st)
{
	struct stat later = *st;

	later.st_mtim.tv_sec++;
	put_times(path, &later);
}

/* Only its ctime tells. */
static void
rewrite(const char *path, const struct stat *st)
{
	FILE *f = fopen(path, "r+");

	assert_non_null(f);
	fputc('x', f);
	assert_int_equal(fclose(f), 0);
	put_times(path, st);
}

static void
grow(const char *path, const struct stat *st)
{
	FILE *f = fopen(path, "a");

	assert_non_null(f);
	fputc('x', f);
	assert_int_equal(fclose(f), 0);
	put_times(path, st);
}

static void
put_another_in_its_place(const char *path, const struct stat *st)
{
	char *other = xasprintf("%s.other", path);
	FILE *f = fopen(other, "w");

	assert_non_null(f);
	fputc('a', f);
	assert_int_equal(fclose(f), 0);
	put_times(other, st);
	assert_int_equal(rename(other, path), 0);
	free(other);
}

static void
an_object_that_was_touched_shows(void **state)
{
	after(*state, touch);
}

static void
an_object_that_was_rewritten_shows(void **state)
{
	after(*state, rewrite);
}

static void
an_object_of_another_size_shows(void **state)
{
	after(*state, grow);
}

static void
an_object_that_was_replaced_shows(void **state)
{
	after(*state, put_another_in_its_place);
}

static void
a_new_object_shows(void **state)
{
	make(*state);
	tree_put(*state, HOUR "c.json", "c");
	expect(*state, 3, 1, 0);
}

static void
an_object_that_went_away_shows_until_it_is_back(void **state)
{
	char *path = path_of(*state, HOUR "a.json");
	char *kept = path_of(*state, "kept");

	make(*state);
	assert_int_equal(rename(path, kept), 0);
	expect(*state, 2, 0, 1);
	update(*state);
	expect(*state, 2, 0, 1);
	assert_int_equal(rename(kept, path), 0);
	update(*state); /* it has another ctime */
	expect_settled(*state, 3);
	free(kept);
	free(path);
}

static void
an_object_of_another_name_shows(void **state)
{
	char *path = path_of(*state, HOUR "a.json");
	char *other = path_of(*state, HOUR "c.json");

	make(*state);
	assert_int_equal(rename(path, other), 0);
	expect(*state, 2, 1, 1);
	free(other);
	free(path);
}

static void
a_day_that_is_gone_shows(void **state)
{
	char *logs = path_of(*state, "AWSLogs"), *kept = path_of(*state, "k");

	make(*state);
	assert_int_equal(rename(logs, kept), 0);
	tree_put(*state, "AWSLogs/123456789012/KiroLogs/x.json", "x");
	expect(*state, 0, 0, 3);
	free(kept);
	free(logs);
}

/* What a run shall do again cannot be told at a glance. */
static void
an_object_that_could_not_be_read_shows(void **state)
{
	char *path = path_of(*state, HOUR "large.json");

	make(*state);
	tree_put(*state, HOUR "large.json", "");
	assert_int_equal(truncate(path, (off_t)SOURCE_OBJECT_MAX + 1), 0);
	update(*state);
	expect(*state, 3, 1, 0);
	free(path);
}

static void
what_was_forgotten_and_is_there_shows(void **state)
{
	make(*state);
	struct seen seen =
	    glance(*state, (struct look){ .path = "", .forgotten = true });
	assert_false(seen.settled);
	assert_int_equal(seen.listed, 2);
	assert_int_equal(seen.unchanged, 2);
}

static void
a_run_that_does_not_trust_its_archive_looks(void **state)
{
	make(*state);
	struct seen seen =
	    glance(*state, (struct look){ .path = "", .untrusted = true });
	assert_false(seen.settled);
	assert_int_equal(seen.read, 3);
	seen = glance(*state, (struct look){ .path = "", .anew = true });
	assert_false(seen.settled);
	assert_int_equal(seen.read, 3);
	seen = glance(*state, (struct look){ .path = "", .closed = true });
	assert_false(seen.settled);
	assert_int_equal(seen.entries, 3);
}

/* ---- the shard itself ---- */

static void
damage(const char *root, bool keep_times)
{
	char *path = path_of(root, "index/days/2025/2025-01-06.db");
	struct stat st;
	FILE *f = fopen(path, "r+");

	assert_non_null(f);
	assert_int_equal(stat(path, &st), 0);
	for (int i = 0; i < 100; i++)
		fputc('x', f);
	assert_int_equal(fclose(f), 0);
	if (keep_times)
		put_times(path, &st);
	free(path);
}

static void
a_damaged_shard_is_not_taken_for_one_that_need_not_be_read(void **state)
{
	struct seen seen;

	make(*state);
	damage(*state, true);
	/* All that it held is there, so it can be made anew. */
	expect(*state, 0, 3, 0);
	damage(*state, false);
	expect(*state, 0, 3, 0);
	char *path = path_of(*state, "index/days/2025/2025-01-06.db");
	assert_int_equal(unlink(path), 0);
	free(path);
	expect(*state, 0, 3, 0);
	path = path_of(*state, HOUR "a.json");
	assert_int_equal(unlink(path), 0);
	free(path);
	assert_int_equal(
	    try_glance(*state, (struct look){ .path = "" }, &seen), PL_EGUARD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(a_day_that_is_as_it_was_is_told_at_a_glance),
		TREE_TEST(
		    what_was_added_later_in_the_midst_of_the_keys_is_known_as_well),
		TREE_TEST(a_scope_that_has_all_of_the_day_will_do),
		TREE_TEST(what_another_archive_has_of_the_day_does_not_matter),
		TREE_TEST(an_object_that_was_touched_shows),
		TREE_TEST(an_object_that_was_rewritten_shows),
		TREE_TEST(an_object_of_another_size_shows),
		TREE_TEST(an_object_that_was_replaced_shows),
		TREE_TEST(a_new_object_shows),
		TREE_TEST(an_object_that_went_away_shows_until_it_is_back),
		TREE_TEST(an_object_of_another_name_shows),
		TREE_TEST(a_day_that_is_gone_shows),
		TREE_TEST(an_object_that_could_not_be_read_shows),
		TREE_TEST(what_was_forgotten_and_is_there_shows),
		TREE_TEST(a_run_that_does_not_trust_its_archive_looks),
		TREE_TEST(
		    a_damaged_shard_is_not_taken_for_one_that_need_not_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
