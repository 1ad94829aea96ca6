// What Swift needs of librabbitmq and cannot have by itself.
#ifndef ROLLCALL_CRABBITMQ_SHIM_H
#define ROLLCALL_CRABBITMQ_SHIM_H

// From 0.12 on the headers live in a folder of their own; Debian 12 has 0.11.
#if __has_include(<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/framing.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#endif

// Glibc's module does not export them.
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Swift does not see variadic functions.
static inline void rollcall_name_thread(const char *name) { prctl(PR_SET_NAME, name); }

static inline amqp_rpc_reply_t rollcall_login_plain(
    amqp_connection_state_t state, const char *vhost, int channel_max, int frame_max, int heartbeat,
    const amqp_table_t *client_properties, const char *user, const char *password) {
    return amqp_login_with_properties(
        state, vhost, channel_max, frame_max, heartbeat, client_properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

// The broker takes the user from the certificate and does not look at the name that the protocol carries; librabbitmq
// takes an empty one for a lack of memory.
static inline amqp_rpc_reply_t rollcall_login_external(
    amqp_connection_state_t state, const char *vhost, int channel_max, int frame_max, int heartbeat,
    const amqp_table_t *client_properties) {
    return amqp_login_with_properties(
        state, vhost, channel_max, frame_max, heartbeat, client_properties, AMQP_SASL_METHOD_EXTERNAL, "external");
}

// Starts a thread that nobody joins; 0, or the error number. In C because Swift's modules for Linux disagree about which
// of them declares pthread_attr_t.
static inline int rollcall_start_thread(
    void *_Nullable (*_Nonnull body)(void *_Nullable), void *_Nullable argument, size_t stack_size) {
    pthread_attr_t attributes;
    pthread_t thread;
    int status = pthread_attr_init(&attributes);
    if (status != 0) return status;
    pthread_attr_setstacksize(&attributes, stack_size);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    status = pthread_create(&thread, &attributes, body, argument);
    pthread_attr_destroy(&attributes);
    return status;
}

#endif
