/// The exit statuses of the command that mean something to other programs.
package enum ExitStatus {
  /// The command was ended by Ctrl-C after a checkpoint; shells report the same number.
  package static let interrupted: Int32 = 130
  /// Another process works on it, or has to finish first: the same command continues later (`EX_TEMPFAIL` of
  /// sysexits.h).
  package static let tryLater: Int32 = 75
}
