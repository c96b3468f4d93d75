/// The exit statuses of the command that mean something to other programs.
public enum ExitStatus {
  /// The command was ended by Ctrl-C after a checkpoint; shells report the same number.
  public static let interrupted: Int32 = 130
  /// Another process works on it, or has to finish first: the same command continues later (`EX_TEMPFAIL` of
  /// sysexits.h).
  public static let tryLater: Int32 = 75
}
