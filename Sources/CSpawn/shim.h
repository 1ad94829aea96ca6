// What Swift's own module of the C library leaves out: GNU's and Linux's own.
#pragma once
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

/// Makes a pipe with flags, so that no program that another thread starts meanwhile inherits it.
extern int pipe2(int descriptors[2], int flags);

/// Has a started program begin without any open file from `first` on.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);

/// Limits how long a socket waits to send and to receive; its C structure is not reliably seen beside Foundation's.
static inline int rollcall_limit_waits(int socket, long seconds) {
    struct timeval limit = {seconds, 0};
    return setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit)
        | setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// Hands an open file on over a socket of the system's own, with one byte, and returns as sendmsg() does.
static inline long rollcall_send_descriptor(int socket, int descriptor) {
    char byte = 0;
    struct iovec data = {&byte, 1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof descriptor)];
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {0};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
    return sendmsg(socket, &message, MSG_NOSIGNAL);
}
