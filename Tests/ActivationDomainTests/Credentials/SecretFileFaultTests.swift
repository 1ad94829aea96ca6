import ActivationDomain
import Testing

@Suite("Files with secrets")
struct SecretFileFaultTests {
    private func fault(_ owner: UInt32, _ mode: UInt32, by user: UInt32, group: Bool = false) -> SecretFileFault? {
        SecretFileFault(owner: owner, mode: mode, user: user, mayBeOfRootsGroup: group)
    }

    @Test("belong to root or to the user that runs the program", arguments: [0, 7] as [UInt32])
    func owner(user: UInt32) throws {
        #expect(fault(0, 0o100600, by: user) == nil)
        #expect(fault(user, 0o100400, by: user) == nil)
        let foreign = try #require(fault(9, 0o100600, by: user))
        #expect(foreign == .foreign(owner: 9, user: user))
        #expect(foreign.clause == "belongs to another user (its number is 9)")
        #expect(foreign.command(for: "/a") == "chown \(user) /a")
        // What others may do with it does not matter then.
        #expect(fault(9, 0o666, by: user, group: true) == foreign)
    }

    @Test("are for their owner alone, or for a group that root has given them to")
    func mode() throws {
        for mode in [0o640, 0o604, 0o620, 0o601] as [UInt32] { #expect(fault(0, mode, by: 7) == .open(mode: mode)) }
        #expect(fault(0, 0o640, by: 7, group: true) == nil)
        #expect(fault(7, 0o640, by: 7, group: true) == .open(mode: 0o640))
        let open = try #require(fault(0, 0o100660, by: 7, group: true))
        #expect(open.clause == "can be reached by others than its owner (mode 660)")
        #expect(open.command(for: "/a") == "chmod 600 /a")
    }
}
