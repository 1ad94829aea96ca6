// What Swift's own module of the C library leaves out: GNU's and Linux's own.
#pragma once
#include <spawn.h>

/// Makes a pipe with flags, so that no program that another thread starts meanwhile inherits it.
extern int pipe2(int descriptors[2], int flags);

/// Has a started program begin without any open file from `first` on.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
