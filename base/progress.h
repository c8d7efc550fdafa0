/* How far a run is, on standard error: a bar on a terminal, a line now and
 * then elsewhere, a JSON object a line for programs. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum progress_style { PROGRESS_NONE, PROGRESS_AUTO, PROGRESS_JSON };

/* What is counted: steps, whose total is known and which the bar shows, and
 * within them items.  As people and JSON name them. */
struct progress_words {
	const char *steps; /* "days" */
	const char *items; /* "objects" */
};
/* For runs that go from day to day. */
extern const struct progress_words progress_days;

/* Counters are added to by any thread. */
struct progress {
	enum progress_style style;
	const struct progress_words *words;
	bool terminal;
	int64_t started;
	_Atomic uint64_t items, bytes; /* looked at; read */
	_Atomic uint64_t steps;        /* done */
	uint64_t step_total;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t ended;
	bool running, drawn;
};

/* "auto", "json", "none": what --progress takes. */
enum progress_style progress_style(const char *name);

void progress_begin(struct progress *p, enum progress_style style,
    const struct progress_words *words, uint64_t step_total);
/* The last line is wiped from a terminal: the summary follows. */
void progress_end(struct progress *p);

#endif
