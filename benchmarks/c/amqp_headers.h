/* librabbitmq's headers: in a folder of their own since 0.12, bare before. */
#ifndef ROLLCALL_AMQP_HEADERS_H
#define ROLLCALL_AMQP_HEADERS_H

#if __has_include(<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_tcp_socket.h>
#endif

#endif
