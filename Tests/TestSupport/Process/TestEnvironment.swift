internal import Foundation

/// What `scripts/test` tells the tests in environment variables.
package enum TestEnvironment {
    /// AMQP URI of the broker that the tests share.
    package static func brokerURL() throws(TestSupportError) -> String { try required("ROLLCALL_TEST_BROKER_URL") }

    /// The shared broker's folder.
    package static func brokerDirectory() throws(TestSupportError) -> String {
        try required("ROLLCALL_TEST_BROKER_DIR")
    }

    /// The repository.
    package static func root() throws(TestSupportError) -> String { try required("ROLLCALL_TEST_ROOT") }

    /// Where private brokers and campuses keep their files: `.run` of the repository, unless told.
    package static func runFolder() throws(TestSupportError) -> String {
        guard let folder = ProcessInfo.processInfo.environment["ROLLCALL_TEST_RUN"] else { return try root() + "/.run" }
        return folder
    }

    /// A variable's value.
    ///
    /// - Throws: when it is missing. Tests that cannot run have failed: a skip would pass unnoticed.
    package static func required(_ name: String) throws(TestSupportError) -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw TestSupportError("\(name) is not set; run these tests with scripts/test, which starts a broker")
        }
        return value
    }
}
