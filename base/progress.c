#include "base/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/json.h"
#include "base/term.h"

/* Between two pictures: on a terminal, for programs, in a log. */
#define TERMINAL_NS (NS_PER_SECOND / 5)
#define JSON_NS     NS_PER_SECOND
#define LOG_NS      (10 * NS_PER_SECOND)

#define BAR_CELLS 24

const struct progress_words progress_days = { "days", "objects" };

struct figures {
	uint64_t items, steps, total;
	double megabytes, seconds, rate; /* rate: items a second */
	double left;                     /* seconds; negative: unknown */
};

static struct figures
measure(struct progress *p)
{
	struct figures f = {
		.items = atomic_load(&p->items),
		.steps = atomic_load(&p->steps),
		.total = p->step_total,
		.megabytes = (double)atomic_load(&p->bytes) / 1e6,
		.seconds = (double)(instant_now() - p->started) /
		    (double)NS_PER_SECOND,
		.left = -1,
	};

	if (f.seconds > 0)
		f.rate = (double)f.items / f.seconds;
	if (f.steps > 0 && f.total >= f.steps)
		f.left =
		    f.seconds * (double)(f.total - f.steps) / (double)f.steps;
	return f;
}

static void
print_bar(const struct figures *f, const struct progress_words *words)
{
	char bar[BAR_CELLS + 1];
	size_t full = f->total ? f->steps * BAR_CELLS / f->total : 0;

	memset(bar, '-', BAR_CELLS);
	memset(bar, '#', full < BAR_CELLS ? full : BAR_CELLS);
	bar[BAR_CELLS] = '\0';
	fprintf(stderr,
	    "\r\033[K[%s] %" PRIu64 "/%" PRIu64 " %s, %" PRIu64
	    " %s, %.0f MB, %.0f/s",
	    bar, f->steps, f->total, words->steps, f->items, words->items,
	    f->megabytes, f->rate);
	if (f->left >= 0)
		fprintf(stderr, ", %.0f s left", f->left);
}

static void
print_line(const struct figures *f, const struct progress_words *words)
{
	fprintf(stderr,
	    "%" PRIu64 " of %" PRIu64 " %s, %" PRIu64
	    " %s, %.0f MB, %.0f %s/s",
	    f->steps, f->total, words->steps, f->items, words->items,
	    f->megabytes, f->rate, words->items);
	if (f->left >= 0)
		fprintf(stderr, ", %.0f s left", f->left);
	fputc('\n', stderr);
}

static void
add_figure(struct json_writer *w, const char *word, const char *suffix,
    uint64_t value)
{
	char name[64];

	snprintf(name, sizeof name, "%s%s", word, suffix);
	json_key_int(w, name, (int64_t)value);
}

static void
print_json(const struct figures *f, const struct progress_words *words)
{
	struct json_writer w;
	struct buf line;

	buf_init(&line, BUF_UNLIMITED);
	json_begin(&w, &line, false);
	json_object(&w);
	add_figure(&w, words->steps, "", f->steps);
	add_figure(&w, words->steps, "_total", f->total);
	add_figure(&w, words->items, "", f->items);
	json_key_int(&w, "bytes", (int64_t)(f->megabytes * 1e6));
	add_figure(&w, words->items, "_per_second", (uint64_t)f->rate);
	if (f->left >= 0)
		json_key_int(&w, "seconds_left", (int64_t)f->left);
	json_object_end(&w);
	fprintf(stderr, "%s\n", line.p);
	buf_release(&line);
}

static void
print(struct progress *p)
{
	struct figures f = measure(p);

	if (p->style == PROGRESS_JSON)
		print_json(&f, p->words);
	else if (p->terminal)
		print_bar(&f, p->words);
	else
		print_line(&f, p->words);
	p->drawn = true;
}

static int64_t
interval(const struct progress *p)
{
	if (p->style == PROGRESS_JSON)
		return JSON_NS;
	return p->terminal ? TERMINAL_NS : LOG_NS;
}

static void *
draw(void *context)
{
	struct progress *p = context;

	pthread_mutex_lock(&p->mutex);
	while (p->running) {
		int64_t at = instant_now() + interval(p);
		struct timespec until = { .tv_sec = at / NS_PER_SECOND,
			.tv_nsec = at % NS_PER_SECOND };

		while (p->running &&
		    pthread_cond_timedwait(&p->ended, &p->mutex, &until) == 0)
			continue;
		if (p->running)
			print(p);
	}
	pthread_mutex_unlock(&p->mutex);
	return NULL;
}

void
progress_begin(struct progress *p, enum progress_style style,
    const struct progress_words *words, uint64_t step_total)
{
	*p = (struct progress){ .style = style,
		.words = words,
		.terminal = isatty(STDERR_FILENO) == 1,
		.started = instant_now(),
		.step_total = step_total };
	if (style == PROGRESS_NONE)
		return;
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->ended, NULL);
	p->running = true;
	if (pthread_create(&p->thread, NULL, draw, p) != 0)
		p->running = false;
}

void
progress_end(struct progress *p)
{
	if (p->style == PROGRESS_NONE)
		return;
	if (p->running) {
		pthread_mutex_lock(&p->mutex);
		p->running = false;
		pthread_cond_signal(&p->ended);
		pthread_mutex_unlock(&p->mutex);
		pthread_join(p->thread, NULL);
	}
	pthread_cond_destroy(&p->ended);
	pthread_mutex_destroy(&p->mutex);
	if (p->style == PROGRESS_JSON)
		print(p);
	else if (p->terminal && p->drawn)
		fputs("\r\033[K", stderr);
	p->style = PROGRESS_NONE;
}

enum progress_style
progress_style(const char *name)
{
	if (strcmp(name, "json") == 0)
		return PROGRESS_JSON;
	return strcmp(name, "none") == 0 ? PROGRESS_NONE : PROGRESS_AUTO;
}
