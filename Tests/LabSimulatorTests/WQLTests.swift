import Testing

@testable import LabSimulator

@Suite struct WQLTests {
    private func product(_ status: Int64, key: String?, name: String = "Office 16, x") throws -> WMIInstance {
        var instance = WMIInstance(try #require(WMIClass.named("softwarelicensingproduct")))
        instance["LicenseStatus"] = .integer(status)
        instance["Name"] = .string(name)
        instance["LicenseIsAddon"] = .boolean(false)
        if let key { instance["PartialProductKey"] = .string(key) }
        return instance
    }

    @Test func readsProjectionClassAndCondition() throws {
        let query = try WQLParser.parse("SELECT a, b FROM C WHERE p = 'x' AND q IS NOT NULL AND r > 5 AND s <> ''")
        #expect(query.properties == ["a", "b"])
        #expect(query.className == "C")
        #expect(
            query.condition
                == .and(
                    .and(
                        .and(.compare(property: "p", .equal, .string("x")), .compare(property: "q", .notEqual, .null)),
                        .compare(property: "r", .greater, .number(5))
                    ),
                    .compare(property: "s", .notEqual, .string(""))
                )
        )
    }

    @Test(arguments: [
        ("PartialProductKey is not null", true), ("PartialProductKey <> NULL", true),
        ("PartialProductKey is null", false),
        ("PartialProductKey = null", false), ("LicenseStatus = 5", true), ("LicenseStatus != 5", false),
        ("LicenseStatus >= 5 and LicenseStatus < 6", true), ("licensestatus = '5'", true),
        ("Name like 'office%'", true),
        ("Name like '%17%'", false), ("Name like 'Office 1_, x'", true), ("LicenseIsAddon = FALSE", true),
        ("LicenseIsAddon = 'true'", false), ("not (Name = 'x' or LicenseStatus = 5)", false),
        ("Name = 'x' or LicenseStatus = 5 and Name = 'y'", false), ("Description = 'x'", false),
        ("Description <> 'x'", false),
        ("Name = \"OFFICE 16, X\"", true),
    ])
    func selects(_ condition: String, _ expected: Bool) throws {
        let query = try WQLParser.parse("select * from SoftwareLicensingProduct where " + condition)
        #expect(query.selects(try product(5, key: "XABCD")) == expected)
    }

    @Test(arguments: [
        "", "select", "select from C", "select a C", "select a from C where", "select a from C where a",
        "select a from C where a =",
        "select a from C where a = 'x", "select a from C where (a = 1", "select a from C order by a", "delete from C",
        "select a from C where a = 99999999999999999999", "select a from C where a ; b", "select a, from C",
        "select a from C where " + String(repeating: "not ", count: 5_000) + "a = 1",
        "select a from C where " + String(repeating: "(", count: 5_000),
    ])
    func refuses(_ query: String) {
        #expect(throws: WQLError.self) { try WQLParser.parse(query) }
    }

    @Test func refusesPropertiesThatTheClassDoesNotHave() throws {
        let schema = try #require(WMIClass.named("Win32_TimeZone"))
        #expect(throws: WQLError.self) { try WQLParser.parse("select Nope from Win32_TimeZone").validate(for: schema) }
        #expect(throws: WQLError.self) {
            try WQLParser.parse("select Bias from Win32_TimeZone where not Nope = 1").validate(for: schema)
        }
        #expect(throws: Never.self) { try WQLParser.parse("select BIAS from Win32_TimeZone").validate(for: schema) }
    }

    @Test func comparesTimes() throws {
        var instance = WMIInstance(try #require(WMIClass.named("Win32_NTLogEvent")))
        instance["TimeGenerated"] = .datetime(1_285_782_720, bias: 0)
        let late = try WQLParser.parse("select * from X where TimeGenerated > '20100929175159.000000+000'")
        let zoned = try WQLParser.parse("select * from X where TimeGenerated = '20100930015200.000000+480'")
        #expect(late.selects(instance))
        #expect(zoned.selects(instance))
    }

    @Test func likeNeedsNoMoreThanTheProductOfBothLengths() {
        let text = String(repeating: "a", count: 2_000)
        #expect(!WQLPattern.matches(text, pattern: String(repeating: "a%", count: 200) + "b"))
        #expect(WQLPattern.matches(text, pattern: String(repeating: "a%", count: 200)))
    }
}
