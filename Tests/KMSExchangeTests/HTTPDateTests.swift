import ActivationDomain
import Testing

@testable import KMSExchange

@Suite("The clock of a server that answers")
struct HTTPDateTests {
    @Test(
        "is read as servers write it",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Thu, 29 Feb 2024 23:59:59 GMT", "2024-02-29T23:59:59Z"),
            ("Fri, 01 Jan 2027 00:00:00 GMT", "2027-01-01T00:00:00Z"),
        ]
    )
    func reading(_ text: String, _ expected: String) {
        #expect(Timestamp(httpDate: text)?.toTheSecond == expected)
    }

    @Test(
        "is none where it is anything else",
        arguments: [
            "", "GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37+01:00 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sun, 06 nov 1994 24:49:37 GMT",
        ]
    )
    func others(_ text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }
}
