/* The wire work of an activation worker and nothing else: takes a job, publishes two events of about 900 bytes, and
   acknowledges the job when both are confirmed. What the worker does is measured against this.

   worker_loop URL PREFIX COUNT PREFETCH [each|batch]

   each   one acknowledgement a job (the default)
   batch  one for all jobs that became ready in the same turn of the loop

   Two connections like the worker's own: one takes and acknowledges, one publishes. One thread polls both. */

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "broker.h"
#include "confirms.h"
#include "report.h"

enum { ID_LENGTH = 36, EVENTS_PER_JOB = 2, FRAMES_PER_TURN = 128, IDLE_SECONDS = 60, RUN_SECONDS = 600, SETTLE_MILLISECONDS = 300 };

/* A delivery comes as a method, a header and body frames; it is taken when the last byte is here. */
struct delivery {
    bool is_open;
    bool has_header;
    uint64_t missing; /* bytes of the body still to come */
    char id[ID_LENGTH + 1];
};

struct worker {
    struct broker consuming, publishing;
    struct confirms confirms;
    struct delivery delivery;
    struct stopwatch watch; /* runs from the first job on */
    amqp_bytes_t consumer, exchange, running_key, activated_key;
    amqp_basic_properties_t properties;
    char time[40]; /* of this turn */
    char body[2048];
    uint64_t count, prefetch, taken, acknowledged;
    bool acknowledges_each;
};

static const char envelope[] =
    "{\"specversion\":\"1.0\",\"id\":\"%s/%s\",\"source\":\"/rollcall/worker/yardstick\","
    "\"type\":\"rollcall.activation.%s\",\"subject\":\"A101-01\",\"time\":\"%s\",\"datacontenttype\":\"application/json\","
    "\"data\":{\"job\":\"%s\",\"campaign\":\"yardstick\",\"round\":1,\"computer\":{\"name\":\"A101-01\",\"address\":\"127.0.1.1\","
    "\"assetTag\":\"3140101-03-000117\",\"site\":\"main\",\"lab\":\"A101\",\"channel\":\"winrm\"},\"product\":\"windows\","
    "\"state\":\"%s\",\"attempt\":1,\"labels\":{\"ticket\":\"IT-20417\",\"note\":\"%s\"}%s}}";
static const char licence[] =
    ",\"licence\":{\"status\":1,\"minutesRemaining\":259200,\"expiresAt\":\"2027-02-28T01:00:04Z\"},"
    "\"kmsHost\":\"kms.example.edu:1688\",\"durationMilliseconds\":2108,"
    "\"evidence\":{\"clockOffsetSeconds\":-0.4,\"timeZone\":\"+08:00\"}";
static const char filler[] =
    "................................................................................................................"
    "................................................................................................................"
    "................................................................................................................";

static void tell_time(struct worker *worker) {
    struct timespec now;
    struct tm parts;
    char seconds[24];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(worker->time, sizeof worker->time, "%s.%03ldZ", seconds, now.tv_nsec / 1000000);
}

static void publish_event(struct worker *worker, amqp_bytes_t key, const char *suffix, const char *state, const char *rest,
                          int padding) {
    const char *id = worker->delivery.id;
    char note[sizeof filler];
    snprintf(note, sizeof note, "%.*s", padding, filler);
    int length = snprintf(worker->body, sizeof worker->body, envelope, id, suffix, state, worker->time, id, state, note, rest);
    amqp_bytes_t body = {.len = (size_t)length, .bytes = worker->body};
    broker_publish(&worker->publishing, worker->exchange, key, &worker->properties, body);
    worker->confirms.next++;
}

static void take_job(struct worker *worker) {
    if (worker->taken == 0) {
        worker->watch = start_stopwatch();
    }
    publish_event(worker, worker->running_key, "1/running", "running", "", (int)sizeof filler - 1);
    publish_event(worker, worker->activated_key, "end", "activated", licence, 110);
    worker->taken++;
}

