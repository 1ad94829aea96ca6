internal import ActivationDomain
internal import Mustache

/// The templates of all pages in one language, compiled.
///
/// `[[key]]` in a template stands for a text of ``Texts``; it is put in here, once, so that a wrong key shows at start.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    init(_ texts: Texts) throws {
        MustacheContentTypes.register(HTMLText(), named: HTMLText.name)
        var templates: [String: MustacheTemplate] = [:]
        for (name, source) in PageTemplates.sources {
            let text = try PageTemplates.filled(String(decoding: source, as: UTF8.self), texts, template: name)
            // Each partial begins anew with the engine's own escaping, so each says that it wants ours.
            templates[name] = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(HTMLText.name)}}" + text)
        }
        library = MustacheLibrary(templates: templates)
    }

    func render(_ view: View, with name: String) throws -> String {
        guard let text = library.render(view, withTemplate: name) else { throw TemplateFailure.unknownTemplate(name) }
        return text
    }

    /// Puts the texts in, and takes away the indentation, which the engine would count with each partial.
    private static func filled(_ source: String, _ texts: Texts, template: String) throws -> String {
        var result = ""
        var rest = source.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")[...]
        while let start = rest.firstRange(of: "[[") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "]]") else { break }
            let key = String(rest[start.upperBound..<end.lowerBound])
            guard texts.has(key) else { throw TemplateFailure.unknownText(key, template: template) }
            result += HTMLText.escape(texts(key))
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    private static let sources: [String: [UInt8]] = [
        "account": PackageResources.account_mustache,
        "alarm-actions": PackageResources.alarm_actions_mustache,
        "alarms": PackageResources.alarms_mustache,
        "bar": PackageResources.bar_mustache,
        "computer": PackageResources.computer_mustache,
        "computers": PackageResources.computers_mustache,
        "empty": PackageResources.empty_mustache,
        "failure": PackageResources.failure_mustache,
        "health": PackageResources.health_mustache,
        "jobs": PackageResources.jobs_mustache,
        "layout": PackageResources.layout_mustache,
        "licences": PackageResources.licences_mustache,
        "notices": PackageResources.notices_mustache,
        "overview": PackageResources.overview_mustache,
        "pager": PackageResources.pager_mustache,
        "sign": PackageResources.sign_mustache,
        "signs": PackageResources.signs_mustache,
        "time": PackageResources.time_mustache,
    ]
}

/// A template that cannot be used: a mistake of ours, found by the tests.
enum TemplateFailure: Error {
    case unknownTemplate(String)
    case unknownText(String, template: String)
}
