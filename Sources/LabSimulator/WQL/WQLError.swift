/// Why a query is none that the lab understands: Windows answers 0x80041017 to all of them.
struct WQLError: Error, Equatable {
    let message: String
}
