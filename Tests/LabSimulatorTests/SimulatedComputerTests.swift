import Testing

@testable import LabSimulator

@Suite struct SimulatedComputerTests {
    private func computer(_ settings: String) throws -> SimulatedComputer {
        let lab = try LabScenario.parse("computers: [{ name: A, address: 127.0.0.1, \(settings) }]")
        return SimulatedComputer(lab.computers[0], kmsHost: "kms.example", kmsPort: 1688, now: 1_790_000_000)
    }

    private func activate(_ computer: inout SimulatedComputer, _ index: Int = 0) -> ActivationCall {
        let call = computer.beginActivation(of: index, className: "SoftwareLicensingProduct")
        if call.isCarriedOut { computer.endActivation(call, now: 1_790_000_000) }
        return call
    }

    @Test func resultsFollowTheScriptAndTheLastRepeats() throws {
        var computer = try computer("activate: [0xC004F074, 0xC004F038, ok]")
        #expect(computer.products[0].status == 2 && computer.products[0].minutes == 43_200)
        #expect(activate(&computer).result == .code(ResultCode(0xC004_F074)))
        #expect(activate(&computer).result == .code(ResultCode(0xC004_F038)))
        #expect(computer.products[0].status == 2)
        #expect(activate(&computer).result == .ok)
        #expect(computer.products[0].status == 1 && computer.products[0].minutes == 259_200)
        #expect(computer.products[0].discoveredMachine == "kms.example")
        #expect(activate(&computer).result == .ok)
    }

    @Test func successThatLiesChangesNothing() throws {
        var computer = try computer("activate: lies")
        #expect(computer.products[0].status == 5)
        #expect(activate(&computer).result == .lies)
        #expect(computer.products[0].status == 5)
    }

    @Test(arguments: [
        ("activate: 0xC004F074", "0x800706BA"), ("activate: 0xC004F039", "0x800706BA"),
        ("activate: 0xC004F074, inner: 0xC004F06C", "0xC004F06C"), ("activate: 0xC004F038", "0x00000000"),
        ("activate: ok", "0x00000000"),
    ])
    func eachCallLeavesAnEventWithTheInnerCode(_ settings: String, _ code: String) throws {
        var computer = try computer(settings)
        let before = try #require(computer.log.records.last).number
        _ = activate(&computer)
        let record = try #require(computer.log.records.last)
        #expect(record.number == before + 1 && record.code == 12_288)
        #expect(record.strings.first == code && record.strings[2] == "kms.example:1688")
        #expect(record.message.contains(code + ", 0x00000000, kms.example:1688"))
    }

    @Test func otherFailuresLeaveNoEvent() throws {
        var computer = try computer("activate: 0xC004F035")
        let before = computer.log.records.count
        _ = activate(&computer)
        #expect(computer.log.records.count == before)
    }

    @Test func oldEventsWithOtherCodesLieThereBefore() throws {
        let computer = try computer("eventForm: joined")
        let old = computer.log.records.filter { $0.code == 12_288 }
        #expect(old.count == 2)
        #expect(old.allSatisfy { $0.strings.count == 1 && $0.strings[0].contains(", ") })
    }

    @Test func aCallThatIsNotCarriedOutUsesUpNoResult() throws {
        var computer = try computer("activate: [0xC004F074, ok], fault: quota, faultTimes: 2")
        #expect(activate(&computer).fault == .quota)
        #expect(activate(&computer).fault == .quota)
        let third = activate(&computer)
        #expect(third.fault == nil && third.result == .code(ResultCode(0xC004_F074)))
    }

    @Test func clockAndZoneShow() throws {
        let computer = try computer("clockOffset: -9h, timeZone: { bias: -210, name: Newfoundland Standard Time }")
        let schema = try #require(WMIClass.named("Win32_OperatingSystem"))
        let instance = try #require(computer.instances(of: schema, now: 1_790_000_000.25)?.first)
        #expect(instance["LocalDateTime"] == .datetime(1_789_967_600.25, bias: -210))
        #expect(Timestamp.iso8601(1_789_967_600.25, bias: -210) == "2026-09-21T01:43:20.250-03:30")
        #expect(instance["CurrentTimeZone"] == .integer(-210))
    }

    @Test(arguments: [
        ("6.1.7601", "office-2016", true), ("6.1.7601", "office-2010", true), ("10.0.19045", "office-2016", false),
        ("10.0.19045", "office-2010", true), ("6.1.7601", "windows", false),
    ])
    func officeLiesWithItsOwnServiceWhereItDoes(_ version: String, _ product: String, _ isOfOffice: Bool) throws {
        let computer = try computer("windowsVersion: \(version), products: \(product)")
        #expect(computer.hasOfficeService == isOfOffice)
        let schema = try #require(WMIClass.named("OfficeSoftwareProtectionProduct"))
        #expect((computer.instances(of: schema, now: 0) == nil) != isOfOffice)
    }

    @Test func noiseHasNoKey() throws {
        let computer = try computer("noise: 5, retailItem: true")
        #expect(computer.products.count == 7)
        #expect(computer.products.count { $0.partialKey == nil } == 5)
        #expect(computer.products.last?.scenario.licenceChannel == .retail)
    }

    @Test func openEnumerationsAreBoundedAndExpire() {
        var table = EnumerationTable()
        for index in 0..<(EnumerationTable.countLimit + 10) {
            table.insert(["x"], context: "c\(index)", now: Double(index) / 1_000)
        }
        #expect(table.remove(context: "c0", now: 1) == nil)
        #expect(table.remove(context: "c200", now: 1) == ["x"])
        #expect(table.remove(context: "c200", now: 1) == nil)
        #expect(table.remove(context: "c201", now: 1_000) == nil)
    }
}
