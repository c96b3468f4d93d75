import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Every form of PNG and JPEG, against the colours that Pillow reads: `Tests/Fixtures/pictures.py` wrote both.
@Suite struct PictureFormTests {
  struct Form: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let height: Int
    let width: Int
    let file: Data
    let colours: Data

    var testDescription: String { name }
  }

  static let forms: [Form] = {
    let file = packageFolder.appending(path: "Tests/Fixtures/pictures.json")
    return try! JSONDecoder().decode([Form].self, from: Data(contentsOf: file))
  }()

  @Test(arguments: forms) func coloursAreThoseOfPillow(form: Form) throws {
    let picture = try Picture(form.file, as: .colours, path: form.name)
    #expect([picture.height, picture.width, picture.channels] as [Int] == [form.height, form.width, 3])
    guard case .bytes(let bytes) = picture.values else { return #expect(Bool(false), "colours are bytes") }
    let differences = zip(bytes, form.colours).map { abs(Int($0) - Int($1)) }
    #expect(bytes.count == form.colours.count && differences.max() == 0)
  }

  @Test(arguments: forms.filter { $0.name.hasPrefix("palette") })
  func aPalettesNumbersAreItsIndices(form: Form) throws {
    #expect(try Picture(form.file, as: .numbers, path: form.name).channels == 1)
  }

  /// The tag is looked for within the file's bounds, even if the fields point beyond them.
  @Test func damagedOrientationsAreUpright() throws {
    let form = try #require(Self.forms.first { $0.name == "JPEG, orientation 6" })
    let place = try #require(form.file.firstRange(of: Data("Exif\0\0".utf8))?.upperBound)
    let end = place + 26
    for at in place..<end {
      for value in [0, 0x7f, 0xff] as [UInt8] {
        var file = form.file
        file[at] = value
        _ = try Picture(file, as: .colours, path: form.name)
      }
      #expect(PictureOrientation(of: form.file[..<at], .jpeg) == .upright)
    }
  }
}
