#include "tests/unit/tree.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <pthread.h>

/* A member to write: text, unless `kind` says that it is none. */
struct member {
	const char *path, *text;
	unsigned kind;
};

struct shape {
	const char *name;
	int (*format)(struct archive *);
	int (*filter)(struct archive *);
	const char *options;
};

static const struct shape shapes[] = {
	{ "a.tar", archive_write_set_format_ustar,
	    archive_write_add_filter_none, "" },
	{ "pax.tar", archive_write_set_format_pax,
	    archive_write_add_filter_none, "" },
	{ "gnu.tar", archive_write_set_format_gnutar,
	    archive_write_add_filter_none, "" },
	{ "a.tar.gz", archive_write_set_format_gnutar,
	    archive_write_add_filter_gzip, "" },
	{ "a.tar.zst", archive_write_set_format_pax,
	    archive_write_add_filter_zstd, "" },
	{ "a.tar.xz", archive_write_set_format_pax,
	    archive_write_add_filter_xz, "" },
	{ "a.tar.bz2", archive_write_set_format_gnutar,
	    archive_write_add_filter_bzip2, "" },
	{ "a.zip", archive_write_set_format_zip, archive_write_add_filter_none,
	    "" },
	{ "stored.zip", archive_write_set_format_zip,
	    archive_write_add_filter_none, "zip:compression=store" },
};
#define SHAPES (sizeof shapes / sizeof *shapes)
#define TAR    (&shapes[0])
#define PAX    (&shapes[1])
#define ZIP    (&shapes[7])

static void
write_member(struct archive *a, const struct member *m, size_t size)
{
	struct archive_entry *e = archive_entry_new();

	archive_entry_copy_pathname(e, m->path);
	archive_entry_set_perm(e, 0644);
	archive_entry_set_mtime(e, 1736177956, 0);
	archive_entry_set_filetype(e, m->kind ? m->kind : AE_IFREG);
	if (m->kind == AE_IFLNK)
		archive_entry_copy_symlink(e, m->text);
	else if (m->kind == 0)
		archive_entry_set_size(e, (la_int64_t)size);
	if (archive_write_header(a, e) < ARCHIVE_WARN)
		fail_msg("%s: %s", m->path, archive_error_string(a));
	if (m->kind == 0)
		archive_write_data(a, m->text, size);
	archive_entry_free(e);
}

/* Names are written as UTF-8; the tests themselves run in the C locale. */
static char *
write_bundle(const char *folder, const struct shape *shape,
    const struct member *members, size_t count)
{
	char *path = xasprintf("%s/%s", folder, shape->name);
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = uselocale(utf8);
	struct archive *a = archive_write_new();

	shape->format(a);
	shape->filter(a);
	assert_int_equal(
	    archive_write_set_options(a, shape->options), ARCHIVE_OK);
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	for (size_t i = 0; i < count; i++)
		write_member(a, &members[i],
		    members[i].text ? strlen(members[i].text) : 0);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	uselocale(before);
	freelocale(utf8);
	return path;
}

#define WRITE(folder, shape, members)                                         \
	write_bundle(folder, shape, members, sizeof members / sizeof *members)

static void
every_kind_of_bundle_gives_the_same_objects(void **state)
{
	static const struct member members[] = {
		{ TREE_TYPE "2025/01/06/15/b.json", "{\"b\":1}", 0 },
		{ "AWSLogs/123456789012/KiroLogs/loose.json", "{}", 0 },
		{ TREE_TYPE "2024/12/31/23/empty.json", "", 0 },
		{ TREE_TYPE "2025/01/06/03/a.json.gz", "not gzip", 0 },
		{ TREE_TYPE "2025/01/06/03/", NULL, AE_IFDIR },
	};

	for (size_t i = 0; i < SHAPES; i++) {
		char *path = WRITE(*state, &shapes[i], members);
		struct source *s = tree_open(path, "", true);

		tree_expect(s,
		    "undated\n"
		    "AWSLogs/123456789012/KiroLogs/loose.json = {}\n"
		    "2024-12-31\n" TREE_TYPE "2024/12/31/23/empty.json = \n"
		    "2025-01-06\n" TREE_TYPE
		    "2025/01/06/03/a.json.gz = not gzip\n" TREE_TYPE
		    "2025/01/06/15/b.json = {\"b\":1}\n");
		source_close(s);
		free(path);
	}
}

