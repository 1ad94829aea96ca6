#include "confirms.h"

#include <stdlib.h>

#include "report.h"

struct confirms make_confirms(size_t window) {
    bool *confirmed = calloc(window, sizeof *confirmed);
    if (confirmed == NULL) {
        die(EXIT_TRY_AGAIN, "There is no memory for a window of %zu messages.", window);
    }
    return (struct confirms){.next = 1, .oldest = 1, .window = window, .confirmed = confirmed};
}

size_t confirms_room(const struct confirms *confirms) {
    return confirms->window - (size_t)(confirms->next - confirms->oldest);
}

bool confirms_take(struct confirms *confirms, uint64_t tag, bool multiple) {
    if (tag < confirms->oldest || tag >= confirms->next) {
        return false;
    }
    for (uint64_t each = multiple ? confirms->oldest : tag; each <= tag; each++) {
        confirms->confirmed[each % confirms->window] = true;
    }
    while (confirms->oldest < confirms->next && confirms->confirmed[confirms->oldest % confirms->window]) {
        confirms->confirmed[confirms->oldest % confirms->window] = false;
        confirms->oldest++;
    }
    return true;
}
