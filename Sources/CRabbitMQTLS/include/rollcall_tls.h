// TLS to the broker: what librabbitmq leaves open. It takes a numeric address here, so it can neither check nor send the
// broker's name, it gives one error for all failures, it would ask for a key's passphrase on the terminal, and it makes a
// record of each frame.
#ifndef ROLLCALL_TLS_H
#define ROLLCALL_TLS_H

#include <stddef.h>

struct ssl_st;
struct amqp_connection_state_t_;
struct amqp_socket_t_;

// Why a connection over TLS came to nothing.
typedef enum {
    ROLLCALL_TLS_NO_HANDSHAKE,          // it did not come to one
    ROLLCALL_TLS_UNFINISHED,            // the peer hung up or said nothing in the midst of it
    ROLLCALL_TLS_NO_TLS,                // the peer speaks something else
    ROLLCALL_TLS_OLD_VERSION,           // the peer speaks older versions only
    ROLLCALL_TLS_UNKNOWN_AUTHORITY,     // the chain does not end in the CA file
    ROLLCALL_TLS_WRONG_NAME,            // the certificate is for other names
    ROLLCALL_TLS_EXPIRED,               // of the broker's certificate or an issuer's
    ROLLCALL_TLS_NOT_YET_VALID,         // likewise
    ROLLCALL_TLS_NOT_TRUSTED,           // anything else that OpenSSL holds against the certificate
    ROLLCALL_TLS_CERTIFICATE_REQUIRED,  // the broker wants a certificate of ours
    ROLLCALL_TLS_CERTIFICATE_REFUSED,   // the broker does not take ours
    ROLLCALL_TLS_ALERT,                 // the broker ended it for another reason
    ROLLCALL_TLS_FAILED                 // OpenSSL ended it for another reason
} rollcall_tls_finding;

// What became of a file.
typedef enum {
    ROLLCALL_TLS_FILE_TAKEN,
    ROLLCALL_TLS_FILE_BROKEN,     // not what it should be; rollcall_tls_reason says more
    ROLLCALL_TLS_FILE_ENCRYPTED,  // a key with a passphrase
    ROLLCALL_TLS_FILE_MISMATCH    // a key that is not the certificate's
} rollcall_tls_file;

// What a handshake shows; the socket's callbacks write into it, so it must stay where it is until rollcall_tls_forget.
typedef struct {
    // X509_V_ERR_…, and of which certificate: 0 the broker's own, above that its issuers.
    int verify_error, verify_depth;
    // The fatal alert that the peer sent (RFC 8446, section 6), or -1.
    int alert;
    int has_begun;
    // Texts of the certificate that was found wrong, printable ASCII.
    char names[256], issuer[128], limit[32];
    // The name to ask for (SNI); empty for an IP address.
    char server_name[256];
    // OpenSSL's connection, which librabbitmq keeps to itself.
    struct ssl_st *_Nullable connection;
} rollcall_tls_report;

// Gives the connection a TLS socket that verifies its peer; NULL when there is no memory. The state owns it.
struct amqp_socket_t_ *_Nullable rollcall_tls_socket_new(
    struct amqp_connection_state_t_ *_Nonnull state, rollcall_tls_report *_Nonnull report);

// The certificates of the authorities in a PEM file are the ones to trust.
rollcall_tls_file rollcall_tls_trust(struct amqp_socket_t_ *_Nonnull socket, const char *_Nonnull path);

// The certificate, with its intermediate ones behind it, to show to the broker. Before its key.
rollcall_tls_file rollcall_tls_use_certificate(struct amqp_socket_t_ *_Nonnull socket, const char *_Nonnull path);

// The certificate's key, from a file that the caller has opened and closes.
rollcall_tls_file rollcall_tls_use_key(struct amqp_socket_t_ *_Nonnull socket, int descriptor);

// The name, or IP address, that the broker's certificate must have; 0 if it cannot be one.
int rollcall_tls_expect(
    struct amqp_socket_t_ *_Nonnull socket, rollcall_tls_report *_Nonnull report, const char *_Nonnull name,
    int is_address);

// Before another attempt over the same socket.
void rollcall_tls_reset(rollcall_tls_report *_Nonnull report);

// Before the report goes, while the connection stays.
void rollcall_tls_forget(struct amqp_socket_t_ *_Nonnull socket);

// What became of sending.
typedef enum {
    ROLLCALL_TLS_SENT,
    ROLLCALL_TLS_WAITS_TO_WRITE,  // the same bytes again when the socket is writable
    ROLLCALL_TLS_WAITS_TO_READ,   // likewise, when it is readable
    ROLLCALL_TLS_BROKEN           // rollcall_tls_reason says more
} rollcall_tls_sending;

// Sends some of the bytes, and says how many.
rollcall_tls_sending rollcall_tls_send(
    struct ssl_st *_Nonnull connection, const void *_Nonnull bytes, size_t count, size_t *_Nonnull sent);

// Judges what failed, on the thread on which it did and before any other call.
rollcall_tls_finding rollcall_tls_judge(const rollcall_tls_report *_Nonnull report);

// OpenSSL's words for it; never anything of a key.
const char *_Nonnull rollcall_tls_reason(const rollcall_tls_report *_Nullable report);

static inline const char *_Nonnull rollcall_tls_names(const rollcall_tls_report *_Nonnull report) {
    return report->names;
}
static inline const char *_Nonnull rollcall_tls_issuer(const rollcall_tls_report *_Nonnull report) {
    return report->issuer;
}
static inline const char *_Nonnull rollcall_tls_limit(const rollcall_tls_report *_Nonnull report) {
    return report->limit;
}

#endif
