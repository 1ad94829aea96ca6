/// Why a test could not be set up, or what it waited for in vain.
package struct TestSupportError: Error, CustomStringConvertible {
    /// One sentence.
    package let description: String

    /// Makes an error.
    package init(_ description: String) {
        self.description = description
    }
}
