extension HTMLPage {
  /// The page's style sheet. Fonts are the reader's own: nothing is loaded.
  static let style = [colours, page, header, tables, plotting, media].joined(separator: "\n")

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
      margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 70rem; background: var(--ground); color: var(--ink);
      font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif;
      font-size: 16px; line-height: 1.55;
    }
    h2 { margin: 3rem 0 .5rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
    :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
    code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code { font-size: .875em; }
    pre { overflow-x: auto; padding: .875rem 1rem; background: var(--raised); border-radius: .5rem; }
    .problems { color: var(--bad); }
    .problems ul, footer ul { padding-left: 1.25rem; }
    footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }
    footer h2 { font-size: 1rem; }
    footer li { margin: .375rem 0; max-width: 60rem; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    """

  private static let header = """
    .top { display: grid; grid-template-columns: 1fr auto; align-items: end; column-gap: 1rem; }
    .top .kind { grid-column: 1; margin: 0; color: var(--soft); font-size: .875rem; }
    .top h1 {
      grid-column: 1; margin: 0; font-size: 2.25rem; line-height: 1.15; letter-spacing: -.02em; overflow-wrap: anywhere;
    }
    .top button {
      grid-column: 2; grid-row: 1 / span 2; align-self: start; padding: .25rem .75rem; cursor: pointer;
      font: inherit; font-size: .875rem; color: var(--soft);
      background: none; border: 1px solid var(--line); border-radius: .5rem;
    }
    .top button:hover { color: var(--ink); }
    .answer {
      margin: 1.5rem 0 2rem; padding: 1.25rem 1.5rem; background: var(--raised);
      border-left: .375rem solid var(--open); border-radius: .75rem;
    }
    .answer.good { border-color: var(--good); }
    .answer.bad { border-color: var(--bad); }
    .answer p { margin: .5rem 0 0; max-width: 62rem; }
    .answer .lead { margin: 0; font-size: 1.25rem; line-height: 1.4; font-weight: 600; }
    .facts {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .875rem 2rem; margin: 0;
    }
    .facts dt { color: var(--soft); font-size: .8125rem; }
    .facts dd { margin: 0; font-size: .9375rem; overflow-wrap: anywhere; }
    .facts .command { grid-column: 1 / -1; }
    .facts .warning { color: var(--bad); font-weight: 600; }
    """

  private static let tables = """
    .scroll { overflow-x: auto; margin: .75rem 0 0; }
    table {
      border-collapse: separate; border-spacing: 0; min-width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums;
    }
    th, td {
      padding: .4375rem .75rem; text-align: left; white-space: nowrap; font-weight: 400; border-bottom: 1px solid var(--line);
    }
    thead th { color: var(--soft); font-size: .8125rem; vertical-align: bottom; border-bottom: 1.5px solid var(--soft); }
    .groups th, .groups td { padding-bottom: 0; border: 0; text-align: center; color: var(--ink); font-size: .8125rem; }
    .groups span { display: block; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
    .number { text-align: right; }
    td.words { min-width: 13rem; white-space: normal; }
    details > summary { cursor: pointer; color: var(--soft); font-size: .9375rem; }
    .unit { opacity: .8; }
    .unit::before { content: "("; }
    .unit::after { content: ")"; }
    tbody th, thead tr > :first-child { position: sticky; left: 0; z-index: 1; padding-left: 0; background: var(--ground); }
    tbody th {
      min-width: 8rem; max-width: min(16rem, 38vw); font-weight: 600; white-space: normal; overflow-wrap: anywhere;
    }
    tr.rule > * { border-bottom: 1.5px solid var(--soft); }
    td.best strong {
      margin-right: -.375rem; padding: .125rem .375rem; font-weight: 650; background: var(--best); border-radius: .3125rem;
    }
    .spread { color: var(--soft); font-weight: 400; }
    .swatch {
      display: inline-block; width: .6875rem; height: .6875rem; margin-right: .5rem;
      background: var(--swatch); border-radius: 50%;
    }
    """

  private static let plotting = """
    .caption { margin: 0 0 .5rem; max-width: 60rem; color: var(--soft); font-size: .9375rem; }
    .legend {
      display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none;
      font-size: .875rem;
    }
    .legend button { all: unset; margin-left: -.375rem; padding: 0 .375rem; cursor: pointer; border-radius: .375rem; }
    .legend button[aria-pressed="true"] { font-weight: 600; background: var(--raised); }
    .legend button:focus-visible { outline: 2px solid var(--ink); }
    .panels {
      display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--panel)), 1fr)); gap: 1.25rem 1.5rem;
    }
    figure { margin: 0; min-width: 0; }
    figcaption { margin-bottom: .25rem; font-size: .9375rem; font-weight: 600; }
    .chart { width: 100%; min-height: 6rem; }
    .chart.lines { min-height: 15rem; }
    """

  private static let media = """
    @media print {
      body { max-width: none; padding: 0; font-size: 11px; }
      button { display: none; }
      section, figure { break-inside: avoid; }
      .scroll { overflow: visible; }
    }
    @media (max-width: 40rem) {
      body { padding: 1.25rem 1rem 3rem; }
      .top h1 { font-size: 1.75rem; }
      .answer { padding: 1rem; }
      .answer .lead { font-size: 1.0625rem; }
    }
    """
}
