#include "schema/shard/segment.h"

#include <assert.h>

#include "schema/shard/varint.h"

/* A page's header: where the first record is that is of a word before the
 * page, or 0, and where the places of words begin; 16 bits each. */
#define HEADER 4
/* A list's index is kept from as many pages on that begin no word. */
#define INDEXED_PAGES 4

/* The row of a page, by its segment, its level, 0 being the lowest, if it is
 * of a list's index, and its number. */
#define PAGE_BITS     31
#define LEVEL_BITS    5
#define INDEX_BIT     ((int64_t)1 << (PAGE_BITS + LEVEL_BITS))
#define SEGMENT_SHIFT (PAGE_BITS + LEVEL_BITS + 1)

void
segment_begin(struct segment *s, struct db *db, int64_t id)
{
	*s = (struct segment){
		.db = db,
		.id = id,
		.number = 1,
		.bare = true,
		.key_page = 1,
	};
	buf_init(&s->page, BUF_UNLIMITED);
	buf_init(&s->places, BUF_UNLIMITED);
	buf_init(&s->word, BUF_UNLIMITED);
	buf_init(&s->key, BUF_UNLIMITED);
	for (int i = 0; i < SEGMENT_LEVELS; i++)
		buf_init(&s->levels[i].page, BUF_UNLIMITED);
	buf_add(&s->page, "\0\0\0", HEADER);
}

void
segment_release(struct segment *s)
{
	buf_release(&s->page);
	buf_release(&s->places);
	buf_release(&s->word);
	buf_release(&s->key);
	for (int i = 0; i < SEGMENT_LEVELS; i++)
		buf_release(&s->levels[i].page);
}

enum pl_status
segment_put_row(
    struct db *db, int64_t id, struct span bytes, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_PUT_PAGE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, id);
	bind_blob(q, 2, bytes.p, bytes.n);
	return stmt_run(db, STMT_SHARD_PUT_PAGE, err);
}

static void
set_header(struct segment *s, size_t at, size_t value)
{
	s->page.p[at] = (char)(value >> 8);
	s->page.p[at + 1] = (char)value;
}

/* The index of the list in hand */

static enum pl_status
put_level(struct segment *s, int level, struct pl_error *err)
{
	const struct segment_level *l = &s->levels[level];

	return segment_put_row(s->db,
	    s->id << SEGMENT_SHIFT | INDEX_BIT | (int64_t)level << PAGE_BITS |
		l->number,
	    buf_span(&l->page), err);
}

static void
begin_level(struct segment_level *l, bool root, int64_t below, int64_t record)
{
	varint_add(&l->page, !root);
	varint_add(&l->page, (uint64_t)below);
	varint_add(&l->page, (uint64_t)record);
	l->record = record;
}

/* The first record that a full page of an index tells. */
static int64_t
first_record(const struct segment_level *l)
{
	struct span rest = span_of(l->page.p + 1, l->page.n - 1);
	uint64_t below = 0, record = 0;

	varint_get(&rest, &below);
	varint_get(&rest, &record);
	return (int64_t)record;
}

/* The page in the making begins with that record: tell its list's index, and
 * where a page of that is full, the level above. */
static enum pl_status
index_record(struct segment *s, int64_t record, struct pl_error *err)
{
	bool full = true;

	for (int i = 0; full; i++) {
		assert(i + 1 < SEGMENT_LEVELS);
		struct segment_level *l = &s->levels[i], *above = l + 1;
		full = l->page.n >= SEGMENT_PAGE_BYTES;
		if (full) {
			l->page.p[0] = 1; /* not the root */
			enum pl_status rc = put_level(s, i, err);
			if (rc != PL_OK)
				return rc;
			if (above->page.n == 0) {
				above->number = l->number;
				begin_level(
				    above, true, l->number, first_record(l));
			}
			buf_clear(&l->page);
			l->number++;
		}
		if (l->page.n == 0)
			begin_level(l, !full,
			    i == 0 ? s->number : l[-1].number, record);
		else
			varint_add(&l->page, (uint64_t)(record - l->record));
		l->record = record;
	}
	return PL_OK;
}

/* The list is at its end: its index is kept, if it is worth it. */
static enum pl_status
end_index(struct segment *s, bool *kept, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	*kept = s->levels[0].page.n > 0 && s->bare_pages >= INDEXED_PAGES;
	for (int i = 0; i < SEGMENT_LEVELS && s->levels[i].page.n > 0; i++) {
		if (*kept && rc == PL_OK)
			rc = put_level(s, i, err);
		buf_clear(&s->levels[i].page);
	}
	s->bare_pages = 0;
	return rc;
}

/* Pages */

/* Tell the index of pages the one that waits for it. */
static enum pl_status
put_key(struct segment *s, struct pl_error *err)
{
	bool indexed;
	sqlite3_stmt *q;
	enum pl_status rc;

	if (s->key_page == 0)
		return PL_OK;
	rc = end_index(s, &indexed, err);
	if (rc == PL_OK)
		rc = stmt_begin(s->db, STMT_SHARD_PUT_PAGE_KEY, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, s->id);
	bind_blob(q, 2, s->key.p, s->key.n);
	bind_int(q, 3, s->key_page << 1 | indexed);
	s->key_page = 0;
	return stmt_run(s->db, STMT_SHARD_PUT_PAGE_KEY, err);
}

