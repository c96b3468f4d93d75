import Foundation
import Testing
import Torch

/// The same weights, the same inputs: outputs, gradients and ten steps of training agree with PyTorch.
@Suite struct AgainstPyTorchTests {
  private static func network() -> Sequential {
    let generator = Generator(seed: 11)
    return Sequential(
      Conv2d(3, 8, kernel: 3, padding: 1, bias: false, generator: generator), BatchNorm2d(8), ReLU(inPlace: true),
      MaxPool2d(2), Conv2d(8, 16, kernel: 3, stride: 2, bias: false, generator: generator), BatchNorm2d(16), SiLU(),
      Flatten(),
      Linear(144, 10, generator: generator))
  }

  private static let script = """
    import json, sys, torch
    from torch import nn

    types = {'F32': torch.float32, 'I64': torch.int64}

    def load(name):
        raw = open(sys.argv[1] + '/' + name, 'rb').read()
        start = 8 + int.from_bytes(raw[:8], 'little')
        tensors = {}
        for key, entry in json.loads(raw[8:start]).items():
            begin, end = entry['data_offsets']
            data = bytearray(raw[start + begin:start + end])
            tensors[key] = torch.frombuffer(data, dtype=types[entry['dtype']]).reshape(entry['shape'])
        return tensors

    def save(tensors, name):
        header, data = {}, b''
        for key, tensor in tensors.items():
            part = bytes(tensor.detach().contiguous().reshape(-1).view(torch.uint8).tolist())
            kind = 'F32' if tensor.dtype == torch.float32 else 'I64'
            header[key] = dict(dtype=kind, shape=list(tensor.shape), data_offsets=[len(data), len(data) + len(part)])
            data += part
        text = json.dumps(header).encode()
        open(sys.argv[1] + '/' + name, 'wb').write(len(text).to_bytes(8, 'little') + text + data)

    data = load('data')
    result = {}
    for name, make in {
        'adam': lambda p: torch.optim.Adam(p, lr=1e-2, weight_decay=1e-3),
        'sgd': lambda p: torch.optim.SGD(p, lr=1e-2, momentum=0.9, nesterov=True),
        'rmsprop': lambda p: torch.optim.RMSprop(p, lr=1e-3, momentum=0.5, centered=True),
    }.items():
        model = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(True), nn.MaxPool2d(2),
            nn.Conv2d(8, 16, 3, stride=2, bias=False), nn.BatchNorm2d(16), nn.SiLU(), nn.Flatten(), nn.Linear(144, 10))
        model.load_state_dict(load('start'))
        optimizer = make(model.parameters())
        for step in range(10):
            optimizer.zero_grad()
            logits = model(data['x'])
            nn.functional.cross_entropy(logits, data['y']).backward()
            if step == 0:
                result['logits'] = logits
                result.update({'grad.' + key: p.grad.clone() for key, p in model.named_parameters()})
            nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            optimizer.step()
        result.update({name + '.' + key: tensor for key, tensor in model.state_dict().items()})
    save(result, 'result')
    """

  @Test func aConvolutionalNetworkTrainsAlike() throws {
    guard let python = Python.withTorch else { return }
    try Fixtures.withFolder { folder in
      let start = Self.network()
      let generator = Generator(seed: 12)
      let x = Tensor.randn([6, 3, 16, 16], generator: generator)
      let y = Tensor.randint(0, 10, [6], generator: generator)
      try SafeTensors.write(start.stateDictionary(), to: folder.appending(path: "start"))
      try SafeTensors.write([("x", x), ("y", y)], to: folder.appending(path: "data"))
      try python.run(Self.script, folder.path)
      let expected = try SafeTensors.read(folder.appending(path: "result")).tensors

      func agrees(_ got: Tensor, _ key: String) {
        let other = expected[key]!
        #expect(got.shape == other.shape && got.dtype == other.dtype, "\(key)")
        let difference = (got.detach() - other).abs().max().item()
        #expect(difference <= 1e-5 * Swift.max(1, other.abs().max().item()), "\(key) differs by \(difference)")
      }
      func train(_ name: String, _ format: MemoryFormat, _ make: ([ParameterGroup]) -> any Optimizer) throws {
        let model = Self.network()
        model.to(format)
        try model.load(try SafeTensors.read(folder.appending(path: "start")).tensors)
        let optimizer = make([ParameterGroup("model", model, learningRate: 1e-2)])
        for step in 0..<10 {
          optimizer.zeroGradients()
          let logits = model(x.contiguous(format))
          (-logits.logSoftmax(1).gather(1, y.unsqueeze(1)).mean()).backward()
          if step == 0 {
            agrees(logits, "logits")
            for (name, tensor) in model.namedParameters() { agrees(tensor.grad!, "grad.\(name)") }
          }
          model.parameters.clipGradientNorm(2)
          optimizer.step()
        }
        for (key, tensor) in model.stateDictionary() { agrees(tensor, "\(name).\(key)") }
      }
      for format in [MemoryFormat.contiguous, .channelsLast] {
        try train("adam", format) { groups in
          let optimizer = Adam(groups)
          optimizer.groups[0].weightDecay = 1e-3
          return optimizer
        }
        try train("sgd", format) { SGD($0, momentum: 0.9, nesterov: true) }
        try train("rmsprop", format) { groups in
          let optimizer = RMSprop(groups, momentum: 0.5, centered: true)
          optimizer.groups[0].learningRate = 1e-3
          return optimizer
        }
      }
    }
  }
}
