import Foundation
import WorkerSupport

/// Asks for a password on the terminal, which does not show what is typed.
struct PasswordPrompt {
    private let descriptor: CInt

    /// Takes the process's terminal; nil when standard input is none, as in a script.
    init?() {
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
    }

    func ask(_ question: String) throws -> String {
        var before = termios()
        guard tcgetattr(descriptor, &before) == 0 else { throw PasswordPrompt.failure }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        silent.c_lflag |= tcflag_t(ECHONL)
        // Ctrl-C would end the program and leave the terminal silent, so it ends the line in place of that.
        silent.c_lflag &= ~tcflag_t(ISIG)
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = PasswordPrompt.interrupt }
        guard tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { throw PasswordPrompt.failure }
        defer { tcsetattr(descriptor, TCSAFLUSH, &before) }
        write(question)
        return try line()
    }

    private func line() throws -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < 4096 {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != PasswordPrompt.interrupt else {
                write("\n")
                throw ProgramFailure(.data, "no password was given; nothing was changed")
            }
            if byte == UInt8(ascii: "\n") { break }
            bytes.append(byte)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProgramFailure(.data, "the password is not UTF-8; set the terminal to it")
        }
        return text
    }

    /// Ctrl-C.
    private static let interrupt: UInt8 = 3

    private func write(_ text: String) {
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    private static var failure: ProgramFailure {
        ProgramFailure(.data, "the terminal cannot be used to ask for a password")
    }
}