static void
a_member_has_its_place_size_and_time(void **state)
{
	static const struct member members[] = {
		{ TREE_TYPE "2025/01/06/15/b.json", "12345", 0 },
	};
	struct source_list list;
	struct pl_place place;

	char *path = WRITE(*state, PAX, members);
	struct source *s = tree_open(path, "", true);
	assert_int_equal(source_list(s, TREE_DAY, &list, NULL), PL_OK);
	assert_int_equal(list.count, 1);
	const struct source_object *o = &list.objects[0];
	source_place(o->key, TREE_DAY, &place);
	assert_true(span_is(place.account, "123456789012"));
	assert_int_equal(place.type, PL_TYPE_INLINE);
	assert_int_equal(place.hour, TREE_DAY + 15 * NS_PER_HOUR);
	assert_int_equal(o->size, 5);
	assert_int_equal(o->mtime, 1736177956 * NS_PER_SECOND);
	assert_int_equal(o->ctime, 0);
	assert_int_equal(o->inode, 0);
	source_list_release(&list);
	source_close(s);
	free(path);
}

/* libarchive has no name for these in the C locale. */
static void
names_beyond_ascii_are_known_in_any_locale(void **state)
{
	static const struct member members[] = {
		{ "KiroLogs/N/us-east-1/2025/01/06/\xe6\x97\xa5\xe6\x9c\xac"
		  ".json",
		    "1", 0 },
		{ "\xc3\xa9/KiroLogs/\xf0\x9f\x98\x80.json", "2", 0 },
	};

	assert_string_equal(setlocale(LC_CTYPE, NULL), "C");
	for (size_t i = 1; i < SHAPES; i++) {
		char *path = WRITE(*state, &shapes[i], members);
		struct source *s = tree_open(path, "", true);

		tree_expect(s,
		    "undated\n"
		    "\xc3\xa9/KiroLogs/\xf0\x9f\x98\x80.json = 2\n"
		    "2025-01-06\n"
		    "KiroLogs/N/us-east-1/2025/01/06/"
		    "\xe6\x97\xa5\xe6\x9c\xac.json = 1\n");
		source_close(s);
		free(path);
	}
}

static void
paths_become_keys(void **state)
{
	static const struct member members[] = {
		{ "./AWSLogs/1/KiroLogs/a.json", "a", 0 },
		{ "some/prefix//AWSLogs/1/KiroLogs/./b.json", "b", 0 },
		{ "/AWSLogs/x/AWSLogs/1/KiroLogs/c.json", "c", 0 },
		{ "./lone.json", "d", 0 },
		{ "AWSLogs/1/KiroLogs/../e.json", "e", 0 },
		{ "../f.json", "f", 0 },
	};

	char *path = WRITE(*state, TAR, members);
	struct source *s = tree_open(path, "", true);
	tree_expect(s,
	    "undated\n"
	    "AWSLogs/1/KiroLogs/a.json = a\n"
	    "AWSLogs/1/KiroLogs/b.json = b\n"
	    "AWSLogs/1/KiroLogs/c.json = c\n"
	    "lone.json = d\n"
	    "trouble '../f.json': the path holds '..'\n"
	    "trouble 'AWSLogs/1/KiroLogs/../e.json': the path holds '..'\n");
	source_close(s);
	free(path);
}

static void
the_first_of_two_members_with_one_key_is_taken(void **state)
{
	static const struct member members[] = {
		{ "a/AWSLogs/1/KiroLogs/a.json", "first", 0 },
		{ "b/AWSLogs/1/KiroLogs/a.json", "second", 0 },
	};

	char *path = WRITE(*state, TAR, members);
	struct source *s = tree_open(path, "", true);
	tree_expect(s,
	    "undated\nAWSLogs/1/KiroLogs/a.json = first\n"
	    "trouble 'AWSLogs/1/KiroLogs/a.json': two members of the bundle "
	    "have this key: the first is taken\n");
	source_close(s);
	free(path);
}

