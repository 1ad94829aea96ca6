import Testing

/// Whatever runs an sshd and clients of it: one after the other, since what is left of them is counted.
@Suite(.serialized, .timeLimit(.minutes(5)))
enum SSHTests {}
