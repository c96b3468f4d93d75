import Configuration

extension ConfigurationDocument {
  /// Makes a search choose epochs, like everything else, by Δm on the validation split, unless the experiment says
  /// otherwise.
  package mutating func chooseByDeltaM() throws {
    guard root["training.select.criterion"] == nil else { return }
    try set("training.select.criterion", to: "delta-m", option: "equipoise tune")
  }
}