static void
what_is_no_prompt_log_is_counted(void **state)
{
	static const struct member members[] = {
		{ "a.json", "a", 0 },
		{ "b.json", "/etc/passwd", AE_IFLNK },
		{ "c.json", NULL, AE_IFIFO },
		{ "d/", NULL, AE_IFDIR },
		{ "e.csv", "e", 0 },
		{ "f.txt", "f", 0 },
		{ "g.zip", "g", 0 },
		{ "\xff.json", "h", 0 },
		{ "\xff.txt", "i", 0 },
	};

	char *path = WRITE(*state, TAR, members);
	struct source *s = tree_open(path, "", true);
	tree_expect(s,
	    "undated\na.json = a\n"
	    "trouble '\xef\xbf\xbd.json': the name is not UTF-8\n");
	tree_expect_passed(s, SOURCE_LINK, 1);
	tree_expect_passed(s, SOURCE_SPECIAL, 1);
	tree_expect_passed(s, SOURCE_REPORT, 1);
	tree_expect_passed(s, SOURCE_FOREIGN, 2);
	tree_expect_passed(s, SOURCE_BUNDLE, 1);
	source_close(s);
	free(path);
}

static const struct member three[] = {
	{ "KiroLogs/N/2025/01/06/a.json", "aaaaaaaaaa", 0 },
	{ "KiroLogs/N/2025/01/06/b.json", "bbbbbbbbbb", 0 },
	{ "KiroLogs/N/2025/01/06/c.json", "cccccccccc", 0 },
};
static const char three_dump[] = "2025-01-06\n"
				 "KiroLogs/N/2025/01/06/a.json = aaaaaaaaaa\n"
				 "KiroLogs/N/2025/01/06/b.json = bbbbbbbbbb\n"
				 "KiroLogs/N/2025/01/06/c.json = cccccccccc\n";

static char *
cut_copy(const char *path, size_t length)
{
	char *copy = xasprintf("%s.cut", path);
	char *bytes = xmalloc(length + 1);
	FILE *in = fopen(path, "rb"), *out = fopen(copy, "wb");

	assert_int_equal(fread(bytes, 1, length, in), length);
	assert_int_equal(fwrite(bytes, 1, length, out), length);
	fclose(in);
	fclose(out);
	free(bytes);
	return copy;
}

/* Wherever it is cut: refused, or with a trouble that speaks for the whole of
 * it, or (the padding behind the end is cut) with every object. */
static void
expect_cut_is_seen(const char *path, size_t length)
{
	char *copy = cut_copy(path, length);
	struct pl_error err = { 0 };
	struct source *s;

	if (source_open(copy, "", true, &s, &err) == PL_OK) {
		char *dump = tree_dump(s);

		if (strcmp(dump, three_dump) != 0 &&
		    strstr(dump, "trouble '': the bundle") == NULL)
			fail_msg("%s cut to %zu: %s", path, length, dump);
		free(dump);
	} else {
		assert_int_equal(err.status, PL_EFORMAT);
	}
	source_close(s);
	free(copy);
}

static void
a_cut_bundle_never_passes_for_a_whole_one(void **state)
{
	for (size_t i = 0; i < SHAPES; i++) {
		char *path = WRITE(*state, &shapes[i], three);
		struct stat st;

		assert_int_equal(stat(path, &st), 0);
		size_t size = (size_t)st.st_size;
		size_t step = size > 2000 ? 64 : 7;
		for (size_t n = 0; n < size; n += step)
			expect_cut_is_seen(path, n);
		free(path);
	}
}

