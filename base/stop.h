/* SIGINT, SIGTERM and SIGHUP: the first asks to stop in order, a second of the
 * former two stops at once, which harms nothing, since every file is made
 * aside. */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <stdbool.h>

/* Also: a file that grows beyond what this process may write is an error to be
 * reported, not the end of it. */
void stop_install(void);
bool stop_asked(void);
/* 130, 143 or 129, once asked. */
int stop_exit_status(void);
/* The same for PL_ESTOP, any other status as it is. */
int stop_status(int status);

#endif
