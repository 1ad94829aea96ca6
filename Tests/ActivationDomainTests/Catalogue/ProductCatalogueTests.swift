import ActivationDomain
import TestSupport
import Testing

@Suite("The product catalogue")
struct ProductCatalogueTests {
    private static func entry(_ key: String, _ fault: String = "") -> String {
        "  - { key: \(key), title: { en: a, zh-Hant: 甲 }, applicationId: AB, descriptionContains: C, "
            + "engines: [{ engine: spp }] }\(fault)\n"
    }

    @Test("that comes with the project has the products of the contract, in order")
    func ownFile() throws {
        let catalogue = try Self.own()
        #expect(
            catalogue.keys == [
                "windows", "office-2010", "office-2013", "office-2016", "office-2019", "office-2021", "office-2024",
            ]
        )
        #expect(Set(catalogue.keys) == Set(catalogue.products.keys))
        #expect(catalogue["office-2099"] == nil)
        #expect(catalogue["windows"]?.engines.candidates == [.spp])
        #expect(catalogue["office-2010"]?.engines.candidates == [.ospp])
        #expect(catalogue["office-2016"]?.engines.candidates == [.spp, .ospp], "the newest Windows first")
    }

    @Test("matches volume licences of KMS clients alone")
    func matching() throws {
        let office = try #require(try Self.own()["office-2021"])
        var licence = LicenceRecord(
            id: "1",
            name: "Office 21, Office21ProPlus2021VL_KMS_Client_AE edition",
            description: "Office 21, VOLUME_KMSCLIENT channel",
            applicationID: "0FF1CE15-A989-479D-AF46-F275C6370663",
            partialProductKey: "ABCDE",
            isAddon: false,
            status: .licensed,
            statusReason: 0,
            minutesRemaining: 1,
            kmsHost: nil,
            discoveredKMSHost: nil
        )
        #expect(office.matches(licence))
        licence.isAddon = true
        #expect(!office.matches(licence))
        licence.isAddon = false
        licence.description = "Office 21, RETAIL channel"
        #expect(!office.matches(licence))
        #expect(office.isOfProduct(licence))
        licence.description = "Windows(R), VOLUME_KMS_R2_B channel"
        #expect(!office.matches(licence), "the key of a KMS host is never touched")
        licence.name = "Office 24, x"
        #expect(!office.isOfProduct(licence))
        licence.name = "Office 21, x"
        licence.applicationID = "55c92734-d682-4d71-983e-d6ec3f16059f"
        #expect(!office.isOfProduct(licence))
    }

    @Test(
        "names the line of what is wrong",
        arguments: [
            CatalogueFault(
                text: "products:\n\(entry("a"))\(entry("b"))\(entry("a", " #!"))",
                says: "the product a is listed twice"
            ),
            CatalogueFault(text: "products:\n\(entry("''", " #!"))", says: "key must be a text"),
            CatalogueFault(
                text: "products:\n\(entry("a"))  - key: b\n    titles: {} #!",
                says: "unknown key \"titles\""
            ),
            CatalogueFault(text: "products:\n  - title: {} #!", says: "an entry of products has no key"),
            CatalogueFault(text: "products: {} #!", says: "products must be a list"),
            CatalogueFault(text: "products: [] #!", says: "products is empty"),
            CatalogueFault(text: "goods: [] #!", says: "unknown key \"goods\""),
            CatalogueFault(
                text: "products:\n\(entry("a").replacing("engine: spp", with: "engine: kms").dropLast()) #!",
                says: "the engine of a must be spp or ospp"
            ),
            CatalogueFault(
                text: "products:\n\(entry("a").replacing("{ engine: spp }", with: "").dropLast()) #!",
                says: "a has no engine"
            ),
            CatalogueFault(
                text:
                    "products:\n\(entry("a").replacing("engine: spp", with: "engine: spp, below: seven").dropLast()) #!",
                says: "below must be a Windows version"
            ),
            CatalogueFault(
                text: "products:\n\(entry("a").replacing(", zh-Hant: 甲", with: "").dropLast()) #!",
                says: "title of a is missing in zh-Hant"
            ),
            CatalogueFault(
                text: "products:\n\(entry("a").replacing("applicationId: AB, ", with: "").dropLast()) #!",
                says: "a has no applicationId"
            ),
            CatalogueFault(text: "products:\n\(entry("a"))\t- x #!", says: "this is no YAML"),
        ]
    )
    func problems(fault: CatalogueFault) throws {
        let error = try #require(throws: CatalogueError.self) {
            try ProductCatalogue(yaml: fault.text, file: "products.yaml")
        }
        #expect(error.message.contains(fault.says), "\(error)")
        #expect(error.line == fault.line, "\(error)")
    }

    private static func own() throws -> ProductCatalogue {
        try ProductCatalogue(yaml: RepositoryFile.text("config/products.yaml"), file: "products.yaml")
    }
}
