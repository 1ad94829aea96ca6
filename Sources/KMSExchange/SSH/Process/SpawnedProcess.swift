internal import CSpawn
internal import Glibc

/// A program that was started: its process and our ends of its pipes.
///
/// By `posix_spawn`, since a master of OpenSSH outlives the call that starts it, and must be ended with all that it has
/// started in turn: the program leads a process group of its own. It gets none of our open files, default signals, and
/// none of the signals of our terminal, so that a worker which is told to stop decides itself what ends when.
struct SpawnedProcess: Sendable {
    let identifier: pid_t
    /// Our end of its standard input, where it has one; else that is empty.
    let input: CInt?
    let output: CInt
    let errors: CInt

    /// Starts a program; the first word is found in `PATH` if it has no slash.
    ///
    /// - Returns: the process with descriptors that the caller closes.
    /// - Throws: the number of the system's error.
    static func start(
        _ words: [String],
        environment: [String: String],
        hasInput: Bool
    ) throws(SpawnError) -> SpawnedProcess {
        let output = try Pipe()
        let errors = try Pipe()
        let input: Pipe? = try hasInput ? Pipe() : nil
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input.reading.number, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output.writing.number, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing.number, 2)
        // Not every library opens its files to be closed in another program.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        prepare(&attributes)
        var child = pid_t()
        let status = withCStrings(words) { words in
            withCStrings(environment.map { "\($0)=\($1)" }) { variables in
                words.first.flatMap { $0 }.map {
                    posix_spawnp(&child, $0, &actions, &attributes, words, variables)
                } ?? EINVAL
            }
        }
        guard status == 0 else { throw SpawnError(number: status) }
        return SpawnedProcess(
            identifier: child,
            input: input?.writing.release(),
            output: output.reading.release(),
            errors: errors.reading.release()
        )
    }

    /// A process group of its own; a task's thread blocks signals, and NIO ignores some: neither is for a program.
    private static func prepare(_ attributes: inout posix_spawnattr_t) {
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        sigdelset(&signals, SIGKILL)
        sigdelset(&signals, SIGSTOP)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }

    /// Hands texts on as C's lists of them.
    private static func withCStrings<Value>(
        _ texts: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Value
    ) -> Value {
        let pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return body(pointers)
    }
}

/// A program could not be started.
struct SpawnError: Error, Sendable {
    /// As `errno` has it.
    let number: CInt

    var text: String { String(cString: strerror(number)) }
}
