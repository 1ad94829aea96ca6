#include "resolver.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

static void ask_only(struct __res_state *state, const rollcall_dns_server *server) {
    struct sockaddr_in *first = &state->nsaddr_list[0];
    memset(first, 0, sizeof *first);
    first->sin_family = AF_INET;
    first->sin_port = htons(server->port);
    memcpy(&first->sin_addr, server->address, sizeof server->address);
    state->nscount = 1;
}

rollcall_dns_ending rollcall_dns_ask(
    const char *name, int type, const rollcall_dns_server *server, int seconds, uint8_t *answer, int capacity,
    int *length) {
    *length = 0;
    if (capacity < NS_HFIXEDSZ) return ROLLCALL_DNS_NO_QUESTION;
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return ROLLCALL_DNS_NOT_SET_UP;
    if (server != NULL) ask_only(&state, server);
    state.retrans = seconds;
    state.retry = 2;
    // With EDNS an answer may have 1,200 bytes instead of 512; the resolver does without where a server knows it not.
    state.options |= RES_IGNTC | RES_USE_EDNS0;

    // The resolver says -1 of all that holds no records, but leaves the server's answer where it was received.
    memset(answer, 0, NS_HFIXEDSZ);
    errno = 0;
    int got = res_nquery(&state, name, ns_c_in, type, answer, capacity);
    int error = errno;
    int reason = state.res_h_errno;
    res_nclose(&state);

    if (got >= NS_HFIXEDSZ) {
        *length = got > capacity ? capacity : got;
        return ROLLCALL_DNS_ANSWERED;
    }
    const HEADER *header = (const HEADER *)(const void *)answer;
    if (header->qr) {
        *length = NS_HFIXEDSZ;
        return ROLLCALL_DNS_ANSWERED;
    }
    // Nothing was asked: the name did not fit into a question.
    if (reason == NO_RECOVERY) return ROLLCALL_DNS_NO_QUESTION;
    return error == ETIMEDOUT ? ROLLCALL_DNS_SILENT : ROLLCALL_DNS_UNREACHABLE;
}

int rollcall_dns_write_question(const char *name, int type, uint8_t *question, int capacity) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return -1;
    int length = res_nmkquery(&state, ns_o_query, name, ns_c_in, type, NULL, 0, NULL, question, capacity);
    res_nclose(&state);
    return length;
}

// Adds a text after a space.
static void add(char *list, int size, const char *text) {
    int end = (int)strlen(list);
    if (end + (int)strlen(text) + 2 > size) return;
    snprintf(list + end, (size_t)(size - end), "%s%s", end > 0 ? " " : "", text);
}

static void add_server(char *list, int size, const struct __res_state *state, int index) {
    char text[INET6_ADDRSTRLEN] = "";
    const struct sockaddr_in *plain = &state->nsaddr_list[index];
    const struct sockaddr_in6 *other = state->_u._ext.nsaddrs[index];
    // Where the place for IPv4 is empty, the address is one of IPv6.
    if (plain->sin_family == AF_INET) inet_ntop(AF_INET, &plain->sin_addr, text, sizeof text);
    else if (other != NULL) inet_ntop(AF_INET6, &other->sin6_addr, text, sizeof text);
    if (text[0] != 0) add(list, size, text);
}

int rollcall_dns_settings(char *servers, int servers_size, char *domains, int domains_size) {
    if (servers_size < 1 || domains_size < 1) return 0;
    servers[0] = 0;
    domains[0] = 0;
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state) != 0) return 0;
    for (int index = 0; index < state.nscount && index < MAXNS; index++) {
        add_server(servers, servers_size, &state, index);
    }
    for (int index = 0; index < MAXDNSRCH && state.dnsrch[index] != NULL; index++) {
        add(domains, domains_size, state.dnsrch[index]);
    }
    res_nclose(&state);
    return 1;
}