static void
a_cut_bundle_gives_what_lies_before_the_cut(void **state)
{
	char *path = WRITE(*state, TAR, three);
	/* Each member is a block of header and one of data. */
	char *inside = cut_copy(path, 5 * 512 + 3);
	struct source *s = tree_open(inside, "", true);
	char *dump = tree_dump(s);

	assert_non_null(strstr(dump, "a.json = aaaaaaaaaa\n"));
	assert_non_null(strstr(dump, "b.json = bbbbbbbbbb\n"));
	assert_non_null(strstr(dump, "c.json ! "));
	assert_non_null(strstr(dump, "trouble '': the bundle"));
	source_close(s);
	free(dump);
	free(inside);
	char *between = cut_copy(path, 4 * 512);
	s = tree_open(between, "", true);
	dump = tree_dump(s);
	assert_non_null(strstr(dump, "b.json = bbbbbbbbbb\n"));
	assert_null(strstr(dump, "c.json"));
	assert_non_null(strstr(
	    dump, "trouble '': the bundle has no end mark behind member 2"));
	source_close(s);
	free(dump);
	free(between);
	free(path);
}

static void
a_bundle_cut_before_its_first_member_is_still_one(void **state)
{
	char *path = WRITE(*state, &shapes[3], three);
	char *copy = cut_copy(path, 40);
	struct source *s = tree_open(copy, "", true);

	tree_expect(s,
	    "trouble '': the bundle cannot be read beyond member 0: truncated "
	    "gzip input\n");
	source_close(s);
	free(copy);
	free(path);
}

static void
an_empty_bundle_is_whole(void **state)
{
	for (size_t i = 0; i < SHAPES; i++) {
		char *path = write_bundle(*state, &shapes[i], NULL, 0);
		struct source *s = tree_open(path, "", true);

		tree_expect(s, "");
		source_close(s);
		free(path);
	}
}

static void
a_tar_behind_a_tar_is_read_too(void **state)
{
	static const struct member more[] = { { "z.json", "z", 0 } };
	char *first = WRITE(*state, TAR, three);
	char *second = WRITE(*state, PAX, more);
	FILE *out = fopen(first, "ab"), *in = fopen(second, "rb");
	int c;

	while ((c = getc(in)) != EOF)
		putc(c, out);
	fclose(in);
	fclose(out);
	struct source *s = tree_open(first, "", true);
	char *expected = xasprintf("undated\nz.json = z\n%s", three_dump);
	tree_expect(s, expected);
	source_close(s);
	free(expected);
	free(second);
	free(first);
}

static void
garbage_behind_a_tar_is_a_trouble(void **state)
{
	char *path = WRITE(*state, TAR, three);
	FILE *out = fopen(path, "ab");

	for (int i = 0; i < 2000; i++)
		putc('x', out);
	fclose(out);
	struct source *s = tree_open(path, "", true);
	char *dump = tree_dump(s);
	assert_non_null(strstr(dump, "c.json = cccccccccc\n"));
	assert_non_null(strstr(dump, "trouble '': the bundle"));
	source_close(s);
	free(dump);
	free(path);
}

