#include <stdlib.h>

#include "base/mem.h"
#include "query/export/bundle.h"
#include "query/verify/verify.h"

/* The files as the manifest lists them. */
struct listed {
	struct package_member *items; /* owned; in its order, then sorted */
	size_t count, capacity;
	size_t name_bytes; /* of all names together */
};

static void
listed_release(struct listed *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->items[i].name);
	free(l->items);
}

static void
take_file(
    struct verification *v, struct listed *l, const struct manifest_file *file)
{
	struct package_member m = { .size = (uint64_t)file->size };
	struct span name = buf_span(&file->name);

	l->name_bytes += name.n + 1;
	if (!pl_sha256_parse(buf_span(&file->sha256), m.sha256) ||
	    name.n == 0 || strlen(name.p) != name.n ||
	    name.n > READER_PATH_MAX || l->count == READER_MEMBERS_MAX ||
	    l->name_bytes > READER_NAMES_MAX) {
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "the entry of file %zu makes no sense", l->count + 1);
		return;
	}
	l->items = xgrow(l->items, l->count, &l->capacity, sizeof *l->items);
	m.name = xstrndup(name.p, name.n);
	l->items[l->count++] = m;
}

static void
compare_count(
    struct verification *v, const char *what, int64_t said, uint64_t counted)
{
	if (said < 0 || (uint64_t)said != counted)
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "it says %lld %s and lists %llu", (long long)said, what,
		    (unsigned long long)counted);
}

/* The file that a record says is its original must be the object that the
 * record says it comes from. */
static void
check_original(struct verification *v, const struct manifest_record *r)
{
	const struct reader_member *m;
	uint8_t object[PL_SHA256_BYTES];

	if (r->original.n == 0)
		return;
	m = verify_member(v, r->original.p);
	if (m == NULL || m->strange != NULL)
		findings_add(&v->findings, r->original.p,
		    "is no file here, and record '%s' comes from it",
		    r->id.n > 0 ? r->id.p : "");
	else if (!pl_sha256_parse(buf_span(&r->object_sha256), object) ||
	    memcmp(m->sha256, object, sizeof object) != 0)
		findings_add(&v->findings, r->original.p,
		    "is not the object that record '%s' comes from",
		    r->id.n > 0 ? r->id.p : "");
}

static enum pl_status
read_manifest(struct verification *v, struct manifest_reader *m,
    struct listed *l, struct pl_error *why)
{
	uint64_t hits = 0, conversations = 0;
	enum pl_status rc;

	while ((rc = manifest_next_record(m, why)) == PL_OK) {
		v->result->records++;
		check_original(v, &m->record);
		hits += m->record.hit;
		/* They are numbered as they come. */
		conversations +=
		    (uint64_t)m->record.number == conversations + 1;
	}
	while (rc == PL_END && (rc = manifest_next_file(m, why)) == PL_OK) {
		take_file(v, l, &m->file);
		rc = PL_END;
	}
	if (rc < 0)
		return rc;
	compare_count(v, "records", m->counts.records, v->result->records);
	compare_count(v, "hits", m->counts.hits, hits);
	compare_count(
	    v, "conversations", m->counts.conversations, conversations);
	compare_count(v, "files", m->counts.files, l->count);
	v->result->complete = m->complete;
	v->result->understood = true;
	return PL_OK;
}

/* ---- what is there ---- */

static void
compare_member(struct verification *v, const struct package_member *said,
    const struct reader_member *found)
{
	if (found->strange != NULL)
		return; /* named already */
	if (found->size != said->size)
		findings_add(&v->findings, said->name,
		    "has %llu bytes, and had %llu",
		    (unsigned long long)found->size,
		    (unsigned long long)said->size);
	else if (memcmp(found->sha256, said->sha256, PL_SHA256_BYTES) != 0)
		findings_add(&v->findings, said->name,
		    "was changed: its SHA-256 is another");
}

