extension HTMLPage {
  /// The page's style sheet. Fonts are the reader's own: nothing is loaded.
  static let style = [colours, page, header, firstScreen, background, tables, plotting, media].joined(separator: "\n")

  private static let colours = """
    :root {
      color-scheme: light dark;
      --ground: light-dark(#ffffff, #14171b); --raised: light-dark(#f6f7f9, #1c2026);
      --ink: light-dark(#1b1f24, #e8eaed); --soft: light-dark(#59616b, #a2abb6); --line: light-dark(#dfe3e8, #323942);
      --good: light-dark(#0a7d50, #3ecf8e); --bad: light-dark(#c01f2e, #ff7b80); --open: light-dark(#9a6700, #f2c14e);
      --best: light-dark(#e6f4ec, #173528);
    }
    :root[data-theme="light"] { color-scheme: light; }
    :root[data-theme="dark"] { color-scheme: dark; }
    """

  private static let page = """
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; padding: 1.5rem 1.5rem 4rem; max-width: 70rem; background: var(--ground); color: var(--ink);
      font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif;
      font-size: 16px; line-height: 1.55;
    }
    h2 { margin: 3rem 0 .5rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
    :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
    code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font-size: .875em; }
    pre { overflow-x: auto; padding: .875rem 1rem; background: var(--raised); border-radius: .5rem; }
    .problems { color: var(--bad); }
    .problems ul { padding-left: 1.25rem; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    """

  private static let header = """
    .top { display: grid; grid-template-columns: 1fr auto; align-items: end; column-gap: 1rem; }
    .top .kind { grid-column: 1; margin: 0; color: var(--soft); font-size: .875rem; }
    .top h1 {
      grid-column: 1; margin: 0; font-size: 1.75rem; line-height: 1.15; letter-spacing: -.02em; overflow-wrap: anywhere;
    }
    .top button {
      grid-column: 2; grid-row: 1 / span 2; align-self: start; padding: .25rem .75rem; cursor: pointer;
      font: inherit; font-size: .875rem; color: var(--soft);
      background: none; border: 1px solid var(--line); border-radius: .5rem;
    }
    .top button:hover { color: var(--ink); }
    """

  private static let firstScreen = """
    .answer {
      margin: 1rem 0 1.25rem; padding: 1rem 1.5rem; background: var(--raised);
      border-left: .375rem solid var(--open); border-radius: .75rem;
    }
    .answer.good { border-color: var(--good); }
    .answer.bad { border-color: var(--bad); }
    .answer p { margin: .375rem 0 0; max-width: 62rem; }
    .answer .lead { margin: 0; font-size: 1.25rem; line-height: 1.4; font-weight: 600; }
    .answer .figure { color: var(--soft); }
    .evidence { display: grid; grid-template-columns: minmax(0, 1fr) 19rem; gap: 1rem 2rem; align-items: start; }
    .evidence.apart { grid-template-columns: minmax(0, 1fr); }
    .evidence section h2 { margin: 0 0 .25rem; font-size: 1rem; }
    .evidence .caption { font-size: .8125rem; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem; margin: 0; }
    .evidence.apart .tiles { order: -1; }
    .tiles > div { padding: .625rem 1rem; border: 1px solid var(--line); border-radius: .75rem; }
    .tiles dt { color: var(--soft); font-size: .8125rem; }
    .tiles dd { margin: 0; color: var(--soft); font-size: .8125rem; line-height: 1.4; }
    .tiles .value { color: var(--ink); font-size: 1.25rem; font-weight: 600; }
    .tiles .good .value { color: var(--good); }
    .tiles .bad .value { color: var(--bad); }
    .next { margin: 1rem 0 0; }
    .next h2 { margin: 0 0 .25rem; font-size: 1rem; }
    .next dl { margin: 0; }
    .next dl > div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 0 1rem; align-items: center; margin: .375rem 0; }
    .next dt { color: var(--soft); font-size: .8125rem; line-height: 1.3; }
    .next dd { margin: 0; }
    .next code { display: block; padding: .375rem .75rem; background: var(--raised); border-radius: .5rem; overflow-wrap: anywhere; }
    .contents { margin: 1.25rem 0; padding: .5rem 0; border: 1px solid var(--line); border-width: 1px 0; font-size: .875rem; }
    .contents ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; }
    .contents a { color: var(--ink); text-decoration-color: var(--line); text-underline-offset: .25em; }
    .contents a:hover { text-decoration-color: currentColor; }
    """

  private static let background = """
    details > summary { cursor: pointer; color: var(--soft); font-size: .9375rem; }
    .facts {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .875rem 2rem;
      margin: 1rem 0 0;
    }
    .facts dt { color: var(--soft); font-size: .8125rem; }
    .facts dd { margin: 0; font-size: .9375rem; overflow-wrap: anywhere; }
    .facts .command { grid-column: 1 / -1; }
    .facts .warning { color: var(--bad); font-weight: 600; }
    .notes { padding-left: 1.25rem; color: var(--soft); font-size: .875rem; }
    .notes li { margin: .375rem 0; max-width: 60rem; }
    """

