#include "broker.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "report.h"

static const struct timeval rpc_limit = {.tv_sec = 10};

static amqp_table_entry_t flag(const char *name) {
    return (amqp_table_entry_t){.key = amqp_cstring_bytes(name), .value = {.kind = AMQP_FIELD_KIND_BOOLEAN, .value.boolean = 1}};
}

/* The broker tells of a cancelled consumer and of blocking only to a client that says it understands. */
static amqp_rpc_reply_t log_in(amqp_connection_state_t state, const struct amqp_connection_info *info, const char *name) {
    amqp_table_entry_t capabilities[] = {flag("consumer_cancel_notify"), flag("connection.blocked"), flag("basic.nack"),
                                         flag("publisher_confirms")};
    amqp_table_entry_t properties[] = {
        {.key = amqp_cstring_bytes("capabilities"),
         .value = {.kind = AMQP_FIELD_KIND_TABLE, .value.table = {.num_entries = 4, .entries = capabilities}}},
        {.key = amqp_cstring_bytes("connection_name"),
         .value = {.kind = AMQP_FIELD_KIND_UTF8, .value.bytes = amqp_cstring_bytes(name)}},
    };
    amqp_table_t table = {.num_entries = 2, .entries = properties};
    return amqp_login_with_properties(state, info->vhost, AMQP_DEFAULT_MAX_CHANNELS, AMQP_DEFAULT_FRAME_SIZE, HEARTBEAT_SECONDS,
                                      &table, AMQP_SASL_METHOD_PLAIN, info->user, info->password);
}

/* `text` is written to, and `info` points into it. */
static void parse_url(char *text, struct amqp_connection_info *info) {
    char *password = getenv("ROLLCALL_BROKER_PASSWORD");
    const char *place = strrchr(text, '@');
    const char *user = strstr(text, "//");
    bool names_password = place != NULL && user != NULL && memchr(user, ':', (size_t)(place - user)) != NULL;
    amqp_default_connection_info(info);
    if (amqp_parse_url(text, info) != AMQP_STATUS_OK) {
        die(EXIT_USAGE, "URL is no AMQP URI (amqp://user:password@host:port/vhost).");
    }
    if (info->ssl) {
        die(EXIT_USAGE, "These programs speak plain AMQP only: give an amqp:// URL.");
    }
    if (password != NULL && !names_password) {
        info->password = password;
    }
    if (*info->vhost == '\0') {
        info->vhost = "/";
    }
}

struct broker broker_open(const char *url, const char *name) {
    char *text = strdup(url);
    amqp_connection_state_t state = amqp_new_connection();
    amqp_socket_t *socket = state == NULL ? NULL : amqp_tcp_socket_new(state);
    if (text == NULL || socket == NULL) {
        die(EXIT_TRY_AGAIN, "There is no memory for a connection.");
    }
    struct amqp_connection_info info;
    parse_url(text, &info);
    struct timeval limit = rpc_limit;
    int status = amqp_socket_open_noblock(socket, info.host, info.port, &limit);
    if (status != AMQP_STATUS_OK) {
        die(EXIT_UNAVAILABLE, "The broker at %s:%d cannot be reached: %s.", info.host, info.port, amqp_error_string2(status));
    }
    broker_check(log_in(state, &info, name), "log in");
    amqp_set_rpc_timeout(state, &limit);
    amqp_channel_open(state, CHANNEL);
    broker_check(amqp_get_rpc_reply(state), "open a channel");
    free(text);
    return (struct broker){.state = state};
}

static _Noreturn void closed(const char *what, uint16_t code, amqp_bytes_t text) {
    die(EXIT_UNAVAILABLE, "The broker closed the %s: %u %.*s", what, code, (int)text.len, (const char *)text.bytes);
}

static void check_method(struct broker *broker, const amqp_method_t *method) {
    switch (method->id) {
    case AMQP_CONNECTION_BLOCKED_METHOD:
        broker->is_blocked = true;
        break;
    case AMQP_CONNECTION_UNBLOCKED_METHOD:
        broker->is_blocked = false;
        break;
    case AMQP_CONNECTION_CLOSE_METHOD: {
        const amqp_connection_close_t *close = method->decoded;
        closed("connection", close->reply_code, close->reply_text);
    }
    case AMQP_CHANNEL_CLOSE_METHOD: {
        const amqp_channel_close_t *close = method->decoded;
        closed("channel", close->reply_code, close->reply_text);
    }
    case AMQP_BASIC_RETURN_METHOD: {
        const amqp_basic_return_t *back = method->decoded;
        die(EXIT_DATA, "The broker returned a message to %.*s under %.*s: %.*s.", (int)back->exchange.len,
            (const char *)back->exchange.bytes, (int)back->routing_key.len, (const char *)back->routing_key.bytes,
            (int)back->reply_text.len, (const char *)back->reply_text.bytes);
    }
    case AMQP_BASIC_NACK_METHOD:
        die(EXIT_TRY_AGAIN, "The broker refused a message (basic.nack).");
    case AMQP_BASIC_CANCEL_METHOD:
        die(EXIT_UNAVAILABLE, "The broker cancelled the consumer.");
    default:
        break;
    }
}

void broker_check(amqp_rpc_reply_t reply, const char *what) {
    if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION) {
        struct broker none = {0};
        check_method(&none, &reply.reply);
    }
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) {
        die(EXIT_UNAVAILABLE, "Could not %s: %s.", what, amqp_error_string2(reply.library_error));
    }
}

bool broker_next(struct broker *broker, amqp_frame_t *frame) {
    struct timeval at_once = {0};
    int status = amqp_simple_wait_frame_noblock(broker->state, frame, &at_once);
    if (status == AMQP_STATUS_TIMEOUT) {
        return false;
    }
    if (status != AMQP_STATUS_OK) {
        die(EXIT_UNAVAILABLE, "The connection was lost: %s.", amqp_error_string2(status));
    }
    if (frame->frame_type == AMQP_FRAME_METHOD) {
        check_method(broker, &frame->payload.method);
    }
    return true;
}

void broker_release(struct broker *broker) {
    amqp_maybe_release_buffers(broker->state);
}

void broker_publish(struct broker *broker, amqp_bytes_t exchange, amqp_bytes_t key, const amqp_basic_properties_t *properties,
                    amqp_bytes_t body) {
    int status = amqp_basic_publish(broker->state, CHANNEL, exchange, key, 1, 0, properties, body);
    if (status != AMQP_STATUS_OK) {
        die(EXIT_UNAVAILABLE, "Could not publish: %s.", amqp_error_string2(status));
    }
}

void broker_close(struct broker *broker) {
    amqp_connection_close(broker->state, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(broker->state);
}
