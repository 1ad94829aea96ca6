/// What can be wrong with a computer's management endpoint, apart from the results of `Activate`.
package enum LabFault: String, Sendable, CaseIterable {
    /// Nothing listens. With `faultTimes` the connection is accepted and reset at once instead, since nobody can count attempts that
    /// the kernel refuses; with `faultSeconds` the listener comes up that much later.
    case refused
    /// The connection is accepted, and nothing is ever answered.
    case silent
    /// Every log-on is refused with 401.
    case unauthorized
    /// Every request gets HTTP 500 without SOAP.
    case serverError
    /// Every request gets HTTP 503, as from a service that has too many.
    case busy
    /// The log-on of a connection is forgotten: after `faultAfter` operations (1 unless told) a request gets 401, once.
    case loggedOff
    /// Every operation gets a fault: the user's quota (2150859175) is used up.
    case usersQuota
    /// Replies to encrypted requests come as they are, which no client may believe.
    case plainReply
    /// Encrypted replies have a signature that is wrong.
    case badSignature
    /// Every reply is cut off inside its XML, with a fitting Content-Length.
    case brokenXML
    /// Every reply trickles out in small pieces.
    case slow
    /// Every operation gets the fault "Access is denied", as for a user who is no administrator.
    case accessDenied
    /// `Activate` is carried out, but its reply ends half-way and the connection closes.
    case dropped
    /// `Activate` is carried out, and nothing is answered.
    case unanswered
    /// `Activate` is not carried out: the connection is reset when it arrives.
    case resetOnActivate
    /// `Activate` gets the fault "operation timed out" (2150858793), and is carried out a little later.
    case timedOut
    /// `Activate` is not carried out: the quota of operations (2150859174) is used up.
    case quota

    /// Whether it concerns connections, and so is counted by them; the others are counted by calls of `Activate`.
    package var isOfConnection: Bool {
        switch self {
        case .refused, .silent, .unauthorized, .serverError, .brokenXML, .slow, .accessDenied: true
        case .busy, .loggedOff, .usersQuota, .plainReply, .badSignature: true
        case .dropped, .unanswered, .resetOnActivate, .timedOut, .quota: false
        }
    }
}
