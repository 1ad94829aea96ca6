import Testing

/// All tests that make contexts, one after another, so that what is alive can be counted.
@Suite("Security contexts", .serialized)
struct SecurityContextTests {}
