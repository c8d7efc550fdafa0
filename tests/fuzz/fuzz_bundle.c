/* Any bytes as a bundle: listed, loaded and read, nothing escapes. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "indexer/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_key(const struct source_list *list, size_t i)
{
	struct span key = list->objects[i].key;

	check(key.n > 0 && key.p[0] != '/');
	check(utf8_valid(key.p, key.n) == key.n);
	check(memmem(key.p, key.n, "/../", 4) == NULL);
	check(!span_starts(key, "../"));
	check(i == 0 || span_compare(list->objects[i - 1].key, key) < 0);
}

static void
read_day(struct source *s, int64_t day)
{
	struct source_list list;
	struct source_object seen;
	struct buf out;
	size_t loaded;

	buf_init(&out, SOURCE_OBJECT_MAX + 1);
	check(source_list(s, day, &list, NULL) == PL_OK);
	check(list.count > 0);
	for (size_t i = 0; i < list.count; i++)
		check_key(&list, i);
	const struct source_object *first = &list.objects[0];
	check(source_load(s, &first, 1, 1 << 20, &loaded, NULL) == PL_OK);
	check(loaded == 1);
	/* The first is loaded, the last is not. */
	for (size_t i = 0;
	     i<list.count; i += list.count - i> 1 ? list.count - i - 1 : 1) {
		const struct source_object *o = &list.objects[i];

		if (source_read(s, o, &out, &seen, NULL) == PL_OK)
			check(out.n == o->size);
		else
			check(out.n == 0);
	}
	source_list_release(&list);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("bundle", MFD_CLOEXEC);
	char *path = xasprintf("/proc/self/fd/%d", fd);
	struct source *s = NULL;
	size_t days, troubles;

	check(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	if (source_open(path, "", true, &s, NULL) == PL_OK) {
		const int64_t *day = source_days(s, &days);

		for (size_t i = 0; i < days && i < 4; i++)
			read_day(s, day[i]);
		source_troubles(s, &troubles);
	}
	source_close(s);
	free(path);
	close(fd);
	return 0;
}
