/* What both programs say at their end, and how they give up. */
#ifndef ROLLCALL_REPORT_H
#define ROLLCALL_REPORT_H

#include <stdint.h>
#include <sys/time.h>

/* Exit codes as in sysexits.h. */
enum { EXIT_USAGE = 64, EXIT_DATA = 65, EXIT_UNAVAILABLE = 69, EXIT_TRY_AGAIN = 75 };

struct stopwatch {
    int64_t started;          /* monotonic nanoseconds */
    struct timeval processor; /* user and system time used until then */
};

/* Writes one sentence to standard error and ends the process. */
_Noreturn void die(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Lets the run last `seconds` at most, so that no wait inside the library is without an end. */
void limit_run(unsigned seconds);

/* A whole number from 1 to `most`, or the end of the process with what is wrong. */
uint64_t parse_count(const char *text, const char *name, uint64_t most);

int64_t monotonic_nanoseconds(void);
struct stopwatch start_stopwatch(void);

/* Prints the one JSON line. */
void report(uint64_t jobs, const struct stopwatch *watch);

#endif
