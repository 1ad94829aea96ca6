import ActivationDomain
import TestSupport
import Testing

@Suite("The choice of the licensing service")
struct EngineChoiceTests {
    @Test(
        "follows the version of Windows as the catalogue says",
        arguments: [
            ("windows", "6.1.7601", LicensingEngine.spp), ("windows", "10.0.22631", .spp),
            ("office-2010", "6.1.7601", .ospp), ("office-2010", "10.0.19045", .ospp),
            ("office-2013", "6.1.7601", .ospp), ("office-2013", "6.2.9200", .spp), ("office-2013", "6.3.9600", .spp),
            ("office-2016", "6.1.7601", .ospp), ("office-2016", "10.0.19045", .spp), ("office-2019", "6.3.9600", .spp),
        ]
    )
    func choice(_ product: String, _ version: String, _ engine: LicensingEngine) throws {
        let catalogue = try ProductCatalogue(
            yaml: RepositoryFile.text("config/products.yaml"),
            file: "products.yaml"
        )
        let engines = try #require(catalogue[product]?.engines)
        #expect(engines.engine(on: try #require(WindowsVersion(version))) == engine)
    }

    @Test("compares versions as numbers, and takes nothing else for one")
    func versions() throws {
        let ten = try #require(WindowsVersion("10.0.19045"))
        #expect(try #require(WindowsVersion("6.2")) < ten)
        #expect(try #require(WindowsVersion("6.1.7601")) < #require(WindowsVersion("6.2")))
        for text in ["", "10", "ten.0", "-6.1", "6.+1", "6.", "99999999999999999999.0"] {
            #expect(WindowsVersion(text) == nil, "\(text)")
        }
    }
}
