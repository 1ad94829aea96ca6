// What the sources of this folder share.
#ifndef ROLLCALL_TLS_INTERNAL_H
#define ROLLCALL_TLS_INTERNAL_H

// From 0.12 on the headers live in a folder of their own; Debian 12 has 0.11.
#if __has_include(<rabbitmq-c/ssl_socket.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/ssl_socket.h>
#else
#include <amqp.h>
#include <amqp_ssl_socket.h>
#endif
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "rollcall_tls.h"

// Writes the texts of a certificate into the report.
void rollcall_tls_describe(rollcall_tls_report *report, X509 *certificate);

#endif
