// What Swift needs of GSSAPI and libkrb5 and cannot have by itself.
#ifndef ROLLCALL_CGSSAPI_SHIM_H
#define ROLLCALL_CGSSAPI_SHIM_H

#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#include <profile.h>
#include <string.h>

// Mechanisms and kinds of names are global variables, which Swift's concurrency checks refuse; the libraries never write
// to them.

static inline gss_OID _Nonnull rollcall_mechanism_kerberos(void) { return (gss_OID)gss_mech_krb5; }

static inline gss_OID _Nonnull rollcall_mechanism_spnego(void) {
    static gss_OID_desc identifier = {6, (void *)"\x2b\x06\x01\x05\x05\x02"};
    return &identifier;
}

// 1.3.6.1.4.1.311.2.2.10, which no header of MIT Kerberos knows.
static inline gss_OID _Nonnull rollcall_mechanism_ntlm(void) {
    static gss_OID_desc identifier = {10, (void *)"\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"};
    return &identifier;
}

static inline gss_OID _Nonnull rollcall_name_user(void) { return GSS_C_NT_USER_NAME; }
static inline gss_OID _Nonnull rollcall_name_service(void) { return GSS_C_NT_HOSTBASED_SERVICE; }
static inline gss_OID _Nonnull rollcall_name_principal(void) { return (gss_OID)GSS_KRB5_NT_PRINCIPAL_NAME; }

// Swift does not see macros with casts in them.

static inline int rollcall_is_error(OM_uint32 major) { return GSS_ERROR(major) != 0; }
static inline int rollcall_needs_more(OM_uint32 major) { return (major & GSS_S_CONTINUE_NEEDED) != 0; }
static inline OM_uint32 rollcall_routine_error(OM_uint32 major) { return GSS_ROUTINE_ERROR(major); }

static const OM_uint32 rollcall_bad_mechanism = GSS_S_BAD_MECH;
static const OM_uint32 rollcall_no_credential = GSS_S_NO_CRED;
static const OM_uint32 rollcall_credential_expired = GSS_S_CREDENTIALS_EXPIRED;
static const OM_uint32 rollcall_context_expired = GSS_S_CONTEXT_EXPIRED;

// The compiler may leave out a memset of what is not read again.
static inline void rollcall_wipe(void *_Nonnull bytes, size_t count) { explicit_bzero(bytes, count); }

#endif
