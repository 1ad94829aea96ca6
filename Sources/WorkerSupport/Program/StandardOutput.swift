internal import Glibc
internal import Synchronization

/// Standard output, and what became of what was written there: a result that is lost must not pass for one.
package enum StandardOutput {
    private static let reason = Mutex<String?>(nil)

    /// Writes a text at once; a failure is kept until someone asks for it, and nothing is written after it.
    package static func write(_ text: String) {
        guard failure == nil else { return }
        var text = text
        let code = text.withUTF8 { writeAll($0) }
        if code != 0 { reason.withLock { $0 = String(cString: strerror(code)).lowercased() } }
    }

    /// Why the program cannot end well: its output is not all there.
    package static var failure: ProgramFailure? {
        reason.withLock { $0 }.map { ProgramFailure(.output, "the output cannot be written: \($0)") }
    }

    /// Has the program end with the code of a lost output also where the C library does the writing, as for help.
    ///
    /// That library keeps a text until the end, and ends well whatever comes of it.
    package static func checkAtExit() {
        atexit {
            guard fflush(nil) != 0 else { return }
            let sentence = "rollcall: the output cannot be written: \(String(cString: strerror(errno)).lowercased())\n"
            _ = sentence.utf8CString.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count - 1) }
            _exit(ProgramFailure.ExitStatus.output.rawValue)
        }
    }

    /// Writes all of it; gives the error's number, 0 for none.
    private static func writeAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
        var rest = UnsafeRawBufferPointer(bytes)
        while !rest.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno == EAGAIN {
                // Whoever shares the pipe has made it so that it does not wait.
                var descriptor = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                _ = poll(&descriptor, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }
}
