import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Decoding and encoding of PNG and JPEG, against files that Pillow wrote, and what is said of damaged ones.
@Suite struct PictureTests {
  private let folder = TemporaryFolder()

  private func file(_ base64: String, _ name: String = "a.png") -> URL {
    folder.write(Array(Data(base64Encoded: base64)!), name)
  }

  private func bytes(_ picture: Picture) -> [UInt8] {
    guard case .bytes(let bytes) = picture.values else { return [] }
    return bytes
  }

  /// Three by two pixels of 2 bits each, with a palette of red, green and blue.
  private let palette =
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAgMAAADgGo6JAAAACVBMVEX/AAAA/wAAAP8tSs2KAAAADElEQVR4nGOQYJgAAADcAKls58AjAAAAAElFTkSuQmCC"

  @Test func aPaletteIsColoursOrNumbers() throws {
    let file = file(palette)
    let colours = try Picture(file, as: .colours)
    #expect([colours.width, colours.height, colours.channels] as [Int] == [3, 2, 3])
    #expect(bytes(colours) == [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0])
    let numbers = try Picture(file, as: .numbers)
    #expect(numbers.channels == 1)
    #expect(bytes(numbers) == [0, 1, 2, 2, 1, 0])
  }

  @Test func oneBitIsBlackAndWhiteOrZeroAndOne() throws {
    let file = file(
      "iVBORw0KGgoAAAANSUhEUgAAAAUAAAABAQAAAAA+hVleAAAACklEQVR4nGPIAAAAagBpOUZKigAAAABJRU5ErkJggg==")
    #expect(bytes(try Picture(file, as: .numbers)) == [0, 1, 1, 0, 1])
    #expect(bytes(try Picture(file, as: .colours)) == [0, 255, 255, 0, 255].flatMap { [$0, $0, $0] as [UInt8] })
  }

  @Test func transparencyIsDropped() throws {
    let file = file(
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGPkEpHT0NDQ0AAAA/oBBqJjujsAAAAASUVORK5CYII=")
    #expect(bytes(try Picture(file, as: .colours)) == [10, 20, 30, 50, 60, 70])
  }

  @Test func aGreyJPEGBecomesColours() throws {
    let picture = try Picture(
      file(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/wAALCAACAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AFf/Z",
        "a.jpg"), as: .colours)
    #expect([picture.width, picture.height, picture.channels] as [Int] == [2, 2, 3])
    #expect(bytes(picture).allSatisfy { abs(Int($0) - 77) <= 2 })
  }

  @Test func sixteenBitsSurviveAPNG() throws {
    let values: [UInt16] = [0, 1, 255, 256, 32767, 65535]
    let picture = Picture(width: 3, height: 2, channels: 1, .wide(values))
    let file = folder.write(Array(try picture.png()), "depth.png")
    #expect(try Picture(file, as: .numbers) == picture)
    #expect(picture[1, 0] == 256)
    // The wider values are scaled down where colours are asked for.
    #expect(bytes(try Picture(file, as: .colours)).suffix(3) == [255, 255, 255])
  }

  @Test func aPNGKeepsAllAndAJPEGAlmostAll() throws {
    let size = 24
    var values: [UInt8] = []
    for row in 0..<size {
      for column in 0..<size { for channel in 0..<3 { values.append(UInt8(60 + 3 * (row + column) + 9 * channel)) } }
    }
    let picture = Picture(width: size, height: size, channels: 3, .bytes(values))
    let exact = try Picture(folder.write(Array(try picture.png()), "a.png"), as: .colours) == picture
    #expect(exact)
    let lossy = try Picture(folder.write(Array(try picture.jpeg(quality: 95)), "a.jpg"), as: .colours)
    let differences = zip(bytes(lossy), values).map { abs(Int($0) - Int($1)) }
    let mean = Double(differences.reduce(0, +)) / Double(differences.count)
    #expect(mean > 0 && mean < 4)
  }

  @Test func damagedFilesNameThemselvesAndTheReason() throws {
    let bytes: [UInt8] = (0..<64 * 64 * 3).map { UInt8($0 * 37 % 251) }
    let picture = Picture(width: 64, height: 64, channels: 3, .bytes(bytes))
    let jpeg = Array(try picture.jpeg()), png = Array(try picture.png())
    var wrong = png
    wrong[png.count / 2] ^= 0xff
    let cases: [(URL, String)] = [
      (
        folder.write(Array(jpeg[..<(jpeg.count / 2)]), "cut.jpg"),
        "should be an intact JPEG. Found: Premature end of JPEG file."
      ),
      (folder.write(Array(png[..<(png.count / 2)]), "cut.png"), "should be an intact PNG. Found: the data end early."),
      (folder.write(wrong, "wrong.png"), "should be an intact PNG. Found: "),
      (
        folder.write("<!DOCTYPE html><html></html>", "page.jpg"),
        "should be a JPEG or a PNG. Found an HTML page, as of a failed download."
      ),
      (folder.write("", "empty.jpg"), "should be a JPEG or a PNG. Found an empty file."),
      (folder.write("abcdef", "text.jpg"), "should be a JPEG or a PNG. Found the bytes 61 62 63 64."),
      (folder.url.appending(path: "none.jpg"), "should be a file that can be read. Found: "),
    ]
    for (file, reason) in cases {
      let text = errorText { _ = try Picture(file, as: .colours) }
      #expect(text.hasPrefix("`\(file.path)` \(reason)"), "\(text)")
    }
  }

  @Test func numbersAreNotTakenFromAJPEG() throws {
    let file = folder.write(Array(try Picture(width: 8, height: 8, channels: 1, .bytes(Array(0..<64))).jpeg()), "a.jpg")
    #expect(
      errorText { _ = try Picture(file, as: .numbers) }
        == "`\(file.path)` should be a PNG, for a JPEG does not keep numbers as they are. Found a JPEG.")
  }
}

