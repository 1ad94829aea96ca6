/// What is wrong in a scenario file, and where.
///
/// Its description is the one sentence that a person gets to read: file, line and column first, so that an editor can jump there.
package struct ScenarioError: Error, CustomStringConvertible, Equatable {
    /// The file as it was named by the caller.
    package let file: String
    /// The line, counted from 1; 0 where the file as a whole is meant.
    package let line: Int
    /// The column, counted from 1; 0 where the file as a whole is meant.
    package let column: Int
    /// What is wrong and what to do about it.
    package let message: String

    /// `file:line:column: message`.
    package var description: String {
        line > 0 ? "\(file):\(line):\(column): \(message)" : "\(file): \(message)"
    }
}
