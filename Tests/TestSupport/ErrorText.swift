/// The error that a body throws, as a user reads it; "no error" if it throws none.
package func errorText(_ body: () throws -> some Any) -> String {
  do { _ = try body() } catch { return "\(error)" }
  return "no error"
}
