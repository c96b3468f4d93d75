/// The error that a body throws, as a user reads it; "no error" if it throws none.
package func errorText(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "no error"
}