static void take_header(struct delivery *delivery, const amqp_frame_t *frame) {
    const amqp_basic_properties_t *properties = frame->payload.properties.decoded;
    if (!(properties->_flags & AMQP_BASIC_MESSAGE_ID_FLAG) || properties->message_id.len != ID_LENGTH) {
        die(EXIT_DATA, "A message in the lane has no job's id as its message-id.");
    }
    memcpy(delivery->id, properties->message_id.bytes, ID_LENGTH);
    delivery->has_header = true;
    delivery->missing = frame->payload.properties.body_size;
}

static void take_frame(struct worker *worker, const amqp_frame_t *frame) {
    struct delivery *delivery = &worker->delivery;
    if (frame->frame_type == AMQP_FRAME_METHOD) {
        delivery->is_open = frame->payload.method.id == AMQP_BASIC_DELIVER_METHOD;
        delivery->has_header = false;
    } else if (frame->frame_type == AMQP_FRAME_HEADER && delivery->is_open) {
        take_header(delivery, frame);
    } else if (frame->frame_type == AMQP_FRAME_BODY && delivery->is_open && delivery->has_header) {
        size_t length = frame->payload.body_fragment.len;
        delivery->missing -= length < delivery->missing ? length : delivery->missing;
    }
    if (delivery->is_open && delivery->has_header && delivery->missing == 0) {
        delivery->is_open = false;
        take_job(worker);
    }
}

/* Whether another job may be begun. A delivery that has begun to arrive is always read to its end. */
static bool takes_more(const struct worker *worker) {
    return worker->delivery.is_open || (worker->taken < worker->count && !worker->publishing.is_blocked &&
                                        worker->taken - worker->acknowledged < worker->prefetch);
}

static int take_deliveries(struct worker *worker) {
    amqp_frame_t frame;
    int frames = 0;
    while (frames < FRAMES_PER_TURN && takes_more(worker) && broker_next(&worker->consuming, &frame)) {
        take_frame(worker, &frame);
        broker_release(&worker->consuming);
        frames++;
    }
    return frames;
}

static int take_confirms(struct worker *worker) {
    amqp_frame_t frame;
    int frames = 0;
    while (frames < FRAMES_PER_TURN && broker_next(&worker->publishing, &frame)) {
        if (frame.frame_type == AMQP_FRAME_METHOD && frame.payload.method.id == AMQP_BASIC_ACK_METHOD) {
            const amqp_basic_ack_t *ack = frame.payload.method.decoded;
            if (!confirms_take(&worker->confirms, ack->delivery_tag, ack->multiple)) {
                die(EXIT_UNAVAILABLE, "The broker confirmed a message that it was not given.");
            }
        }
        broker_release(&worker->publishing);
        frames++;
    }
    return frames;
}

/* Jobs are taken in the order of their delivery tags and each publishes two messages, so the number of messages
   confirmed without a gap tells how many jobs are ready. */
static void acknowledge(struct worker *worker) {
    uint64_t ready = (worker->confirms.oldest - 1) / EVENTS_PER_JOB;
    while (worker->acknowledged < ready) {
        uint64_t tag = worker->acknowledges_each ? worker->acknowledged + 1 : ready;
        int status = amqp_basic_ack(worker->consuming.state, CHANNEL, tag, !worker->acknowledges_each);
        if (status != AMQP_STATUS_OK) {
            die(EXIT_UNAVAILABLE, "Could not acknowledge: %s.", amqp_error_string2(status));
        }
        worker->acknowledged = tag;
    }
}

static void wait_for_frames(struct worker *worker) {
    struct pollfd sockets[] = {
        {.fd = amqp_get_sockfd(worker->publishing.state), .events = POLLIN},
        {.fd = amqp_get_sockfd(worker->consuming.state), .events = POLLIN},
    };
    poll(sockets, takes_more(worker) ? 2 : 1, WAKE_MILLISECONDS);
}

