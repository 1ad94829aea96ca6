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
        /// The engines that may hold the product, in the order in which they are asked.
        package var engines: [LicensingEngine]

        /// Whether a licence is one of the product's volume licences for KMS.
        package func matches(_ licence: LicenceRecord) -> Bool {
            isOfProduct(licence) && licence.description.contains(descriptionPart) && !licence.isAddon
        }

        /// Whether a licence is of the product at all, in whatever edition or channel.
        package func isOfProduct(_ licence: LicenceRecord) -> Bool {
            licence.applicationID.lowercased() == applicationID
                && (namePrefixes.isEmpty || namePrefixes.contains { licence.name.hasPrefix($0) })
        }
    }

    /// The products by key.
    package let products: [String: Product]
    /// The keys in the order of the file.
    package let keys: [String]

    /// The product of a key.
    package subscript(key: String) -> Product? { products[key] }
}
