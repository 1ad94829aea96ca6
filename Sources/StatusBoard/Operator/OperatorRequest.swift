internal import ActivationDomain
internal import Hummingbird

/// A form that an operator has sent.
struct OperatorRequest: Sendable {
    let identity: BoardIdentity
    let address: ClientAddress
    private let form: FormFields

    /// Takes a request.
    ///
    /// - Throws: ``Refusal`` unless it is an operator's.
    init(_ request: Request, _ context: BoardRequestContext) async throws {
        guard let identity = context.identity else { throw Refusal.unauthenticated }
        guard identity.mayOperate else { throw Refusal.viewerOnly }
        self.identity = identity
        address = context.address
        form = try await request.form()
    }

    /// A field that must be there.
    func field(_ name: String) throws(Refusal) -> String {
        guard let value = form[name], !value.isEmpty else {
            throw Refusal(
                .badRequest,
                LocalizedText(
                    english: "The form lacks the field “\(name)”.",
                    traditionalChinese: "表單缺少「\(name)」欄位。"
                )
            )
        }
        return value
    }

    /// To the page that the form was on.
    var back: Response {
        Response(status: .seeOther, headers: [.location: SafePath.checked(form["next"])])
    }
}
