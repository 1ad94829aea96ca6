#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

void die(int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(code);
}

static void run_is_over(int signal) {
    static const char text[] = "The run did not end in time.\n";
    (void)signal;
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    _exit(EXIT_TRY_AGAIN);
}

void limit_run(unsigned seconds) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = run_is_over;
    sigaction(SIGALRM, &action, NULL);
    alarm(seconds);
}

uint64_t parse_count(const char *text, const char *name, uint64_t most) {
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value < 1 || value > most) {
        die(EXIT_USAGE, "%s must be a whole number from 1 to %" PRIu64 ", not \"%s\".", name, most, text);
    }
    return value;
}

int64_t monotonic_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct timeval processor_time(const struct rusage *usage) {
    struct timeval sum;
    timeradd(&usage->ru_utime, &usage->ru_stime, &sum);
    return sum;
}

struct stopwatch start_stopwatch(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (struct stopwatch){.started = monotonic_nanoseconds(), .processor = processor_time(&usage)};
}

void report(uint64_t jobs, const struct stopwatch *watch) {
    double seconds = (double)(monotonic_nanoseconds() - watch->started) / 1e9;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    struct timeval now = processor_time(&usage), used;
    timersub(&now, &watch->processor, &used);
    double microseconds = (double)used.tv_sec * 1e6 + (double)used.tv_usec;
    printf("{\"jobs\":%" PRIu64 ",\"seconds\":%.3f,\"jobsPerSecond\":%.0f,\"cpuMicrosecondsPerJob\":%.2f,\"maxRSSKiB\":%ld}\n",
           jobs, seconds, (double)jobs / seconds, microseconds / (double)jobs, usage.ru_maxrss);
}
