/// Which licences on a computer belong to which product of the asset register.
package struct ProductCatalogue: Sendable {
    /// One product.
    package struct Product: Sendable, Hashable {
        package var key: String
        package var title: LocalizedText
        /// The application id that the licences carry, in lower case.
        package var applicationID: String
        /// The licence's name begins with one of these; empty when any name will do.
        package var namePrefixes: [String]
        /// A part of the description that marks a client of a KMS host.
        package var descriptionPart: String
        /// Which engine holds the product.
        package var engines: EngineChoice
        /// The application ids of products that are told from this one by name alone, such as other versions of Office;
        /// empty where there are none.
        package var familyIDs: Set<String> = []

        /// Whether it is Windows itself.
        package var isWindows: Bool { applicationID == "55c92734-d682-4d71-983e-d6ec3f16059f" }

        /// Whether a licence is one of the product's volume licences for KMS.
        package func matches(_ licence: LicenceRecord) -> Bool {
            isOfProduct(licence) && licence.description.contains(descriptionPart) && !licence.isAddon
        }

        /// Whether a licence is of the product at all, in whatever edition or channel.
        package func isOfProduct(_ licence: LicenceRecord) -> Bool {
            licence.applicationID.lowercased() == applicationID
                && (namePrefixes.isEmpty || namePrefixes.contains { licence.name.hasPrefix($0) })
        }

        /// Whether a licence is what a person might take for the product: another version of it, or another channel.
        package func isOtherEdition(_ licence: LicenceRecord) -> Bool {
            !matches(licence) && !licence.isAddon
                && (isOfProduct(licence) || familyIDs.contains(licence.applicationID.lowercased()))
        }
    }

    /// The products by key.
    package let products: [String: Product]
    /// The keys in the order of the file.
    package let keys: [String]

    /// The product of a key.
    package subscript(key: String) -> Product? { products[key] }
}
