/* Confirmed publishing of jobs and nothing else; enrolment is measured against this.

   publisher URL PREFIX COUNT WINDOW [FILE]

   WINDOW is how many messages may be without a confirm. FILE holds one job a line, each with its id; without it the jobs are
   made up: well-formed and about 600 bytes, but with ids that are not the derived ones. */

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker.h"
#include "confirms.h"
#include "report.h"

enum { ID_LENGTH = 36, MESSAGES_PER_TURN = 64, FRAMES_PER_TURN = 128, IDLE_SECONDS = 60, RUN_SECONDS = 600 };

/* Where the jobs come from: the lines of a mapped file, or, with `text` null, made up one by one. */
struct jobs {
    const char *text, *end;
    uint64_t number;
    char id[ID_LENGTH + 1];
    char body[1024];
};

static const char made_up[] =
    "{\"id\":\"%s\",\"campaign\":\"yardstick\",\"round\":1,\"computer\":{\"name\":\"A101-%06" PRIu64 "\",\"address\":\"127.0.1.1\","
    "\"assetTag\":\"3140101-03-%06" PRIu64 "\",\"site\":\"main\",\"lab\":\"A101\",\"channel\":\"winrm\"},\"product\":\"windows\","
    "\"attempt\":1,\"enrolledAt\":\"2026-09-01T01:00:00.125Z\",\"registeredAt\":\"2026-08-31T16:20:41Z\","
    "\"notAfter\":\"2026-12-31T16:00:00Z\",\"labels\":{\"ticket\":\"IT-20417\",\"note\":\""
    "............................................................................................................"
    "........................................................\"}}";

static struct jobs open_jobs(const char *path) {
    struct jobs jobs = {0};
    if (path == NULL) {
        return jobs;
    }
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0 || status.st_size == 0) {
        die(EXIT_DATA, "%s cannot be read, or is empty.", path);
    }
    void *text = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (text == MAP_FAILED) {
        die(EXIT_DATA, "%s cannot be mapped.", path);
    }
    close(file);
    jobs.text = text;
    jobs.end = jobs.text + status.st_size;
    return jobs;
}

/* The value of the first member called id; of a job that is its own, since no member before it holds objects with one. */
static amqp_bytes_t find_id(amqp_bytes_t line, uint64_t number) {
    static const char name[] = "\"id\"";
    const char *end = (const char *)line.bytes + line.len;
    const char *at = memmem(line.bytes, line.len, name, sizeof name - 1);
    if (at != NULL) {
        at += sizeof name - 1;
        while (at < end && (*at == ' ' || *at == ':')) {
            at++;
        }
        if (end - at > ID_LENGTH + 1 && at[0] == '"' && at[ID_LENGTH + 1] == '"') {
            return (amqp_bytes_t){.len = ID_LENGTH, .bytes = (void *)(at + 1)};
        }
    }
    die(EXIT_DATA, "Line %" PRIu64 " of the file holds no job with an id.", number);
}

static amqp_bytes_t next_job(struct jobs *jobs, amqp_bytes_t *id) {
    uint64_t number = ++jobs->number;
    if (jobs->text == NULL) {
        snprintf(jobs->id, sizeof jobs->id, "%08" PRIx64 "-0000-5000-8000-%012" PRIx64, number & 0xffffffff, number);
        int length = snprintf(jobs->body, sizeof jobs->body, made_up, jobs->id, number, number);
        *id = (amqp_bytes_t){.len = ID_LENGTH, .bytes = jobs->id};
        return (amqp_bytes_t){.len = (size_t)length, .bytes = jobs->body};
    }
    if (jobs->text >= jobs->end) {
        die(EXIT_DATA, "The file holds only %" PRIu64 " jobs.", number - 1);
    }
    const char *newline = memchr(jobs->text, '\n', (size_t)(jobs->end - jobs->text));
    const char *end = newline == NULL ? jobs->end : newline;
    amqp_bytes_t line = {.len = (size_t)(end - jobs->text), .bytes = (void *)jobs->text};
    jobs->text = newline == NULL ? jobs->end : newline + 1;
    *id = find_id(line, number);
    return line;
}

static int take_confirms(struct broker *broker, struct confirms *confirms) {
    amqp_frame_t frame;
    int frames = 0;
    while (frames < FRAMES_PER_TURN && broker_next(broker, &frame)) {
        if (frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_ACK_METHOD) {
            const amqp_basic_ack_t *ack = frame.payload.method.decoded;
            if (!confirms_take(confirms, ack->delivery_tag, ack->multiple)) {
                die(EXIT_UNAVAILABLE, "The broker confirmed a message that it was not given.");
            }
        }
        broker_release(broker);
        frames++;
    }
    return frames;
}

static int publish_some(struct broker *broker, struct confirms *confirms, struct jobs *jobs, uint64_t count, amqp_bytes_t exchange) {
    amqp_basic_properties_t properties = {
        ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TYPE_FLAG | AMQP_BASIC_MESSAGE_ID_FLAG,
        .content_type = amqp_cstring_bytes("application/json"),
        .delivery_mode = AMQP_DELIVERY_PERSISTENT,
        .type = amqp_cstring_bytes("rollcall.job"),
    };
    int messages = 0;
    while (messages < MESSAGES_PER_TURN && confirms->next <= count && confirms_room(confirms) > 0 && !broker->is_blocked) {
        amqp_bytes_t body = next_job(jobs, &properties.message_id);
        broker_publish(broker, exchange, amqp_cstring_bytes("bulk"), &properties, body);
        confirms->next++;
        messages++;
    }
    return messages;
}

int main(int argument_count, char **arguments) {
    if (argument_count < 5 || argument_count > 6) {
        die(EXIT_USAGE, "Usage: %s URL PREFIX COUNT WINDOW [FILE]", arguments[0]);
    }
    uint64_t count = parse_count(arguments[3], "COUNT", 1000000000);
    struct confirms confirms = make_confirms(parse_count(arguments[4], "WINDOW", 1000000));
    struct jobs jobs = open_jobs(argument_count == 6 ? arguments[5] : NULL);
    char exchange[256];
    snprintf(exchange, sizeof exchange, "%s.jobs", arguments[2]);
    limit_run(RUN_SECONDS);
    struct broker broker = broker_open(arguments[1], "yardstick publisher");
    amqp_confirm_select(broker.state, CHANNEL);
    broker_check(amqp_get_rpc_reply(broker.state), "select confirms");

    struct stopwatch watch = start_stopwatch();
    int64_t progressed = watch.started;
    while (confirms.oldest <= count) {
        int done = take_confirms(&broker, &confirms) + publish_some(&broker, &confirms, &jobs, count, amqp_cstring_bytes(exchange));
        if (done > 0) {
            progressed = monotonic_nanoseconds();
            continue;
        }
        if (monotonic_nanoseconds() - progressed > (int64_t)IDLE_SECONDS * 1000000000) {
            die(EXIT_TRY_AGAIN, "No confirm came for %d s; %" PRIu64 " of %" PRIu64 " jobs are confirmed.", IDLE_SECONDS,
                confirms.oldest - 1, count);
        }
        struct pollfd socket = {.fd = amqp_get_sockfd(broker.state), .events = POLLIN};
        poll(&socket, 1, WAKE_MILLISECONDS);
    }
    report(count, &watch);
    broker_close(&broker);
    return 0;
}
