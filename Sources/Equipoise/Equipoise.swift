/// `import Equipoise` gives floors 1 to 4 of the house, tensors to trainer, and the ordered dictionaries that batches and
/// networks' outputs are.
@_exported import Backbones
@_exported import Balancing
@_exported import Datasets
@_exported import OrderedCollections
@_exported import Sharing
@_exported import Tasks
@_exported import Torch
@_exported import Training