static enum pl_status
put_page(struct segment *s, struct pl_error *err)
{
	enum pl_status rc;

	set_header(s, 2, s->page.n);
	if (s->bare) {
		if (s->fresh && s->levels[0].page.n > 0)
			varint_add(&s->levels[0].page, 0);
		s->bare_pages++;
	}
	buf_addspan(&s->page, buf_span(&s->places));
	rc = segment_put_row(s->db, s->id << SEGMENT_SHIFT | s->number,
	    buf_span(&s->page), err);
	buf_clear(&s->page);
	buf_clear(&s->places);
	buf_add(&s->page, "\0\0\0", HEADER);
	s->last_place = 0;
	s->number++;
	s->bare = true;
	s->fresh = true;
	return rc;
}

static size_t
used(const struct segment *s)
{
	return s->page.n + s->places.n;
}

static size_t
common_prefix(struct span a, struct span b)
{
	size_t i = 0;

	while (i < a.n && i < b.n && a.p[i] == b.p[i])
		i++;
	return i;
}

/* The first word on a page is written whole, and tells the page from those
 * before it by as much of it as is needed. */
static enum pl_status
begin_word(struct segment *s, struct span word, struct pl_error *err)
{
	size_t kept = 0;
	enum pl_status rc = PL_OK;

	if (used(s) + word.n + 2 >= SEGMENT_PAGE_BYTES && s->page.n > HEADER)
		rc = put_page(s, err);
	if (rc != PL_OK)
		return rc;
	varint_add(&s->places, s->page.n - s->last_place);
	s->last_place = s->page.n;
	size_t common = common_prefix(buf_span(&s->word), word);
	if (!s->bare) {
		kept = common;
		varint_add(&s->page, kept);
	} else if (s->number > 1) {
		rc = put_key(s, err);
		buf_clear(&s->key);
		buf_add(&s->key, word.p, common + 1);
		s->key_page = s->number;
	}
	varint_add(&s->page, word.n - kept);
	buf_add(&s->page, word.p + kept, word.n - kept);
	s->word.n = kept;
	buf_add(&s->word, word.p + kept, word.n - kept);
	s->bare = false;
	s->fresh = false;
	s->levels[0].number = s->number;
	return rc;
}

/* How many of the bytes fit, no number being parted; at least one does. */
static size_t
whole_numbers(struct span bytes, size_t room)
{
	size_t whole = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		if (i >= room && whole > 0)
			break;
		if ((unsigned char)bytes.p[i] < 0x80)
			whole = i + 1;
	}
	return whole;
}

/* The places of a record, with their size. */
static enum pl_status
put_places(struct segment *s, struct span places, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (used(s) + places.n <= SEGMENT_PAGE_BYTES) {
		buf_addspan(&s->page, places);
		return PL_OK;
	}
	while (places.n > 0 && rc == PL_OK) {
		size_t room = used(s) < SEGMENT_PAGE_BYTES
		    ? SEGMENT_PAGE_BYTES - used(s)
		    : 0;
		size_t n =
		    places.n <= room ? places.n : whole_numbers(places, room);

		buf_add(&s->page, places.p, n);
		places = span_of(places.p + n, places.n - n);
		if (used(s) >= SEGMENT_PAGE_BYTES)
			rc = put_page(s, err);
	}
	return rc;
}

/* The next record of a list: its number, of which `step` is what it has more
 * than the one before. */
static enum pl_status
put_record(
    struct segment *s, int64_t record, uint64_t step, struct pl_error *err)
{
	if (!s->fresh) {
		varint_add(&s->page, step);
		return PL_OK;
	}
	set_header(s, 0, s->page.n);
	varint_add(&s->page, (uint64_t)record);
	s->fresh = false;
	return index_record(s, record, err);
}

enum pl_status
segment_word(struct segment *s, struct span word, struct span list,
    struct pl_error *err)
{
	int64_t record = 0;
	enum pl_status rc = begin_word(s, word, err);

	if (rc == PL_OK && used(s) + list.n + 1 <= SEGMENT_PAGE_BYTES) {
		buf_addspan(&s->page, list);
		return PL_OK;
	}
	while (list.n > 0 && rc == PL_OK) {
		uint64_t step = 0, size = 0;
		varint_get(&list, &step);
		record += (int64_t)step;
		struct span places = list;
		varint_get(&list, &size);
		list = span_of(list.p + size / 2, list.n - size / 2);
		places.n = (size_t)(list.p - places.p);
		rc = put_record(s, record, step, err);
		if (rc == PL_OK)
			rc = put_places(s, places, err);
	}
	return rc;
}

enum pl_status
segment_end(struct segment *s, int64_t *pages, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (s->page.n > HEADER)
		rc = put_page(s, err);
	*pages = s->number - 1;
	if (rc == PL_OK && *pages > 0)
		rc = put_key(s, err);
	return rc;
}
