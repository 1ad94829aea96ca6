/* The confirms that a channel still owes: tags count from 1 and may be confirmed singly, together, and out of order. */
#ifndef ROLLCALL_CONFIRMS_H
#define ROLLCALL_CONFIRMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct confirms {
    uint64_t next;   /* tag of the next publish */
    uint64_t oldest; /* lowest tag not confirmed; each one below it is */
    size_t window;   /* next - oldest never exceeds it, so a ring of this size holds all */
    bool *confirmed;
};

struct confirms make_confirms(size_t window);

/* How many messages may still be published. */
size_t confirms_room(const struct confirms *confirms);

/* Takes the broker's basic.ack. Returns false for a tag that is not owed: the peer broke the protocol. */
bool confirms_take(struct confirms *confirms, uint64_t tag, bool multiple);

#endif
