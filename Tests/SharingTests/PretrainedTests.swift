import Backbones
import Foundation
import TestSupport
import Testing
import Torch

/// Start values from files with torchvision's names.
@Suite struct PretrainedTests {
  private let generator = Generator(seed: 0)
  private let scratch = TemporaryFolder()

  /// The state of a small trunk with the last layer of a published network, changed, in a file.
  private func file(_ change: (inout [(name: String, tensor: Tensor)]) -> Void = { _ in }) throws -> URL {
    var state = ResNet(.resnet18, generator: Generator(seed: 9)).stateDictionary()
    state += [("fc.weight", Tensor.zeros([1000, 512])), ("fc.bias", Tensor.zeros([1000]))]
    change(&state)
    let url = scratch.url.appending(path: "resnet18.safetensors")
    try SafeTensors.write(state.map { ($0.name, $0.tensor) }, to: url)
    return url
  }

  private func message(_ url: URL, _ trunk: any Trunk) -> String {
    errorText { try trunk.load(pretrained: url.path) }.replacing(url.path, with: "FILE")
  }

  @Test func theFilesValuesTakeThePlaceOfTheDrawnOnesAndTheClassifierIsPassedOver() throws {
    let url = try file()
    let trunk = ResNet(.resnet18, outputStride: .eight, generator: generator)
    try trunk.load(pretrained: url.path)
    let expected = ResNet(.resnet18, generator: Generator(seed: 9)).stateDictionary()
    for (a, b) in zip(trunk.stateDictionary(), expected) {
      #expect(a.name == b.name && a.tensor.equal(b.tensor).all().item() == 1)
    }
  }

  @Test func whatDoesNotMatchIsNamedWithTheFile() throws {
    let trunk = ResNet(.resnet18, generator: generator)
    func refused(_ change: (inout [(name: String, tensor: Tensor)]) -> Void) throws -> String {
      let url = try file(change)
      return message(url, trunk)
    }
    #expect(
      try refused { $0[0].tensor = Tensor.zeros([64, 1, 7, 7]) }
        == "`conv1.weight` in FILE should have the shape [64, 3, 7, 7]. Found [64, 1, 7, 7].")
    #expect(try refused { $0.removeFirst() }.hasPrefix("FILE should hold `conv1.weight`. Found `bn1.bias`"))
    #expect(
      try refused { $0.append(("head.weight", Tensor.zeros([1]))) }
        == "FILE should hold only the model's 120 tensors. Found also `head.weight`.")
  }

  @Test func aFileOfPicklesIsRefusedByItsName() {
    #expect(
      message(URL(filePath: "/weights/resnet18.pth"), ResNet(.resnet18, generator: generator))
        == "FILE should be a safetensors file. In Python, `safetensors.torch.save_file(model.state_dict(), …)` writes one."
    )
    let absent = message(URL(filePath: "/weights/resnet18.safetensors"), ResNet(.resnet18, generator: generator))
    #expect(absent.hasPrefix("FILE should be a readable file."))
  }

  @Test func aTrunksOwnLastLayerIsNoClassifier() throws {
    let url = scratch.url.appending(path: "lenet.safetensors")
    let source = LeNet(generator: Generator(seed: 4))
    try SafeTensors.write(source.stateDictionary().map { ($0.name, $0.tensor) }, to: url)
    let trunk = LeNet(generator: generator)
    try trunk.load(pretrained: url.path)
    #expect(zip(trunk.parameters, source.parameters).allSatisfy { $0.equal($1).all().item() == 1 })
  }

  @Test(.enabled(if: PyTorch.withTorchvision != nil, "Python's torchvision is absent"))
  func theWeightsThatTorchvisionSavesLoadAndGiveItsFeatures() throws {
    Threads.count = 1
    let files = ["state", "batch"].map { scratch.url.appending(path: "resnet50-\($0).safetensors") }
    let script = packageFolder.appending(path: "Tests/Peers/torchvision_resnet50.py")
    #expect(try PyTorch.withTorchvision!.run([script.path] + files.map(\.path)))
    let trunk = ResNet(.resnet50, generator: generator)
    try trunk.load(pretrained: files[0].path)
    trunk.eval()
    let batch = try SafeTensors.read(files[1]).tensors
    let features = withoutGradients { trunk(batch["input"]!) }
    let scale = batch["features"]!.abs().max().item()
    #expect((features - batch["features"]!).abs().max().item() <= 1e-5 * scale)
  }
}

extension PyTorch {
  fileprivate static var withTorchvision: PyTorch? {
    found.flatMap { (try? $0.run(["-c", "import torchvision"])) == true ? $0 : nil }
  }
}
