import Backbones
import Balancing
import Components
import Corruptions
import Datasets
import Sharing
import Tasks
import Torch

/// The components against which a configuration is checked, and of which it is built. An experiment with components of
/// one's own is read with a catalogue that has them:
///
/// ```swift
/// var catalogue = ExperimentCatalogue.toolkit
/// catalogue.methods.add(MyWeighting.self)
/// ```
package struct ExperimentCatalogue: Sendable {
  package var methods = Catalogue.all
  package var trunks = Trunks.all
  package var sharing = Schemes.all
  package var heads = Heads.all
  package var losses = Losses.all
  package var metrics = Metrics.all
  package var optimizers = Optimizers.all
  package var schedules = Schedules.all
  package var data = DataKinds.all
  package var augmentations = Augmentations.all
  package var corruptions = Corruptions.all

  package init() {}

  /// Everything that the toolkit has.
  package static let toolkit = ExperimentCatalogue()
}
