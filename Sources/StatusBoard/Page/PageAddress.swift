internal import Foundation

/// An address of a page: its path and what is asked for behind the question mark.
struct PageAddress: Sendable, Hashable {
    /// The parts of the path, decoded.
    var path: [String]
    private var items: [Item]

    private struct Item: Sendable, Hashable {
        var name, value: String
    }

    init(_ path: [String] = [], _ items: KeyValuePairs<String, String?> = [:]) {
        self.path = path
        self.items = items.compactMap { name, value in value.map { Item(name: name, value: $0) } }
    }

    /// Reads what stands between host and fragment, such as `/jobs?lab=A101`; nil for what is no path.
    init?(text: String) {
        guard text.hasPrefix("/"), text.utf8.count <= 4096 else { return nil }
        let parts = text.prefix { $0 != "#" }.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[0].split(separator: "/").map { PageAddress.decoded($0, isForm: false) }
        items = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Item(
                name: PageAddress.decoded(sides[0], isForm: true),
                value: sides.count > 1 ? PageAddress.decoded(sides[1], isForm: true) : ""
            )
        }
    }

    /// What is asked for by a name; nil when it is not, or is empty, as a form's field that nothing was chosen in.
    subscript(name: String) -> String? { items.first { $0.name == name && !$0.value.isEmpty }?.value }

    /// All that is asked for by a name.
    func all(_ name: String) -> [String] { items.filter { $0.name == name && !$0.value.isEmpty }.map(\.value) }

    /// The same with another value, or without any.
    func with(_ name: String, _ value: String?) -> PageAddress {
        var address = self
        address.items.removeAll { $0.name == name }
        if let value { address.items.append(Item(name: name, value: value)) }
        return address
    }

    /// The same with one more value.
    func adding(_ name: String, _ values: [String]) -> PageAddress {
        var address = self
        address.items += values.map { Item(name: name, value: $0) }
        return address
    }

    /// The same without what chooses how pages look.
    var plain: PageAddress { with("lang", nil).with("theme", nil) }

    /// As it stands in a link.
    var text: String {
        let path = "/" + path.map(PageAddress.encoded).joined(separator: "/")
        guard !items.isEmpty else { return path }
        let query = items.map { PageAddress.encoded($0.name) + "=" + PageAddress.encoded($0.value) }
        return path + "?" + query.joined(separator: "&")
    }

    /// What is not decodable is taken as it stands.
    private static func decoded(_ text: Substring, isForm: Bool) -> String {
        let spaced = isForm ? String(text).replacing("+", with: " ") : String(text)
        return spaced.removingPercentEncoding ?? spaced
    }

    static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += hex.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return result
    }
}
