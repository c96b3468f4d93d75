import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite struct PageTests {
  @Test func thePageLoadsNothing() throws {
    let page = try ReportFixture().comparison().html()
    #expect(
      !page.contains("src=") && !page.contains(/href="[^#]/) && !page.contains("url(") && !page.contains("@import"))
    #expect(page.contains("default-src 'none'"))
  }

  @Test func thePolicyPermitsThePagesOwnScriptsAlone() throws {
    let scratch = TemporaryFolder()
    let bundle = scratch.url.appending(path: "vega.js")
    try Data("window.vegaEmbed = 0;\r\n'</ScRiPt>'\r<!-- \0".utf8).write(to: bundle)
    let page = try ReportFixture().comparison().html(vegaBundle: bundle)
    let policy = try #require(page.firstMatch(of: /Content-Security-Policy" content="([^"]*)"/)?.1)
    #expect(!policy.contains("script-src 'unsafe") && !policy.contains("unsafe-eval"))
    let scripts = page.matches(of: /<script>((?s).*?)<\/script>/).map { String($0.1) }
    #expect(scripts.count == 2)
    for script in scripts {
      #expect(policy.contains("'\(SHA256.source(of: script))'"))
      // What a reader of HTML would change before it takes the digest.
      #expect(!script.unicodeScalars.contains { $0 == "\r" || $0 == "\0" })
    }
  }

  @Test func everyPlotCanBeSaved() throws {
    let scratch = TemporaryFolder()
    let bundle = scratch.url.appending(path: "vega.js")
    try Data("window.vegaEmbed = 0;".utf8).write(to: bundle)
    let comparison = try ReportFixture().comparison()
    let page = try comparison.html(vegaBundle: bundle)
    for plot in Plot.all(of: comparison) {
      for format in ["svg", "png"] { #expect(page.contains("data-plot=\"\(plot.id)\" data-format=\"\(format)\"")) }
    }
    #expect(!(try comparison.html()).contains("data-format"), "without a bundle there is nothing to save")
  }

  @Test func withoutABundleItSaysHowToGetPlots() throws {
    let page = try ReportFixture().comparison().html()
    #expect(page.contains("pip install vl-convert-python==1.9.0"))
    #expect(!page.contains("class=\"chart\""))
    #expect(page.contains("<caption") || page.contains("aria-labelledby=\"summary-title\""))
  }

  @Test func theHeaderStatesHowTheFiguresCame() throws {
    let page = try ReportFixture().comparison().html()
    for text in [
      "test split, mean ± standard deviation over seeds", "loss; Δm, metric mean, on the validation split",
      "mean change against the baseline in %, lower is better: mean of ratio metrics, over ",
      "single-task runs of this comparison, SegNet",
      "SegNet 32–256, hard sharing",
      "1,512,340 shared; 4,206,339 in the single-task networks together", "2 cores, AVX-512, 8 GB", "2026-11-21",
      "equipoise 0.1.0, LibTorch 2.13.0", "<code>equipoise compare examples/scenes.yaml --seeds 3</code>", "0, 1, 2",
    ] { #expect(page.contains(text), "\(text)") }
    #expect(!page.contains("class=\"warning\""))
  }

  @Test func selectionOnTestIsMarked() throws {
    var fixture = ReportFixture()
    fixture.selection = "test"
    let comparison = try fixture.comparison()
    #expect(comparison.html(containsWarning: "loss; Δm, metric mean, on the test split: the split of the results"))
    #expect(comparison.terminal(colour: true).contains("\u{1B}[31;1mloss; Δm, metric mean, on the test split"))
    #expect(comparison.markdown().contains("⚠ **loss; Δm, metric mean, on the test split"))
    #expect(
      comparison.recommendation.text
        .contains("Epochs were chosen on the test split, so every figure is optimistic."))
  }

  @Test func aBundleThatIsNoneIsRefused() throws {
    let scratch = TemporaryFolder()
    let url = scratch.url.appending(path: "vega.js")
    let comparison = try SmallExperiment().comparison()
    #expect(
      errorText { _ = try comparison.html(vegaBundle: url) } == "`\(url.path)` should be a file. Found none.")
    try Data("hello".utf8).write(to: url)
    #expect(
      errorText { _ = try comparison.html(vegaBundle: url) } == """
        Could not read `\(url.path)`: a plotting bundle should set `window.vegaEmbed`. Found nothing of it.
        """)
  }

  @Test func theReportsFilesReplaceOlderOnes() throws {
    let scratch = TemporaryFolder()
    let folder = scratch.url.appending(path: "runs/small")
    let comparison = try SmallExperiment().comparison()
    try comparison.write(to: folder)
    let files = try comparison.write(to: folder)
    #expect(
      files.map(\.lastPathComponent)
        == ["report.html", "report.md", "report.csv", "seeds.csv", "report.tex", "pairs.csv"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 6)
    #expect(try String(contentsOf: files[1], encoding: .utf8) == comparison.markdown())
  }

  @Test func everyPlotBecomesAFile() throws {
    let scratch = TemporaryFolder()
    let python = scratch.url.appending(path: "python3")
    // In place of the renderer: a picture a line, as it is asked for.
    try Data("#!/bin/sh\nawk '{ print \"PHN2Zy8+\" }'\n".utf8).write(to: python)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python.path)
    let comparison = try SmallExperiment().comparison()
    let files = try comparison.exportPlots(to: scratch.url.appending(path: "figures"), python: python)
    #expect(files.map(\.lastPathComponent) == Plot.all(of: comparison).map { "\($0.id).svg" })
    for file in files { #expect(try String(contentsOf: file, encoding: .utf8) == "<svg/>") }
    // One picture for all plots.
    try Data("#!/bin/sh\necho PHN2Zy8+\n".utf8).write(to: python)
    let message = errorText { try comparison.exportPlots(to: scratch.url, python: python) }
    #expect(message.hasSuffix("it should draw \(files.count) plots. Found 1."), "\(message)")
  }

  @Test func aPythonWithoutThePackageIsAnError() throws {
    let scratch = TemporaryFolder()
    let python = scratch.url.appending(path: "python3")
    try Data("#!/bin/sh\necho 'ModuleNotFoundError: No module named vl_convert' >&2\nexit 1\n".utf8).write(to: python)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python.path)
    #expect(
      errorText { try VegaBundle.create(at: scratch.url.appending(path: "vega.js"), python: python) }
        == "Could not run `\(python.path)`: ModuleNotFoundError: No module named vl_convert.")
    #expect(
      errorText { try SmallExperiment().comparison().exportPlots(to: scratch.url, python: python) }
        == "Could not run `\(python.path)`: ModuleNotFoundError: No module named vl_convert.")
  }
}

extension Comparison {
  fileprivate func html(containsWarning text: String) -> Bool {
    (try? html())?.contains("<dd class=\"warning\">" + text) ?? false
  }
}