static void run(struct worker *worker) {
    int64_t progressed = monotonic_nanoseconds();
    while (worker->acknowledged < worker->count) {
        tell_time(worker);
        int frames = take_confirms(worker);
        acknowledge(worker);
        frames += take_deliveries(worker);
        if (frames > 0) {
            progressed = monotonic_nanoseconds();
            continue;
        }
        if (monotonic_nanoseconds() - progressed > (int64_t)IDLE_SECONDS * 1000000000) {
            die(EXIT_TRY_AGAIN, "Nothing came for %d s; %llu of %llu jobs are done.", IDLE_SECONDS,
                (unsigned long long)worker->acknowledged, (unsigned long long)worker->count);
        }
        wait_for_frames(worker);
    }
}

static void begin(struct worker *worker, const char *url, const char *prefix) {
    static char queue[256], exchange[256];
    snprintf(queue, sizeof queue, "%s.jobs.bulk", prefix);
    snprintf(exchange, sizeof exchange, "%s.status", prefix);
    worker->exchange = amqp_cstring_bytes(exchange);
    worker->running_key = amqp_cstring_bytes("main.a101.windows.running");
    worker->activated_key = amqp_cstring_bytes("main.a101.windows.activated");
    worker->properties = (amqp_basic_properties_t){
        ._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG,
        .content_type = amqp_cstring_bytes("application/cloudevents+json"),
        .delivery_mode = AMQP_DELIVERY_PERSISTENT,
    };
    worker->confirms = make_confirms(worker->prefetch * EVENTS_PER_JOB);
    worker->publishing = broker_open(url, "yardstick worker, publishing");
    amqp_confirm_select(worker->publishing.state, CHANNEL);
    broker_check(amqp_get_rpc_reply(worker->publishing.state), "select confirms");
    worker->consuming = broker_open(url, "yardstick worker, consuming");
    amqp_basic_qos(worker->consuming.state, CHANNEL, 0, (uint16_t)worker->prefetch, 0);
    broker_check(amqp_get_rpc_reply(worker->consuming.state), "set the prefetch");
    worker->consumer = amqp_cstring_bytes("yardstick");
    amqp_basic_consume(worker->consuming.state, CHANNEL, amqp_cstring_bytes(queue), worker->consumer, 0, 0, 0, amqp_empty_table);
    broker_check(amqp_get_rpc_reply(worker->consuming.state), "consume from the lane");
}

/* A channel of the broker holds acknowledgements back while its quorum queue is behind, and drops those it still holds when
   it closes: some jobs would stay in the lane. Nothing tells when the last one has reached the queue, so this waits a moment. */
static void end(struct worker *worker) {
    amqp_basic_cancel(worker->consuming.state, CHANNEL, worker->consumer);
    broker_check(amqp_get_rpc_reply(worker->consuming.state), "cancel the consumer");
    poll(NULL, 0, SETTLE_MILLISECONDS);
    broker_close(&worker->consuming);
    broker_close(&worker->publishing);
}

int main(int count, char **arguments) {
    static struct worker worker;
    if (count < 5 || count > 6 || (count == 6 && strcmp(arguments[5], "each") != 0 && strcmp(arguments[5], "batch") != 0)) {
        die(EXIT_USAGE, "Usage: %s URL PREFIX COUNT PREFETCH [each|batch]", arguments[0]);
    }
    worker.count = parse_count(arguments[3], "COUNT", 1000000000);
    worker.prefetch = parse_count(arguments[4], "PREFETCH", UINT16_MAX);
    worker.acknowledges_each = count < 6 || strcmp(arguments[5], "each") == 0;
    limit_run(RUN_SECONDS);
    begin(&worker, arguments[1], arguments[2]);
    run(&worker);
    report(worker.count, &worker.watch);
    end(&worker);
    return 0;
}
