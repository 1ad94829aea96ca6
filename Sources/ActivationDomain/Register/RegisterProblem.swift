/// One thing that is wrong in an asset register.
package struct RegisterProblem: Sendable, Hashable {
    /// The file's name, as it was given to the parser.
    package let file: String

    /// The line, counted from 1: of a row, the line at which the row begins.
    package let line: Int

    /// What is wrong and what to do about it.
    package let message: String

    /// Makes a problem from its parts.
    package init(file: String, line: Int, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }
}

extension RegisterProblem: CustomStringConvertible {
    /// The sentence for the person who keeps the register: `register.csv:17: …`.
    package var description: String { "\(file):\(line): \(message)" }
}
