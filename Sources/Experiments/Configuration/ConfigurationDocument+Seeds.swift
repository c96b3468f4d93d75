extension ConfigurationDocument {
  /// What stands for `comparison.seeds` where a number of seeds is asked for: the first of those that the experiment lists,
  /// where it lists as many, else the number, for seeds that count up.
  public func seeds(_ count: String) -> String {
    guard let number = Int(count), number > 0, case .list(let items) = root["comparison.seeds"]?.content,
      items.count >= number
    else { return count }
    let listed = items.prefix(number).compactMap { item -> String? in
      if case .scalar(let scalar) = item.content { scalar.text } else { nil }
    }
    return "[\(listed.joined(separator: ", "))]"
  }
}
