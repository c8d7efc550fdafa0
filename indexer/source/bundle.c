#include "indexer/source/bundle.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "base/stop.h"
#include "base/utf8.h"
#include "indexer/source/key.h"

char *
bundle_signature(const struct stat *st)
{
	return xasprintf("%jd bytes, mtime %jd.%09ld, ctime %jd.%09ld, "
			 "inode %ju",
	    (intmax_t)st->st_size, (intmax_t)st->st_mtim.tv_sec,
	    st->st_mtim.tv_nsec, (intmax_t)st->st_ctim.tv_sec,
	    st->st_ctim.tv_nsec, (uintmax_t)st->st_ino);
}

/* A member's path as a key: no '/' at its front, no empty and no "."
 * components.  False for one with "..", which means another place than it
 * says. */
static bool
normalise(struct span path, struct buf *out, unsigned *depth)
{
	bool plain = true;

	buf_clear(out);
	*depth = 0;
	for (size_t begin = 0, end; begin < path.n; begin = end + 1) {
		for (end = begin; end < path.n && path.p[end] != '/';)
			end++;
		struct span part = span_of(path.p + begin, end - begin);
		if (part.n == 0 || span_is(part, "."))
			continue;
		plain = plain && !span_is(part, "..");
		if (out->n > 0) {
			buf_addc(out, '/');
			++*depth;
		}
		buf_addspan(out, part);
	}
	return plain;
}

struct scan {
	struct source *source;
	struct bundle *bundle;
	struct bundle_pass *pass;
	uint64_t *passed;
	struct buf path;
};

/* Where the header does not tell the size, the member is read for it. */
static uint64_t
size_of(struct bundle_pass *p)
{
	struct buf bytes;
	uint64_t size = SOURCE_OBJECT_MAX + 1;

	if (archive_entry_size_is_set(p->entry)) {
		int64_t told = archive_entry_size(p->entry);
		return told < 0 ? 0 : (uint64_t)told;
	}
	buf_init(&bytes, BUF_UNLIMITED);
	if (bundle_pass_read(p, SOURCE_OBJECT_MAX, &bytes, NULL) != PL_ELIMIT)
		size = bytes.n;
	buf_release(&bytes);
	return size;
}

static void
add_member(struct scan *s, struct span key)
{
	struct archive_entry *entry = s->pass->entry;
	struct bundle *b = s->bundle;
	struct pl_place place;

	key_place(key, &place);
	b->members =
	    xgrow(b->members, b->count, &b->capacity, sizeof *b->members);
	b->members[b->count++] = (struct bundle_member){
		.day = place.day,
		.key = arena_add(&b->keys, key),
		.size = size_of(s->pass),
		.mtime = source_instant(archive_entry_mtime(entry),
		    archive_entry_mtime_nsec(entry)),
		.index = s->pass->index,
	};
	source_add_day(s->source, place.day);
}

/* A regular member with a path. */
static void
scan_file(struct scan *s, struct span path)
{
	struct troubles *t = s->source->troubles;
	enum source_passed passed;
	unsigned depth;

	bool plain = normalise(path, &s->path, &depth);
	struct span key = key_from_logs(buf_span(&s->path));
	if (key_passed(key, &passed))
		s->passed[passed]++;
	else if (!plain)
		troubles_add(t, key, "the path holds '..'");
	else if (depth > SOURCE_DEPTH_MAX)
		troubles_add(t, key, "more than %d folders within each other",
		    SOURCE_DEPTH_MAX);
	else if (utf8_valid(key.p, key.n) != key.n)
		troubles_add(t, key, "the name is not UTF-8");
	else if (archive_entry_is_encrypted(s->pass->entry))
		troubles_add(t, key, "is encrypted");
	else
		add_member(s, key);
}

static bool
is_link(struct archive_entry *entry)
{
	return archive_entry_filetype(entry) == AE_IFLNK ||
	    archive_entry_hardlink_utf8(entry) != NULL ||
	    archive_entry_hardlink(entry) != NULL;
}

static void
scan_member(struct scan *s)
{
	struct archive_entry *entry = s->pass->entry;
	const char *path = bundle_pass_path(s->pass);
	unsigned kind = archive_entry_filetype(entry);

	if (kind == AE_IFDIR)
		return;
	if (is_link(entry))
		s->passed[SOURCE_LINK]++;
	else if (kind != AE_IFREG && kind != 0)
		s->passed[SOURCE_SPECIAL]++;
	else if (path == NULL)
		troubles_add(s->source->troubles, span_of(NULL, 0),
		    "the name of member %zu cannot be read", s->pass->next);
	else if (strlen(path) > BUNDLE_PATH_MAX)
		troubles_add(s->source->troubles,
		    span_of(path, BUNDLE_PATH_MAX),
		    "the path is longer than %d bytes", BUNDLE_PATH_MAX);
	else
		scan_file(s, span_str(path));
}

