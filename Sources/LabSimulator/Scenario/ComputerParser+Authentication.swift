extension ComputerParser {
    /// What Windows has unless told: bodies over HTTP are encrypted wherever a way to log on can do that.
    func authentication() throws(ScenarioError) -> LabAuthentication {
        var authentication = LabAuthentication()
        if let methods = try table.list("authentication") {
            authentication.methods = try methods.map { text, mark throws(ScenarioError) in
                guard let method = LabAuthentication.Method(rawValue: text) else {
                    let known = LabAuthentication.Method.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ScenarioTable.error(table.file, mark, "'authentication' takes \(known), not '\(text)'")
                }
                return method
            }
        }
        authentication.encryption =
            try table.word("encryption", LabAuthentication.Encryption.self)
            ?? (authentication.needsGSSAPI ? .required : .allowed)
        authentication.channelBinding =
            try table.word("channelBinding", LabAuthentication.ChannelBinding.self) ?? .relaxed
        return authentication
    }
}