  private static let tables = """
    .scroll { overflow-x: auto; margin: .75rem 0 0; }
    .hint { margin: .5rem 0 -.5rem; color: var(--soft); font-size: .8125rem; text-align: right; }
    table {
      border-collapse: separate; border-spacing: 0; min-width: 100%; font-size: 15px; line-height: 24px; font-variant-numeric: tabular-nums;
    }
    /* Whole pixels: what is sticky is drawn at them, and lines should meet. */
    th, td {
      padding: 7px 12px; text-align: left; white-space: nowrap; font-weight: 400; border-bottom: 1px solid var(--line);
    }
    thead th {
      max-width: 10rem; color: var(--soft); font-size: 13px; line-height: 18px; vertical-align: bottom; white-space: normal;
      border-bottom: 2px solid var(--soft);
    }
    .groups th, .groups td { max-width: none; padding-bottom: 0; white-space: nowrap; border: 0; text-align: center; color: var(--ink); }
    .groups span { display: block; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
    .number { text-align: right; }
    td.words { min-width: 13rem; white-space: normal; }
    .unit { opacity: .8; }
    .unit::before { content: "("; }
    .unit::after { content: ")"; }
    tbody th, thead tr > :first-child { position: sticky; left: 0; z-index: 1; padding-left: 0; background: var(--ground); }
    tbody th {
      max-width: min(16rem, 42vw); font-weight: 600; white-space: normal; overflow-wrap: break-word;
    }
    .name { display: flex; align-items: baseline; gap: .5rem; }
    .name > span { min-width: 0; }
    tr.rule > * { border-bottom: 2px solid var(--soft); }
    td.best strong {
      margin-right: -.375rem; padding: .125rem .375rem; font-weight: 650; background: var(--best); border-radius: .3125rem;
    }
    .spread { color: var(--soft); font-weight: 400; }
    .swatch {
      display: inline-block; flex: none; width: .6875rem; height: .6875rem;
      background: var(--swatch); border-radius: 50%;
    }
    """

  private static let plotting = """
    .caption { margin: 0 0 .5rem; max-width: 60rem; color: var(--soft); font-size: .9375rem; }
    .legend {
      display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none;
      font-size: .875rem;
    }
    .legend button { all: unset; cursor: pointer; margin-left: -.375rem; padding: 0 .375rem; border-radius: .375rem; }
    .legend li, .legend button { display: inline-flex; align-items: baseline; gap: .5rem; }
    .legend button[aria-pressed="true"] { font-weight: 600; background: var(--raised); }
    .legend button:focus-visible { outline: 2px solid var(--ink); }
    .panels {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--panel)), 1fr)); gap: 1.25rem 1.5rem;
    }
    figure { margin: 0; min-width: 0; }
    figcaption { margin-bottom: .25rem; font-size: .9375rem; font-weight: 600; }
    .sample { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: start; margin: .5rem 0; }
    .sample p { flex: 0 0 100%; margin: 0; color: var(--soft); font-size: .875rem; }
    .sample img { display: block; width: 10rem; max-width: 100%; image-rendering: pixelated; border: 1px solid var(--line); border-radius: .25rem; }
    .sample figcaption { margin: .125rem 0 0; color: var(--soft); font-size: .75rem; font-weight: 400; }
    .save { margin: .25rem 0 0; color: var(--soft); font-size: .75rem; text-align: right; }
    .save button {
      padding: 0 .375rem; cursor: pointer; font: inherit; color: var(--soft); background: none; border: 1px solid var(--line);
      border-radius: .375rem;
    }
    .save button:hover { color: var(--ink); }
    .chart { width: 100%; min-height: 6rem; }
    .chart.lines { min-height: 15rem; }
    """

  /// The style for print: type has the size of a book's, and only what would be torn apart stays on one page.
  private static let media = """
    @page { margin: 14mm 12mm; }
    @media print {
      body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.4; }
      button, .contents, .hint, .save { display: none; }
      h2 { margin: 1.5rem 0 .375rem; font-size: 12.5pt; break-after: avoid; }
      .answer .lead { font-size: 13pt; }
      .caption, .notes, .facts dd { font-size: 9pt; }
      .facts { grid-template-columns: repeat(3, 1fr); gap: 6pt 12pt; }
      .facts dt, .tiles dt, .next dt { font-size: 8pt; }
      .caption, .legend { break-inside: avoid; break-after: avoid; }
      .sample, .facts > div { break-inside: avoid; }
      .sample img { width: 7rem; }
      .panels > :only-child .chart svg { max-height: 70mm; }
      .answer, .tiles > div, .next, figure, tr, table.short { break-inside: avoid; }
      .scroll { overflow: visible; }
      table { font-size: 8pt; line-height: 1.4; }
      th, td { padding: 3pt 5pt; }
      thead th, .groups th, .groups td { font-size: 7.5pt; line-height: 1.2; }
      tbody th, thead tr > :first-child { position: static; }
      tbody th { max-width: 12rem; }
      td.words { min-width: 9rem; }
      .evidence { grid-template-columns: minmax(0, 1fr); }
      .evidence .tiles { order: -1; grid-template-columns: repeat(3, 1fr); }
      .panels { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 9pt; }
      .panels > :only-child { grid-column: 1 / -1; }
      .chart, .chart.lines { min-height: 0; min-width: 0 !important; }
      .chart svg { max-width: 100%; height: auto; }
      details:not([open])::details-content { content-visibility: visible; block-size: auto; }
      details > summary { list-style: none; font-weight: 600; break-after: avoid; }
    }
    @media (max-width: 60rem) {
      .evidence { grid-template-columns: minmax(0, 1fr); }
      .evidence .tiles { order: -1; }
    }
    @media (max-width: 40rem) {
      body { padding: 1rem 1rem 3rem; }
      .answer { padding: .875rem 1rem; }
      .answer .lead { font-size: 1.0625rem; }
      .tiles, .next dl > div { grid-template-columns: minmax(0, 1fr); gap: .5rem; }
      .next dl > div { gap: 0; }
      .tiles > div { padding: .5rem .75rem; }
      th, td { padding: 7px 8px; }
      tbody th { max-width: 42vw; }
    }
    """
}
