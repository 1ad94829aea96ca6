// The socket's settings, and its callbacks, which write the report.
#include "tls.h"

#include <openssl/pem.h>
#include <string.h>

static SSL_CTX *context(amqp_socket_t *socket) { return amqp_ssl_socket_get_context(socket); }

// A verdict is never changed here, only noted: the first is the one that matters.
static int on_verify(int is_fine, X509_STORE_CTX *store) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    rollcall_tls_report *report = ssl == NULL ? NULL : SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (!is_fine && report != NULL && report->verify_error == X509_V_OK) {
        report->verify_error = X509_STORE_CTX_get_error(store);
        report->verify_depth = X509_STORE_CTX_get_error_depth(store);
        rollcall_tls_describe(report, X509_STORE_CTX_get_current_cert(store));
    }
    return is_fine;
}

static void on_event(const SSL *ssl, int what, int value) {
    rollcall_tls_report *report = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    if (report == NULL) return;
    if (what & SSL_CB_HANDSHAKE_START) {
        report->has_begun = 1;
        const char *name = report->server_name[0] == 0 ? NULL : report->server_name;
        // librabbitmq has put the numeric address there, which no name is. The event has the connection as a constant
        // because most of what could be done to it would be wrong now; this goes into the greeting that comes next.
        SSL_set_tlsext_host_name((SSL *)ssl, name);
        report->connection = (SSL *)ssl;
    }
    if ((what & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && value >> 8 == SSL3_AL_FATAL) report->alert = value & 0xFF;
}

amqp_socket_t *rollcall_tls_socket_new(amqp_connection_state_t state, rollcall_tls_report *report) {
    memset(report, 0, sizeof *report);
    rollcall_tls_reset(report);
    amqp_socket_t *socket = amqp_ssl_socket_new(state);
    if (socket == NULL) return NULL;
    SSL_CTX *ssl = context(socket);
    if (!SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION)) return NULL;
    // A renegotiation would let a read wait for writing, which librabbitmq is not made for.
    SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_app_data(ssl, report);
    SSL_CTX_set_info_callback(ssl, on_event);
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER, on_verify);
    // OpenSSL checks the name in the handshake; librabbitmq would look for the numeric address among DNS names.
    amqp_ssl_socket_set_verify_hostname(socket, 0);
    return socket;
}

rollcall_tls_file rollcall_tls_trust(amqp_socket_t *socket, const char *path) {
    ERR_clear_error();
    return SSL_CTX_load_verify_locations(context(socket), path, NULL) ? ROLLCALL_TLS_FILE_TAKEN
                                                                      : ROLLCALL_TLS_FILE_BROKEN;
}

rollcall_tls_file rollcall_tls_use_certificate(amqp_socket_t *socket, const char *path) {
    ERR_clear_error();
    return SSL_CTX_use_certificate_chain_file(context(socket), path) ? ROLLCALL_TLS_FILE_TAKEN
                                                                     : ROLLCALL_TLS_FILE_BROKEN;
}

// OpenSSL's own would ask on the terminal.
static int on_passphrase(char *buffer, int size, int is_writing, void *was_asked) {
    (void)buffer, (void)size, (void)is_writing;
    *(int *)was_asked = 1;
    return -1;
}

rollcall_tls_file rollcall_tls_use_key(amqp_socket_t *socket, int descriptor) {
    ERR_clear_error();
    int was_asked = 0;
    BIO *file = BIO_new_fd(descriptor, BIO_NOCLOSE);
    EVP_PKEY *key = file == NULL ? NULL : PEM_read_bio_PrivateKey(file, NULL, on_passphrase, &was_asked);
    BIO_free(file);
    if (key == NULL) return was_asked ? ROLLCALL_TLS_FILE_ENCRYPTED : ROLLCALL_TLS_FILE_BROKEN;
    SSL_CTX *ssl = context(socket);
    int fits = SSL_CTX_use_PrivateKey(ssl, key) && SSL_CTX_check_private_key(ssl);
    EVP_PKEY_free(key);
    return fits ? ROLLCALL_TLS_FILE_TAKEN : ROLLCALL_TLS_FILE_MISMATCH;
}

int rollcall_tls_expect(amqp_socket_t *socket, rollcall_tls_report *report, const char *name, int is_address) {
    X509_VERIFY_PARAM *wanted = SSL_CTX_get0_param(context(socket));
    if (is_address) return X509_VERIFY_PARAM_set1_ip_asc(wanted, name);
    if (strlen(name) >= sizeof report->server_name || name[0] == 0) return 0;
    strcpy(report->server_name, name);
    // As browsers do: names stand in subjectAltName only (RFC 9525), and a star stands for a whole label.
    X509_VERIFY_PARAM_set_hostflags(
        wanted, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(wanted, name, 0);
}

void rollcall_tls_reset(rollcall_tls_report *report) {
    report->verify_error = X509_V_OK;
    report->verify_depth = 0;
    report->alert = -1;
    report->has_begun = 0;
    report->connection = NULL;
    report->names[0] = report->issuer[0] = report->limit[0] = 0;
}

void rollcall_tls_forget(amqp_socket_t *socket) { SSL_CTX_set_app_data(context(socket), NULL); }

rollcall_tls_sending rollcall_tls_send(SSL *connection, const void *bytes, size_t count, size_t *sent) {
    ERR_clear_error();
    *sent = 0;
    int status = SSL_write_ex(connection, bytes, count, sent);
    if (status > 0) return ROLLCALL_TLS_SENT;
    switch (SSL_get_error(connection, status)) {
        case SSL_ERROR_WANT_WRITE: return ROLLCALL_TLS_WAITS_TO_WRITE;
        case SSL_ERROR_WANT_READ: return ROLLCALL_TLS_WAITS_TO_READ;
        default: return ROLLCALL_TLS_BROKEN;
    }
}