static int
by_name(const void *a, const void *b)
{
	const struct package_member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool
is_unlisted(const char *name)
{
	return strcmp(name, BUNDLE_MANIFEST) == 0 ||
	    strcmp(name, BUNDLE_SUMS) == 0;
}

/* A file that is there: at most one that is listed, or one of the two that
 * cannot list themselves. */
static void
judge_member(struct verification *v, const struct reader_member *m, bool twice,
    const struct package_member *said)
{
	if (m->folder)
		return; /* they are counted */
	if (m->strange != NULL)
		findings_add(&v->findings, m->name, "is %s", m->strange);
	else if (!package_is_name(span_str(m->name)))
		findings_add(&v->findings, m->name,
		    "has a name that no export gives to a file");
	else if (twice)
		findings_add(&v->findings, m->name, "is there twice");
	else if (said == NULL && !is_unlisted(m->name))
		findings_add(&v->findings, m->name,
		    "was added: the manifest does not list it");
	else if (said != NULL)
		compare_member(v, said, m);
}

/* Another program that packed the bundle put one in for each of its folders:
 * that is one difference. */
static void
judge_folders(struct verification *v)
{
	const struct reader_member *first = NULL;
	size_t count = 0;

	for (size_t i = 0; i < v->reader.count; i++) {
		const struct reader_member *m = &v->reader.members[i];

		first = m->folder && first == NULL ? m : first;
		count += m->folder;
	}
	if (count == 1)
		findings_add(
		    &v->findings, first->name, "is %s", first->strange);
	else if (count > 1)
		findings_add(&v->findings, first->name,
		    "is %s, as are %zu others: another program has packed "
		    "this",
		    first->strange, count - 1);
}

/* Both lists are sorted; go through them side by side. */
static void
compare_lists(struct verification *v, const struct listed *l)
{
	const struct reader *r = &v->reader;
	size_t at = 0;

	judge_folders(v);
	for (size_t i = 0; i < r->count; i++) {
		const struct reader_member *m = &r->members[i];
		bool twice =
		    i > 0 && strcmp(m->name, r->members[i - 1].name) == 0;

		for (; at < l->count && strcmp(l->items[at].name, m->name) < 0;
		     at++)
			findings_add(
			    &v->findings, l->items[at].name, "is missing");
		bool said =
		    at < l->count && strcmp(l->items[at].name, m->name) == 0;
		judge_member(v, m, twice, said ? &l->items[at] : NULL);
		at += said;
	}
	for (; at < l->count; at++)
		findings_add(&v->findings, l->items[at].name, "is missing");
}

/* ---- SHA256SUMS ---- */

/* Whether the next line is the one that bundle_sums makes for the file. */
static enum pl_status
take_sum(struct lines *lines, const struct package_member *file, bool *same,
    struct pl_error *err)
{
	struct buf wanted;
	struct span line;
	enum pl_status rc = lines_next(lines, &line, err);

	buf_init(&wanted, BUF_UNLIMITED);
	bundle_sums(&wanted, file, 1);
	wanted.n--; /* its newline */
	if (rc != PL_OK || !span_equal(line, buf_span(&wanted)))
		*same = false;
	buf_release(&wanted);
	return rc;
}

/* It must be what bundle_sums makes of the manifest's list, and behind that
 * have the manifest's own hash. */
static enum pl_status
compare_sums(struct verification *v, const struct listed *l,
    struct lines *lines, struct pl_error *err)
{
	struct package_member manifest = { .name =
					       (char[]){ BUNDLE_MANIFEST } };
	bool same = true, own = true;
	struct span more;
	enum pl_status rc = PL_OK;

	memcpy(manifest.sha256, v->result->manifest, PL_SHA256_BYTES);
	for (size_t i = 0; rc == PL_OK && i < l->count; i++)
		rc = take_sum(lines, &l->items[i], &same, err);
	if (rc == PL_OK)
		rc = take_sum(lines, &manifest, &own, err);
	else if (rc == PL_END)
		own = false;
	if (rc == PL_OK) {
		rc = lines_next(lines, &more, err);
		own = own && rc == PL_END;
	}
	if (!same)
		findings_add(&v->findings, BUNDLE_SUMS,
		    "has not the list of files that " BUNDLE_MANIFEST
		    " has: one of the two was changed");
	if (!own)
		findings_add(&v->findings, BUNDLE_MANIFEST,
		    "has not the SHA-256 that " BUNDLE_SUMS
		    " has for it: one of the two was changed");
	return rc;
}

static enum pl_status
check_sums(
    struct verification *v, const struct listed *l, struct pl_error *err)
{
	struct reader_stream s;
	struct lines lines;
	struct pl_error why;
	enum pl_status rc = verify_stream(v, BUNDLE_SUMS, &s, &why);

	lines_begin(&lines, &s.source);
	if (rc == PL_OK)
		rc = compare_sums(v, l, &lines, &why);
	rc = verify_damage(v, BUNDLE_SUMS, rc, &why, err);
	lines_end(&lines);
	reader_stream_close(&s);
	return rc;
}

enum pl_status
verify_files(struct verification *v, struct pl_error *err)
{
	struct manifest_reader m = { .complete = false };
	struct listed l = { 0 };
	struct reader_stream s;
	struct pl_error why;
	enum pl_status rc = verify_stream(v, BUNDLE_MANIFEST, &s, &why);

	if (rc == PL_OK)
		rc = manifest_begin(&m, &s.source, &why);
	if (rc == PL_OK)
		rc = read_manifest(v, &m, &l, &why);
	manifest_end(&m);
	reader_stream_close(&s);
	rc = verify_damage(v, BUNDLE_MANIFEST, rc, &why, err);
	if (v->result->understood)
		rc = check_sums(v, &l, err);
	if (l.count > 1)
		qsort(l.items, l.count, sizeof *l.items, by_name);
	if (rc == PL_OK && v->result->understood)
		compare_lists(v, &l);
	listed_release(&l);
	return rc;
}
