import TestSupport
import Testing

@testable import Datasets

@Suite struct NamedSettingsTests {
  @Test func theNamedDefaultsAreTheDefaults() throws {
    let all = Dictionary(uniqueKeysWithValues: SceneImperfections.settings.map { ($0.name, $0.fallback!) })
    #expect(try SceneImperfections(settings: all) == SceneImperfections())
    #expect(try SceneImperfections(settings: [:]) == SceneImperfections())
    #expect(all["image-noise"] == 0.02)
  }

  @Test func eachNameChangesSomethingElse() throws {
    let changed = try SceneImperfections.settings.map { setting in
      switch setting.kind {
      case .number(let range), .wholeNumber(let range):
        try SceneImperfections(settings: [setting.name: .number(range.upper)])
      default: SceneImperfections()
      }
    }
    #expect(Set(changed).count == SceneImperfections.settings.count)
    #expect(!changed.contains(SceneImperfections()))
  }

  @Test(arguments: [
    ("depth-nose", 0.1, "`depth-nose` is not a parameter of the scenes' imperfections. Did you mean `depth-noise`?"),
    ("missing-depth", 2, "`missing-depth` should be between 0 and 1. Found 2.0."),
    ("normal-window", 1.5, "`normal-window` should be a whole number. Found 1.5."),
  ]) func refusesImperfections(name: String, value: Double, text: String) {
    #expect(errorText { _ = try SceneImperfections(settings: [name: .number(value)]) } == text)
  }

  @Test func augmentationsAreChosenByName() throws {
    let both = try Augmentations.named(["flip", "scale-crop"], for: DataSource.sceneTasks) as? ScaleCropFlip
    #expect(both?.scales == [1, 1.2, 1.5])
    #expect(both?.flip == 0.5)
    let flip = try Augmentations.named(["flip"], for: DataSource.sceneTasks) as? ScaleCropFlip
    #expect(flip?.scales == [1])
    let crop = try Augmentations.named(["scale-crop"], for: DataSource.sceneTasks) as? ScaleCropFlip
    #expect(crop?.flip == 0)
    #expect(crop?.interpolatesNormals == false)
    let published = try Augmentations.named(["scale-crop", "linear-normals"], for: DataSource.sceneTasks)
    #expect((published as? ScaleCropFlip)?.interpolatesNormals == true)
    #expect(try Augmentations.named([], for: DataSource.sceneTasks) == nil)
  }

  @Test func refusesAugmentationsThatDoNotFit() {
    #expect(
      errorText { _ = try Augmentations.named(["scale-corp"], for: []) }
        == "`scale-corp` is not an augmentation. Did you mean `scale-crop`?")
    #expect(
      errorText { _ = try Augmentations.named(["flip", "scale-crop"], for: [.binary("even")]) }
        == "`scale-crop` should only be used where every task has a label for each pixel. `even` has none.")
    #expect(
      errorText { _ = try Augmentations.named(["linear-normals"], for: DataSource.sceneTasks) }
        == "`linear-normals` should stand next to `scale-crop`, which it changes. Found it alone.")
  }
}
