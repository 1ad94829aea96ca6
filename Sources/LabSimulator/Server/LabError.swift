/// Why the lab cannot be run.
package struct LabError: Error, CustomStringConvertible {
    /// What kind of reason it is.
    package struct Code: Sendable, Equatable {
        private enum Value { case unavailable, addressInUse, certificate, noFile, wrongFile }
        private let value: Value

        /// The system does not give what the lab needs: an address, a file, enough open files.
        package static let unavailable = Code(value: .unavailable)
        /// The port is taken on one of the addresses.
        package static let addressInUse = Code(value: .addressInUse)
        /// The certificate or its key cannot be used.
        package static let certificate = Code(value: .certificate)
        /// A file of the command line is not there or cannot be read.
        package static let noFile = Code(value: .noFile)
        /// A file of the command line holds something else than it should.
        package static let wrongFile = Code(value: .wrongFile)
    }

    /// The kind.
    package let code: Code
    /// One sentence: what is wrong, where, and what to do.
    package let message: String

    /// Made from a kind and its sentence.
    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    /// The sentence.
    package var description: String { message }
}
