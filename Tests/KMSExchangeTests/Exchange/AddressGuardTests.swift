import ActivationDomain
import Foundation
import Testing

@testable import KMSExchange

@Suite("Where a name leads")
struct AddressGuardTests {
    private func verdict(_ host: String, _ lookUp: @escaping AddressGuard.LookUp) async throws -> AddressGuard.Verdict {
        let networks = [try IPNetwork.parse("127.0.0.0/8")]
        return await AddressGuard(allowed: networks, limit: .seconds(20), lookUp: lookUp).check(host)
    }

    @Test("A name without an address is told from a look-up that has failed; every address counts")
    func verdicts() async throws {
        let (inside, outside) = (try #require(IPAddress("127.1.1.1")), try #require(IPAddress("192.0.2.1")))
        #expect(try await verdict("a", { _ in nil }) == .unanswered)
        #expect(try await verdict("a", { _ in [] }) == .notFound)
        #expect(try await verdict("a", { _ in [inside] }) == .allowed(inside))
        #expect(try await verdict("a", { _ in [inside, outside] }) == .notAllowed(outside))
        #expect(try await verdict("127.1.1.1", { _ in nil }) == .allowed(inside))
    }

    @Test("A look-up that does not end is given up at its limit, and left to its thread")
    func limit() async throws {
        let end = DispatchSemaphore(value: 0)
        let networks = [try IPNetwork.parse("127.0.0.0/8")]
        let stuck = AddressGuard(allowed: networks, limit: .milliseconds(200)) { _ in
            end.wait()
            return []
        }
        #expect(await stuck.check("a") == .unanswered)
        // It is still at it, unless others had the thread.
        end.signal()
        let inside = try #require(IPAddress("127.1.1.1"))
        #expect(try await verdict("a", { _ in [inside] }) == .allowed(inside))
    }

    @Test("What the system says is about the name, or about who was asked for it")
    func statuses() {
        // EAI_NODATA, which the C library has as an extension alone: the name is there, without an address.
        #expect([EAI_NONAME, -5].allSatisfy(AddressGuard.isAnswer))
        #expect(![EAI_AGAIN, EAI_FAIL].contains(where: AddressGuard.isAnswer))
    }

    @Test("The system knows this computer, and that no name has an empty part, with or without a DNS server")
    func system() {
        #expect(AddressGuard.systemLookUp("localhost")?.isEmpty == false)
        #expect(AddressGuard.systemLookUp("no-such..host") == [])
    }
}
