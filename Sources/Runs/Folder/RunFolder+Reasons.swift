import Foundation

extension RunFolder {
  /// The reason of Foundation's error in one sentence, without its wrapping.
  package static func reason(_ error: any Error) -> String {
    switch error {
    case let error as DecodingError: return decoding(error)
    case let error as NSError where error.domain == NSPOSIXErrorDomain:
      return String(cString: strerror(Int32(error.code)))
    case let error as NSError:
      if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError, inner.domain == NSPOSIXErrorDomain {
        return String(cString: strerror(Int32(inner.code)))
      }
      return cocoa(error.code) ?? error.localizedDescription
    }
  }

  /// The reason of Foundation's own errors about files, which may carry no system error.
  private static func cocoa(_ code: Int) -> String? {
    switch CocoaError.Code(rawValue: code) {
    case .fileReadNoPermission, .fileWriteNoPermission: String(cString: strerror(EACCES))
    case .fileNoSuchFile, .fileReadNoSuchFile: String(cString: strerror(ENOENT))
    case .fileWriteOutOfSpace: String(cString: strerror(ENOSPC))
    case .fileWriteVolumeReadOnly: String(cString: strerror(EROFS))
    case .fileWriteFileExists: String(cString: strerror(EEXIST))
    default: nil
    }
  }

  private static func decoding(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      (context.codingPath + (last.map { [$0] } ?? [])).map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
        .joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context): return "`\(place(context, key))` should be there. Found none."
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return "`\(place(context))` should be \(name(of: type)). Found something else."
    case .dataCorrupted(let context) where context.codingPath.isEmpty: return "it is not whole JSON."
    case .dataCorrupted(let context) where context.debugDescription.hasPrefix("should"):
      return "`\(place(context))` \(context.debugDescription)"
    case .dataCorrupted(let context): return "\(place(context)): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    case is String.Type: "a text"
    case is [String].Type, is [Any].Type: "a list"
    default: "an object"
    }
  }
}
