extension HTMLPage {
  /// The page's style sheet. Fonts are the reader's own: nothing is loaded.
  static let style = """
    :root {
      color-scheme: light dark;
      --ground: light-dark(#ffffff, #14171b); --panel-ground: light-dark(#f6f7f9, #1c2026);
      --ink: light-dark(#1b1f24, #e8eaed); --soft: light-dark(#59616b, #a2abb6); --line: light-dark(#dfe3e8, #323942);
      --good: light-dark(#0a7d50, #3ecf8e); --bad: light-dark(#c01f2e, #ff7b80); --open: light-dark(#9a6700, #f2c14e);
      --best: light-dark(#e6f4ec, #173528);
    }
    :root[data-theme="light"] { color-scheme: light; }
    :root[data-theme="dark"] { color-scheme: dark; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 70rem; background: var(--ground); color: var(--ink);
      font: 16px/1.55 ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif; }
    .top { display: grid; grid-template-columns: 1fr auto; align-items: end; column-gap: 1rem; }
    .kind { grid-column: 1; margin: 0; color: var(--soft); font-size: .875rem; }
    h1 { grid-column: 1; margin: 0; font-size: 2.25rem; line-height: 1.15; letter-spacing: -.02em; overflow-wrap: anywhere; }
    h2 { margin: 3rem 0 .5rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.01em; }
    .top button { grid-column: 2; grid-row: 1 / span 2; align-self: start; font: inherit; font-size: .875rem; color: var(--soft);
      background: none; border: 1px solid var(--line); border-radius: .5rem; padding: .25rem .75rem; cursor: pointer; }
    .top button:hover { color: var(--ink); }
    :focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
    .answer { margin: 1.5rem 0 2rem; padding: 1.25rem 1.5rem; background: var(--panel-ground); border-radius: .75rem;
      border-left: .375rem solid var(--open); }
    .answer.good { border-color: var(--good); } .answer.bad { border-color: var(--bad); }
    .answer p { margin: .5rem 0 0; max-width: 62rem; } .answer .lead { margin: 0; font-size: 1.25rem; line-height: 1.4; font-weight: 600; }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: .875rem 2rem; margin: 0; }
    .facts dt { color: var(--soft); font-size: .8125rem; } .facts dd { margin: 0; overflow-wrap: anywhere; font-size: .9375rem; }
    .facts .command { grid-column: 1 / -1; }
    .facts .warning { color: var(--bad); font-weight: 600; }
    code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    pre { overflow-x: auto; background: var(--panel-ground); border-radius: .5rem; padding: .875rem 1rem; }
    .scroll { overflow-x: auto; margin: .75rem 0 0; }
    table { border-collapse: separate; border-spacing: 0; min-width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
    th, td { padding: .4375rem .75rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); font-weight: 400; }
    thead th { color: var(--soft); font-size: .8125rem; vertical-align: bottom; border-bottom: 1.5px solid var(--soft); }
    .groups th, .groups td { padding-bottom: 0; border: 0; text-align: center; color: var(--ink); font-size: .8125rem; }
    .groups span { display: block; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
    .number { text-align: right; } .unit { opacity: .8; } .unit::before { content: "("; } .unit::after { content: ")"; }
    tbody th, thead tr > :first-child { position: sticky; left: 0; background: var(--ground); padding-left: 0; z-index: 1; }
    tbody th { font-weight: 600; white-space: normal; overflow-wrap: anywhere; min-width: 8rem; max-width: min(16rem, 38vw); }
    tr.rule > * { border-bottom: 1.5px solid var(--soft); }
    td.best strong { font-weight: 650; background: var(--best); border-radius: .3125rem; padding: .125rem .375rem; margin-right: -.375rem; }
    .spread { color: var(--soft); font-weight: 400; } .hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
    .swatch { display: inline-block; width: .6875rem; height: .6875rem; border-radius: 50%; margin-right: .5rem; background: var(--swatch); }
    .caption { margin: 0 0 .75rem; color: var(--soft); font-size: .9375rem; max-width: 60rem; }
    .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 .75rem; padding: 0; list-style: none; font-size: .875rem; }
    .legend button { all: unset; cursor: pointer; border-radius: .375rem; padding: 0 .375rem; margin-left: -.375rem; }
    .legend button[aria-pressed="true"] { background: var(--panel-ground); font-weight: 600; }
    .legend button:focus-visible { outline: 2px solid var(--ink); }
    .panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, var(--panel)), 1fr)); gap: 1.25rem 1.5rem; }
    figure { margin: 0; min-width: 0; } figcaption { font-size: .9375rem; font-weight: 600; margin-bottom: .25rem; }
    .chart { width: 100%; min-height: 6rem; } .chart.lines { min-height: 15rem; }
    .problems ul, footer ul { padding-left: 1.25rem; } .problems { color: var(--bad); }
    footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; } footer h2 { font-size: 1rem; } footer li { margin: .375rem 0; max-width: 60rem; }
    @media print { body { max-width: none; padding: 0; font-size: 11px; } button { display: none; } section { break-inside: avoid; } .scroll { overflow: visible; } }
    @media (max-width: 40rem) { body { padding: 1.25rem 1rem 3rem; } h1 { font-size: 1.75rem; } .answer { padding: 1rem; } .answer .lead { font-size: 1.0625rem; } }
    """
}
