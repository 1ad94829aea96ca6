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

// Glibc's module does not export it.
#include <sys/eventfd.h>

// Swift does not see variadic functions.
static inline amqp_rpc_reply_t rollcall_login_plain(
    amqp_connection_state_t state, const char *vhost, int channel_max, int frame_max, int heartbeat,
    const amqp_table_t *client_properties, const char *user, const char *password) {
    return amqp_login_with_properties(
        state, vhost, channel_max, frame_max, heartbeat, client_properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

#endif
