import Tasks
import Testing

@testable import Datasets

@Suite struct NamedSettingsTests {
  @Test func theNamedDefaultsAreTheDefaults() throws {
    let all = Dictionary(uniqueKeysWithValues: SceneImperfections.settings.map { ($0.name, $0.standard) })
    #expect(try SceneImperfections(all) == SceneImperfections())
    #expect(all["image-noise"] == 0.02)
  }

  @Test func eachNameChangesSomethingElse() throws {
    let changed = try SceneImperfections.settings.map { try SceneImperfections([$0.name: $0.range.upperBound]) }
    #expect(Set(changed).count == SceneImperfections.settings.count)
    #expect(!changed.contains(SceneImperfections()))
  }

  @Test(arguments: [
    ("depth-nose", 0.1, "`depth-nose` is not an imperfection of the scenes. Did you mean `depth-noise`?"),
    ("missing-depth", 2, "`missing-depth` of the scenes should lie in 0 … 1. Found 2."),
    ("normal-window", 1.5, "`normal-window` of the scenes should be a whole number in 0 … 8. Found 1.5."),
  ]) func refusesImperfections(name: String, value: Double, text: String) {
    #expect(errorText { _ = try SceneImperfections([name: value]) } == text)
  }

  @Test func augmentationsAreChosenByName() throws {
    let both = try Augmentations.named(["flip", "scale-crop"], for: DataSource.sceneTasks) as? ScaleCropFlip
    #expect(both?.scales == [1, 1.2, 1.5])
    #expect(both?.flip == 0.5)
    let flip = try Augmentations.named(["flip"], for: DataSource.sceneTasks) as? ScaleCropFlip
    #expect(flip?.scales == [1])
    let crop = try Augmentations.named(["scale-crop"], for: DataSource.sceneTasks) as? ScaleCropFlip
    #expect(crop?.flip == 0)
    #expect(try Augmentations.named([], for: DataSource.sceneTasks) == nil)
  }

  @Test func refusesAugmentationsThatDoNotFit() {
    #expect(
      errorText { _ = try Augmentations.named(["scale-corp"], for: []) }
        == "`scale-corp` is not an augmentation. Did you mean `scale-crop`?")
    #expect(
      errorText { _ = try Augmentations.named(["flip"], for: [.binary("even")]) }
        == "`flip` should only be used where every task has a label for each pixel. `even` has none.")
  }
}
