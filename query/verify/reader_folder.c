/* A bundle that lies unpacked in a folder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "query/verify/reader.h"

struct walk {
	struct reader *reader;
	struct buf path; /* of the entry at hand, below the bundle */
	int depth;
};

static enum pl_status walk_folder(
    struct walk *w, int fd, struct pl_error *err);

static enum pl_status
add_file(struct walk *w, int fd, const struct stat *st, struct pl_error *err)
{
	struct reader_member *m = reader_add(w->reader, w->path.p);
	struct pl_error why;

	if (m == NULL)
		return PL_END;
	m->size = (uint64_t)st->st_size;
	if (pl_sha256_file(fd, m->sha256, &why) != PL_OK)
		return pl_fail(err, PL_EIO, "cannot read '%s' in '%s': %s",
		    w->path.p, w->reader->path, why.text);
	return PL_OK;
}

/* Neither a link is followed, nor a device opened. */
static enum pl_status
look_at(struct walk *w, int folder, const char *name, struct pl_error *err)
{
	struct reader_member *m;
	struct stat st;
	int fd;
	enum pl_status rc;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return pl_fail_errno(err, PL_EIO,
		    "cannot look at '%s' in '%s'", w->path.p, w->reader->path);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		m = reader_add(w->reader, w->path.p);
		if (m == NULL)
			return PL_END;
		m->strange = S_ISLNK(st.st_mode) ? "a link" : "a special file";
		return PL_OK;
	}
	fd = openat(
	    folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s' in '%s'",
		    w->path.p, w->reader->path);
	if (S_ISDIR(st.st_mode))
		return walk_folder(w, fd, err);
	rc = add_file(w, fd, &st, err);
	close(fd);
	return rc;
}

/* Takes fd. */
static enum pl_status
walk_folder(struct walk *w, int fd, struct pl_error *err)
{
	size_t length = w->path.n;
	enum pl_status rc = PL_OK;
	struct dirent *e;
	DIR *d;

	if (w->depth == READER_DEPTH_MAX || length > READER_PATH_MAX) {
		close(fd);
		reader_damage(w->reader, "its folders nest too deep");
		return PL_OK;
	}
	d = fdopendir(fd);
	if (d == NULL)
		abort(); /* out of memory */
	w->depth++;
	while (rc == PL_OK && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0)
			continue;
		if (length > 0)
			buf_addc(&w->path, '/');
		buf_adds(&w->path, e->d_name);
		rc = look_at(w, dirfd(d), e->d_name, err);
		w->path.n = length;
		w->path.p[length] = '\0';
	}
	w->depth--;
	closedir(d);
	return rc;
}

enum pl_status
folder_list(struct reader *r, struct pl_error *err)
{
	struct walk w = { .reader = r };
	int fd = openat(r->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum pl_status rc;

	if (fd < 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s'", r->path);
	buf_init(&w.path, BUF_UNLIMITED);
	rc = walk_folder(&w, fd, err);
	buf_release(&w.path);
	return rc == PL_END ? PL_OK : rc;
}

static enum pl_status
read_file(void *context, char *p, size_t n, size_t *got, struct pl_error *err)
{
	struct reader_stream *s = context;
	ssize_t done;

	do
		done = read(s->fd, p, n);
	while (done < 0 && errno == EINTR);
	*got = done > 0 ? (size_t)done : 0;
	if (done < 0)
		return pl_fail_errno(
		    err, PL_EIO, "cannot read in '%s'", s->reader->path);
	return PL_OK;
}

enum pl_status
folder_stream(struct reader_stream *s, const char *name, struct pl_error *err)
{
	s->fd = openat(s->reader->fd, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	s->source = (struct byte_source){ read_file, s };
	if (s->fd < 0)
		return pl_fail_errno(err,
		    errno == ENOENT ? PL_ENOTFOUND : PL_EIO,
		    "cannot open '%s' in '%s'", name, s->reader->path);
	return PL_OK;
}
