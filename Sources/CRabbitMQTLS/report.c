// What a report says.
#include "tls.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

// Adds a text of the peer's, which may hold anything, after a comma; what does not fit is left out.
static void add(char *list, size_t size, const unsigned char *text, int length) {
    size_t end = strlen(list);
    if (length <= 0 || end + (size_t)length + 3 > size) return;
    if (end > 0) {
        list[end++] = ',';
        list[end++] = ' ';
    }
    for (int index = 0; index < length; index++) {
        list[end++] = text[index] > 0x20 && text[index] < 0x7F ? (char)text[index] : '?';
    }
    list[end] = 0;
}

static void describe_names(rollcall_tls_report *report, X509 *certificate) {
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
    // A certificate may have thousands; the report has room for some.
    for (int index = 0; index < sk_GENERAL_NAME_num(names) && index < 64; index++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
        if (name->type == GEN_DNS) {
            const ASN1_IA5STRING *text = name->d.dNSName;
            add(report->names, sizeof report->names, ASN1_STRING_get0_data(text), ASN1_STRING_length(text));
        } else if (name->type == GEN_IPADD) {
            const ASN1_OCTET_STRING *bytes = name->d.iPAddress;
            char text[INET6_ADDRSTRLEN] = "";
            int size = ASN1_STRING_length(bytes);
            if (size == 4) inet_ntop(AF_INET, ASN1_STRING_get0_data(bytes), text, sizeof text);
            if (size == 16) inet_ntop(AF_INET6, ASN1_STRING_get0_data(bytes), text, sizeof text);
            add(report->names, sizeof report->names, (const unsigned char *)text, (int)strlen(text));
        }
    }
    GENERAL_NAMES_free(names);
}

static void describe_issuer(rollcall_tls_report *report, X509 *certificate) {
    char text[96] = "";
    int length = X509_NAME_get_text_by_NID(X509_get_issuer_name(certificate), NID_commonName, text, sizeof text);
    for (char *byte = text; *byte != 0; byte++) {
        if (*byte < 0x20 || *byte > 0x7E) *byte = '?';
    }
    if (length > 0) snprintf(report->issuer, sizeof report->issuer, "%s", text);
}

static void describe_limit(rollcall_tls_report *report, X509 *certificate) {
    const ASN1_TIME *limit = NULL;
    if (report->verify_error == X509_V_ERR_CERT_HAS_EXPIRED) limit = X509_get0_notAfter(certificate);
    if (report->verify_error == X509_V_ERR_CERT_NOT_YET_VALID) limit = X509_get0_notBefore(certificate);
    struct tm time;
    if (limit == NULL || !ASN1_TIME_to_tm(limit, &time)) return;
    strftime(report->limit, sizeof report->limit, "%Y-%m-%dT%H:%M:%SZ", &time);
}

void rollcall_tls_describe(rollcall_tls_report *report, X509 *certificate) {
    if (certificate == NULL) return;
    describe_names(report, certificate);
    describe_issuer(report, certificate);
    describe_limit(report, certificate);
}

static rollcall_tls_finding judge_verification(int error) {
    switch (error) {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return ROLLCALL_TLS_UNKNOWN_AUTHORITY;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH: return ROLLCALL_TLS_WRONG_NAME;
        case X509_V_ERR_CERT_HAS_EXPIRED: return ROLLCALL_TLS_EXPIRED;
        case X509_V_ERR_CERT_NOT_YET_VALID: return ROLLCALL_TLS_NOT_YET_VALID;
        default: return ROLLCALL_TLS_NOT_TRUSTED;
    }
}

static rollcall_tls_finding judge_alert(int alert) {
    switch (alert) {
        case SSL_AD_PROTOCOL_VERSION: return ROLLCALL_TLS_OLD_VERSION;
        case SSL_AD_CERTIFICATE_REQUIRED: return ROLLCALL_TLS_CERTIFICATE_REQUIRED;
        // All that a server can mean by them is the certificate it was shown, or was not (41, of SSL 3).
        case SSL3_AD_NO_CERTIFICATE: return ROLLCALL_TLS_CERTIFICATE_REQUIRED;
        case SSL_AD_BAD_CERTIFICATE:
        case SSL_AD_UNSUPPORTED_CERTIFICATE:
        case SSL_AD_CERTIFICATE_REVOKED:
        case SSL_AD_CERTIFICATE_EXPIRED:
        case SSL_AD_CERTIFICATE_UNKNOWN:
        case SSL_AD_UNKNOWN_CA:
        case SSL_AD_ACCESS_DENIED: return ROLLCALL_TLS_CERTIFICATE_REFUSED;
        default: return ROLLCALL_TLS_ALERT;
    }
}

rollcall_tls_finding rollcall_tls_judge(const rollcall_tls_report *report) {
    if (!report->has_begun) return ROLLCALL_TLS_NO_HANDSHAKE;
    if (report->verify_error != X509_V_OK) return judge_verification(report->verify_error);
    if (report->alert >= 0) return judge_alert(report->alert);
    unsigned long error = ERR_peek_error();
    if (error == 0 || ERR_GET_LIB(error) != ERR_LIB_SSL) return ROLLCALL_TLS_UNFINISHED;
    switch (ERR_GET_REASON(error)) {
        case SSL_R_UNEXPECTED_EOF_WHILE_READING: return ROLLCALL_TLS_UNFINISHED;
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_HTTPS_PROXY_REQUEST:
        case SSL_R_PACKET_LENGTH_TOO_LONG: return ROLLCALL_TLS_NO_TLS;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW: return ROLLCALL_TLS_OLD_VERSION;
        default: return ROLLCALL_TLS_FAILED;
    }
}

const char *rollcall_tls_reason(const rollcall_tls_report *report) {
    if (report != NULL && report->verify_error != X509_V_OK) {
        return X509_verify_cert_error_string(report->verify_error);
    }
    if (report != NULL && report->alert >= 0) return SSL_alert_desc_string_long(report->alert);
    const char *text = ERR_reason_error_string(ERR_peek_error());
    return text == NULL ? "no reason given" : text;
}
