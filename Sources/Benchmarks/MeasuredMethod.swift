import Balancing
import Components

/// A method of the catalogue with one option of every way of balancing: `mgda`, `mgda:every=4`, `ew:sharpness-aware=0.05`.
struct MeasuredMethod {
  let name: String
  /// The steps from one solution to the next; nil without the option.
  let every: Int?
  let sharpness: SharpnessAware?

  /// - Throws: `SettingError` for a name that is none of the catalogue's, and for another option.
  init(_ word: String) throws {
    let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
    name = parts.first ?? ""
    let looksAtLosses = try Catalogue.find(name) is any LossWeighting.Type
    let option = parts.count > 1 ? parts[1].split(separator: "=", maxSplits: 1).map(String.init) : []
    if parts.count == 1 {
      (every, sharpness) = (nil, nil)
    } else if option.count == 2, option[0] == SharpnessAware.setting.name, let radius = Double(option[1]) {
      (every, sharpness) = (nil, try SharpnessAware(radius: radius))
    } else if option.count == 2, option[0] == MethodCard.every.name, !looksAtLosses, let steps = Int(option[1]),
      steps > 0
    {
      (every, sharpness) = (steps, nil)
    } else {
      throw SettingError(
        "a method should be a name, or one with `:\(SharpnessAware.setting.name)=0.05`, or `:\(MethodCard.every.name)=4` if it looks at "
          + "gradients. Found `\(word)`.")
    }
  }

  var card: MethodCard { get throws { try Catalogue.find(name).card } }

  /// Whether it combines the tasks' gradients.
  var looksAtGradients: Bool { get throws { !(try Catalogue.find(name) is any LossWeighting.Type) } }
}
