/* One connection to the broker with one channel, read frame by frame and never with a call that waits for a message. */
#ifndef ROLLCALL_BROKER_H
#define ROLLCALL_BROKER_H

#include <stdbool.h>

#include "amqp_headers.h"

enum { CHANNEL = 1, HEARTBEAT_SECONDS = 30, WAKE_MILLISECONDS = HEARTBEAT_SECONDS * 1000 / 2 };

struct broker {
    amqp_connection_state_t state;
    bool is_blocked; /* the broker takes no messages for now (connection.blocked) */
};

/* Opens the connection and its channel. The password comes from the URL or from ROLLCALL_BROKER_PASSWORD. */
struct broker broker_open(const char *url, const char *name);

/* Ends the process unless `reply`, of the exchange called `what`, is a normal one. */
void broker_check(amqp_rpc_reply_t reply, const char *what);

/* Gets the next frame that is there already, other than what is dealt with inside. Returns false when there is none.
   What a frame points to is valid until broker_release. A loss of the connection, a message returned or refused, and a
   consumer cancelled each end the process: no figure is worth anything after that. */
bool broker_next(struct broker *broker, amqp_frame_t *frame);
void broker_release(struct broker *broker);

/* Publishes mandatory on the channel. */
void broker_publish(struct broker *broker, amqp_bytes_t exchange, amqp_bytes_t key, const amqp_basic_properties_t *properties,
                    amqp_bytes_t body);

void broker_close(struct broker *broker);

#endif
