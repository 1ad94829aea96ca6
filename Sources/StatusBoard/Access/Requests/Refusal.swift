package import ActivationDomain
package import Hummingbird

/// Why a request is not answered as it was asked: a status, and sentences in both languages.
///
/// Whatever throws one, the reader gets a page, and a script a JSON problem.
package struct Refusal: Error, Sendable {
    package var status: HTTPResponse.Status
    package var text: LocalizedText
    package var headers: HTTPFields

    /// Makes a refusal from its sentences, each with a full stop.
    package init(_ status: HTTPResponse.Status, _ text: LocalizedText, headers: HTTPFields = [:]) {
        self.status = status
        self.text = text
        self.headers = headers
    }

    /// Adds for how long the same should not be asked again.
    func retryAfter(_ wait: Duration) -> Refusal {
        var refusal = self
        refusal.headers[.retryAfter] = "\(max(1, wait.roundedUpSeconds))"
        return refusal
    }
}

extension Duration {
    /// Whole seconds, at least as many.
    var roundedUpSeconds: Int64 {
        components.seconds + (components.attoseconds > 0 ? 1 : 0)
    }
}
