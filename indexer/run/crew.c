#include "indexer/run/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"

struct crew {
	void (*work)(void *context, size_t item);
	void *context;
	size_t count;
	atomic_size_t next;
};

static void *
take_part(void *context)
{
	struct crew *c = context;
	size_t item;

	while ((item = atomic_fetch_add(&c->next, 1)) < c->count)
		c->work(c->context, item);
	return NULL;
}

void
crew_do(size_t count, int jobs, void (*work)(void *context, size_t item),
    void *context)
{
	struct crew c = { .work = work, .context = context, .count = count };
	size_t wanted = jobs > 1 ? (size_t)jobs : 1, started = 0;

	if (wanted > count)
		wanted = count;
	pthread_t *threads = xcalloc(wanted + 1, sizeof *threads);
	for (; started + 1 < wanted; started++)
		if (pthread_create(&threads[started], NULL, take_part, &c) !=
		    0)
			break; /* fewer do it too */
	take_part(&c);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}
