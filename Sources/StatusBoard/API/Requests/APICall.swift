internal import ActivationDomain
internal import BoardProjection
internal import Foundation
internal import Hummingbird

/// What a request to the API asks, every parameter known and checked.
struct APICall: Sendable {
    static let defaultLimit = 100

    let path: String
    private let values: [String: [String]]
    private let pathNames: Set<String>
    private let now: Timestamp

    /// Reads a request by what may stand in it.
    ///
    /// - Throws: ``APIProblem`` that names the parameter and says what may stand there.
    init(
        _ request: Request,
        _ context: BoardRequestContext,
        _ parameters: [APIParameter],
        now: Timestamp
    ) throws(APIProblem) {
        // Written anew, since it goes into headers.
        path = request.uri.path.split(separator: "/").map { "/" + APICall.encoded($0.removingPercentEncoding ?? "") }
            .joined()
        pathNames = Set(parameters.filter(\.isInPath).map(\.name))
        self.now = now
        var values: [String: [String]] = [:]
        for parameter in parameters where parameter.isInPath {
            // An address that holds no text, such as a cut UTF-8 sequence, names nothing that there is.
            guard let text = context.parameters.get(parameter.name)?.removingPercentEncoding, parameter.accepts(text)
            else {
                throw .notFound("there is no \(parameter.name) of that name")
            }
            values[parameter.name] = [text]
        }
        let known = parameters.filter { !$0.isInPath }
        for (name, value) in try APICall.pairs(request.uri.query ?? "") {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let names = known.map(\.name)
                throw .parameter(
                    String(name.prefix(80)),
                    "there is no such parameter here",
                    expected: names.isEmpty ? "no parameter" : "one of the parameters \(names.joined(separator: ", "))"
                )
            }
            guard values[name, default: []].count < (parameter.isRepeatable ? APIParameter.mostRepeats : 1) else {
                throw .parameter(name, "it stands there too often", expected: parameter.expected)
            }
            guard parameter.accepts(value) else {
                throw .parameter(name, "its value is not understood", expected: parameter.expected)
            }
            values[name, default: []].append(value)
        }
        self.values = values
    }

    /// The parameters of a query as forms and clients write it: `+` for a blank, the rest in percent encoding.
    private static func pairs(_ query: String) throws(APIProblem) -> [(name: String, value: String)] {
        var pairs: [(String, String)] = []
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let texts = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = texts.first ?? nil, let value = texts.count > 1 ? texts[1] : "" else {
                throw .parameter(
                    String(parts.first?.prefix(80) ?? ""),
                    "it is not in percent encoding, or not UTF-8",
                    expected: "UTF-8 in percent encoding"
                )
            }
            pairs.append((name, value))
        }
        return pairs
    }

    /// The address of the part of the list behind this one.
    func link(after key: String) -> String {
        let others = values.filter { $0.key != APIParameter.after.name && !pathNames.contains($0.key) }
            .sorted { $0.key < $1.key }
        let pairs = others.flatMap { name, values in values.map { (name, $0) } } + [(APIParameter.after.name, key)]
        return path + "?" + pairs.map { "\($0)=\(APICall.encoded($1))" }.joined(separator: "&")
    }

    /// In percent encoding, all but what no address treats as its own.
    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII, character.isLetter || character.isNumber || "-._~".contains(character) {
                result.append(character)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// The value of a parameter; nil when it was not given.
    func text(_ parameter: APIParameter) -> String? { values[parameter.name]?.first }

    /// The value of a part of the path.
    func name(_ parameter: APIParameter) -> String { text(parameter) ?? "" }

    /// Which jobs are meant.
    var filter: BoardFilter {
        var filter = BoardFilter()
        filter.site = text(.site)
        filter.lab = text(.lab)
        filter.product = text(.product)
        filter.code = text(.code).flatMap(ErrorCode.init(_:))?.text
        filter.states = Set((values[APIParameter.state.name] ?? []).compactMap(ActivationState.init(rawValue:)))
        return filter
    }

    var limit: Int { text(.limit).flatMap(Int.init) ?? APICall.defaultLimit }

    var key: BoardKey? { text(.after).flatMap(BoardKey.init(text:)) }

    var language: Language { text(.language).flatMap(Language.init(rawValue:)) ?? .english }

    /// The time of `since`, or so long ago.
    func since(_ default: Duration) -> Timestamp {
        guard let text = values["since"]?.first else { return now.advanced(by: .zero - `default`) }
        return Timestamp(rfc3339: text) ?? now.advanced(by: .zero - (APITimeSpan(text)?.duration ?? `default`))
    }

    /// The time that lies so far ahead.
    func within(_ default: Duration) -> Timestamp {
        now.advanced(by: text(.within).flatMap(APITimeSpan.init)?.duration ?? `default`)
    }
}
