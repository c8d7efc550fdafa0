/* Opening what lies below a folder without following a link on the way, nor
 * leaving the folder: somebody may swap a folder for a link at any time. */
#ifndef INDEXER_BENEATH_H
#define INDEXER_BENEATH_H

/* A descriptor for path below the folder root, "" for itself; flags as for
 * open(2), with O_NOFOLLOW, O_NONBLOCK and O_CLOEXEC added.  -1 and errno on
 * failure: ELOOP or ENOTDIR for a link. */
int beneath_open(int root, const char *path, int flags);

/* The same, folder by folder: for kernels without openat2(2), and for paths
 * that are longer than a system call takes. */
int beneath_walk(int root, const char *path, int flags);

#endif
