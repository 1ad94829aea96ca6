internal import ActivationDomain

extension ErrorCode {
    /// Why a computer is not asked whose log-on waits, as a part of a sentence.
    var reasonNotToTry: String {
        self == .kerberos
            ? "it has refused NTLM already, when Kerberos failed" : "its credential was refused before"
    }
}
