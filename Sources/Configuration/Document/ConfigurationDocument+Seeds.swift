extension ConfigurationDocument {
  /// The value for `comparison.seeds` if a number of seeds is asked for: the first of the seeds that the experiment
  /// lists if it lists enough; otherwise the number, for seeds that count up.
  package func seeds(_ count: String) -> String {
    guard let number = Int(count), number > 0, case .list(let items) = root["comparison.seeds"]?.content,
      items.count >= number
    else { return count }
    let listed = items.prefix(number).compactMap { item -> String? in
      if case .scalar(let scalar) = item.content { scalar.text } else { nil }
    }
    return "[\(listed.joined(separator: ", "))]"
  }
}
