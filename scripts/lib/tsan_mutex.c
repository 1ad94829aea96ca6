// Tells ThreadSanitizer of the slow paths of Swift's Mutex; loaded before the test program (LD_PRELOAD).
//
// On Linux a Mutex of Swift 6 is a futex. Locking and unlocking one that nobody else wants is an atomic operation that
// the compiler puts into the caller, where the sanitizer sees it. One that somebody holds is locked and unlocked in
// libswiftSynchronization, which is not instrumented: the sanitizer misses that the one happens before the other, and
// reports each access under a contended lock as a race. Both functions are exported, so these stand in for them and
// say what they do, for the very address that the visible operations use. Nothing is suppressed.
//
// swiftcall passes self in a register of its own; clang knows it, gcc does not.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define swiftcall __attribute__((swiftcall))
#define swift_self __attribute__((swift_context))

// Of the sanitizer's runtime; in another program they are not there, and nothing is told.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

static swiftcall void (*real_lock)(uint32_t thread, swift_self void *mutex);
static swiftcall void (*real_unlock)(swift_self void *mutex);

__attribute__((constructor)) static void find_real(void) {
    *(void **)&real_lock = dlsym(RTLD_NEXT, LOCK);
    *(void **)&real_unlock = dlsym(RTLD_NEXT, UNLOCK);
}

swiftcall void rollcall_lock(uint32_t thread, swift_self void *mutex) __asm__(LOCK);
swiftcall void rollcall_unlock(swift_self void *mutex) __asm__(UNLOCK);

swiftcall void rollcall_lock(uint32_t thread, swift_self void *mutex) {
    real_lock(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

swiftcall void rollcall_unlock(swift_self void *mutex) {
    if (__tsan_release) __tsan_release(mutex);
    real_unlock(mutex);
}