static bool
is_object_name(const char *path)
{
	struct span name = span_str(path);

	return span_ends(name, ".json") || span_ends(name, ".json.gz");
}

static enum pl_status
no_bundle(
    const struct source *s, const struct pl_error *why, struct pl_error *err)
{
	if (is_object_name(s->root))
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is a single object: give the folder that holds it",
		    s->root);
	return pl_fail(err, PL_EFORMAT,
	    "'%s' is no bundle (.tar, .tar.gz, .tar.zst, .tar.xz, .zip): %s",
	    s->root, why->text);
}

/* What the end of a pass says of the bundle. */
static void
judge_end(const struct scan *s, enum pl_status end, const struct pl_error *why)
{
	const struct bundle_pass *p = s->pass;
	struct span all = span_of(NULL, 0);

	if (end == PL_EFORMAT)
		troubles_add(s->source->troubles, all,
		    "the bundle cannot be read beyond member %zu: %s", p->next,
		    why->text);
	else if (end == PL_OK)
		troubles_add(s->source->troubles, all, "more than %d members",
		    BUNDLE_MEMBERS_MAX);
	else if (!p->ended)
		troubles_add(s->source->troubles, all,
		    "the bundle has no end mark behind member %zu: it may "
		    "have been cut",
		    p->next);
	if (p->damage > 0 && end != PL_EFORMAT)
		troubles_add(s->source->troubles, all,
		    "the bundle is damaged in %u places: %s", p->damage,
		    p->damage_text);
}

static int
by_day_and_key(const void *a, const void *b)
{
	const struct bundle_member *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	int order = span_compare(x->key, y->key);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* The first of several members with the same key stands. */
static void
finish_members(struct source *s, struct bundle *b)
{
	size_t kept = 0;

	if (b->count > 1)
		qsort(
		    b->members, b->count, sizeof *b->members, by_day_and_key);
	for (size_t i = 0; i < b->count; i++)
		if (kept > 0 &&
		    span_equal(b->members[kept - 1].key, b->members[i].key))
			troubles_add(s->troubles, b->members[i].key,
			    "two members of the bundle have this key: the "
			    "first is taken");
		else
			b->members[kept++] = b->members[i];
	b->count = kept;
}

/* One that was cut before anything could be unpacked is a bundle too. */
static void
scan(struct scan *s, enum pl_status rc, struct pl_error *why)
{
	s->source->signature = bundle_signature(&s->pass->stat);
	while (rc == PL_OK && s->pass->next < BUNDLE_MEMBERS_MAX &&
	    !stop_asked()) {
		rc = bundle_pass_next(s->pass, why);
		if (rc == PL_OK)
			scan_member(s);
	}
	judge_end(s, rc, why);
	finish_members(s->source, s->bundle);
}

static enum pl_status
bundle_open(
    struct source *s, uint64_t passed[SOURCE_PASSED], struct pl_error *err)
{
	struct bundle *b = xcalloc(1, sizeof *b);
	struct bundle_pass pass;
	struct scan sc = { s, b, &pass, passed, { .max = BUF_UNLIMITED } };
	struct pl_error why = { 0 };

	if (pthread_mutex_init(&b->lock, NULL) != 0)
		abort();
	b->names = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	s->self = b;
	enum pl_status rc = bundle_pass_begin(&pass, s->root, b->names, &why);
	if (rc == PL_EIO) {
		pl_fail(err, rc, "%s", why.text);
	} else if (rc == PL_EFORMAT &&
	    (!pass.torn || is_object_name(s->root))) {
		no_bundle(s, &why, err);
	} else {
		scan(&sc, rc, &why);
		rc = stop_asked() ? pl_fail(err, PL_ESTOP, "stopped") : PL_OK;
	}
	buf_release(&sc.path);
	bundle_pass_end(&pass);
	return rc;
}

static void
bundle_close(void *self)
{
	struct bundle *b = self;

	if (b == NULL)
		return;
	bundle_unload(b);
	pthread_mutex_destroy(&b->lock);
	if (b->names != (locale_t)0)
		freelocale(b->names);
	arena_release(&b->keys);
	free(b->members);
	free(b);
}

static enum pl_status
bundle_list(struct source *s, int64_t day, struct source_list_builder *out,
    uint64_t passed[SOURCE_PASSED], struct pl_error *err)
{
	const struct bundle *b = s->self;
	size_t low = 0, high = b->count;

	(void)passed;
	(void)err;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->members[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < b->count && b->members[low].day == day; low++) {
		const struct bundle_member *m = &b->members[low];
		struct source_object o = {
			.key = m->key,
			.size = m->size,
			.mtime = m->mtime,
			.member = m->index,
		};

		source_list_add(out, &o);
	}
	return PL_OK;
}

const struct source_kind source_bundle = {
	.open = bundle_open,
	.close = bundle_close,
	.list = bundle_list,
	.load = bundle_load,
	.read = bundle_read,
};
