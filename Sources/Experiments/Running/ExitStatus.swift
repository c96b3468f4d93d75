/// Exit statuses of the command that mean something to other programs.
public enum ExitStatus {
  /// Ended by Ctrl-C after a checkpoint, as shells report it.
  public static let interrupted: Int32 = 130
  /// Somebody else is at it, or has to finish first: the same command goes on later (`EX_TEMPFAIL` of sysexits.h).
  public static let tryLater: Int32 = 75
}
