/// The toolkit.
public enum Toolkit {
  /// The version of the toolkit, as `equipoise --version` prints it.
  public static let version = "0.1.0"
}