static void
what_is_no_bundle_is_refused_with_what_would_be_one(void **state)
{
	static const struct {
		const char *name, *text, *says;
	} cases[] = {
		{ "notes.txt", "dear diary", ".tar.zst" },
		{ "empty", "", ".tar.zst" },
		{ "a.json", "{\"records\":[]}", "give the folder" },
		{ "a.json.gz", "\x1f\x8b\x08 is no gzip", "give the folder" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *path = xasprintf("%s/%s", (char *)*state, cases[i].name);
		struct pl_error err = { 0 };
		struct source *s;

		tree_put(*state, cases[i].name, cases[i].text);
		assert_int_equal(
		    source_open(path, "", true, &s, &err), PL_EFORMAT);
		assert_null(s);
		assert_non_null(strstr(err.text, path));
		assert_non_null(strstr(err.text, cases[i].says));
		free(path);
	}
}

static void
an_encrypted_member_is_a_trouble(void **state)
{
	const struct shape shape = { "secret.zip",
		archive_write_set_format_zip, archive_write_add_filter_none,
		"zip:encryption=zipcrypt" };
	struct archive *a = archive_write_new();
	char *path = xasprintf("%s/%s", (char *)*state, shape.name);

	archive_write_set_format_zip(a);
	if (archive_write_set_options(a, shape.options) != ARCHIVE_OK) {
		archive_write_free(a);
		free(path);
		print_message("this libarchive cannot encrypt\n");
		skip();
	}
	archive_write_set_passphrase(a, "word");
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	write_member(a, &three[0], 10);
	assert_int_equal(archive_write_close(a), ARCHIVE_OK);
	archive_write_free(a);
	struct source *s = tree_open(path, "", true);
	tree_expect(
	    s, "trouble 'KiroLogs/N/2025/01/06/a.json': is encrypted\n");
	source_close(s);
	free(path);
}

static void
a_member_beyond_the_limit_is_listed_and_not_read(void **state)
{
	size_t size = SOURCE_OBJECT_MAX + 1;
	char *zeros = xcalloc(size, 1);
	const struct member large = { "a.json", zeros, 0 };
	char *path = xasprintf("%s/large.tar.zst", (char *)*state);
	struct archive *a = archive_write_new();

	archive_write_set_format_pax(a);
	archive_write_add_filter_zstd(a);
	assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
	write_member(a, &large, size);
	archive_write_free(a);
	free(zeros);
	struct source *s = tree_open(path, "", true);
	tree_expect(s, "undated\na.json ! more than 67108864 bytes\n");
	source_close(s);
	free(path);
}

static void
a_load_takes_what_the_budget_holds_and_at_least_one(void **state)
{
	char *path = WRITE(*state, ZIP, three);
	struct source *s = tree_open(path, "", true);
	struct source_list list;
	size_t loaded;

	assert_int_equal(source_list(s, TREE_DAY, &list, NULL), PL_OK);
	assert_int_equal(list.count, 3);
	const struct source_object *wanted[] = { &list.objects[0],
		&list.objects[1], &list.objects[2] };
	size_t each = SOURCE_LOAD_COST + 10;
	assert_int_equal(
	    source_load(s, wanted, 3, 3 * each - 1, &loaded, NULL), PL_OK);
	assert_int_equal(loaded, 2);
	assert_int_equal(source_load(s, wanted, 3, 0, &loaded, NULL), PL_OK);
	assert_int_equal(loaded, 1);
	assert_int_equal(
	    source_load(s, wanted, 3, 3 * each, &loaded, NULL), PL_OK);
	assert_int_equal(loaded, 3);
	source_list_release(&list);
	source_close(s);
	free(path);
}

static void
objects_are_read_in_any_order_and_more_than_once(void **state)
{
	char *path = WRITE(*state, PAX, three);
	struct source *s = tree_open(path, "", true);
	struct source_list list;
	struct source_object seen;
	struct buf out;
	size_t loaded;

	buf_init(&out, BUF_UNLIMITED);
	assert_int_equal(source_list(s, TREE_DAY, &list, NULL), PL_OK);
	const struct source_object *wanted[] = { &list.objects[2],
		&list.objects[0] };
	assert_int_equal(
	    source_load(s, wanted, 2, 9999, &loaded, NULL), PL_OK);
	assert_int_equal(loaded, 2);
	static const char *const order = "abcabca";
	for (const char *p = order; *p != '\0'; p++) {
		assert_int_equal(
		    source_read(s, &list.objects[*p - 'a'], &out, &seen, NULL),
		    PL_OK);
		assert_int_equal(out.n, 10);
		assert_int_equal(out.p[9], *p);
	}
	buf_release(&out);
	source_list_release(&list);
	source_close(s);
	free(path);
}

static void
a_bundle_that_changes_is_not_read_on(void **state)
{
	char *path = WRITE(*state, TAR, three);
	struct source *s = tree_open(path, "", true);
	char *before = xstrdup(source_signature(s));
	struct source_list list;
	struct pl_error err = { 0 };
	size_t loaded;

	assert_int_equal(source_list(s, TREE_DAY, &list, &err), PL_OK);
	assert_int_equal(truncate(path, 5 * 512), 0);
	const struct source_object *wanted = &list.objects[0];
	assert_int_equal(
	    source_load(s, &wanted, 1, 99, &loaded, &err), PL_EIO);
	assert_int_equal(loaded, 0);
	source_list_release(&list);
	source_close(s);

	s = tree_open(path, "", true);
	assert_string_not_equal(source_signature(s), before);
	source_close(s);
	free(before);
	free(path);
}

struct reader {
	struct source *source;
	struct source_list list;
	unsigned read;
};

static void *
read_day(void *argument)
{
	struct reader *r = argument;
	struct source_object seen;
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	for (size_t i = 0; i < r->list.count; i++) {
		const struct source_object *o = &r->list.objects[i];

		if (source_read(r->source, o, &out, &seen, NULL) == PL_OK &&
		    span_equal(buf_span(&out), o->key))
			r->read++;
	}
	buf_release(&out);
	return NULL;
}

#define READERS 4
#define EACH    5

/* The file is gone after the load, so that no read can make a pass. */
static void
one_load_serves_several_days_read_by_several_threads(void **state)
{
	struct member members[READERS * EACH];
	char paths[READERS * EACH][40];
	const struct source_object *wanted[READERS * EACH];
	struct reader readers[READERS];
	pthread_t threads[READERS];
	size_t loaded, n = 0;

	for (unsigned i = 0; i < READERS * EACH; i++) {
		snprintf(paths[i], sizeof paths[i], "2025/01/%02u/%u.json",
		    6 + i % READERS, i);
		members[i] = (struct member){ paths[i], paths[i], 0 };
	}
	char *path = WRITE(*state, PAX, members);
	struct source *s = tree_open(path, "", true);
	for (int i = 0; i < READERS; i++) {
		readers[i] = (struct reader){ .source = s };
		assert_int_equal(source_list(s, TREE_DAY + i * NS_PER_DAY,
				     &readers[i].list, NULL),
		    PL_OK);
		for (size_t k = 0; k < readers[i].list.count; k++)
			wanted[n++] = &readers[i].list.objects[k];
	}
	assert_int_equal(n, READERS * EACH);
	assert_int_equal(
	    source_load(s, wanted, n, 1 << 20, &loaded, NULL), PL_OK);
	assert_int_equal(loaded, n);
	assert_int_equal(unlink(path), 0);
	for (int i = 0; i < READERS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, read_day, &readers[i]),
		    0);
	for (int i = 0; i < READERS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(readers[i].read, EACH);
		source_list_release(&readers[i].list);
	}
	source_close(s);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(every_kind_of_bundle_gives_the_same_objects),
		TREE_TEST(a_member_has_its_place_size_and_time),
		TREE_TEST(names_beyond_ascii_are_known_in_any_locale),
		TREE_TEST(paths_become_keys),
		TREE_TEST(the_first_of_two_members_with_one_key_is_taken),
		TREE_TEST(what_is_no_prompt_log_is_counted),
		TREE_TEST(a_cut_bundle_never_passes_for_a_whole_one),
		TREE_TEST(a_cut_bundle_gives_what_lies_before_the_cut),
		TREE_TEST(a_bundle_cut_before_its_first_member_is_still_one),
		TREE_TEST(an_empty_bundle_is_whole),
		TREE_TEST(a_tar_behind_a_tar_is_read_too),
		TREE_TEST(garbage_behind_a_tar_is_a_trouble),
		TREE_TEST(what_is_no_bundle_is_refused_with_what_would_be_one),
		TREE_TEST(an_encrypted_member_is_a_trouble),
		TREE_TEST(a_member_beyond_the_limit_is_listed_and_not_read),
		TREE_TEST(a_load_takes_what_the_budget_holds_and_at_least_one),
		TREE_TEST(objects_are_read_in_any_order_and_more_than_once),
		TREE_TEST(a_bundle_that_changes_is_not_read_on),
		TREE_TEST(
		    one_load_serves_several_days_read_by_several_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
