// One question to DNS by the system's resolver. `res_nquery` is a macro and its state a large structure with a union,
// neither of which Swift can see. The answer is handed on as it came: it is read in Swift.
#ifndef ROLLCALL_RESOLVER_H
#define ROLLCALL_RESOLVER_H

#include <stdint.h>

// What came of a question.
typedef enum {
    ROLLCALL_DNS_ANSWERED,     // a server answered, whatever its answer says
    ROLLCALL_DNS_SILENT,       // no server answered in time
    ROLLCALL_DNS_UNREACHABLE,  // nothing could be sent, or nothing listens where it was sent
    ROLLCALL_DNS_NO_QUESTION,  // the name cannot be asked for: too long, or an empty label
    ROLLCALL_DNS_NOT_SET_UP    // the resolver's settings could not be read
} rollcall_dns_ending;

// A server to ask instead of those of /etc/resolv.conf; by IPv4, since the resolver's state has room for that alone.
typedef struct {
    uint8_t address[4];
    uint16_t port;
} rollcall_dns_server;

// Asks for the records of a type, class IN. Blocks: a server gets `seconds`, in a second and last round twice that
// divided by the number of servers (at most three), so at most five times `seconds` in all.
//
// UDP alone: an answer cut off is handed on as it is, since the resolver's connections by TCP know no time limit.
// Of an answer that says that there is nothing, or of an error, only the header is there: `length` is 12.
rollcall_dns_ending rollcall_dns_ask(
    const char *_Nonnull name, int type, const rollcall_dns_server *_Nullable server, int seconds,
    uint8_t *_Nonnull answer, int capacity, int *_Nonnull length);

// Writes the same question, to be sent by other means; the length, or -1 if the name cannot be asked for.
int rollcall_dns_write_question(const char *_Nonnull name, int type, uint8_t *_Nonnull question, int capacity);

// The servers (numeric addresses) and the search list of /etc/resolv.conf, each parted by spaces; 0 if they could not
// be read. What does not fit is left out.
int rollcall_dns_settings(
    char *_Nonnull servers, int servers_size, char *_Nonnull domains, int domains_size);

#endif