/// Resizing, against Pillow's.
@Suite struct PictureResizingTests {
  private func pattern(height: Int, width: Int) -> Picture {
    var values: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { for c in 0..<3 { values.append(UInt8((y * 37 + x * 91 + c * 53 + y * x * 7) % 256)) } }
    }
    return Picture(width: width, height: height, channels: 3, .bytes(values))
  }

  private func isClose(_ picture: Picture, _ expected: [Int]) -> Bool {
    guard case .bytes(let bytes) = picture.values, bytes.count == expected.count else { return false }
    return zip(bytes, expected).allSatisfy { abs(Int($0) - $1) <= 1 }
  }

  @Test func smallerPicturesAreMeans() {
    let pillow = [
      101, 132, 143, 121, 133, 131, 115, 148, 125, 131, 103, 145, 124, 128, 147, 139, 141, 133, 124, 132, 112, 133, 115,
      147,
      134, 135, 126, 146, 131, 130, 147, 128, 127, 118, 129, 120,
    ]
    #expect(isClose(pattern(height: 7, width: 9).resized(height: 3, width: 4), pillow))
  }

  @Test func largerPicturesAreMixed() {
    let pillow = [
      0, 53, 106, 36, 89, 142, 91, 144, 197, 146, 199, 98, 182, 235, 32, 19, 72, 125, 56, 109, 162, 113, 166, 219, 170,
      146,
      122, 208, 133, 58, 37, 90, 143, 76, 129, 182, 135, 188, 241, 194, 93, 146, 233, 30, 83,
    ]
    #expect(isClose(pattern(height: 2, width: 3).resized(height: 3, width: 5), pillow))
  }

  @Test func numbersAreTakenFromTheCentre() {
    let picture = Picture(width: 6, height: 3, channels: 1, .bytes(Array(0..<18)))
    #expect(picture.picked(height: 1, width: 2).values == .bytes([7, 10]))
    #expect(picture.picked(height: 3, width: 6) == picture)
    #expect(picture.picked(height: 6, width: 12)[5, 11] == 17)
  }
}
