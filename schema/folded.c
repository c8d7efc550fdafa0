#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/fold.h"
#include "schema/token.h"

void
pl_folded_init(struct pl_folded *f)
{
	*f = (struct pl_folded){ 0 };
	buf_init(&f->text, BUF_UNLIMITED);
}

void
pl_folded_release(struct pl_folded *f)
{
	if (f == NULL)
		return;
	buf_release(&f->text);
	free(f->origin);
	free(f->edge);
	pl_folded_init(f);
}

/* Room for n more bytes, with the place after them. */
static void
make_room(struct pl_folded *f, size_t n)
{
	enum pl_status rc = buf_reserve(&f->text, n, NULL);

	assert(rc == PL_OK);
	(void)rc;
	if (f->cap >= f->text.cap)
		return;
	f->cap = f->text.cap;
	f->origin = xreallocarray(f->origin, f->cap, sizeof *f->origin);
	f->edge = xreallocarray(f->edge, f->cap, sizeof *f->edge);
}

/* The end of the bytes from `from` on that are ASCII and have nothing but
 * ASCII after them, so that each is a character by itself. */
static size_t
ascii_end(struct span text, size_t from)
{
	size_t i = from;
	uint64_t word;

	while (text.n - i >= sizeof word) {
		memcpy(&word, text.p + i, sizeof word);
		if ((word & 0x8080808080808080u) != 0)
			break;
		i += sizeof word;
	}
	while (i < text.n && (unsigned char)text.p[i] < 0x80)
		i++;
	return i < text.n && i > from ? i - 1 : i;
}

/* Without a branch in the loop: a byte is always written, and counts unless it
 * is one more white space. */
static enum fold_class
add_ascii(struct pl_folded *f, struct span text, size_t from, size_t end,
    enum fold_class last)
{
	const unsigned char *p = (const unsigned char *)text.p;
	bool was_word = last == FOLD_WORD, was_space = last == FOLD_SPACE;

	make_room(f, end - from);
	char *to = f->text.p;
	uint32_t *origin = f->origin;
	uint8_t *edge = f->edge;
	size_t n = f->text.n;
	for (size_t i = from; i < end; i++) {
		uint8_t folded = fold_ascii[p[i]];
		bool word = folded != 0;
		bool space = p[i] == ' ' || (p[i] >= '\t' && p[i] <= '\r');

		unsigned other = space ? ' ' : p[i];

		to[n] = (char)(folded | (other & (word - 1u)));
		origin[n] = (uint32_t)i;
		edge[n] = !(word & was_word);
		n += !(space & was_space);
		was_word = word;
		was_space = space;
	}
	f->text.n = n;
	return was_word ? FOLD_WORD : was_space ? FOLD_SPACE : FOLD_OTHER;
}

static enum fold_class
add_cluster(
    struct pl_folded *f, const struct fold_cluster *c, enum fold_class last)
{
	size_t n = f->text.n;

	if (c->class == FOLD_SPACE && last == FOLD_SPACE)
		return last;
	make_room(f, c->n);
	memcpy(f->text.p + n, c->text, c->n);
	for (size_t i = 0; i < c->n; i++) {
		f->origin[n + i] = (uint32_t)c->begin;
		f->edge[n + i] = c->class == FOLD_OTHER;
	}
	f->edge[n] = !(c->class == FOLD_WORD && last == FOLD_WORD);
	f->text.n = n + c->n;
	return c->class;
}

void
pl_folded_set(struct pl_folded *f, struct span text)
{
	enum fold_class last = FOLD_OTHER;
	struct fold from;
	struct fold_cluster c;

	assert(text.n <= UINT32_MAX);
	buf_clear(&f->text);
	fold_begin(&from, text, 0);
	for (;;) {
		if (from.used == from.count) {
			size_t end = ascii_end(text, from.next);

			if (end > from.next)
				last =
				    add_ascii(f, text, from.next, end, last);
			from.next = end;
		}
		if (!fold_next(&from, &c))
			break;
		last = add_cluster(f, &c, last);
	}
	make_room(f, 0);
	f->text.p[f->text.n] = '\0';
	f->origin[f->text.n] = (uint32_t)text.n;
	f->edge[f->text.n] = 1;
}
