/// `import Equipoise` gives floors 0 to 4 of the house, tensors to trainer, and the ordered dictionaries that batches and
/// networks' outputs are.
@_exported import Backbones
@_exported import Balancing
@_exported import Certificates
@_exported import Components
@_exported import Control
@_exported import Corruptions
@_exported import Datasets
@_exported import Localisation
@_exported import Multitasking
@_exported import OrderedCollections
@_exported import Radiomics
@_exported import Sharing
@_exported import Statistics
@_exported import Tasks
@_exported import Torch
@_exported import Training
